import { Buffer, constants, isUtf8 } from 'node:buffer'
import type { JsonCursor } from './json-scan.ts'
import type { Limits } from './limits.ts'
import { Problem, quoted } from './problem.ts'

/**
 * The value of JSON bytes that a cursor has passed: valid UTF-8, no repeated member, no number that changes in reading,
 * no lone surrogate, no NUL. `at` names the place of the value (a JSON pointer), for messages.
 */
export function checkedValue(bytes: Uint8Array, cursor: JsonCursor, limits: Limits, name: string, at: string): unknown {
  const value = parsed(bytes, name, at)
  const tally: Tally = { members: 0, texts: cursor.unicode, limits, fault: undefined }
  count(value, at, tally)
  if (tally.fault)
    throw new Problem(tally.fault.code, `Cannot read ${name}: ${tally.fault.what} at ${tally.fault.at || '/'}`, {
      at: tally.fault.at,
    })
  if (tally.members !== cursor.colons)
    throw new Problem(
      'base/duplicate-key',
      `Cannot read ${name}: duplicate key ${repeatedKey(bytes)} at ${at || '/'}`,
      { at, wanted: 'each key once' },
    )
  return value
}

/** JSON.parse with one-line, placed errors. */
export function parsed(bytes: Uint8Array, name: string, at: string): unknown {
  if (bytes.length > constants.MAX_STRING_LENGTH)
    throw new Problem(
      'base/too-large',
      `Cannot read ${name}: one value of ${bytes.length} bytes at ${at || '/'}, more than a text can hold`,
      { at, wanted: `at most ${constants.MAX_STRING_LENGTH} bytes` },
    )
  if (!isUtf8(bytes))
    throw new Problem('base/invalid-utf8', `Cannot read ${name}: invalid UTF-8 in the value at ${at || '/'}`, {
      at,
      wanted: 'UTF-8',
    })
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = (error as Error).message
      .replace(/\s+/g, ' ')
      .replace(/, "?\.{0,3}[\s\S]*is not valid JSON$/, '')
      .slice(0, 120)
    throw new Problem('base/not-json', `Cannot read ${name}: not valid JSON at ${at || '/'}: ${reason}`, { at })
  }
}

interface Tally {
  members: number
  texts: boolean
  limits: Limits
  fault: { code: string; what: string; at: string } | undefined
}

// Depth is bounded by the scan before, so recursion is.
function count(value: unknown, at: string, tally: Tally): void {
  if (typeof value === 'string') {
    if (tally.texts) judgeText(value, at, tally)
  } else if (typeof value === 'number') {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      tally.fault ??= { code: 'base/number-out-of-range', what: `number out of range (${value})`, at }
    }
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i]
      if (item !== null && (typeof item === 'object' || typeof item === 'number' || tally.texts))
        count(item, tally.texts ? `${at}/${i}` : at, tally)
    }
  } else if (value !== null && typeof value === 'object') {
    let members = 0
    for (const key in value) {
      members++
      const member: unknown = (value as Record<string, unknown>)[key]
      if (tally.texts) judgeText(key, at, tally)
      if (typeof member === 'object' || typeof member === 'number' || tally.texts) {
        if (member !== null) count(member, tally.texts ? `${at}/${key}` : at, tally)
      }
    }
    if (members > tally.limits.keys)
      tally.fault ??= {
        code: 'base/too-many-keys',
        what: `an object with ${members} keys, over the limit of ${tally.limits.keys},`,
        at,
      }
    tally.members += members
  }
}

function judgeText(text: string, at: string, tally: Tally): void {
  if (!text.isWellFormed())
    tally.fault ??= { code: 'base/invalid-unicode', what: `invalid Unicode (a lone surrogate) in ${quoted(text)}`, at }
  else if (text.includes('\0'))
    tally.fault ??= { code: 'base/control-character', what: `a control character (NUL) in ${quoted(text)}`, at }
}

/** The first key that stands twice in one object; only asked once it is known that one does. */
function repeatedKey(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  const stack: (Set<string> | undefined)[] = []
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [it] = found
    if (it === '{') stack.push(new Set())
    else if (it === '[') stack.push(undefined)
    else if (it === '}' || it === ']') stack.pop()
    else if (/^\s*:/.test(text.slice(token.lastIndex, token.lastIndex + 64))) {
      const key = JSON.parse(it) as string
      const keys = stack.at(-1)
      if (keys?.has(key)) return quoted(key)
      keys?.add(key)
    }
  }
  return 'in an object'
}
