import { type Disk, digest, digester, type OpenFile, Problem } from '#base'
import { longestKey, orders, type VersionOrder } from '#identity'
import { type Claim, claimsOf, type Found } from './claims.ts'
import type { AdvisoryText } from './compiled/advisory-text.ts'
import {
  eachClaimRow,
  eachRow,
  ordinalOfRow,
  type PackageRows,
  positionOf,
  type Standing,
} from './compiled/package-rows.ts'
import { type CatalogueEntry, entryWord, unpackEntry } from './compiled/product-words.ts'
import { openSegment, type Segment } from './compiled/segment.ts'
import type { Cost } from './compiled/segment-file.ts'
import type { Known } from './compiled/signals.ts'
import type { CpeClaim } from './cpe-claim.ts'
import { type Manifest, readManifest } from './manifest.ts'
import type { ProductClaim } from './product-claim.ts'
import { type Quarantined, readQuarantine } from './quarantine.ts'
import { changeSince, type IndexChange, liveRecord, liveRecords } from './record-list.ts'
import { saidPrint } from './said.ts'

/** The advisory database of this machine, opened for questions. */
export interface Database {
  readonly manifest: Manifest
  /** Feeds whose records say nothing for sure. */
  readonly quarantined: Quarantined
  /** What every record of a package says of a version, when at least one says affected or undecided; else nothing. `version` undefined: not known. */
  claims(key: string, version: string | undefined, order: VersionOrder): readonly Claim[]
  /** The same, also when none says so. */
  records(key: string, version: string | undefined, order: VersionOrder): readonly Claim[]
  /** How many rows hold a version or leave it undecided: `claims` without their texts. */
  holds(key: string, version: string | undefined, order: VersionOrder): number
  /** The print of everything that is said under a key, the same for the same (`saidPrint`); 0 where nothing is. Not of a maker's catalogue. */
  said(key: string): number
  /** Whether anything is said under a key: of a package, or of a product by its CPE. */
  knows(key: string): boolean
  /** What is said of a product by a key of its CPE (`cpeKeysOfComponent`). */
  cpeClaims(key: string): CpeStatement[]
  /** Every product that advisories of a maker name (`productEcosystem`), each once. */
  catalogue(maker: string): CatalogueEntry[]
  /** What is said of a product of a catalogue. */
  productClaims(key: string): ProductStatement[]
  known(cve: string): Known | undefined
  /** A record of a feed as it is in force. */
  record(feed: string, id: string): AdvisoryText | undefined
  /** Every record in force. */
  live(): Iterable<AdvisoryText>
  /** What changed since the database had these segments, by their digests; undefined when it was built anew since. */
  changeSince(segments: readonly string[]): IndexChange | undefined
  /** Gives summaries of claims; what unpacks them is loaded only when somebody wants to show them. */
  summaries(): Promise<(claim: Claim) => string>
  /** Reads, bytes, lookups and versions encoded so far. */
  cost(): Cost & { keys: number }
  /** Compares every byte with its checksum, and every segment with the digest that the manifest names; throws `advisories/index-damaged`. */
  verify(): void
  /** Lets go of what it holds of its files: what is asked for then is read again. */
  release(): void
  close(): void
}

/**
 * Opens a folder's database; undefined when there is none.
 *
 * @param hold bytes of each segment that may be held at once: few by default, `heldBytes` for who asks about a whole fleet
 * @param quarantined feeds in quarantine, as the folder has them by default
 */
export function openDatabase(
  disk: Disk,
  folder: string,
  hold?: number,
  quarantined: Quarantined = readQuarantine(disk, folder),
): Database | undefined {
  const manifest = readManifest(disk, folder)
  return manifest && databaseOf(disk, folder, manifest, quarantined, hold)
}

/** The same where its manifest was read. */
export function databaseOf(
  disk: Disk,
  folder: string,
  manifest: Manifest,
  quarantined: Quarantined,
  hold?: number,
): Database {
  const files = manifest.segments.map(({ file }) => disk.open(`${folder}/${file}`))
  return databaseFrom(files, manifest, quarantined, hold)
}

/** The same with its segments opened, in the order of the manifest. */
export function databaseFrom(
  files: readonly OpenFile[],
  manifest: Manifest,
  quarantined: Quarantined,
  hold?: number,
): Database {
  const segments = files.map(file => openSegment(file, hold))
  const replaced = replacedOrdinals(manifest, segments)
  const find = finder(segments, replaced)
  return {
    manifest,
    quarantined,
    claims: (key, version, order) => claimsIn(find, key, version, order, false),
    records: (key, version, order) => claimsIn(find, key, version, order, true),
    holds(key, version, order) {
      let count = 0
      find.each(key, version, order, ({ rows, gone }, standing) =>
        eachRow(rows, standing, version, row => {
          if (!gone?.has(ordinalOfRow(rows, row))) count++
        }),
      )
      return count
    },
    said: key => saidPrint(key, segments, replaced, quarantined),
    knows: key => segments.some(segment => segment.find(key) !== undefined),
    cpeClaims: key => cpeClaimsIn(find, key),
    catalogue: maker => catalogueIn(segments, replaced, maker),
    productClaims: key => wordsOf(find, key, (segment, word, rest) => ({ ...rest, claim: segment.product(word) })),
    known: cve => knownIn(segments, cve),
    record: (feed, id) => liveRecord(segments, replaced, feed, id),
    live: () => liveRecords(segments, replaced),
    changeSince: before => changeSince(manifest, segments, replaced, before),
    async summaries() {
      const { summaryReader } = await import('./compiled/summaries.ts')
      const readers = segments.map(segment => summaryReader(segment))
      return ({ place }) => readers[place.segment]!(place.ordinal)
    },
    cost: () => ({ ...costOf(segments), keys: find.keys() }),
    verify() {
      for (const segment of segments) segment.verify()
      compareDigests(manifest, files)
    },
    release: () => segments.forEach(segment => void segment.release()),
    close: () => files.forEach(file => void file.close()),
  }
}

/** Holds all of an index of today: questions about a fleet touch nearly all of it, in no order. */
export const heldBytes = 128 * 1024 ** 2

const none: readonly never[] = []

function claimsIn(
  find: Finder,
  key: string,
  version: string | undefined,
  order: VersionOrder,
  every: boolean,
): readonly Claim[] {
  let claims: readonly Claim[] = none
  find.each(key, version, order, (found, standing) => {
    const more = claimsOf(found, standing, version, every)
    if (more.length > 0) claims = claims.length === 0 ? more : [...claims, ...more]
  })
  return claims
}

/** What a record says of a product by its CPE. */
export interface CpeStatement extends Pick<Claim, 'place'> {
  claim: CpeClaim
  /** The record's texts; read when asked for. */
  advisory(): AdvisoryText
}

/** What a record says of a product in its maker's words. */
export interface ProductStatement extends Pick<CpeStatement, 'place' | 'advisory'> {
  claim: ProductClaim
}

function cpeClaimsIn(find: Finder, key: string): CpeStatement[] {
  return wordsOf(find, key, (segment, word, rest) => ({ ...rest, claim: segment.claim(word) }))
}

/** Every claim under a key, of records that no later segment replaces. */
function wordsOf<T>(
  find: Finder,
  key: string,
  made: (segment: Segment, word: string, rest: Pick<CpeStatement, 'place' | 'advisory'>) => T,
): T[] {
  const told: T[] = []
  find.each(key, undefined, orders.generic, ({ segment, number, rows, gone }) =>
    eachClaimRow(rows, (row, word) => {
      const ordinal = ordinalOfRow(rows, row)
      if (gone?.has(ordinal)) return
      told.push(made(segment, word, { place: { segment: number, ordinal }, advisory: () => segment.text(ordinal) }))
    }),
  )
  return told
}

/** A catalogue as one segment of all live records would have it: what only replaced ones name is not in it. */
function catalogueIn(
  segments: readonly Segment[],
  replaced: readonly (ReadonlySet<number> | undefined)[],
  maker: string,
): CatalogueEntry[] {
  const words = new Map<string, string[]>()
  segments.forEach((segment, number) => {
    const rows = segment.find(maker)
    if (rows === undefined) return
    const gone = replaced[number]
    eachClaimRow(rows, (_, word) => {
      const { key } = unpackEntry(maker, word)
      const live = gone === undefined ? word : liveWord(segment, gone, maker, key)
      if (live === undefined) return
      const known = words.get(key)
      if (known) known.push(live)
      else words.set(key, [live])
    })
  })
  const entries = Array.from(words.values(), same =>
    unpackEntry(
      maker,
      same.reduce((a, b) => (b < a ? b : a)),
    ),
  )
  return entries.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** What a segment's live claims call a product; undefined where all of them were replaced. */
function liveWord(segment: Segment, gone: ReadonlySet<number>, maker: string, key: string): string | undefined {
  const rows = segment.find(key)
  if (rows === undefined) return undefined
  const written: CatalogueEntry[] = []
  eachClaimRow(rows, (row, word) => {
    if (!gone.has(ordinalOfRow(rows, row))) written.push({ key, ...segment.product(word) })
  })
  return written.length === 0 ? undefined : entryWord(maker, written)
}

/** Looks packages up; counts the versions that it encodes. */
interface Finder {
  /** Calls `found` for the segments that know the package, with where the version stands among its bounds. */
  each(
    key: string,
    version: string | undefined,
    order: VersionOrder,
    found: (found: Found, standing: Standing) => void,
  ): void
  keys(): number
}

function finder(segments: readonly Segment[], replaced: readonly (Set<number> | undefined)[]): Finder {
  const scratch = new Uint8Array(longestKey)
  const bareKey = new Uint8Array(longestKey)
  const standing: Standing = { position: -1, bare: -1 }
  let keys = 0

  /** The length of the key of a version without its label; -1 where it has none. */
  function encodeBare(version: string, order: VersionOrder): number {
    const bare = order.publicOf?.(version)
    if (bare === undefined) return -1
    keys++
    return order.encode(bare, bareKey)
  }

  function stand(rows: PackageRows, length: number, bareLength: number): Standing {
    standing.position = length < 0 ? -1 : positionOf(rows, scratch, length)
    const bare = length < 0 || bareLength < 0 ? -1 : positionOf(rows, bareKey, bareLength)
    // Even positions are no bound.
    standing.bare = bare > 0 && bare % 2 === 1 ? bare : standing.position
    return standing
  }

  return {
    each(key, version, order, found) {
      let length: number | undefined
      let bareLength = -1
      for (let number = 0; number < segments.length; number++) {
        const segment = segments[number]!
        const rows = segment.find(key)
        if (!rows) continue
        if (length === undefined) {
          keys++
          length = version === undefined ? -1 : order.encode(version, scratch)
          if (length >= 0) bareLength = encodeBare(version!, order)
        }
        found({ segment, number, rows, gone: replaced[number] }, stand(rows, length, bareLength))
      }
    },
    keys: () => keys,
  }
}

function knownIn(segments: readonly Segment[], cve: string): Known | undefined {
  let merged: Known | undefined
  for (const segment of segments) {
    const known = segment.known(cve)
    if (known)
      merged = {
        kev: known.kev || (merged?.kev ?? false),
        epss: known.epss ?? merged?.epss,
        severity: known.severity === 'unknown' ? (merged?.severity ?? 'unknown') : known.severity,
      }
  }
  return merged
}

function costOf(segments: readonly Segment[]): Cost {
  return segments.reduce(
    (sum, { cost }) => ({
      reads: sum.reads + cost.reads,
      bytes: sum.bytes + cost.bytes,
      lookups: sum.lookups + cost.lookups,
    }),
    { reads: 0, bytes: 0, lookups: 0 },
  )
}

function compareDigests(manifest: Manifest, files: readonly OpenFile[]): void {
  if (digest(manifest.segments.map(segment => segment.digest).join('\n')) !== manifest.digest)
    throw differs('the digest of the database')
  files.forEach((file, index) => {
    const { file: name, digest: named } = manifest.segments[index]!
    if (digestOf(file) !== named) throw differs(name)
  })
}

/** Damage is found by checksums; what differs from its digest with all of them right was put there. */
function differs(what: string): Problem {
  return new Problem(
    'advisories/index-damaged',
    `Cannot use the advisory database: ${what} is not what its manifest names`,
    { next: 'build it again: millcert db build --from DIR' },
  )
}

function digestOf(file: OpenFile): string {
  const hash = digester()
  const piece = new Uint8Array(1024 * 1024)
  for (let at = 0; at < file.size; ) {
    const length = file.read(piece, at)
    if (length === 0) break
    hash.add(piece.subarray(0, length))
    at += length
  }
  return hash.digest()
}

/** For each segment, the ordinals that later ones replace. */
function replacedOrdinals(manifest: Manifest, segments: readonly Segment[]): (Set<number> | undefined)[] {
  return manifest.segments.map(({ digest }, index) => {
    const gone = segments.slice(index + 1).flatMap(later => later.header.replaces[digest] ?? [])
    return gone.length === 0 ? undefined : new Set(gone)
  })
}
