import { type Kysely, sql } from 'kysely'
import { canonicalJson, digest, Problem } from '#base'
import { type Connections, kyselyOver } from './connection.ts'
import { type Entry, enterpriseChain, hashOf, type JournalEntry, startOf } from './entry.ts'
import { type Derive, handleOf, type Read, type Write } from './handle.ts'
import { type Migration, makeStep, missingSteps } from './migration.ts'
import type { Actor, Done, Scope } from './operation.ts'
import { journalSchema } from './schema.ts'

/** Who does what when: what an entry says beside what changed. */
export interface Doing {
  actor: Actor
  operation: string
  /** Milliseconds since 1970 UTC. */
  at: number
  /** Sites an entry may be about. */
  sites: Scope
}

/** The database, and the only way to change a fact in it. */
export interface Ledger {
  /** One consistent state, read-only. */
  read<T>(work: (db: Read) => Promise<T>): Promise<T>
  /** One act: what `work` changes and its entry are durable together, or nothing is. */
  write<T>(doing: Doing, work: (db: Write) => Promise<Done<T>>): Promise<T>
  /** Changes what is no fact. */
  derive<T>(work: (db: Derive) => Promise<T>): Promise<T>
  /** Writes that an act was refused or failed. */
  tell(
    doing: Doing,
    told: { site?: Entry['site']; object: string; result: 'denied' | 'failed'; change: unknown },
  ): Promise<void>
  /** The journal's own id. */
  readonly journal: string
  close(): Promise<void>
}

/**
 * Opens a database and brings its schema up to date.
 *
 * @param steps of all rooms, in order
 * @param made for a database that is new: its journal's id, and the time in milliseconds since 1970 UTC
 */
export async function openLedger(
  connections: Connections,
  steps: readonly Migration[],
  made: { journal: string; now: number },
): Promise<Ledger> {
  const { dialect } = connections
  const inWrite = <T>(work: (db: Kysely<unknown>, handle: Write) => Promise<T>) =>
    connections.write(connection => {
      const db = kyselyOver(connection, dialect)
      return work(db, handleOf(db, dialect, connection.each))
    })
  const all = [journalSchema, ...steps]
  await inWrite(db => sql.raw(dialect.schema(migrationTable)).execute(db))
  await migrate(inWrite, connections, all, made.now)
  const journal = await inWrite(db => journalId(db, made.journal))
  return {
    journal,
    read: work =>
      connections.read(connection => work(handleOf(kyselyOver(connection, dialect), dialect, connection.each))),
    derive: work => inWrite((_, handle) => work(handle)),
    async write(doing, work) {
      let out: { out: unknown } | undefined
      try {
        return await inWrite(async (db, handle) => {
          const done = await work(handle)
          if (done.entry === undefined) {
            out = { out: done.out }
            throw nothingChanged
          }
          await append(db, journal, doing, done.entry, 'done')
          return done.out
        })
      } catch (error) {
        if (error === nothingChanged) return out!.out as Awaited<ReturnType<typeof work>>['out']
        throw error
      }
    },
    tell: (doing, { result, ...entry }) =>
      inWrite(db => append(db, journal, { ...doing, sites: 'everywhere' }, entry, result)),
    close: () => connections.close(),
  }
}

/** Makes the steps that are missing, each in a transaction of its own; a file that has some already is copied beside before. */
async function migrate(
  inWrite: <T>(work: (db: Kysely<unknown>) => Promise<T>) => Promise<T>,
  { dialect, file }: Connections,
  all: readonly Migration[],
  at: number,
): Promise<void> {
  const missing = await inWrite(db => missingSteps(db, all))
  for (const step of missing)
    await inWrite(async db => {
      // Asked again inside, where no other process writes: it may have made the step meanwhile.
      const [next] = await missingSteps(db, all)
      if (next !== step) return
      if (file && step === missing[0] && step !== all[0])
        await file.copy(`${file.path}.before-${step.id.replace('/', '-')}`)
      await makeStep(db, dialect, step, at)
    })
}

/** With what each step was, so that a backup says how its tables are made. */
export const migrationTable =
  'create table if not exists migration (number integer not null primary key, id text not null, digest text not null, sql text not null, at integer not null) strict'

/** Ends the transaction of an act without an entry: whatever it wrote is not kept. */
const nothingChanged = Symbol('nothing changed')

async function journalId(db: Kysely<unknown>, made: string): Promise<string> {
  await sql`insert into journal (number, id) values (1, ${made}) on conflict do nothing`.execute(db)
  return (await sql<{ id: string }>`select id from journal where number = 1`.execute(db)).rows[0]!.id
}

async function append(
  db: Kysely<unknown>,
  journal: string,
  { actor, operation, at, sites }: Doing,
  { site, object, change }: Entry,
  result: JournalEntry['result'],
): Promise<void> {
  if (sites !== 'everywhere' && (site === undefined || !sites.has(site)))
    throw new Problem(
      'ledger/outside',
      `Cannot write about ${site ?? 'the enterprise'}: ${actor.name} has no right to`,
      {
        found: site ?? enterpriseChain,
      },
    )
  const chain = site ?? enterpriseChain
  // Raising the number takes the chain: another act of it waits, or is run again. Until it has its own hash the head has the one before.
  const head = await sql<{ seq: number; hash: JournalEntry['prev'] }>`
    insert into journal_head (chain, seq, hash) values (${chain}, 1, ${startOf(journal, chain)})
    on conflict (chain) do update set seq = journal_head.seq + 1 returning seq, hash`.execute(db)
  const { seq, hash: prev } = head.rows[0]!
  const detail = canonicalJson(change)
  const entry = {
    journal,
    chain,
    seq,
    at,
    actor: `${actor.kind}:${actor.id}`,
    operation,
    object,
    result,
    change: digest(detail),
    prev,
  }
  const hash = hashOf(entry)
  // Both at once: the connection takes them in order.
  await Promise.all([
    sql`insert into journal_entry (chain, seq, line, hash, at, actor, operation, object, detail)
      values (${chain}, ${seq}, ${canonicalJson({ ...entry, hash })}, ${hash}, ${at}, ${entry.actor}, ${operation}, ${object}, ${detail})`.execute(
      db,
    ),
    sql`update journal_head set hash = ${hash} where chain = ${chain}`.execute(db),
  ])
}
