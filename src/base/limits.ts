/**
 * What a paper from outside may cost, checked before anything is built from it. Every limit can be raised by a flag
 * (`--limit depth=200`). One table, so that the documentation and the tests read the same figures.
 */
export interface Limits {
  /** Bytes of one input file, after decompression. */
  bytes: number
  /** Nesting of objects, arrays or elements. */
  depth: number
  /** Bytes of one string, name or text node. */
  text: number
  /** Keys of one object, attributes of one element. */
  keys: number
  /** Bytes of one element of a streamed list (one component, one advisory record). */
  element: number
  /** Components of a bill of materials, records of a feed file, entries of an archive. */
  count: number
  /** Bytes out for each byte in, for anything compressed; judged after the first `ratioFloor` bytes of output. */
  ratio: number
  /** Output below this many bytes is never a bomb. */
  ratioFloor: number
  /** Files looked at in one walked folder. */
  files: number
}

export const defaultLimits: Limits = {
  bytes: 4 * 1024 ** 3,
  depth: 100,
  text: 1024 ** 2,
  keys: 100_000,
  element: 32 * 1024 ** 2,
  count: 5_000_000,
  ratio: 200,
  ratioFloor: 64 * 1024 ** 2,
  files: 1_000_000,
}
