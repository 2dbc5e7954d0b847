import { sql } from 'kysely'
import { type Digest, Problem } from '#base'
import { readCheckpoint } from './checkpoint.ts'
import { contentOf } from './content-store.ts'
import { type Read, rowsOf } from './handle.ts'
import { entryOf, type Fault } from './journal-check.ts'
import { tablesOf } from './table-shape.ts'

/** What tables that can be held against the journal say, and what cannot be. */
export interface TablesSeen {
  /** The first row of each table that differs. */
  faults: readonly Fault[]
  /** Rows that were compared, by table. */
  compared: Readonly<Record<string, number>>
  /** Tables that were not compared: no entry has a digest of their rows. */
  uncompared: readonly string[]
}

/** Not facts, or looked at with the journal itself. */
const others = new Set(['migration', 'journal', 'journal_head', 'journal_entry', 'job', 'content_piece'])
/** Rows that are read at once. */
const pageRows = 500

/**
 * Holds rows against what vouches for them: files against the digest they are kept and named by, checkpoints and the keys that signed them
 * against the entries that tell of them. Entries of other acts tell in their own words what was changed and have no digest of the rows
 * that came of it: those tables are named as not compared.
 */
export async function checkTables(db: Read): Promise<TablesSeen> {
  const steps = await rowsOf<{ sql: string }>(db, sql`select sql from migration order by number`)
  const tables = tablesOf(steps.map(step => step.sql)).map(({ name }) => name)
  const [files, checkpoints] = [await checkContent(db), await checkCheckpoints(db)]
  return {
    faults: [files.fault, checkpoints.fault].filter(fault => fault !== undefined),
    compared: { content: files.rows, checkpoint: checkpoints.rows },
    uncompared: tables.filter(table => !others.has(table) && !compared.has(table)).sort(),
  }
}

const compared = new Set(['content', 'checkpoint', 'journal_key'])

interface TableSeen {
  rows: number
  fault?: Fault | undefined
}

async function checkContent(db: Read): Promise<TableSeen> {
  let [rows, last] = [0, '']
  for (;;) {
    const page = await rowsOf<{ digest: Digest; size: number }>(
      db,
      sql`select digest, size from content where digest > ${last} order by digest limit ${pageRows}`,
    )
    for (const { digest, size } of page) {
      const message = await contentFault(db, digest, size)
      if (message !== undefined) return { rows, fault: { code: 'changed', entry: 0, message } }
      rows++
    }
    if (page.length < pageRows) return { rows }
    last = page.at(-1)!.digest
  }
}

async function contentFault(db: Read, digest: Digest, size: number): Promise<string | undefined> {
  let bytes = 0
  try {
    for await (const piece of contentOf(db, digest)) bytes += piece.length
  } catch (error) {
    if (error instanceof Problem) return `table content, row ${digest}: ${error.message}`
    throw error
  }
  return bytes === size ? undefined : `table content, row ${digest}: it says ${size} bytes, and ${bytes} are there`
}

interface Told {
  chain: string
  size: number
  root: string
  entry: number
}

async function checkCheckpoints(db: Read): Promise<TableSeen> {
  const told = await toldCheckpoints(db)
  const keys = await rowsOf<{ public_key: string }>(db, sql`select public_key from journal_key order by public_key`)
  const fault = (entry: number, message: string): TableSeen => ({ rows, fault: { code: 'changed', entry, message } })
  let rows = 0
  const found = await rowsOf<{ chain: string; size: number; note: string }>(
    db,
    sql`select chain, size, note from checkpoint order by chain, size`,
  )
  for (const { chain, size, note } of found) {
    const row = `table checkpoint, row ${chain} ${size}`
    const entry = told.get(`${chain} ${size}`)
    if (entry === undefined) return fault(0, `${row}: no entry tells of it`)
    const root = rootIn(note)
    if (root !== entry.root)
      return fault(entry.entry, `${row}: it is not the one that entry ${entry.entry} of ${chain} tells of`)
    told.delete(`${chain} ${size}`)
    rows++
  }
  const [gone] = told.values()
  if (gone)
    return fault(gone.entry, `table checkpoint: the row that entry ${gone.entry} of ${gone.chain} tells of is gone`)
  const signers = await signersTold(db)
  const odd = keys.find(({ public_key }) => !signers.has(public_key))
  return odd ? fault(0, `table journal_key, row ${odd.public_key}: no entry tells of it`) : { rows }
}

function rootIn(note: string): string | undefined {
  try {
    return readCheckpoint(Buffer.from(note), 'a checkpoint').root.toString('base64')
  } catch {
    return undefined
  }
}

/** Every checkpoint that an entry tells of, by chain and size. */
async function toldCheckpoints(db: Read): Promise<Map<string, Told>> {
  const told = new Map<string, Told>()
  for (const { chain, seq, line, detail } of await checkpointEntries(db)) {
    if (entryOf(Buffer.from(line))?.result !== 'done') continue
    const { size = 0, root = '' } = toldIn(detail)
    told.set(`${chain} ${size}`, { chain, size, root, entry: seq })
  }
  return told
}

async function signersTold(db: Read): Promise<Set<string>> {
  return new Set((await checkpointEntries(db)).map(({ detail }) => toldIn(detail).publicKey ?? ''))
}

/** What an entry tells; one that was damaged tells nothing here, and is named where the journal itself is looked at. */
function toldIn(detail: string): { size?: number; root?: string; publicKey?: string } {
  try {
    return (JSON.parse(detail) ?? {}) as { size?: number }
  } catch {
    return {}
  }
}

/** By what they are about: the act may be called by another name. */
function checkpointEntries(db: Read) {
  return rowsOf<{ chain: string; seq: number; line: string; detail: string }>(
    db,
    sql`select chain, seq, line, detail from journal_entry where object = 'checkpoint' order by chain, seq`,
  )
}
