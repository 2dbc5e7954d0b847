import { type RawBuilder, sql } from 'kysely'
import type { Digest } from '#base'
import { listed, type Migration, type Read, reading, rowsOf, type Scope, type Write, writing } from '#ledger'
import {
  type FileCheckRow,
  type FileJudgement,
  type FileState,
  type FileVerdict,
  fileVerdicts,
  stateOf,
} from './file-check.ts'
import { answersOf, type Decided, type FileKnown } from './file-known.ts'

export const migrations: readonly Migration[] = [
  {
    id: 'intake/0001',
    sql: `
create table intake_file (
  site_id text not null,
  id text not null,
  name text not null,
  size integer not null,
  sha256 text not null,
  sha512 text not null,
  vendor_id text,
  papers text not null,
  verdict text not null,
  state text not null,
  reasons text not null,
  checks text not null,
  checked_at integer not null,
  checked_by text not null,
  carried integer not null,
  decision text,
  decided_at integer,
  decided_by text,
  decided_reason text,
  primary key (site_id, id)
) strict;
create unique index intake_file_id on intake_file (id);
create index intake_file_time on intake_file (site_id, checked_at, id);
create index intake_file_bytes on intake_file (site_id, sha256);
create table intake_paper (
  site_id text not null,
  digest text not null,
  name text not null,
  size integer not null,
  recorded_at integer not null,
  primary key (site_id, digest)
) strict;
create table intake_pins (
  vendor_id text not null primary key,
  policy text not null,
  trusted_root text,
  wants text not null,
  said_by text not null,
  recorded_at integer not null
) strict;
create table intake_blocked (
  digest text not null primary key,
  source text not null,
  reason text not null,
  said_by text not null,
  recorded_at integer not null
) strict;
`,
  },
]

interface FileRow {
  site_id: string
  id: string
  name: string
  size: number
  sha256: string
  sha512: string
  vendor_id: string | null
  papers: string
  verdict: FileVerdict
  state: FileState
  reasons: string
  checks: string
  checked_at: number
  checked_by: string
  carried: number
  decision: Decided['decision'] | null
  decided_at: number | null
  decided_by: string | null
  decided_reason: string | null
}

/** The tables of the station. */
export interface StationTables {
  intake_file: FileRow
  intake_paper: { site_id: string; digest: Digest; name: string; size: number; recorded_at: number }
  intake_pins: {
    vendor_id: string
    policy: string
    trusted_root: string | null
    wants: string
    said_by: string
    recorded_at: number
  }
  intake_blocked: { digest: string; source: string; reason: string; said_by: string; recorded_at: number }
}

/** A file that was looked at, and what came of it. Times in milliseconds since 1970 UTC. */
export interface CheckedFile extends FileJudgement {
  siteId: string
  id: string
  name: string
  size: number
  /** Lower-case hex. */
  sha256: string
  sha512: string
  vendorId: string | null
  papers: readonly { name: string; digest: string }[]
  state: FileState
  checkedAt: number
  checkedBy: string
  /** Whether a laptop looked at it, with a stick: nobody signed what it says. */
  carried: boolean
  decided: Omit<Decided, 'answers'> | null
}

export async function putFile(db: Write, file: Omit<CheckedFile, 'decided'>): Promise<void> {
  await writing<StationTables>(db)
    .insertInto('intake_file')
    .values({
      site_id: file.siteId,
      id: file.id,
      name: file.name,
      size: file.size,
      sha256: file.sha256,
      sha512: file.sha512,
      vendor_id: file.vendorId,
      papers: JSON.stringify(file.papers),
      verdict: file.verdict,
      state: file.state,
      reasons: JSON.stringify(file.reasons),
      checks: JSON.stringify(file.checks),
      checked_at: file.checkedAt,
      checked_by: file.checkedBy,
      carried: file.carried ? 1 : 0,
      decision: null,
      decided_at: null,
      decided_by: null,
      decided_reason: null,
    })
    .execute()
}

/** Keeps a decision; what else is known of the same bytes at the site stands as it says, where nobody decided about that. */
export async function putDecision(
  db: Write,
  { siteId, id, sha256, sha512 }: Pick<CheckedFile, 'siteId' | 'id' | 'sha256' | 'sha512'>,
  { decision, at, by, reason }: Omit<Decided, 'answers'>,
): Promise<void> {
  const state = decision === 'approve' ? 'accepted' : 'refused'
  await writing<StationTables>(db)
    .updateTable('intake_file')
    .set({ state, decision, decided_at: at, decided_by: by, decided_reason: reason })
    .where('site_id', '=', siteId)
    .where('id', '=', id)
    .execute()
  const others = writing<StationTables>(db)
    .updateTable('intake_file')
    .where('site_id', '=', siteId)
    .where('sha256', '=', sha256)
    .where('sha512', '=', sha512)
    .where('carried', '=', 0)
    .where('decision', 'is', null)
  if (decision === 'refuse') await others.set({ state: 'refused' }).execute()
  else
    for (const verdict of fileVerdicts)
      await others
        .where('verdict', '=', verdict)
        .set({ state: stateOf(verdict) })
        .execute()
}

/** The entry by which bytes are refused at a site since somebody decided last. */
export async function refusalOf(
  db: Read,
  { siteId, sha256, sha512 }: Pick<CheckedFile, 'siteId' | 'sha256' | 'sha512'>,
): Promise<string | undefined> {
  const last = await lastDecided(db, siteId, { sha256, sha512 })
  return last?.decided?.decision === 'refuse' ? last.id : undefined
}

async function lastDecided(
  db: Read,
  siteId: string,
  { sha256, sha512 }: Pick<CheckedFile, 'sha256' | 'sha512'>,
): Promise<CheckedFile | undefined> {
  const [row] = await rowsOf(
    db,
    sql<FileRow>`select * from intake_file where site_id = ${siteId} and sha256 = ${sha256} and sha512 = ${sha512}
      and decided_at is not null order by decided_at desc, id desc limit 1`,
  )
  return row && fileOf(row)
}

/** Ids that are taken, of some. */
export async function filesThere(db: Read, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(db, sql<{ id: string }>`select id from intake_file where id in ${listed(db, ids, 'text')}`)
  return new Set(rows.map(({ id }) => id))
}

/** What of the files is wanted. */
export interface FilesWanted {
  siteId?: string | undefined
  state?: FileState | undefined
  /** `sha256:…` or `sha512:…`. */
  digest?: string | undefined
  vendorId?: string | undefined
}

/** A page of files within a scope, the newest first. */
export async function filePage(
  db: Read,
  scope: Scope,
  wanted: FilesWanted,
  { after, limit }: { after: { at: number; id: string } | undefined; limit: number },
): Promise<CheckedFile[]> {
  const where = [sql`1 = 1`, ...inScope(db, scope)]
  if (wanted.siteId !== undefined) where.push(sql`site_id = ${wanted.siteId}`)
  if (wanted.state !== undefined) where.push(sql`state = ${wanted.state}`)
  if (wanted.vendorId !== undefined) where.push(sql`vendor_id = ${wanted.vendorId}`)
  const [algorithm, hex] = wanted.digest?.split(':') ?? []
  if (hex !== undefined) where.push(algorithm === 'sha512' ? sql`sha512 = ${hex}` : sql`sha256 = ${hex}`)
  if (after) where.push(sql`(checked_at < ${after.at} or (checked_at = ${after.at} and id < ${after.id}))`)
  const rows = await rowsOf(
    db,
    sql<FileRow>`select * from intake_file where ${sql.join(where, sql` and `)}
      order by checked_at desc, id desc limit ${limit}`,
  )
  return rows.map(fileOf)
}

/** A file by its id, within a scope. */
export async function fileById(db: Read, scope: Scope, id: string): Promise<CheckedFile | undefined> {
  const where = [sql`id = ${id}`, ...inScope(db, scope)]
  const rows = await rowsOf(db, sql<FileRow>`select * from intake_file where ${sql.join(where, sql` and `)}`)
  return rows[0] && fileOf(rows[0])
}

function inScope(db: Read, scope: Scope): RawBuilder<unknown>[] {
  return scope === 'everywhere' ? [] : [sql`site_id in ${listed(db, [...scope], 'text')}`]
}

function fileOf(row: FileRow): CheckedFile {
  const { decision, decided_at: at, decided_by: by, decided_reason: reason } = row
  return {
    siteId: row.site_id,
    id: row.id,
    name: row.name,
    size: row.size,
    sha256: row.sha256,
    sha512: row.sha512,
    vendorId: row.vendor_id,
    papers: JSON.parse(row.papers) as CheckedFile['papers'],
    verdict: row.verdict,
    state: row.state,
    reasons: JSON.parse(row.reasons) as FileJudgement['reasons'],
    checks: JSON.parse(row.checks) as readonly FileCheckRow[],
    checkedAt: row.checked_at,
    checkedBy: row.checked_by,
    carried: row.carried === 1,
    decided: decision === null ? null : { decision, at: at!, by: by!, reason: reason! },
  }
}

/** What a site knows of bytes by their digests. */
export async function knownOf(
  db: Read,
  siteId: string,
  { sha256, sha512 }: Pick<CheckedFile, 'sha256' | 'sha512'>,
): Promise<FileKnown> {
  const decided = await lastDecided(db, siteId, { sha256, sha512 })
  const told = await rowsOf(
    db,
    sql<{ verdict: FileVerdict; at: number }>`select verdict, max(checked_at) as at from intake_file
      where site_id = ${siteId} and sha256 = ${sha256} and carried = 0 group by verdict`,
  )
  const blocked = await reading<StationTables>(db)
    .selectFrom('intake_blocked')
    .select(['source', 'reason'])
    .where('digest', 'in', [`sha256:${sha256}`, `sha512:${sha512}`])
    .orderBy('digest')
    .executeTakeFirst()
  const last = (verdict: FileVerdict) => told.find(one => one.verdict === verdict)?.at
  return {
    decided: decided && decisionOf(decided),
    accepted: last('accept'),
    refused: last('refuse'),
    blocked,
  }
}

function decisionOf({ decided, checks }: CheckedFile): Decided | undefined {
  return decided ? { ...decided, answers: answersOf(decided.decision, checks) } : undefined
}

/** Bytes of which a site knows more than that they are there, for a stick: what was decided last, or that checks accepted them. */
export async function everyKnown(
  db: Read,
  siteId: string,
): Promise<{ sha256: string; decided: Decided | undefined; accepted: number | undefined }[]> {
  const rows = await rowsOf(
    db,
    sql<FileRow>`select * from intake_file where site_id = ${siteId} and carried = 0
      and (decided_at is not null or verdict = 'accept') order by sha256, coalesce(decided_at, checked_at), id`,
  )
  const known = new Map<string, { sha256: string; decided: Decided | undefined; accepted: number | undefined }>()
  for (const file of rows.map(fileOf)) {
    const before = known.get(file.sha256)
    const accepted = file.verdict === 'accept' ? file.checkedAt : undefined
    known.set(file.sha256, {
      sha256: file.sha256,
      decided: decisionOf(file) ?? before?.decided,
      accepted: accepted ?? before?.accepted,
    })
  }
  return [...known.values()]
}
