import type { Limits } from './limits.ts'
import type { NoteList } from './note.ts'

/** What is told while a document is read. Keys and places are those of the top-level object. */
export interface JsonVisitor {
  /** Top-level members whose value is a list to be given element by element, never held whole. */
  readonly lists: ReadonlySet<string>
  /** Any other top-level member, in order. */
  member(key: string, value: unknown): void
  /** The next element of a list named in `lists`. */
  element(key: string, value: unknown, index: number): void
}

/**
 * Reads a JSON document whose top level is an object in constant memory. Refuses, with a place, before anything is built:
 * depth, length of strings, size of an element, keys of an object, invalid UTF-8, trailing data. Duplicate keys, numbers
 * out of range, lone surrogates and NUL are refused too: two readers would see two documents.
 */
export function streamJson(pieces: Iterable<Uint8Array>, limits: Limits, name: string, visitor: JsonVisitor): void {
  throw new Error('written next')
}

/** Reads a whole JSON value of any kind with the same checks; the bytes are all there. `__proto__` stays an own member. */
export function parseJson(bytes: Uint8Array, limits: Limits, name: string): unknown {
  throw new Error('written next')
}
