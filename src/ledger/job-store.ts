import { type SelectQueryBuilder, sql } from 'kysely'
import { canonicalJson } from '#base'
import { type Derive, deriving, type Read, reading, rowsOf } from './handle.ts'
import type { LedgerTables } from './schema.ts'

/** Work to be done beside the answers: a feed to pull, matches to renew. No fact: what it changes is changed by acts. */
export interface Job {
  id: string
  /** Who does it: a name in the table of job kinds. */
  kind: string
  /** What it is about; of one kind and subject only one job waits. */
  subject: string
  state: 'waiting' | 'running' | 'done' | 'failed'
  /** Milliseconds since 1970 UTC, as all times here: not before. */
  dueAt: number
  /** Whoever does it has it until then, and then it is anybody's. */
  leasedUntil: number | undefined
  /** Times it was taken: with the id the name of this try. */
  attempts: number
  input: unknown
  /** How far it is, then what came of it. */
  output: unknown
  error: string | undefined
  madeAt: number
  endedAt: number | undefined
}

/** Tries of a job before it has failed for good. */
const mostAttempts = 8
/** Milliseconds before the second try, doubled each time up to an hour. */
const firstPause = 5_000
const longestPause = 3_600_000

/**
 * Adds a job; where one of the same kind and subject waits, that one stays, no later than this one was due.
 *
 * @returns the id of the job that waits
 */
export async function addJob(
  db: Derive,
  {
    id,
    kind,
    subject,
    input,
    dueAt,
    at,
  }: { id: string; kind: string; subject: string; input: unknown; dueAt: number; at: number },
): Promise<string> {
  const waiting = await rowsOf<{ id: string; due_at: number }>(
    db,
    sql`select id, due_at from job where kind = ${kind} and subject = ${subject} and state = 'waiting'`,
  )
  const [found] = waiting
  if (found) {
    if (found.due_at > dueAt) await rowsOf(db, sql`update job set due_at = ${dueAt} where id = ${found.id}`)
    return found.id
  }
  const row = { id, kind, subject, state: 'waiting' as const, due_at: dueAt, leased_until: null, attempts: 0 }
  const more = { input: canonicalJson(input), output: null, error: null, made_at: at, ended_at: null }
  await deriving<LedgerTables>(db)
    .insertInto('job')
    .values({ ...row, ...more })
    .execute()
  return id
}

/** Takes jobs that are due, or whose lease ran out, the longest due first. */
export async function claimJobs(
  db: Derive,
  { now, lease, most, kinds }: { now: number; lease: number; most: number; kinds: readonly string[] },
): Promise<Job[]> {
  if (kinds.length === 0) return []
  const names = sql.join(kinds)
  const rows = await rowsOf<JobRow>(
    db,
    sql`update job set state = 'running', leased_until = ${now + lease}, attempts = attempts + 1 where id in (
      select id from job where kind in (${names})
        and ((state = 'waiting' and due_at <= ${now}) or (state = 'running' and leased_until < ${now}))
      order by due_at, id limit ${most}) returning *`,
  )
  return rows.map(jobOfRow).sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : 1))
}

/** One try of a job: somebody who lost the lease cannot end what another one does now. */
export type Try = Pick<Job, 'id' | 'attempts'>

/** Says that a job is still being done, and how far it is. False where it is another one's by now. */
export function renewJob(db: Derive, job: Try, until: number, output?: unknown): Promise<boolean> {
  return change(db, job, { leased_until: until, ...(output !== undefined && { output: canonicalJson(output) }) })
}

/** Ends a job. False where it is another one's by now: then nothing that was done may be kept. */
export function finishJob(db: Derive, job: Try, output: unknown, now: number): Promise<boolean> {
  const ended = { state: 'done', leased_until: null, ended_at: now, error: null } as const
  return change(db, job, { ...ended, output: canonicalJson(output) })
}

/** Says that a try failed: it is tried again later, later each time, until it has failed for good. */
export function failJob(db: Derive, job: Try, error: string, now: number, forGood = false): Promise<boolean> {
  if (forGood || job.attempts >= mostAttempts)
    return change(db, job, { state: 'failed', leased_until: null, ended_at: now, error })
  const pause = Math.min(firstPause * 2 ** (job.attempts - 1), longestPause)
  return change(db, job, { state: 'waiting', leased_until: null, due_at: now + pause, error })
}

async function change(db: Derive, { id, attempts }: Try, values: Partial<JobRow>): Promise<boolean> {
  const done = await deriving<LedgerTables>(db)
    .updateTable('job')
    .set(values)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return done.numUpdatedRows > 0n
}

/** A job by its id. */
export async function jobOf(db: Read, id: string): Promise<Job | undefined> {
  const row = await reading<LedgerTables>(db).selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  return row && jobOfRow(row)
}

/** Jobs, the newest first, so many from the one after `after` on. */
export async function listJobs(
  db: Read,
  { state, kind, after, limit }: { state?: Job['state']; kind?: string; after?: string; limit: number },
): Promise<Job[]> {
  let question: SelectQueryBuilder<LedgerTables, 'job', LedgerTables['job']> = reading<LedgerTables>(db)
    .selectFrom('job')
    .selectAll()
  if (state) question = question.where('state', '=', state)
  if (kind) question = question.where('kind', '=', kind)
  if (after) question = question.where('id', '<', after)
  return (await question.orderBy('id', 'desc').limit(limit).execute()).map(jobOfRow)
}

/** Forgets jobs that ended before a time. */
export async function forgetJobs(db: Derive, before: number): Promise<void> {
  await deriving<LedgerTables>(db).deleteFrom('job').where('ended_at', '<', before).execute()
}

type JobRow = LedgerTables['job']

function jobOfRow(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    dueAt: row.due_at,
    leasedUntil: row.leased_until ?? undefined,
    attempts: row.attempts,
    input: JSON.parse(row.input),
    output: row.output === null ? undefined : JSON.parse(row.output),
    error: row.error ?? undefined,
    madeAt: row.made_at,
    endedAt: row.ended_at ?? undefined,
  }
}
