import { sql } from 'kysely'
import { type Digest, defaultLimits, jsonText, Problem, parseJson } from '#base'
import { type Read, rowsOf } from './handle.ts'
import { type Head, headsOf, journalIn } from './journal-store.ts'

/**
 * How far a journal went when it was last looked at, to be kept outside of its database. It proves that a database is not the one that
 * was seen: an older file in its place, a replica that is behind, another one, or a journal that was written again. It proves nothing to
 * somebody who may change the file with the database, as whoever restores the whole folder does: for that, checkpoints are kept elsewhere
 * (`journal verify --against`). Acts of the last moment before a crash may be missing in it.
 */
export interface JournalSeen {
  journal: string
  chains: readonly HeadSeen[]
}

/** Where a chain stood. */
export interface HeadSeen extends Head {
  /** The newest signed checkpoint of it. */
  note?: string | undefined
}

/** A chain that a database does not have as it was seen. */
export interface Behind {
  chain: string
  /** Entries that were seen. */
  seen: number
  /** Entries there are. */
  here: number
  message: string
}

/** Bytes of a file of this kind: some thousand sites. */
export const seenBytes = 16 * 1024 ** 2

/** How far the journal of a database goes. A Problem `ledger/no-journal` where there is none. */
export async function journalSeen(db: Read): Promise<JournalSeen> {
  const journal = await journalIn(db)
  const notes = await rowsOf<{ chain: string; note: string }>(
    db,
    sql`select chain, note from checkpoint c where size = (select max(size) from checkpoint d where d.chain = c.chain)`,
  )
  const noteOf = new Map(notes.map(({ chain, note }) => [chain, note]))
  return { journal, chains: (await headsOf(db)).map(head => ({ ...head, note: noteOf.get(head.chain) })) }
}

/** What of a journal that was seen a database does not have, a chain each; nothing where it goes on from it. */
export async function behindOf(db: Read, seen: JournalSeen): Promise<Behind[]> {
  const journal = await journalIn(db).catch(() => undefined)
  const behind: Behind[] = []
  for (const { chain, size, hash, note } of seen.chains) {
    const told = (here: number, message: string) => behind.push({ chain, seen: size, here, message })
    if (journal !== seen.journal) {
      told(0, `it is of ${journal ?? 'no journal'}, and ${seen.journal} was seen here`)
      break
    }
    const rows = await rowsOf<{ seq: number; hash: Digest | null; noted: number }>(
      db,
      sql`select h.seq, e.hash, (select count(*) from checkpoint where chain = ${chain} and note = ${note ?? ''}) as noted
        from journal_head h left join journal_entry e on e.chain = h.chain and e.seq = ${size} where h.chain = ${chain}`,
    )
    const [head] = rows
    if (!head || head.seq < size)
      told(head?.seq ?? 0, `it ends with entry ${head?.seq ?? 0} of ${chain}, and entry ${size} was seen here`)
    else if (head.hash !== hash) told(head.seq, `entry ${size} of ${chain} is another one than was seen here`)
    else if (note !== undefined && head.noted === 0)
      told(head.seq, `a checkpoint of ${chain} that was seen here is not in it`)
  }
  return behind
}

/** Chains of which one state of a journal has less than an earlier one, or something else at the same place. */
export function wentBack(from: JournalSeen, to: JournalSeen): Behind[] {
  const now = new Map(to.chains.map(head => [head.chain, head]))
  return from.chains.flatMap(({ chain, size, hash }) => {
    const head = now.get(chain)
    if (from.journal === to.journal && head && (head.size > size || (head.size === size && head.hash === hash)))
      return []
    const here = head?.size ?? 0
    return [{ chain, seen: size, here, message: `${chain} is at entry ${here}, and was at entry ${size}` }]
  })
}

/**
 * What does not fit at the ends of chains, which is found at once however long they are: the last entry is the one the head names, and
 * no checkpoint is of more entries than there are.
 */
export async function endFaults(db: Read): Promise<string[]> {
  const rows = await rowsOf<{ chain: string; seq: number; fits: number; signed: number | null }>(
    db,
    sql`select h.chain, h.seq,
      (select count(*) from journal_entry e where e.chain = h.chain and e.seq = h.seq and e.hash = h.hash)
        - (select count(*) from journal_entry e where e.chain = h.chain and e.seq > h.seq) as fits,
      (select max(size) from checkpoint c where c.chain = h.chain) as signed
      from journal_head h order by h.chain`,
  )
  return rows.flatMap(({ chain, seq, fits, signed }) => {
    if (fits !== 1) return [`the head of ${chain} names entry ${seq}, and the last entry is another one`]
    return (signed ?? 0) > seq ? [`${chain} ends with entry ${seq}, and a checkpoint of it is of ${signed}`] : []
  })
}

export function seenText({ journal, chains }: JournalSeen): string {
  return `${jsonText({ schema: 'millcert-journal-seen/1', journal, chains }, 1)}\n`
}

/** Reads what `seenText` wrote. A Problem `ledger/bad-seen` names the file. */
export function readSeen(bytes: Uint8Array, name: string): JournalSeen {
  const wrong = (what: string) =>
    new Problem('ledger/bad-seen', `Cannot read ${name}: ${what}`, {
      at: name,
      next: 'compare the journal with a checkpoint that was kept elsewhere (millcert journal verify --against FILE), then move it away',
    })
  let value: unknown
  try {
    value = parseJson(bytes, { ...defaultLimits, bytes: seenBytes }, name)
  } catch (error) {
    throw error instanceof Problem ? wrong('it is no JSON') : error
  }
  const { journal, chains } = (value ?? {}) as Partial<JournalSeen>
  if (typeof journal !== 'string' || !Array.isArray(chains)) throw wrong('it names no journal and chains')
  for (const head of chains as Partial<HeadSeen>[])
    if (
      typeof head?.chain !== 'string' ||
      !Number.isSafeInteger(head.size) ||
      !/^sha256:[0-9a-f]{64}$/.test(String(head.hash)) ||
      (head.note !== undefined && typeof head.note !== 'string')
    )
      throw wrong('one of its chains has no name, size and hash')
  return { journal, chains }
}
