import { Buffer } from 'node:buffer'
import { type Limits, Problem, parseJson, parseJsonPart } from '#base'

/**
 * The JSON records of a file: one a line (NDJSON), the elements of a list, or the whole document. A record that is not JSON
 * is told to `broken` with its place and the next one follows. Of records in lines only the members that `keep` asks for are
 * read, where it is given; `quick` is asked first, and gives what is read of a plain record, undefined of any other.
 */
export function* jsonRecords(
  bytes: Uint8Array,
  limits: Limits,
  name: string,
  broken: (reason: string, at: string) => void,
  keep?: (key: string, keys: ReadonlySet<string>) => boolean,
  quick?: (bytes: Buffer, from: number, to: number) => unknown,
): Iterable<[value: unknown, at: string]> {
  const first = bytes.findIndex(byte => byte > 0x20 && byte < 0x80)
  if (first < 0) throw new Problem('advisories/empty', `Cannot read ${name}: it is empty`, { wanted: 'JSON records' })
  const whole = bytes[first] === 0x5b || !isLines(bytes, first) ? wholeDocument(bytes, limits, name) : undefined
  if (whole !== undefined) {
    const { value } = whole
    if (!Array.isArray(value)) yield [value, '/']
    else for (let i = 0; i < value.length; i++) yield [value[i], `/${i}`]
    return
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
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
          value =
            quick?.(buffer, start, end) ??
            (keep && parseJsonPart(record, keep, limits, 'record')) ??
            parseJson(record, limits, 'record')
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

/** The value of a document; undefined when it is none and has a line that is a record, so that lines are what it has. */
function wholeDocument(bytes: Uint8Array, limits: Limits, name: string): { value: unknown } | undefined {
  try {
    return { value: parseJson(bytes, limits, name) }
  } catch (error) {
    if (!(error instanceof Problem) || !hasRecordLine(bytes, limits)) throw error
    return undefined
  }
}

/** Whether some line, from its first byte to its last, is a JSON object: in a document spread over lines those are indented. */
function hasRecordLine(bytes: Uint8Array, limits: Limits): boolean {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    let last = end - 1
    while (last > start && bytes[last]! <= 0x20) last--
    if (bytes[start] === 0x7b && bytes[last] === 0x7d && end - start <= limits.element) {
      try {
        parseJson(bytes.subarray(start, end), limits, 'line')
        return true
      } catch (error) {
        if (!(error instanceof Problem)) throw error
      }
    }
    start = end + 1
  }
  return false
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
