import type { Digest } from '#base'
import { type Read, reading, type Write, writing } from '#ledger'
import type { Wanted } from './file-check.ts'
import type { StationTables } from './file-store.ts'
import type { Pins } from './pins.ts'

/** A paper that a site keeps, to be named with a file. */
export interface KeptPaper {
  digest: Digest
  name: string
  size: number
}

export async function putPaper(
  db: Write,
  siteId: string,
  { digest, name, size }: KeptPaper,
  at: number,
): Promise<void> {
  await writing<StationTables>(db)
    .insertInto('intake_paper')
    .values({ site_id: siteId, digest, name, size, recorded_at: at })
    .onConflict(row => row.columns(['site_id', 'digest']).doUpdateSet({ name, size, recorded_at: at }))
    .execute()
}

/** Papers of a site by their digests. */
export async function papersNamed(db: Read, siteId: string, digests: readonly string[]): Promise<KeptPaper[]> {
  if (digests.length === 0) return []
  return reading<StationTables>(db)
    .selectFrom('intake_paper')
    .select(['digest', 'name', 'size'])
    .where('site_id', '=', siteId)
    .where('digest', 'in', [...digests] as Digest[])
    .execute()
}

/** Pins with who set them, and when. */
export interface KeptPins extends Pins {
  vendorId: string
  saidBy: string
  recordedAt: number
}

/** The pins of a vendor, or of every one that has some. */
export async function pinsOf(db: Read, vendorId?: string): Promise<KeptPins[]> {
  let question = reading<StationTables>(db).selectFrom('intake_pins').selectAll().orderBy('vendor_id')
  if (vendorId !== undefined) question = question.where('vendor_id', '=', vendorId)
  return (await question.execute()).map(row => ({
    vendorId: row.vendor_id,
    policy: row.policy,
    trustedRoot: row.trusted_root,
    wants: JSON.parse(row.wants) as Wanted[],
    saidBy: row.said_by,
    recordedAt: row.recorded_at,
  }))
}

/** Sets the pins of a vendor, or takes them away. */
export async function putPins(db: Write, vendorId: string, pins: KeptPins | undefined): Promise<void> {
  const tables = writing<StationTables>(db)
  await tables.deleteFrom('intake_pins').where('vendor_id', '=', vendorId).execute()
  if (!pins) return
  await tables
    .insertInto('intake_pins')
    .values({
      vendor_id: vendorId,
      policy: pins.policy,
      trusted_root: pins.trustedRoot,
      wants: JSON.stringify(pins.wants),
      said_by: pins.saidBy,
      recorded_at: pins.recordedAt,
    })
    .execute()
}

/** A digest of what does harm: `sha256:…` or `sha512:…`. */
export interface Blocked {
  digest: string
  source: string
  reason: string
  saidBy: string
  recordedAt: number
}

/** A page of digests that are blocked, in their order; all of them where no limit is given. */
export async function blockedPage(db: Read, after = '', limit?: number): Promise<Blocked[]> {
  let question = reading<StationTables>(db)
    .selectFrom('intake_blocked')
    .selectAll()
    .where('digest', '>', after)
    .orderBy('digest')
  if (limit !== undefined) question = question.limit(limit)
  return (await question.execute()).map(({ said_by, recorded_at, ...row }) => ({
    ...row,
    saidBy: said_by,
    recordedAt: recorded_at,
  }))
}

/** Blocks digests; one that is blocked stays as it was. Gives how many were not. */
export async function block(
  db: Write,
  digests: readonly string[],
  { source, reason, saidBy, recordedAt }: Omit<Blocked, 'digest'>,
): Promise<number> {
  let added = 0
  for (const digest of new Set(digests)) {
    const done = await writing<StationTables>(db)
      .insertInto('intake_blocked')
      .values({ digest, source, reason, said_by: saidBy, recorded_at: recordedAt })
      .onConflict(row => row.doNothing())
      .executeTakeFirst()
    added += Number(done.numInsertedOrUpdatedRows ?? 0n)
  }
  return added
}

/** Takes digests off; gives how many were blocked. */
export async function unblock(db: Write, digests: readonly string[]): Promise<number> {
  const done = await writing<StationTables>(db)
    .deleteFrom('intake_blocked')
    .where('digest', 'in', [...digests])
    .executeTakeFirst()
  return Number(done.numDeletedRows)
}
