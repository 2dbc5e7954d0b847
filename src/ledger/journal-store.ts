import { sql } from 'kysely'
import { type Digest, digest, Problem } from '#base'
import { type Derive, deriving, type Read, reading, rowsOf, type Write, writing } from './handle.ts'
import { type ChainSeen, chainCheck, entryOf, type Fault } from './journal-check.ts'
import type { LedgerTables } from './schema.ts'

/** Entries that are read at once. */
const pageEntries = 1000

/** Where a chain stands. */
export interface Head {
  chain: string
  /** Entries. */
  size: number
  hash: Digest
}

/** A checkpoint as it is kept. */
export interface CheckpointKept {
  size: number
  /** Milliseconds since 1970 UTC. */
  at: number
  /** The signed note. */
  note: string
  /** Hashes to go on from (merkle.ts), in base64. */
  subtrees: readonly string[]
}

/** The journal's own id. A Problem `ledger/no-journal` where the database is none of ours. */
export async function journalIn(db: Read): Promise<string> {
  const rows = await rowsOf<{ id: string }>(db, sql`select id from journal where number = 1`).catch(() => [])
  if (rows[0]) return rows[0].id
  throw new Problem('ledger/no-journal', 'Cannot read the journal: the database has none', {
    next: 'name the data folder that `millcert serve` was started with',
  })
}

/** Every chain, the one of the enterprise among those of sites, by name. */
export function headsOf(db: Read): Promise<Head[]> {
  return rowsOf<Head>(db, sql`select chain, seq as size, hash from journal_head order by chain`)
}

/** Every chain that anything names: one that lost its head, or all but its checkpoints, is named with the size 0. */
export async function chainsNamed(db: Read): Promise<Head[]> {
  const heads = await headsOf(db)
  const named = await rowsOf<{ chain: string }>(
    db,
    sql`select distinct chain from journal_entry union select distinct chain from checkpoint order by 1`,
  )
  const lost = named.filter(({ chain }) => !heads.some(head => head.chain === chain))
  return [...heads, ...lost.map(({ chain }) => ({ chain, size: 0, hash: '' as Digest }))]
}

/** Lines of a chain from the first on, or from the one after `after`, without their ends. */
export async function* linesOf(db: Read, chain: string, after = 0): AsyncGenerator<string, void> {
  for (let last = after; ; ) {
    const rows = await reading<LedgerTables>(db)
      .selectFrom('journal_entry')
      .select(['seq', 'line'])
      .where('chain', '=', chain)
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(pageEntries)
      .execute()
    for (const row of rows) yield row.line
    if (rows.length < pageEntries) return
    last = rows.at(-1)!.seq
  }
}

/**
 * Entries with what they changed, so many from the one after `after` on: the newest first, or the oldest.
 *
 * @param from and `until`, milliseconds since 1970 UTC: the clock as it stood, from then on and before then
 */
export function entriesOf(
  db: Read,
  chain: string,
  {
    seq,
    object,
    actor,
    operation,
    from,
    until,
    after,
    order,
    limit,
  }: {
    seq?: number | undefined
    object?: readonly string[] | undefined
    actor?: string | undefined
    operation?: string | undefined
    from?: number | undefined
    until?: number | undefined
    after?: number | undefined
    order: 'newest' | 'oldest'
    limit: number
  },
): Promise<{ line: string; detail: string }[]> {
  let question = reading<LedgerTables>(db)
    .selectFrom('journal_entry')
    .select(['line', 'detail'])
    .where('chain', '=', chain)
  if (seq !== undefined) question = question.where('seq', '=', seq)
  if (object !== undefined) question = question.where('object', 'in', object)
  if (actor !== undefined) question = question.where('actor', '=', actor)
  if (operation !== undefined) question = question.where('operation', '=', operation)
  if (from !== undefined) question = question.where('at', '>=', from)
  if (until !== undefined) question = question.where('at', '<', until)
  if (after !== undefined) question = question.where('seq', order === 'newest' ? '<' : '>', after)
  return question
    .orderBy('seq', order === 'newest' ? 'desc' : 'asc')
    .limit(limit)
    .execute()
}

/**
 * Looks at a chain as it is stored: the entries as in a file, and that what is stored beside them for asking, what changed, and
 * the head are the same.
 */
export async function checkChain(
  db: Read,
  head: Head,
  { journal, sizes }: { journal: string; sizes?: ReadonlySet<number> },
): Promise<ChainSeen> {
  const check = chainCheck({ journal, chain: head.chain, ...(sizes && { sizes }) })
  let fault: Fault | undefined
  let seq = 0
  walk: for (;;) {
    const rows = await reading<LedgerTables>(db)
      .selectFrom('journal_entry')
      .selectAll()
      .where('chain', '=', head.chain)
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(pageEntries)
      .execute()
    for (const row of rows) {
      if (!check.add(Buffer.from(row.line))) break walk
      fault = besideFault(row)
      if (fault) break walk
      seq = row.seq
    }
    if (rows.length < pageEntries) break
  }
  const seen = check.end()
  fault ??= seen.fault
  if (!fault && (seen.entries !== head.size || (seen.head ?? '') !== head.hash))
    fault = {
      code: 'cut',
      entry: Math.min(seen.entries, head.size) + 1,
      message:
        head.size === 0
          ? `the head of ${head.chain} is missing`
          : `the chain ends with entry ${seen.entries}, and its head names entry ${head.size} or another hash`,
    }
  return { ...seen, ...(fault && { fault }) }
}

function besideFault(row: LedgerTables['journal_entry']): Fault | undefined {
  const entry = entryOf(Buffer.from(row.line))!
  const fault = (code: string, message: string): Fault => ({ code, entry: entry.seq, message })
  if (digest(row.detail) !== entry.change)
    return fault('changed', `what is kept as changed by entry ${entry.seq} is not what it has the digest of`)
  for (const name of ['chain', 'seq', 'hash', 'at', 'actor', 'operation', 'object'] as const)
    if (row[name] !== entry[name])
      return fault('changed', `${name} as it is asked for is not what entry ${entry.seq} says`)
  return undefined
}

/** Checkpoints of a chain, the newest first. */
export async function checkpointsOf(db: Read, chain: string, limit: number): Promise<CheckpointKept[]> {
  const rows = await reading<LedgerTables>(db)
    .selectFrom('checkpoint')
    .selectAll()
    .where('chain', '=', chain)
    .orderBy('size', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ size, at, note, subtrees }) => ({ size, at, note, subtrees: JSON.parse(subtrees) as string[] }))
}

/**
 * Chains that are due to be signed: with so many entries since they were last, or with any but that of the checkpoint itself since
 * before a time.
 *
 * @param due `entries` 0: not by number; `before` in milliseconds since 1970 UTC, undefined: not by time
 */
export async function chainsDue(db: Read, due: { entries: number; before: number | undefined }): Promise<string[]> {
  const rows = await rowsOf<{ chain: string; seq: number; size: number | null; at: number }>(
    db,
    sql`select h.chain, h.seq, c.size, coalesce(c.at, e.at) as at from journal_head h
      left join checkpoint c on c.chain = h.chain and c.size = (select max(size) from checkpoint d where d.chain = h.chain)
      left join journal_entry e on e.chain = h.chain and e.seq = 1 order by h.chain`,
  )
  return rows
    .filter(({ seq, size, at }) => {
      // The newest entry after a checkpoint tells of the checkpoint.
      const since = seq - (size === null ? 0 : size + 1)
      return (due.entries > 0 && since >= due.entries) || (due.before !== undefined && since > 0 && at <= due.before)
    })
    .map(({ chain }) => chain)
}

export async function putCheckpoint(db: Write, chain: string, kept: CheckpointKept): Promise<void> {
  const row = { chain, ...kept, subtrees: JSON.stringify(kept.subtrees) }
  await writing<LedgerTables>(db).insertInto('checkpoint').values(row).execute()
}

/** Public keys that have signed checkpoints, in base64, the newest first. */
export async function signersOf(db: Read): Promise<string[]> {
  const rows = await reading<LedgerTables>(db)
    .selectFrom('journal_key')
    .select('public_key')
    .orderBy('at', 'desc')
    .orderBy('public_key')
    .execute()
  return rows.map(row => row.public_key)
}

export async function putSigner(db: Derive, publicKey: string, at: number): Promise<void> {
  const row = { public_key: publicKey, at }
  await deriving<LedgerTables>(db)
    .insertInto('journal_key')
    .values(row)
    .onConflict(key => key.doNothing())
    .execute()
}
