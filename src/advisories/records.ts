import { type Limits, Problem, parseJson, parseJsonPart } from '#base'

/**
 * The JSON records of a file: one a line (NDJSON), the elements of a list, or the whole document. A record that is not JSON
 * is told to `broken` with its place and the next one follows. Of records in lines only the members that `keep` asks for are
 * read, where it is given.
 */
export function* jsonRecords(
  bytes: Uint8Array,
  limits: Limits,
  name: string,
  broken: (reason: string, at: string) => void,
  keep?: (key: string, keys: ReadonlySet<string>) => boolean,
): Iterable<[value: unknown, at: string]> {
  const first = bytes.findIndex(byte => byte > 0x20 && byte < 0x80)
  if (first < 0) throw new Problem('advisories/empty', `Cannot read ${name}: it is empty`, { wanted: 'JSON records' })
  if (bytes[first] === 0x5b || !isLines(bytes, first)) {
    const value = parseJson(bytes, limits, name)
    if (!Array.isArray(value)) yield [value, '/']
    else for (let i = 0; i < value.length; i++) yield [value[i], `/${i}`]
    return
  }
  let line = 0
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    line++
    if (end > start + 1) {
      const record = bytes.subarray(start, end)
      if (record.length > limits.element) broken(`larger than the limit of ${limits.element} bytes`, `line ${line}`)
      else {
        let value: unknown
        try {
          value = (keep && parseJsonPart(record, keep, limits, 'record')) ?? parseJson(record, limits, 'record')
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          if (error.code !== 'base/empty') broken(error.message.replace('Cannot read record: ', ''), `line ${line}`)
          start = end + 1
          continue
        }
        yield [value, `line ${line}`]
      }
    }
    start = end + 1
  }
}

/** One record a line: the first line is a whole JSON object. */
function isLines(bytes: Uint8Array, first: number): boolean {
  const end = bytes.indexOf(0x0a, first)
  if (end < 0 || end > first + 64 * 1024 * 1024) return false
  let last = end - 1
  while (last > first && bytes[last]! <= 0x20) last--
  if (bytes[first] !== 0x7b || bytes[last] !== 0x7d) return false
  const more = bytes.subarray(end).findIndex(byte => byte > 0x20)
  return more < 0 ? false : bytes[end + more] === 0x7b
}
