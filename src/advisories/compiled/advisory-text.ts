import type { Buffer } from 'node:buffer'
import type { LinesPrint } from '#base'
import type { Advisory, Cvss, Severity } from '../advisory.ts'
import * as feeds from '../feeds/all.ts'
import { type ByteRun, extend, putLatin, putU32 } from './byte-run.ts'
import { checksum } from './checksum.ts'
import { behindName, cveAt, nameAt, nameLength, putName } from './name-code.ts'
import { damaged } from './package-rows.ts'

/** What an index keeps of an advisory besides its rows: what a report says of it. Summaries lie apart (summaries.ts). */
export type AdvisoryText = Omit<Advisory, 'affected' | 'withdrawn' | 'summary'>

const urlOf = new Map(Object.values(feeds).map(feed => [feed.id, feed.url]))
const versions: readonly Cvss['version'][] = ['2.0', '3.0', '3.1', '4.0']
const words: readonly Severity[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical']

/**
 * Writes the bytes of one advisory: u8 feed, u8 severity word and a bit for malicious, u32 published and modified (seconds, 0
 * for none), id, u16 aliases, u8 vectors (u8 version, u8 ten times the score, u16 length, text, u8 length of whose it is and that,
 * nothing for the feed's own, u8 which alias it is of, counted from 1, 0 for all), u32 checksum. Feeds that are new are added to `feedIds`.
 */
export function packText(advisory: Advisory, feedIds: string[], into: ByteRun): void {
  let feed = feedIds.indexOf(advisory.feed)
  if (feed < 0) feed = feedIds.push(advisory.feed) - 1
  const { id, aliases } = advisory
  const cvss = advisory.cvss.length > 255 ? advisory.cvss.slice(0, 255) : advisory.cvss
  let length = 17 + nameLength(id)
  for (const alias of aliases) length += nameLength(alias)
  for (const { vector, source } of cvss) length += 6 + vector.length + ownSource(source, advisory.feed).length
  const from = extend(into, length)
  const out = into.bytes
  out[from] = feed
  out[from + 1] = words.indexOf(advisory.severity) | (advisory.malicious ? 0x80 : 0)
  putU32(out, from + 2, seconds(advisory.published))
  putU32(out, from + 6, seconds(advisory.modified))
  let at = out.writeUInt16LE(aliases.length, putName(out, from + 10, id))
  for (const alias of aliases) at = putName(out, at, alias)
  out[at++] = cvss.length
  for (const { version, vector, score, source, of } of cvss) {
    out[at++] = versions.indexOf(version)
    out[at++] = Math.round(score * 10)
    at = out.writeUInt16LE(vector.length, at)
    at = putLatin(out, at, vector)
    const whose = ownSource(source, advisory.feed)
    out[at++] = whose.length
    at = putLatin(out, at, whose)
    out[at++] = of === undefined ? 0 : (aliases.indexOf(of) + 1) & 0xff
  }
  putU32(out, at, checksum(out, from, at))
}

/** Who scored, where it is not the feed: in ASCII, and in a length that fits a byte. */
function ownSource(source: string, feed: string): string {
  return source === feed ? '' : source.replace(/[^\x20-\x7e]/g, '_').slice(0, 255)
}

function seconds(ms: number | undefined): number {
  return ms === undefined ? 0 : Math.min(0xffffffff, Math.max(0, Math.floor(ms / 1000)))
}

/** The bytes of one advisory, of which nothing is read yet. */
export interface PackedText {
  bytes: Buffer
  feed: string
}

/** Looks whether they are whole; damage is a Problem. */
export function packedText(bytes: Buffer, feedIds: readonly string[]): PackedText {
  const end = bytes.length - 4
  if (end < 13 || checksum(bytes, 0, end) !== bytes.readUInt32LE(end)) throw damaged()
  return { bytes, feed: feedIds[bytes[0]!]! }
}

/** Adds to the open line of a print whose record it is. */
export function printName({ bytes, feed }: PackedText, into: LinesPrint): void {
  into.text(feed)
  into.bytes(bytes, idAt, behindName(bytes, idAt))
}

/** Adds all that is said of it: what `unpackText` gives. */
export function printText({ bytes, feed }: PackedText, into: LinesPrint): void {
  into.text(feed)
  into.bytes(bytes, 1, bytes.length - 4)
}

/** Calls `told` with the number of each of its names that is a CVE (`cveNumber`). */
export function eachCve({ bytes }: PackedText, told: (cve: number) => void): void {
  const tell = (at: number) => {
    const cve = cveAt(bytes, at)
    if (cve !== undefined) told(cve)
    return behindName(bytes, at)
  }
  const behindId = tell(idAt)
  let at = behindId + 2
  for (let left = bytes.readUInt16LE(behindId); left > 0; left--) at = tell(at)
}

/** Where the id stands. */
const idAt = 10

/** The advisory again; damage is a Problem. */
export function unpackText(bytes: Buffer, feedIds: readonly string[]): AdvisoryText {
  const { feed } = packedText(bytes, feedIds)
  const { name: id, next } = nameAt(bytes, idAt)
  // As long as it has to be: one that grows has room for seventeen.
  const aliases = new Array<string>(bytes.readUInt16LE(next))
  let at = next + 2
  for (let i = 0; i < aliases.length; i++) {
    const alias = nameAt(bytes, at)
    aliases[i] = alias.name
    at = alias.next
  }
  const cvss: Cvss[] = []
  for (let left = bytes[at++]!; left > 0; left--) {
    const from = at + 4
    const to = from + bytes.readUInt16LE(at + 2)
    const end = to + 1 + bytes[to]!
    const of = aliases[bytes[end]! - 1]
    cvss.push({
      version: versions[bytes[at]!]!,
      vector: bytes.toString('latin1', from, to),
      score: bytes[at + 1]! / 10,
      source: bytes[to] === 0 ? feed : bytes.toString('latin1', to + 1, end),
      ...(of !== undefined && { of }),
    })
    at = end + 1
  }
  return {
    id,
    feed,
    aliases,
    published: bytes.readUInt32LE(2) * 1000 || undefined,
    modified: bytes.readUInt32LE(6) * 1000 || undefined,
    url: urlOf.get(feed)?.(id) ?? '',
    cvss,
    severity: words[bytes[1]! & 0x7f]!,
    malicious: (bytes[1]! & 0x80) !== 0,
  }
}
