import type { Database } from '#advisories'
import { Problem, quoted, showTime } from '#base'
import { type Bill, bomStore, type ComingBom, type KeptBill, type WhileKept } from '#boms'
import { findingsStore } from '#findings'
import { keepContent, type Read, type SiteId, type Write } from '#ledger'
import type { KeptRules } from '#matching'
import { type Deployed, type DeploymentKind, deploy } from '#plant'
import { assetNamed } from './asset-named-store.ts'
import { componentsOf, type Judged, judgedOf, judgedWith } from './judged-store.ts'
import type { SetAside } from './set-aside.ts'

/** What laying components against the advisories found. */
export type Matched = Awaited<ReturnType<Awaited<ReturnType<typeof findingsStore>>['matchNew']>>

/** What is said of a bill beside its bytes. */
export interface UploadWords {
  siteId: string
  /** The asset that it is about: its id, tag or path. */
  assetId?: string | undefined
  /** What of the asset it is about; the name of its subject when left out. */
  part?: string | undefined
  /** From when it ran there, or until when, as ISO 8601; from now on when left out. */
  validFrom?: string | undefined
  validUntil?: string | undefined
}

/** A bill that was read, ready to be kept. */
export interface ReadyBill {
  aside: SetAside
  /** Absent where it is kept already. */
  rows: ComingBom | undefined
  database: Database | undefined
  /** What people decided about makers' words. */
  rules: KeptRules | undefined
}

/** What became of a bill. */
export interface Uploaded {
  bill: Bill
  isNew: boolean
  /** It had not come in at this site. */
  isNewHere: boolean
  newComponents: number
  deployed: Deployed
  /** What laying its new components against the advisories did. */
  matched: Matched | undefined
  /** What is known of all its components now. */
  judged: Judged
  /** Whether anything is otherwise than before. */
  changed: boolean
}

/** How the world is asked while a bill is kept. */
export interface Keeping {
  db: Write
  now(): number
  idOf(): string
  /** The original, from its first byte each time. */
  original(): Iterable<Uint8Array>
  /** Who says so. */
  by: string
}

/**
 * Keeps a bill and its bytes, puts it on its asset and lays its components against the advisories. The same bytes again are the same
 * bill. Throws `intake/bad-time`, `intake/no-asset` and `intake/several-assets`.
 */
export async function keepUpload(
  keeping: Keeping,
  words: UploadWords,
  kind: DeploymentKind,
  ready: ReadyBill,
): Promise<Uploaded> {
  const { db } = keeping
  const at = keeping.now()
  const { aside } = ready
  const { billNamed } = await bomStore()
  const before = await billNamed(db, 'everywhere', aside.digest)
  const { newMatching } = await findingsStore()
  const matching = newMatching(db, { database: ready.database, rules: ready.rules, at })
  let matched: Matched | undefined
  const toldAll = async () => {
    matched = await matching.end()
  }
  const meanwhile = { told: matching.add, toldAll }
  const kept = await keepBill(keeping, words.siteId, ready, before, at, meanwhile)
  const bill = before ?? (await billNamed(db, 'everywhere', aside.digest))!
  const deployed = await place(keeping, words, kind, bill, at)
  return {
    bill,
    isNew: kept.isNew,
    isNewHere: kept.isNewHere,
    newComponents: kept.newComponents.length,
    deployed,
    matched: kept.isNew ? matched : undefined,
    judged: kept.isNew
      ? await judgedWith(db, matching.counts, kept.knownComponents, ready.database)
      : await judgedOf(db, componentsOf(bill.id), ready.database),
    changed: kept.isNew || kept.isNewHere || deployed.added.length + deployed.replaced.length > 0,
  }
}

async function keepBill(
  { db, original }: Keeping,
  siteId: string,
  { aside, rows }: ReadyBill,
  before: Bill | undefined,
  at: number,
  meanwhile: WhileKept,
): Promise<Pick<KeptBill, 'isNew' | 'newComponents' | 'knownComponents' | 'isNewHere'>> {
  const { keepBom, receiveBom } = await bomStore()
  const received = { siteId, name: aside.name }
  if (before !== undefined)
    return {
      isNew: false,
      newComponents: [],
      knownComponents: [],
      isNewHere: await receiveBom(db, before.id, at, received),
    }
  if (rows === undefined)
    throw new Problem('intake/conflict', `Cannot keep ${aside.name}: the bill that it was is not there any more`, {
      next: 'send it again',
    })
  // Its bytes are compressed while its components are written.
  return keepBom(db, rows, at, received, {
    ...meanwhile,
    beside: () => keepContent(db, aside.digest, original(), at),
  })
}

const nothing: Deployed = { added: [], replaced: [] }

/** Puts a bill on the asset that it is about. */
async function place(
  { db, idOf, by }: Keeping,
  { siteId, assetId, part, validFrom, validUntil }: UploadWords,
  kind: DeploymentKind,
  bill: Bill,
  at: number,
): Promise<Deployed> {
  if (assetId === undefined) return nothing
  const from = validFrom === undefined ? at : timeOf(validFrom, '/validFrom')
  const until = validUntil === undefined ? null : timeOf(validUntil, '/validUntil')
  if (until !== null && until <= from)
    throw new Problem('intake/bad-time', `Cannot take ${showTime(until)} as the end: it began at ${showTime(from)}`, {
      at: '/validUntil',
    })
  const fresh = {
    assetId: await assetNamed(db, siteId, assetId),
    bomId: bill.id,
    kind,
    part: part ?? bill.subject ?? 'software',
    validFrom: from,
    validUntil: until,
    sourceId: 'people',
    saidBy: by,
    confidence: 'stated' as const,
  }
  return deploy(db, siteId as SiteId, [fresh], at, idOf)
}

function timeOf(text: string, at: string): number {
  const time = Date.parse(text)
  if (Number.isFinite(time)) return time
  throw new Problem('intake/bad-time', `Cannot take ${quoted(text)} as a time`, { at, wanted: '2026-11-21T10:00:00Z' })
}

/** Whether a bill with these bytes is kept: then nobody need read it again. What names its asset is looked at before that is done. */
export async function isKept(db: Read, { digest }: SetAside, { siteId, assetId }: UploadWords): Promise<boolean> {
  if (assetId !== undefined) await assetNamed(db, siteId, assetId)
  const { billNamed } = await bomStore()
  return (await billNamed(db, 'everywhere', digest)) !== undefined
}
