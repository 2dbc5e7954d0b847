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

/** What the server refuses with (problem details, RFC 9457), or any error. */
interface Answered {
  title?: string
  status?: number
  detail?: string
  next?: string | undefined
  code?: string
  message?: string
}

/** A refusal as it is shown: in the language of the page where that has words for it, else as the server says it. */
export interface ToldRefusal {
  title: string | undefined
  detail: string
  next: string | undefined
  code: string | undefined
  /** The language of its sentence. */
  language: 'en' | 'de'
}

export function toldRefusal(words: Refusals, language: 'en' | 'de', error: unknown): ToldRefusal {
  const refused: Answered = typeof error === 'object' && error !== null ? error : { message: String(error) }
  const { code, status, next } = refused
  const detail = refused.detail ?? refused.message ?? ''
  const own = code === undefined ? undefined : words.sentences[code]?.(refusedOf(detail))
  const title = (status === undefined ? undefined : words.titles[status]) ?? refused.title
  if (own) return { title, detail: own.detail, next: own.next, code, language }
  return { title, detail, next, code, language: code === undefined || code === '' ? language : 'en' }
}
