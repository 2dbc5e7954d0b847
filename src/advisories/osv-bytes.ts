import { type Buffer, isUtf8 } from 'node:buffer'
import {
  afterBlanks,
  afterValue,
  jsonTokens,
  type KnownKeys,
  keyAt,
  knownKeys,
  type Limits,
  lengthOfKey,
  moveTo,
  passKey,
  passValue,
  valueAfter,
} from '#base'
import { leftOut, type Reading, reading, textAt } from './osv-byte-texts.ts'

/**
 * What an OSV record says that is read, from its bytes: the same as `parseJsonPart` and `parseJson` give, without the members
 * that nobody asks for. Only plain records are read so; whatever is unusual in any way is given up, and the slow way says what
 * is wrong with it, if anything is.
 */
export interface OsvRecord {
  id: string | undefined
  modified: string | undefined
  published: string | undefined
  withdrawn: string | undefined
  summary: string | undefined
  details: string | undefined
  aliases: string[] | undefined
  related: string[] | undefined
  upstream: string[] | undefined
  severity: OsvSeverity[] | undefined
  database_specific: OsvSpecific | undefined
  affected: OsvAffected[] | undefined
}

interface OsvAffected {
  package: OsvPackage | undefined
  ranges: OsvRange[] | undefined
  versions: string[] | undefined
  severity: OsvSeverity[] | undefined
  ecosystem_specific: OsvSpecific | undefined
}

interface OsvPackage {
  ecosystem: string | undefined
  name: string | undefined
}

interface OsvRange {
  type: string | undefined
  events: OsvEvent[] | undefined
}

interface OsvEvent {
  introduced: string | undefined
  fixed: string | undefined
  last_affected: string | undefined
  limit: string | undefined
}

interface OsvSeverity {
  type: string | undefined
  score: string | undefined
}

interface OsvSpecific {
  severity: string | undefined
}

/** Reads the record between two places of some bytes; undefined when it is not plain. */
export type OsvReader = (bytes: Buffer, from: number, to: number) => OsvRecord | undefined

/** Undefined under limits that plain records could go over in ways that are not looked at here. */
export function osvReader(limits: Limits): OsvReader | undefined {
  const tokens = jsonTokens(limits)
  if (!tokens) return undefined
  const it = reading(tokens, limits)
  return (bytes, from, to) => {
    moveTo(tokens, bytes, to)
    tokens.keyCount = 0
    tokens.wide = false
    it.details = -1
    const record = emptyRecord()
    const start = afterBlanks(tokens, from)
    const end = readObject(it, start, 1, recordKeys, takeRecord, record)
    if (end < 0 || afterBlanks(tokens, end) !== to) return undefined
    if (tokens.wide && !isUtf8(bytes.subarray(from, to))) return undefined
    if (record.summary === undefined && it.details >= 0) {
      record.details = textAt(it, it.details)
      if (record.details === undefined || afterBlanks(tokens, it.end) !== it.detailsEnd) return undefined
    }
    return record
  }
}

function emptyRecord(): OsvRecord {
  return {
    id: undefined,
    modified: undefined,
    published: undefined,
    withdrawn: undefined,
    summary: undefined,
    details: undefined,
    aliases: undefined,
    related: undefined,
    upstream: undefined,
    severity: undefined,
    database_specific: undefined,
    affected: undefined,
  }
}

/** Takes the value of a known member into an object; returns the place behind it, -1 when it is not plain. */
type Take<T> = (it: Reading, member: number, at: number, into: T) => number

/**
 * Reads an object's known members and passes the others. `depth` is its own; -1 for what is no object, repeats a key, or is not
 * plain. Of the record itself, what is passed is judged for depth and length alone, as the slow way does.
 */
function readObject<T>(it: Reading, from: number, depth: number, known: KnownKeys, take: Take<T>, into: T): number {
  const { tokens } = it
  const { bytes } = tokens
  if (bytes[from] !== 0x7b) return -1
  const base = tokens.keyCount
  let seen = 0
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x7d) return at + 1
  for (;;) {
    if (bytes[at] !== 0x22) return -1
    const member = keyAt(known, bytes, at + 1)
    if (member < 0) {
      const quote = passKey(tokens, at + 1, base)
      if (quote < 0) return -1
      at = valueAfter(tokens, quote)
      if (at >= 0) at = depth === 1 ? leftOut(it, at) : passValue(tokens, at, depth)
    } else {
      if ((seen & (1 << member)) !== 0) return -1
      seen |= 1 << member
      at = valueAfter(tokens, at + 1 + lengthOfKey(known, member))
      if (at >= 0) at = take(it, member, at, into)
    }
    if (at < 0) return -1
    at = afterValue(tokens, at)
    const byte = bytes[at]
    if (byte === 0x7d) break
    if (byte !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
  tokens.keyCount = base
  return at + 1
}

/** Reads the elements of a list; -1 when it is none, or one of them is not plain. */
function readList<T>(
  it: Reading,
  from: number,
  element: (it: Reading, at: number, into: T[]) => number,
  into: T[],
): number {
  const { tokens } = it
  const { bytes } = tokens
  if (bytes[from] !== 0x5b) return -1
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x5d) return at + 1
  for (;;) {
    at = element(it, at, into)
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x5d) return at + 1
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
}

const recordTexts = ['id', 'modified', 'published', 'withdrawn', 'summary'] as const
const recordLists = ['aliases', 'related', 'upstream'] as const
const recordKeys = knownKeys([...recordTexts, ...recordLists, 'details', 'severity', 'database_specific', 'affected'])

function takeRecord(it: Reading, member: number, at: number, into: OsvRecord): number {
  if (member < 5) {
    const text = textAt(it, at)
    if (text === undefined) return -1
    into[recordTexts[member]!] = text
    return it.end
  }
  if (member < 8) {
    const names: string[] = []
    into[recordLists[member - 5]!] = names
    return readList(it, at, takeText, names)
  }
  if (member === 8) {
    it.details = at
    it.detailsEnd = leftOut(it, at)
    return it.detailsEnd
  }
  if (member === 9) {
    into.severity = []
    return readList(it, at, takeSeverity, into.severity)
  }
  if (member === 10) {
    into.database_specific = { severity: undefined }
    return readObject(it, at, 2, specificKeys, takeSpecific, into.database_specific)
  }
  into.affected = []
  return readList(it, at, takeAffected, into.affected)
}

const affectedKeys = knownKeys(['package', 'ranges', 'versions', 'severity', 'ecosystem_specific'])

function takeAffected(it: Reading, at: number, into: OsvAffected[]): number {
  const made: OsvAffected = {
    package: undefined,
    ranges: undefined,
    versions: undefined,
    severity: undefined,
    ecosystem_specific: undefined,
  }
  into.push(made)
  return readObject(it, at, 3, affectedKeys, takeOfAffected, made)
}

function takeOfAffected(it: Reading, member: number, at: number, into: OsvAffected): number {
  if (member === 0) {
    into.package = { ecosystem: undefined, name: undefined }
    return readObject(it, at, 4, packageKeys, takeOfPackage, into.package)
  }
  if (member === 1) {
    into.ranges = []
    return readList(it, at, takeRange, into.ranges)
  }
  if (member === 2) {
    into.versions = []
    return readList(it, at, takeText, into.versions)
  }
  if (member === 3) {
    into.severity = []
    return readList(it, at, takeSeverity, into.severity)
  }
  into.ecosystem_specific = { severity: undefined }
  return readObject(it, at, 4, specificKeys, takeSpecific, into.ecosystem_specific)
}

const packageKeys = knownKeys(['ecosystem', 'name'])

function takeOfPackage(it: Reading, member: number, at: number, into: OsvPackage): number {
  const text = textAt(it, at)
  if (text === undefined) return -1
  if (member === 0) into.ecosystem = text
  else into.name = text
  return it.end
}

const rangeKeys = knownKeys(['type', 'events'])

function takeRange(it: Reading, at: number, into: OsvRange[]): number {
  const made: OsvRange = { type: undefined, events: undefined }
  into.push(made)
  return readObject(it, at, 5, rangeKeys, takeOfRange, made)
}

function takeOfRange(it: Reading, member: number, at: number, into: OsvRange): number {
  if (member === 1) {
    into.events = []
    return readList(it, at, takeEvent, into.events)
  }
  const text = textAt(it, at)
  if (text === undefined) return -1
  into.type = text
  return it.end
}

const eventKeys = knownKeys(['introduced', 'fixed', 'last_affected', 'limit'])

function takeEvent(it: Reading, at: number, into: OsvEvent[]): number {
  const made: OsvEvent = { introduced: undefined, fixed: undefined, last_affected: undefined, limit: undefined }
  into.push(made)
  return readObject(it, at, 7, eventKeys, takeOfEvent, made)
}

function takeOfEvent(it: Reading, member: number, at: number, into: OsvEvent): number {
  const text = textAt(it, at)
  if (text === undefined) return -1
  if (member === 0) into.introduced = text
  else if (member === 1) into.fixed = text
  else if (member === 2) into.last_affected = text
  else into.limit = text
  return it.end
}

const severityKeys = knownKeys(['type', 'score'])

/** Stands in the record or in what it affects: the deeper place counts. */
function takeSeverity(it: Reading, at: number, into: OsvSeverity[]): number {
  const made: OsvSeverity = { type: undefined, score: undefined }
  into.push(made)
  return readObject(it, at, 5, severityKeys, takeOfSeverity, made)
}

function takeOfSeverity(it: Reading, member: number, at: number, into: OsvSeverity): number {
  const text = textAt(it, at)
  if (text === undefined) return -1
  if (member === 0) into.type = text
  else into.score = text
  return it.end
}

const specificKeys = knownKeys(['severity'])

function takeSpecific(it: Reading, _member: number, at: number, into: OsvSpecific): number {
  into.severity = textAt(it, at)
  return into.severity === undefined ? -1 : it.end
}

function takeText(it: Reading, at: number, into: string[]): number {
  const text = textAt(it, at)
  if (text === undefined) return -1
  into.push(text)
  return it.end
}
