import { type Database, isMalware, isStale } from '#advisories'
import { showTime, visible } from '#base'
import type { Bom, Hash } from '#boms'
import { coordinatesOf, parsePurl } from '#identity'
import type { Artifact } from '#trust'
import { cannotTell, type FileCheck, fail, pass } from './file-check.ts'

/** A thing that a bill lists, as far as it is looked at. */
export interface Listed {
  readonly name: string
  readonly version?: string | undefined
  readonly purl: string | undefined
  readonly hashes: readonly Hash[]
}

/** What a bill is about and what it lists. */
export interface ListedBill {
  readonly bill: string
  /** Its subject first, where it has one. */
  readonly all: readonly Listed[]
}

export function listedIn({ subject, components }: Bom, bill: string): ListedBill {
  return { bill, all: subject ? [subject, ...components] : components }
}

/** Digests that nobody can make another file for, in the spellings of bills and of node:crypto. */
const strong = new Map([
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA3-256', 'sha3-256'],
  ['SHA3-512', 'sha3-512'],
])

/** Whether the bills name the file by its digest; one that names it with another digest is of another file. */
export function billCheck(bills: readonly ListedBill[], artifact: Artifact): FileCheck {
  const told = bills.map(one => billSays(one, artifact))
  return (
    told.find(({ outcome }) => outcome === 'fail') ??
    told.find(({ outcome }) => outcome === 'pass') ??
    told[0] ??
    cannotTell('bill', 'No bill of materials came with it')
  )
}

function billSays({ bill, all }: ListedBill, artifact: Artifact): FileCheck {
  let named = false
  let other: string | undefined
  for (const { name, hashes } of all) {
    const whole = hashes.filter(({ algorithm }) => strong.has(algorithm))
    const same = whole.filter(({ algorithm, value }) => artifact.digest(strong.get(algorithm)!) === value)
    if (same.length > 0 && same.length === whole.length)
      return pass('bill', `${bill} names it by its digest, as ${visible(name)}`)
    if (name !== artifact.name && same.length === 0) continue
    if (whole.length > same.length) other = `${bill} lists ${visible(name)} with another digest`
    named = true
  }
  if (other !== undefined) return fail('bill', other)
  return cannotTell(
    'bill',
    named
      ? `${bill} names it, with no digest that could be compared`
      : `None of the ${all.length} things that ${bill} lists has the digest or the name of this file`,
  )
}

/**
 * Whether one of the packages is known to be malicious. A hit counts whatever the age of the feed; in quarantine it decides nothing.
 *
 * @param stated what whoever brought the file says that it is: it must be possible to look it up
 */
export function maliciousCheck(
  database: Database | undefined,
  { stated, listed }: { stated: readonly Listed[]; listed: readonly Listed[] },
  now: number,
): FileCheck {
  if (database === undefined) return cannotTell('malicious', 'There are no advisories here')
  const open: string[] = []
  let looked = 0
  for (const one of [...stated, ...listed]) {
    const name = visible(`${one.name}${one.version === undefined ? '' : `@${one.version}`}`)
    const found = recordsOf(database, one)
    if (found === undefined) {
      if (stated.includes(one)) open.push(`${name} is no package URL that can be looked up`)
      continue
    }
    looked++
    const relied = found.filter(({ advisory }) => !database.quarantined.has(advisory.feed))
    const hit = relied.find(({ verdict }) => verdict === 'affected')
    if (hit) return fail('malicious', `${name} is known to be malicious: ${hit.advisory.id}`)
    if (relied.length > 0)
      open.push(`${name} may be the malicious one of ${relied[0]!.advisory.id}: its version decides`)
    else if (found.length > 0) open.push(`${name} is malicious by ${found[0]!.advisory.id}, of a feed in quarantine`)
  }
  if (open.length > 0) return cannotTell('malicious', open[0]!)
  const feeds = database.manifest.feeds.filter(({ id }) => isMalware(id))
  const trusted = feeds.filter(({ id }) => !database.quarantined.has(id))
  const fresh = trusted.find(feed => !isStale(feed, now))
  if (feeds.length === 0) return cannotTell('malicious', 'The advisories here have no feed of malicious packages')
  if (trusted.length === 0) return cannotTell('malicious', 'The feed of malicious packages is in quarantine')
  if (!fresh) {
    const { snapshotAt } = trusted[0]!
    return cannotTell(
      'malicious',
      `The feed of malicious packages is stale, of ${snapshotAt === null ? 'no known day' : showTime(snapshotAt)}`,
    )
  }
  const of =
    looked === 0 ? 'Nothing says which packages are in it' : `None of ${looked} packages is known to be malicious`
  return pass('malicious', `Its digest is not blocked. ${of} (${fresh.id} of ${showTime(fresh.snapshotAt!)})`)
}

/** What records of malicious packages say of a package; undefined where it cannot be looked up. */
function recordsOf(database: Database, { purl: text, version }: Listed) {
  const purl = text === undefined ? undefined : parsePurl(text)
  if (purl === undefined || 'fault' in purl) return undefined
  const placed = coordinatesOf(purl)
  if ('why' in placed) return undefined
  return database
    .claims(placed.key, placed.version ?? version, placed.ecosystem.order)
    .filter(({ advisory, verdict }) => advisory.malicious && (verdict === 'affected' || verdict === 'undecided'))
}
