/** One paragraph of `Field: value` lines; names in lower case. */
export interface Stanza {
  fields: ReadonlyMap<string, string>
  /** Its first line, counted from 1. */
  line: number
  /** A line that is neither a field nor goes on with one, counted from 1. */
  bad: number | undefined
}

/**
 * Paragraphs parted by blank lines (Debian Policy Manual, 5.1): a line that starts with a blank goes on with the field
 * before it, of which only the first line is kept. The first of two fields of one name counts.
 */
export function* stanzasOf(lines: readonly string[]): Generator<Stanza> {
  let fields = new Map<string, string>()
  let start = 0
  let bad: number | undefined
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '') {
      if (fields.size > 0 || bad !== undefined) yield { fields, line: start + 1, bad }
      fields = new Map()
      bad = undefined
      start = index + 1
      continue
    }
    if (line[0] === ' ' || line[0] === '\t') continue
    const colon = line.indexOf(':')
    const name = colon > 0 && colon < 100 ? line.slice(0, colon).toLowerCase() : ''
    if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) bad ??= index + 1
    else if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
}
