// A process that does acts when it is told to, for the harnesses that end it at any moment: node act-process.ts FILE|ADDRESS
import { sql } from 'kysely'
import { insertRows, type Ledger, type Migration, openDatabase, openLedger, rowsOf } from '#ledger'
import { checkChain, headsOf, journalIn } from '../../src/ledger/journal-store.ts'

/** What the process is asked, by number. */
export interface Question {
  number: number
  kind: 'put' | 'list' | 'verify'
  id?: string
}
export interface Answer {
  number: number
  out?: unknown
  fault?: string
}

/** Rows that an act writes beside its own: a half of them is an act half done. */
const parts = 5
const things: Migration = {
  id: 'things/0001',
  sql: `create table thing (id text not null primary key) strict;
create table thing_part (thing_id text not null, number integer not null, primary key (thing_id, number)) strict;`,
}
/** Acts of several chains. */
const chains = 3

/** Opens the database of the harness. */
export async function openThings(place: string): Promise<Ledger> {
  const connections = await openDatabase(place.startsWith('postgres:') ? { address: place } : { file: place })
  return openLedger(connections, [things], { journal: 'journal-harness', now: Date.now() })
}

/** One act: durable with its entry when this is over. */
export function put(ledger: Ledger, id: string): Promise<void> {
  const actor = { kind: 'local', id: 'local:harness', name: 'the harness' } as const
  return ledger.write({ actor, operation: 'things.add', at: Date.now(), sites: 'everywhere' }, async db => {
    await insertRows(db, 'thing', { id: 'text' }, [[id]])
    const rows = Array.from({ length: parts }, (_, number) => [id, number] as const)
    await insertRows(db, 'thing_part', { thing_id: 'text', number: 'integer' }, rows)
    const site = `site-${Number(id) % chains}` as never
    return { out: undefined, entry: { site, object: id, change: { id } } }
  })
}

export async function list(ledger: Ledger): Promise<string[]> {
  return (await ledger.read(db => rowsOf<{ id: string }>(db, sql`select id from thing`))).map(({ id }) => id)
}

/** Whether every act is whole and has its entry, and the journal holds. Throws what is wrong. */
export function verify(ledger: Ledger): Promise<void> {
  return ledger.read(async db => {
    const half = await rowsOf<{ id: string }>(
      db,
      sql`select id from thing where (select count(*) from thing_part where thing_id = id) <> ${parts}
        or (select count(*) from journal_entry where object = id) <> 1`,
    )
    const [counted] = await rowsOf<{ things: number; entries: number }>(
      db,
      sql`select (select count(*) from thing) as things, (select count(*) from journal_entry) as entries`,
    )
    if (half.length > 0) throw new Error(`half done: ${half.map(({ id }) => id).join(', ')}`)
    if (counted?.things !== counted?.entries) throw new Error(`${JSON.stringify(counted)}`)
    const journal = await journalIn(db)
    for (const head of await headsOf(db)) {
      const { fault } = await checkChain(db, head, { journal })
      if (fault) throw new Error(fault.message)
    }
  })
}

async function serve(place: string): Promise<void> {
  const ledger = await openThings(place)
  process.on('message', async ({ number, kind, id }: Question) => {
    try {
      const out = kind === 'put' ? await put(ledger, id!) : kind === 'list' ? await list(ledger) : await verify(ledger)
      process.send!({ number, out } satisfies Answer)
    } catch (error) {
      process.send!({ number, fault: String((error as Error).message) } satisfies Answer)
    }
  })
  process.send!({ number: 0 } satisfies Answer)
}

if (import.meta.main) await serve(process.argv[2]!)
