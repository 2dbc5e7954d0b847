import { Buffer } from 'node:buffer'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { Advisory, Cvss, Severity } from '../advisory.ts'
import * as feeds from '../feeds/all.ts'

/** What an index keeps of an advisory besides its rows: what a report says of it. */
export type AdvisoryText = Omit<Advisory, 'affected' | 'withdrawn'>

type Stored = [
  id: string,
  feed: number,
  aliases: readonly string[],
  published: number,
  modified: number,
  summary: string,
  cvss: [string, string, number][],
  severity: Severity,
  malicious: 0 | 1,
]

// A flipped bit must not become another id: each block carries its checksum.
const checksummed = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }

const urlOf = new Map(Object.values(feeds).map(feed => [feed.id, feed.url]))

/** A block of advisories, compressed; `feedIds` grows by the feeds it meets. */
export function packTexts(advisories: readonly Advisory[], feedIds: string[]): Buffer {
  const stored = advisories.map((advisory): Stored => {
    let feed = feedIds.indexOf(advisory.feed)
    if (feed < 0) feed = feedIds.push(advisory.feed) - 1
    const seconds = (ms: number | undefined) => (ms === undefined ? 0 : Math.floor(ms / 1000))
    return [
      advisory.id,
      feed,
      advisory.aliases,
      seconds(advisory.published),
      seconds(advisory.modified),
      advisory.summary,
      advisory.cvss.map(({ version, vector, score }) => [version, vector, score]),
      advisory.severity,
      advisory.malicious ? 1 : 0,
    ]
  })
  return zstdCompressSync(Buffer.from(JSON.stringify(stored), 'utf8'), checksummed)
}

/** The advisories of a block again. Throws what zlib or JSON.parse throw on damaged bytes. */
export function unpackTexts(block: Uint8Array, feedIds: readonly string[]): AdvisoryText[] {
  const stored = JSON.parse(
    zstdDecompressSync(block, { maxOutputLength: 64 * 1024 * 1024 }).toString('utf8'),
  ) as Stored[]
  return stored.map(([id, number, aliases, published, modified, summary, cvss, severity, malicious]) => {
    const feed = feedIds[number]!
    return {
      id,
      feed,
      aliases,
      published: published === 0 ? undefined : published * 1000,
      modified: modified === 0 ? undefined : modified * 1000,
      summary,
      url: urlOf.get(feed)?.(id) ?? '',
      cvss: cvss.map(
        ([version, vector, score]): Cvss => ({ version: version as Cvss['version'], vector, score, source: feed }),
      ),
      severity,
      malicious: malicious === 1,
    }
  })
}
