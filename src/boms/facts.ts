import { hexHash, parseCpe, parsePurl } from '#identity'
import type { Bom, Component } from './bom.ts'
import { graphOf } from './graph.ts'

/**
 * How a paper answers a question about itself: it says so; it says that it does not know; it says that it does not tell; what it
 * says cannot be (a purl that is none); it says nothing; or its format was not looked at closely enough to know.
 */
export type Answer = 'given' | 'unknown' | 'withheld' | 'invalid' | 'missing' | 'unread'

/** What profiles ask of a bill as a whole. */
export const billQuestions = [
  'author',
  'author-contact',
  'signature',
  'current-format',
  'format-of-bsi',
  'phase',
  'timestamp',
  'tool',
  'tool-version',
  'revision',
  'address',
  'no-vulnerabilities',
  'root-dependencies',
  'completeness',
] as const
export type BillQuestion = (typeof billQuestions)[number]

/** What profiles ask of each component. */
export const componentQuestions = [
  'name',
  'version',
  'producer',
  'producer-contact',
  'identifier',
  'hash',
  'license',
  'concluded-license',
  'declared-license',
  'effective-license',
  'dependencies',
  'completeness',
  'file-name',
  'deployable-hash',
  'deployable-address',
  'source-address',
  'source-hash',
  'executable',
  'archive',
  'structured',
  'security-txt',
] as const
export type ComponentQuestion = (typeof componentQuestions)[number]

/** The answers of one component, with how to find it. */
export interface ComponentFacts {
  ref: string
  answers: Partial<Record<ComponentQuestion, Answer>>
}

/** Everything that a bill answers; a question that is not there was not looked at. */
export interface Facts {
  bill: Partial<Record<BillQuestion, Answer>>
  components: readonly ComponentFacts[]
}

/** A bill while its parts come in, in any order; of its lists each element by itself. */
export interface FactGathering {
  take(key: string, value: unknown): void
  facts(): Facts
}

const unknownWords = /^(?:noassertion|unknown|not known|n\/?a)$/i
const withheldWords = /^(?:withheld|redacted|confidential|\[redacted\])$/i

/** What a text says: nothing, that it is not known or not told, or something. */
export function answerOf(text: unknown): Answer {
  if (typeof text !== 'string' || text.trim() === '') return 'missing'
  const word = text.trim()
  return unknownWords.test(word) ? 'unknown' : withheldWords.test(word) ? 'withheld' : 'given'
}

/** What a text says that has to be of some form. */
export function formOf(text: unknown, isOfForm: (text: string) => boolean): Answer {
  const answer = answerOf(text)
  return answer === 'given' && !isOfForm(String(text).trim()) ? 'invalid' : answer
}

/** A date and a time of day, as both formats want it (RFC 3339, section 5.6; without a zone it is read as UTC). */
export function timeAnswer(text: unknown): Answer {
  return formOf(
    text,
    time =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?$/i.test(time) &&
      !Number.isNaN(Date.parse(time)),
  )
}

export function purlAnswer(text: unknown): Answer {
  return formOf(text, purl => !('fault' in parsePurl(purl)))
}

export function cpeAnswer(text: unknown): Answer {
  return formOf(text, cpe => !('fault' in parseCpe(cpe)))
}

/** A digest of an algorithm, in hex. */
export function hashAnswer(algorithm: unknown, value: unknown): Answer {
  return formOf(value, hex => typeof algorithm === 'string' && !('fault' in hexHash(algorithm, hex)))
}

/** The best of several answers to one question. */
export function bestOf(...answers: readonly Answer[]): Answer {
  const order: readonly Answer[] = ['given', 'withheld', 'unknown', 'invalid', 'missing', 'unread']
  return order.find(answer => answers.includes(answer)) ?? 'missing'
}

export function given(holds: boolean): Answer {
  return holds ? 'given' : 'missing'
}

/** What can be told from the model alone, for formats that say no more of themselves. */
export function factsOfBom(bom: Bom): Facts {
  const { refs, starts } = graphOf(bom)
  const stated = new Set(bom.dependencies.map(({ ref }) => ref))
  const root = bom.subject?.ref
  const rootId = root === undefined ? undefined : refs.get(root)
  return {
    bill: {
      timestamp: given(bom.timestamp !== undefined),
      address: given(bom.serial !== undefined),
      'root-dependencies': given(rootId !== undefined && starts[rootId + 1]! > starts[rootId]!),
    },
    components: [...(bom.subject ? [bom.subject] : []), ...bom.components].map(component => ({
      ref: component.ref,
      answers: answersOf(component, stated.has(component.ref)),
    })),
  }
}

function answersOf(component: Component, stated: boolean): ComponentFacts['answers'] {
  const { name, version, supplier, purl, cpe, hashes, licenses } = component
  return {
    name: answerOf(name),
    version: answerOf(version),
    producer: answerOf(supplier),
    identifier: bestOf(purlAnswer(purl), cpeAnswer(cpe)),
    hash: given(hashes.length > 0),
    license: licenses.length === 0 ? 'missing' : bestOf(...licenses.map(answerOf)),
    dependencies: given(stated),
  }
}

/** A part of a paper in the JSON spelling. */
export type Raw = Readonly<Record<string, unknown>>

/** A member that should be an object: one without members where it is something else. What is wrong with it the reader has said. */
export function recordOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : none
}

/** A member that should be a list: an empty one where it is something else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

const none: Raw = {}
