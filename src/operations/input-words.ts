import type { core } from 'zod'
import { quoted } from '#base'

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const counted: Readonly<Record<string, string>> = { string: ' characters', array: ' of them' }

/** What is wrong with an input, in the words of the house: what is missing, or what stands there and what is wanted. */
export function inputWords(issue: core.$ZodIssue, raw: unknown): string {
  if (issue.code === 'unrecognized_keys') return `it takes no ${issue.keys.slice(0, 5).map(quoted).join(', ')}`
  const value = issue.path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), raw)
  const place = issue.path.join('.')
  if (place !== '' && value === undefined) return `${place} is missing`
  // A text is told back only where it is one of a few or of a form: what is too long or too short may be a secret.
  const shown = typeof value === 'number' || issue.code === 'invalid_value' || issue.code === 'invalid_format'
  const found = shown && place !== '' ? ` ${quoted(String(value))}` : ''
  return `${place === '' ? 'the input' : place}${found}: ${wantedWords(issue)}`
}

function wantedWords(issue: core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${nouns[issue.expected] ?? issue.expected} is wanted`
    case 'too_small':
      return `at least ${issue.minimum}${counted[issue.origin] ?? ''} wanted`
    case 'too_big':
      return `at most ${issue.maximum}${counted[issue.origin] ?? ''} wanted`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')} is wanted`
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'a time such as 2026-11-21T10:00:00Z is wanted'
        : `it is not written as is wanted${issue.pattern && issue.pattern.length < 100 ? `, ${issue.pattern}` : ''}`
    default:
      return issue.message
  }
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null
}
