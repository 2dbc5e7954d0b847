import { sql } from 'kysely'
import { type Digest, type Note, quoted } from '#base'
import { insertRows, listed, type Read, rowsOf, type Write } from '#ledger'
import type { KeptValues } from './kept-component.ts'
import { noParent } from './kept-parents.ts'
import { type BomRows, type ComponentPiece, mergedPieces, numberOf, refsInPiece } from './kept-rows.ts'
import type { ComponentRow } from './store.ts'

/** Where a bill is kept. */
export interface KeptBill {
  bomId: number
  /** It was not there before. */
  isNew: boolean
  /** It had not come in at this site before. */
  isNewHere: boolean
  /** Components that no bill had before. */
  newComponents: number[]
}

/** Where bills came in: one that came in nowhere is seen only by who sees everything. */
export interface ReceivedAt {
  siteId: string
  /** As who sent it called it. */
  name?: string | undefined
}

/** A component that no bill had before, as it would be read back. */
export type FreshComponent = Omit<ComponentRow, 'key' | 'name_key' | 'package_key'>

/** Told of components that no bill had before, while they are written: what it does with these overlaps. */
type Told = (fresh: readonly FreshComponent[]) => Promise<void>

/**
 * Keeps a bill, or finds it where it is kept: the same bytes are one bill. Without an entry of its own in the journal.
 *
 * @param at milliseconds since 1970 UTC
 * @param told each new component once, some at a time: who judges them need not read them back
 */
export async function keepBom(
  db: Write,
  rows: BomRows,
  at: number,
  received?: ReceivedAt,
  told?: Told,
): Promise<KeptBill> {
  const { places, newComponents } = await keepEach(db, [rows], at, told)
  const { id, isNew } = places[0]!
  const isNewHere = received !== undefined && (await receiveBom(db, id, at, received))
  return { bomId: id, isNew, isNewHere, newComponents }
}

/** Writes down that a kept bill came in at a site; gives whether that was not known. */
export async function receiveBom(db: Write, bomId: number, at: number, received: ReceivedAt): Promise<boolean> {
  const known = await rowsOf(
    db,
    sql`select 1 as one from bom_site where site_id = ${received.siteId} and bom_id = ${bomId}`,
  )
  if (known.length === 0) await receive(db, [bomId], at, received)
  return known.length === 0
}

/** Keeps many small bills at once: the id of each by its digest. Equal digests are one bill. */
export async function keepBoms(
  db: Write,
  bills: readonly BomRows[],
  at: number,
  received?: ReceivedAt,
): Promise<Map<Digest, number>> {
  const { places } = await keepEach(db, bills, at)
  const ids = new Set(places.map(({ id }) => id))
  if (received) await receive(db, [...ids], at, received)
  return new Map(bills.map(({ digest }, index) => [digest, places[index]!.id]))
}

async function receive(db: Write, bomIds: readonly number[], at: number, { siteId, name }: ReceivedAt): Promise<void> {
  const columns = { site_id: 'text', bom_id: 'integer', name: 'text', received_at: 'integer' } as const
  const rows = bomIds.map(id => [siteId, id, name ?? null, at])
  await insertRows(db, 'bom_site', columns, rows, 'keep')
}

interface Numbered {
  id: number
  isNew: boolean
}

async function keepEach(
  db: Write,
  bills: readonly BomRows[],
  at: number,
  told?: Told,
): Promise<{ places: Numbered[]; newComponents: number[] }> {
  const digests = bills.map(({ digest }) => digest)
  const wanted = digests.map(digest => numberOf(digest.slice('sha256:'.length)))
  const places = await numbered(db, 'bom', 'digest', wanted, digests)
  const fresh = bills.flatMap((rows, index) => (places[index]!.isNew ? [{ rows, id: places[index]!.id }] : []))
  if (fresh.length === 0) return { places, newComponents: [] }
  const pieces = fresh.flatMap(({ rows }) => rows.pieces)
  const { ids, newComponents } = await keepComponents(db, pieces, told)
  const used = await usedSerials(
    db,
    fresh.flatMap(({ rows }) => rows.serial ?? []),
  )
  const values = fresh.map(({ rows, id }) => bomValues(rows, id, at, used))
  await insertRows(db, 'bom', bomColumns, values)
  let from = 0
  const entries = entryWriter(db)
  for (const { rows, id } of fresh) {
    await entries.add(rows, id, ids, from)
    from += rows.pieces.reduce((sum, piece) => sum + piece.ids.length, 0)
  }
  await entries.end()
  return { places, newComponents }
}

/** Ids looked for in one question. */
const idsAtOnce = 10_000

/**
 * Where texts stand or will stand: at the number of their digest, and where another text has that, at the next one that is
 * free. A text that comes twice is new once.
 */
async function numbered(
  db: Read,
  table: 'bom' | 'component',
  column: 'digest' | 'key',
  ids: readonly number[],
  keys: readonly string[],
  taken: Map<number, string> = new Map(),
): Promise<Numbered[]> {
  const found: Numbered[] = []
  let waiting = keys.map((_, index) => index)
  let wanted = [...ids]
  while (waiting.length > 0) {
    const stored = await storedKeys(db, table, column, wanted)
    const next: number[] = []
    const nextIds: number[] = []
    waiting.forEach((index, at) => {
      const id = wanted[at]!
      const key = keys[index]!
      const there = stored.get(id) ?? taken.get(id)
      if (there === undefined) taken.set(id, key)
      if (there === undefined || there === key) found[index] = { id, isNew: there === undefined }
      else {
        next.push(index)
        nextIds.push(id + 1)
      }
    })
    waiting = next
    wanted = nextIds
  }
  return found
}

async function storedKeys(
  db: Read,
  table: 'bom' | 'component',
  column: 'digest' | 'key',
  ids: readonly number[],
): Promise<Map<number, string>> {
  const stored = new Map<number, string>()
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const rows = await rowsOf<{ id: number; key: string }>(
      db,
      sql`select id, ${sql.ref(column)} as key from ${sql.table(table)}
        where id in ${listed(db, ids.slice(at, at + idsAtOnce), 'integer')}`,
    )
    for (const { id, key } of rows) stored.set(id, key)
  }
  return stored
}

/** Keeps the components that are not there yet; the id of each, in the order of the pieces. */
async function keepComponents(
  db: Write,
  pieces: readonly ComponentPiece[],
  told?: Told,
): Promise<{ ids: Float64Array; newComponents: number[] }> {
  const numbers = new Float64Array(pieces.reduce((sum, { ids }) => sum + ids.length, 0))
  const newComponents: number[] = []
  const taken = new Map<number, string>()
  const turn = inTurn()
  let at = 0
  for (const { ids, keys, values } of mergedPieces(pieces)) {
    const places = await numbered(db, 'component', 'key', ids, keys, taken)
    for (const { id } of places) numbers[at++] = id
    if (!places.some(({ isNew }) => isNew)) continue
    const rows: Value[][] = []
    const hashes: number[][] = []
    const fresh: FreshComponent[] = []
    const all = JSON.parse(values) as KeptValues[]
    // What a database makes of half a pair in a text is not what it was given.
    const isWhole = !values.includes('\\ud')
    for (let index = 0; index < all.length; index++) {
      const { id, isNew } = places[index]!
      if (!isNew) continue
      newComponents.push(id)
      const one = isWhole ? all[index]! : wellFormed(all[index]!)
      rows.push(rowOf(id, keys[index]!, one))
      if (told) fresh.push(freshOf(id, one))
      for (const start of one[11]) hashes.push([start, id])
    }
    await turn.next(() => insertRows(db, 'component', componentColumns, rows))
    await turn.next(() => insertRows(db, 'component_hash', hashColumns, hashes))
    await told?.(fresh)
  }
  await turn.end()
  return { ids: numbers, newComponents }
}

type Value = string | number | null

function rowOf(id: number, key: string, one: KeptValues): Value[] {
  const [type, group, name, version, purl, packageKey, cpe, supplier, order, facts, context] = one
  const nameKey = name.toLowerCase()
  return [id, key, type, group, name, nameKey, version, purl, packageKey, cpe, supplier, order, facts, context]
}

function freshOf(id: number, one: KeptValues): FreshComponent {
  const [type, group, name, version, purl, , cpe, supplier, order, facts, context] = one
  return { id, type, group_name: group, name, version, purl, cpe, supplier, order_number: order, facts, context }
}

function wellFormed(one: KeptValues): KeptValues {
  return one.map(value => (typeof value === 'string' ? value.toWellFormed() : value)) as unknown as KeptValues
}

/** Statements are run in the order they are asked: one is made ready while the one before is run, and no more are held. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async next(run: () => Promise<unknown>) {
      await last
      last = run()
      // Told by the next one, or at the end.
      last.catch(() => {})
    },
    end: () => last,
  }
}

/** Entries of many bills go in together. */
function entryWriter(db: Write) {
  const turn = inTurn()
  let rows: (string | number | null)[][] = []
  const flush = async () => {
    const full = rows
    rows = []
    await turn.next(() => insertRows(db, 'bom_component', entryColumns, full))
  }
  return {
    async add({ components, parents, refs }: BomRows, bomId: number, ids: Float64Array, from: number) {
      let texts: string[] = []
      for (let index = 0; index < components.length; index++) {
        if (index % refsInPiece === 0) texts = JSON.parse(refs[index / refsInPiece]!) as string[]
        const parent = parents[index]!
        const component = ids[from + components[index]!]!
        rows.push([bomId, index + 1, component, texts[index % refsInPiece]!, parent === noParent ? null : parent])
        if (rows.length === refsInPiece) await flush()
      }
    },
    async end() {
      await flush()
      await turn.end()
    },
  }
}

const bomColumns = {
  id: 'integer',
  digest: 'text',
  format: 'text',
  kind: 'text',
  spec_version: 'text',
  serial: 'text',
  subject: 'text',
  subject_version: 'text',
  subject_key: 'text',
  made_at: 'integer',
  components: 'integer',
  notes: 'text',
  received_at: 'integer',
  size: 'integer',
} as const

/** Serial numbers that kept bills have, each with the digest of one of these. */
async function usedSerials(db: Read, serials: readonly string[]): Promise<Map<string, string>> {
  if (serials.length === 0) return new Map()
  const rows = await rowsOf<{ serial: string; digest: string }>(
    db,
    sql`select serial, max(digest) as digest from bom where serial in ${listed(db, serials, 'text')} group by serial`,
  )
  return new Map(rows.map(({ serial, digest }) => [serial, digest]))
}

function notesOf({ notes, serial }: BomRows, used: ReadonlyMap<string, string>): readonly Note[] {
  const other = serial === null ? undefined : used.get(serial)
  if (other === undefined) return notes
  const message = `serial number ${quoted(serial)} is that of another bill, too (${other}): both are kept`
  return [...notes, { code: 'serial-used-again', message, at: '/serialNumber' }]
}

function bomValues(
  rows: BomRows,
  id: number,
  at: number,
  used: ReadonlyMap<string, string>,
): (string | number | null)[] {
  const { digest, format, kind, specVersion, serial, subject, subjectVersion, subjectKey, madeAt, size } = rows
  const notes = JSON.stringify(notesOf(rows, used))
  const count = rows.components.length
  return [
    id,
    digest,
    format,
    kind,
    specVersion,
    serial,
    subject,
    subjectVersion,
    subjectKey,
    madeAt,
    count,
    notes,
    at,
    size,
  ]
}

const hashColumns = { start: 'integer', component_id: 'integer' } as const

const componentColumns = {
  id: 'integer',
  key: 'text',
  type: 'text',
  group_name: 'text',
  name: 'text',
  name_key: 'text',
  version: 'text',
  purl: 'text',
  package_key: 'text',
  cpe: 'text',
  supplier: 'text',
  order_number: 'text',
  facts: 'text',
  context: 'text',
} as const

const entryColumns = {
  bom_id: 'integer',
  number: 'integer',
  component_id: 'integer',
  ref: 'text',
  parent: 'integer',
} as const
