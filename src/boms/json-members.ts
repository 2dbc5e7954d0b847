/** An object of a JSON paper: foreign keys, foreign values. */
export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own members only, `__proto__` among them; none of anything but an object. */
export function entriesOf(value: unknown): ArrayIterator<[string, unknown]> {
  return (isFields(value) ? Object.entries(value) : [])[Symbol.iterator]()
}

/** A text that says something; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A key as it stands in a JSON pointer (RFC 6901, clause 3). */
export function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
