import type { Interval } from '../range.ts'
import { cellText, ownPart, withoutProduct, withoutWords } from './version-cell.ts'
import { isDamaged, withNumberedDays, withoutDay } from './version-day.ts'
import { intervalsOf } from './version-range-runs.ts'
import { plainText } from './version-range-spelling.ts'
import { piecesOf, versionIn } from './version-range-text.ts'
import { readVersionText, type VersionText } from './version-text.ts'

/** What a cell may mean: one version, or a run of them ("≥ 4.5", "4.x"). */
export interface Reading {
  /** Both ends of one version are the same. */
  from: VersionText | undefined
  to: VersionText | undefined
  fromIncluded: boolean
  toIncluded: boolean
  /** A day or build behind it was left out, by which an advisory may tell versions apart. */
  shortened: boolean
}

/** The plainest and by far most frequent cells. */
const plainest = /^[vV]?\d{1,9}(?:\.\d{1,9}){0,9}$/
/** 21.11.2021 is a day; a version counted so would be read otherwise. */
const dayFirst = /^(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.((?:19|20)\d\d)$/

/** No version in a cell is so long, its words and day included; bounds what reading one costs. */
const longestCell = 200
/** Inventories name the same version for many assets, and each asset is asked for many advisories. */
const mostKept = 500
const kept = new Map<string, readonly Reading[]>()
let last: { text: string; product: string | undefined; readings: readonly Reading[] } | undefined

/**
 * Everything that a cell of an inventory may mean, of which the true one is unknown: mostly one reading. Empty where it is no
 * version or names several things. The last few hundred are kept. `product`: the name whose words may stand before the version.
 */
export function versionWritten(text: string, product?: string): readonly Reading[] {
  if (last?.text === text && last.product === product) return last.readings
  const key = product === undefined ? text : `${text}\n${product}`
  const readings = kept.get(key) ?? (text.length > longestCell ? [] : readingsOf(text, product))
  if (kept.size >= mostKept) kept.clear()
  kept.set(key, readings)
  last = { text, product, readings }
  return readings
}

function readingsOf(text: string, product: string | undefined): readonly Reading[] {
  if (plainest.test(text) && !dayFirst.test(text)) return points([text], false)
  const own = ownPart(withNumberedDays(cellText(text)))
  if (own === undefined) return []
  const apart = own.replace(/(?<=\p{L})_|_(?=\p{L})/gu, ' ')
  const bare = product === undefined ? apart : withoutProduct(apart, product)
  const found = bare === apart ? [] : ofText(bare)
  return found.length > 0 ? found : ofText(own)
}

function ofText(text: string): readonly Reading[] {
  const words = withoutWords(text)
  if (isDamaged(words)) return []
  // "Stand 2019" is as of that year.
  if (words !== text && /^(?:19|20)\d\d$/.test(words) && /stand|ausgabe|edi[tcz]/i.test(text)) return []
  const before = withoutDay(words) ?? withoutDay(text)
  if (before !== undefined && /\d|rev/i.test(before)) {
    const shortened = ofVersion(withoutWords(before.trim()), true)
    if (shortened.length > 0) return shortened
  }
  const found = ofVersion(words, false)
  return found.length > 0 || words === text ? found : ofVersion(text, false)
}

/** "bis 4.5", "≥ 4.5", "4.5+": not the version but from or up to it. */
const open = /^(?:[<>≤≥]|(?:ab|bis|von|vor|nach|up to|until|since|from|before|after|prior|min|max)\s)|\s[-–—]\s|\+$/iu
/** "R3" in brackets is a level; any other remark in them nobody knows. */
const bracketed = / \((?!(?:build\D{0,6})?\d[\d.]*\)|(?:sp|upd|update|hf|hotfix|patch|r)\W?\d+\))/i
/** "ROS V5.0", "CPCI85 V05.20": the firmware's own name; another may be that of a tool or system (TIA V16, PCS7 V9.0). */
const named = /^([A-Z]{2}[A-Z0-9]*) (?=V\d)/i
const firmware = /^(?:RO[SX]|(?!WIN|TIA|PCS|STEP|OS|GSD)[A-Z]{2,}\d[A-Z\d]*)$/i
/** A number and another behind it, as in "1511 V2.8": only one of them is the version. */
const twoNumbers = /^\d[\w.]*\s+v\.?\s?\d/i

function ofVersion(text: string, shortened: boolean): readonly Reading[] {
  const name = named.exec(text)?.[1]
  if (name !== undefined) return firmware.test(name) ? ofVersion(text.slice(name.length + 1), shortened) : []
  if (bracketed.test(text) || twoNumbers.test(text)) return []
  const day = dayFirst.exec(text)
  if (day) return points([text, `${day[3]}-${day[2]}-${day[1]}`], shortened)
  if (/^\d{1,2}-\d{1,2}$/.test(text)) return points([text.replace('-', '.'), ...text.split('-')], shortened)
  const comma = commaTexts(text)
  if (comma) return points(comma, shortened)
  if (open.test(text)) return ofRange(text, shortened)
  const plain = text
    .replace(/(?<=\d)(?: b(?=\d)|[-_](?:build[-_]?|b)(?=\d))/i, ' build ')
    .replace(/ \(([a-z]+\W?\d+)\)/i, ' $1')
  const whole = / \(/.test(plain) ? undefined : versionIn(plain)
  return whole === undefined ? ofRange(plain, shortened) : points([whole], shortened)
}

/** "4,5" is 4.5; "1,005" may be a thousand and five as well, and "7,8,9" are three versions. */
function commaTexts(text: string): string[] | undefined {
  const found = /^((?:[a-z]+[\s.]?)?\d+(?:,\d+)+)((?![\d.,]).*)?$/i.exec(text)
  if (!found) return undefined
  const [, number = '', rest = ''] = found
  const parts = number.replace(/^\D+/, '').split(',').map(Number)
  if (parts.length > 2 && /^\d/.test(number) && parts.every((part, i) => i === 0 || part > parts[i - 1]!))
    return undefined
  const readings = [number.replaceAll(',', '.') + rest]
  if (/^\D*[1-9]\d{0,2}(?:,\d{3})+$/.test(number))
    readings.push(number.replaceAll(',', '') + rest, number.replaceAll(',', '.').replace(/\.?0+$/, '') + rest)
  return readings.map(reading => versionIn(reading) ?? '')
}

function points(texts: readonly string[], shortened: boolean): readonly Reading[] {
  const read = texts.map(readVersionText)
  if (read.some(one => one === undefined)) return []
  return read.map(at => ({ from: at, to: at, fromIncluded: true, toIncluded: true, shortened }))
}

/** A cell that reads as a range: one version with words around it, or a run from or up to one. */
function ofRange(text: string, shortened: boolean): readonly Reading[] {
  const pieces = piecesOf(plainText(text)).filter(({ kind }) => kind !== 'label')
  if (pieces.length === 1 && pieces[0]!.kind === 'version') return points([pieces[0]!.text], shortened)
  const told = ['comparator', 'behind', 'version', 'branch', 'dash']
  if (!pieces.every(({ kind }) => told.includes(kind))) return []
  const runs = intervalsOf(pieces, false)
  return runs?.length === 1 ? ofInterval(runs[0]!, shortened) : []
}

function ofInterval({ from, to, fromIncluded, toIncluded }: Interval, shortened: boolean): readonly Reading[] {
  const low = from === undefined ? undefined : readVersionText(from)
  const high = to === undefined ? undefined : readVersionText(to)
  if ((from !== undefined && !low) || (to !== undefined && !high) || (!low && !high)) return []
  return [{ from: low, to: high, fromIncluded: fromIncluded !== false, toIncluded: toIncluded === true, shortened }]
}
