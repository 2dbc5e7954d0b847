/** What a refusal of the server says, taken apart: sentences of other languages quote the same values. */
export interface Refused {
  /** The server's sentence. */
  detail: string
  /** Values in quotes, in their order, without them. */
  quoted: readonly string[]
  /** What could not be read, taken or done: `Cannot read NAME: …`. */
  of: string | undefined
  /** Numbers outside quotes. */
  numbers: readonly string[]
}

/** The sentence of a language, and what to do. */
export interface Told {
  detail: string
  next?: string
}

/** Refusals in a language: by their codes, and headings by their statuses. What is missing is said as the server says it. */
export interface Refusals {
  titles: Readonly<Record<number, string>>
  sentences: Readonly<Record<string, (refused: Refused) => Told | undefined>>
}

/** Takes a sentence of the server apart. */
export function refusedOf(detail: string): Refused {
  const quoted = Array.from(detail.matchAll(/"((?:[^"\\]|\\.)*)"/g), ([, value = '']) => value.replaceAll('\\"', '"'))
  const plain = detail.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')
  const of = /^Cannot (?:read|take|unpack|do|grade|keep|ask with|undo the import) ([^:]+): /.exec(detail)?.[1]?.trim()
  return { detail, quoted, of, numbers: plain.match(/\d[\d,.]*\d|\d/g) ?? [] }
}
