import { Buffer } from 'node:buffer'
import type { Advisory, Cvss, Severity } from '../advisory.ts'
import * as feeds from '../feeds/all.ts'
import { checksum } from './checksum.ts'
import { nameAt, nameLength, putName } from './name-code.ts'
import { damaged } from './package-rows.ts'

/** What an index keeps of an advisory besides its rows: what a report says of it. Summaries lie apart (summaries.ts). */
export type AdvisoryText = Omit<Advisory, 'affected' | 'withdrawn' | 'summary'>

const urlOf = new Map(Object.values(feeds).map(feed => [feed.id, feed.url]))
const versions: readonly Cvss['version'][] = ['2.0', '3.0', '3.1', '4.0']
const words: readonly Severity[] = ['unknown', 'none', 'low', 'medium', 'high', 'critical']

/**
 * The bytes of one advisory: u8 feed, u8 severity word and a bit for malicious, u32 published and modified (seconds, 0 for
 * none), id, u16 aliases, u8 vectors (u8 version, u8 ten times the score, u16 length, text), u32 checksum.
 */
export function packText(advisory: Advisory, feedIds: string[]): Buffer {
  let feed = feedIds.indexOf(advisory.feed)
  if (feed < 0) feed = feedIds.push(advisory.feed) - 1
  const names = [advisory.id, ...advisory.aliases]
  const cvss = advisory.cvss.slice(0, 255)
  const out = Buffer.alloc(
    17 +
      names.reduce((sum, name) => sum + nameLength(name), 0) +
      cvss.reduce((sum, { vector }) => sum + 4 + vector.length, 0),
  )
  out[0] = feed
  out[1] = words.indexOf(advisory.severity) | (advisory.malicious ? 0x80 : 0)
  out.writeUInt32LE(seconds(advisory.published), 2)
  out.writeUInt32LE(seconds(advisory.modified), 6)
  let at = putName(out, 10, advisory.id)
  at = out.writeUInt16LE(advisory.aliases.length, at)
  for (const alias of advisory.aliases) at = putName(out, at, alias)
  out[at++] = cvss.length
  for (const { version, vector, score } of cvss) {
    out[at++] = versions.indexOf(version)
    out[at++] = Math.round(score * 10)
    at = out.writeUInt16LE(vector.length, at)
    at += out.write(vector, at, 'latin1')
  }
  out.writeUInt32LE(checksum(out, 0, at), at)
  return out
}

function seconds(ms: number | undefined): number {
  return ms === undefined ? 0 : Math.min(0xffffffff, Math.max(0, Math.floor(ms / 1000)))
}

/** The advisory again; damage is a Problem. */
export function unpackText(bytes: Buffer, feedIds: readonly string[]): AdvisoryText {
  const end = bytes.length - 4
  if (end < 13 || checksum(bytes, 0, end) !== bytes.readUInt32LE(end)) throw damaged()
  const feed = feedIds[bytes[0]!]!
  const { name: id, next } = nameAt(bytes, 10)
  const aliases: string[] = []
  let at = next + 2
  for (let left = bytes.readUInt16LE(next); left > 0; left--) {
    const alias = nameAt(bytes, at)
    aliases.push(alias.name)
    at = alias.next
  }
  const cvss: Cvss[] = []
  for (let left = bytes[at++]!; left > 0; left--) {
    const from = at + 4
    const to = from + bytes.readUInt16LE(at + 2)
    cvss.push({
      version: versions[bytes[at]!]!,
      vector: bytes.toString('latin1', from, to),
      score: bytes[at + 1]! / 10,
      source: feed,
    })
    at = to
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
