import { Buffer } from 'node:buffer'
import { Problem, parseJson, quoted } from '#base'
import { nameOf, type Paper, wholeBytes } from '#boms'
import type { RefusedList } from './import-refused.ts'

/** An object of a JSON paper; asked only through `field`, so that no inherited name is taken for one. */
export type JsonRecord = Readonly<Record<string, unknown>>

export interface PlacedRecord {
  /** `/result/3`, or `line 4` in JSON Lines. */
  place: string
  record: JsonRecord
}

/**
 * The records of a paper: one object, a list, a list under one of the members `lists`, or JSON Lines. Elements and lines that are no
 * objects are refused. Throws what `parseJson` throws, and `plant/no-records` for anything else.
 */
export function recordsOf(paper: Paper, lists: readonly string[], refused: RefusedList): PlacedRecord[] {
  const bytes = wholeBytes(paper)
  if (isLines(bytes)) return lineRecords(paper, bytes, refused)
  const whole = parseJson(bytes, paper.limits, nameOf(paper))
  const key = isRecord(whole) ? lists.find(name => Array.isArray(field(whole, name))) : undefined
  const list = key === undefined ? whole : field(whole as JsonRecord, key)
  if (!Array.isArray(list) && isRecord(list)) return [{ place: '/', record: list }]
  if (!Array.isArray(list))
    throw new Problem(
      'plant/no-records',
      `Cannot read ${nameOf(paper)}: no list of records, found ${quoted(list)} at /`,
      {
        at: '/',
        wanted: `a list, or one under ${lists.join(', ')}`,
      },
    )
  const found: PlacedRecord[] = []
  for (const [index, record] of list.entries()) {
    const place = `${key === undefined ? '' : `/${key}`}/${index}`
    if (isRecord(record)) found.push({ place, record })
    else refused.add(place, [['value', textOf(record) ?? quoted(record)]], notARecord)
  }
  return found
}

const notARecord = {
  code: 'not-a-record',
  reason: 'It is no object with named values.',
  next: 'Export the list again; every element is one object.',
}

const lineFeed = 10

/** Whether the first line is an object by itself and more follow. */
function isLines(bytes: Uint8Array): boolean {
  const end = bytes.indexOf(lineFeed)
  if (end < 0) return false
  const first = Buffer.from(bytes.subarray(0, end))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim()
  const rest = Buffer.from(bytes.subarray(end, end + 4096))
    .toString('utf8')
    .trimStart()
  return first.startsWith('{') && first.endsWith('}') && (rest.startsWith('{') || rest === '')
}

function lineRecords(paper: Paper, bytes: Uint8Array, refused: RefusedList): PlacedRecord[] {
  const found: PlacedRecord[] = []
  for (let at = 0, line = 1; at < bytes.length; line++) {
    const next = bytes.indexOf(lineFeed, at)
    const end = next < 0 ? bytes.length : next
    const piece = bytes.subarray(at, end)
    at = end + 1
    if (piece.every(byte => byte === 32 || byte === 9 || byte === 13)) continue
    const place = `line ${line}`
    try {
      const record = parseJson(piece, { ...paper.limits, bytes: paper.limits.element }, `${nameOf(paper)}, ${place}`)
      if (isRecord(record)) found.push({ place, record })
      else refused.add(place, [['value', textOf(record) ?? quoted(record)]], notARecord)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const text = Buffer.from(piece.subarray(0, 1000)).toString('utf8')
      refused.add(place, [['line', text]], {
        code: 'not-json',
        reason: `${error.message}.`,
        next: 'Mend the line and drop it again.',
      })
    }
  }
  return found
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member of its own, whatever its name. */
export function field(record: JsonRecord, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** A value as one text; lists of texts with commas; undefined for objects and null. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (!Array.isArray(value)) return undefined
  const texts = value.flatMap(one => (Array.isArray(one) ? [] : (textOf(one) ?? [])))
  return texts.length > 0 ? texts.join(', ') : undefined
}

/** The texts of a record, for those who mend it. */
export function cellsOf(record: JsonRecord): (readonly [string, string])[] {
  return Object.entries(record)
    .slice(0, 200)
    .map(([name, value]) => [name, textOf(value) ?? (value === null ? '' : quoted(value))] as const)
}

/** Milliseconds of an epoch in seconds, milliseconds or microseconds, as number or text: exports mix them. 1990 to 2200. */
export function epochOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{9,17}(?:\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  const ms = number > 1e14 ? number / 1000 : number > 1e11 ? number : number * 1000
  return ms >= 631_152_000_000 && ms <= 7_258_118_400_000 ? Math.floor(ms) : undefined
}
