import { sql } from 'kysely'
import type { Digest } from '#base'
import { insertRows, insertRowTexts, listed, type Read, rowsOf, sentStatements, type Write } from '#ledger'
import type { ComingBom } from './coming-bom.ts'
import { insertBoms } from './kept-bom-row-store.ts'
import { startsOf } from './kept-component.ts'
import {
  type BomRows,
  type ComponentPiece,
  type EntryPiece,
  type EntryRow,
  entriesInPiece,
  joined,
  type KeptRow,
  mergedPieces,
} from './kept-rows.ts'
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
  /** The others that it lists, each once. */
  knownComponents: number[]
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

/** What is done while a bill is kept. */
export interface WhileKept {
  /** Told of each new component once, some at a time: who judges them need not read them back. */
  told?: Told | undefined
  /** Runs once all of them are told, while its entries are written: that is work for the database alone. */
  toldAll?: () => Promise<unknown>
  /** Runs beside, once the bill itself is written: nothing that is kept in the same act need wait for all of its components. */
  beside?: () => Promise<unknown>
}

/**
 * Keeps a bill, or finds it where it is kept: the same bytes are one bill. Without an entry of its own in the journal. What is made of
 * it is kept while the rest is made; where that fails, this does.
 *
 * @param at milliseconds since 1970 UTC
 */
export async function keepBom(
  db: Write,
  rows: ComingBom,
  at: number,
  received?: ReceivedAt,
  meanwhile?: WhileKept,
): Promise<KeptBill> {
  const { places, newComponents, knownComponents } = await keepEach(db, [rows], at, meanwhile)
  const { id, isNew } = places[0]!
  const isNewHere = received !== undefined && (await receiveBom(db, id, at, received))
  return { bomId: id, isNew, isNewHere, newComponents, knownComponents }
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
  bills: readonly ComingBom[],
  at: number,
  { beside, ...meanwhile }: WhileKept = {},
): Promise<{ places: Numbered[] } & Pick<KeptBill, 'newComponents' | 'knownComponents'>> {
  const digests = bills.map(({ digest }) => digest)
  const wanted = bills.map(({ id }) => id)
  const places = await numbered(db, 'bom', 'digest', wanted, digests)
  const fresh = bills.flatMap((rows, index) => (places[index]!.isNew ? [{ rows, id: places[index]!.id }] : []))
  // The bill first: where the same one comes in twice at once, its id is what the second act waits for.
  await insertBoms(db, fresh, at)
  return { places, ...(await besides(keepParts(db, fresh, meanwhile), beside?.())) }
}

/** Keeps what the bills list. */
async function keepParts(
  db: Write,
  fresh: readonly { rows: ComingBom; id: number }[],
  { told, toldAll }: Omit<WhileKept, 'beside'>,
): Promise<Pick<KeptBill, 'newComponents' | 'knownComponents'>> {
  const counts: number[] = []
  const pieces = piecesOf(
    fresh.map(({ rows }) => rows),
    counts,
  )
  const { ids, wanted, ...components } = await keepComponents(db, pieces, told)
  const keepEntries = async () => {
    const entries = entryWriter(db)
    let from = 0
    for (const [at, { rows, id }] of fresh.entries()) {
      const to = from + counts[at]!
      const isAsWanted = rows.id === id && wanted.slice(from, to).every((one, index) => one === ids[from + index])
      await entries.add(rows, isAsWanted ? undefined : { bomId: id, ids: ids.slice(from, to) })
      from = to
    }
    await entries.end()
  }
  await besides(keepEntries(), toldAll?.())
  return components
}

/** What the first gives, once both are over: a statement of the other must not come after what failed. */
async function besides<T>(first: Promise<T>, other: Promise<unknown> | undefined): Promise<T> {
  const [one, two] = await Promise.allSettled([first, other])
  if (one.status === 'rejected') throw one.reason
  if (two.status === 'rejected') throw two.reason
  return one.value
}

/** The components of bills one after the other; how many each of them has is put into `counts`. */
async function* piecesOf(bills: readonly ComingBom[], counts: number[]): AsyncGenerator<ComponentPiece> {
  for (const { pieces } of bills) {
    let count = 0
    for await (const piece of pieces) {
      count += piece.ids.length
      yield piece
    }
    counts.push(count)
  }
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
      // A join: a list after `in` is sorted into a table of its own first.
      sql`select t.id, t.${sql.ref(column)} as key from ${listed(db, ids.slice(at, at + idsAtOnce), 'integer')} as w
        cross join ${sql.table(table)} as t where t.id = w.value`,
    )
    for (const { id, key } of rows) stored.set(id, key)
  }
  return stored
}

/** Keeps the components that are not there yet; the ids they wanted and got, in the order of the pieces. */
async function keepComponents(
  db: Write,
  pieces: AsyncIterable<ComponentPiece>,
  told?: Told,
): Promise<{ ids: number[]; wanted: number[] } & Pick<KeptBill, 'newComponents' | 'knownComponents'>> {
  const [ids, wanted]: [number[], number[]] = [[], []]
  const [newComponents, knownComponents]: [number[], number[]] = [[], []]
  const sent = sentStatements(sentAtOnce)
  const coming = placedPieces(db, mergedPieces(pieces))
  // Where the next ones stand is asked before these are written.
  let next = ahead(coming)
  for (let now = await next; now; now = await next) {
    const { piece, places } = now
    next = ahead(coming)
    const asWanted = places.every(({ id, isNew }, index) => isNew && id === piece.ids[index])
    for (const one of piece.ids) wanted.push(one)
    for (const { id } of places) ids.push(id)
    const before = newComponents.length
    for (const { id, isNew } of places) (isNew ? newComponents : knownComponents).push(id)
    const count = newComponents.length - before
    if (count === 0) continue
    const { rows, hashes } = asWanted ? piece : placed(piece, places)
    await sent.add(insertRowTexts(db, 'component', componentColumns, [rows], count))
    await sent.add(insertRowTexts(db, 'component_hash', hashColumns, [hashes], count))
    // Read again where somebody wants them, while they are written.
    if (told) await told((JSON.parse(rows) as KeptRow[]).map(freshOf))
  }
  await sent.end()
  return { ids, wanted, newComponents, knownComponents }
}

interface PlacedPiece {
  piece: ComponentPiece
  places: readonly Numbered[]
}

async function* placedPieces(db: Read, pieces: AsyncIterable<ComponentPiece>): AsyncGenerator<PlacedPiece> {
  const taken = new Map<number, string>()
  for await (const piece of pieces)
    yield { piece, places: await numbered(db, 'component', 'key', piece.ids, piece.keys, taken) }
}

/** Asked before it is awaited: who stops before its turn never asks for it. */
function ahead<T>(coming: AsyncGenerator<T>): Promise<T | undefined> {
  const next = coming.next().then(({ done, value }) => (done ? undefined : (value as T)))
  next.catch(() => {})
  return next
}

/** Those of a piece that are new, under their numbers. */
function placed({ rows }: ComponentPiece, places: readonly Numbered[]): Pick<ComponentPiece, 'rows' | 'hashes'> {
  const found: KeptRow[] = []
  const hashes: [start: number, id: number][] = []
  ;(JSON.parse(rows) as KeptRow[]).forEach((row, index) => {
    const { id, isNew } = places[index]!
    if (!isNew) return
    row[numberPlace] = id
    found.push(row)
    for (const start of startsOf(row[factsPlace])) hashes.push([start, id])
  })
  return { rows: JSON.stringify(found), hashes: JSON.stringify(hashes) }
}

/** Where these stand in a `KeptRow`. */
const [factsPlace, numberPlace] = [9, 11] as const

function freshOf([
  type,
  group,
  name,
  version,
  purl,
  ,
  cpe,
  supplier,
  order,
  facts,
  context,
  id,
]: KeptRow): FreshComponent {
  return { id, type, group_name: group, name, version, purl, cpe, supplier, order_number: order, facts, context }
}

/** Statements that the database has before it, while the next ones are made ready. */
const sentAtOnce = 4

/** Entries of many small bills go in together. */
function entryWriter(db: Write) {
  const sent = sentStatements(sentAtOnce)
  let texts: string[] = []
  let count = 0
  const flush = async () => {
    const [full, rows] = [joined(texts), count]
    texts = []
    count = 0
    await sent.add(insertRowTexts(db, 'bom_component', entryColumns, [full], rows))
  }
  return {
    /** @param got where the bill or a component did not get the number that its entries are written with */
    async add({ entries }: ComingBom, got: Got | undefined) {
      for await (const piece of entries) {
        texts.push(got ? numberedEntries(piece, got) : piece.rows)
        count += piece.components.length
        if (count >= entriesInPiece) await flush()
      }
    },
    async end() {
      if (texts.length > 0) await flush()
      await sent.end()
    },
  }
}

/** The numbers of a bill and of its components, by their place. */
interface Got {
  bomId: number
  ids: readonly number[]
}

function numberedEntries({ rows, components }: EntryPiece, { bomId, ids }: Got): string {
  return JSON.stringify(
    (JSON.parse(rows) as EntryRow[]).map(
      ([, number, , ref, parent], index): EntryRow => [bomId, number, ids[components[index]!]!, ref, parent],
    ),
  )
}

const hashColumns = { start: 'integer', component_id: 'integer' } as const

/** In the order of a `KeptRow`. */
const componentColumns = {
  type: 'text',
  group_name: 'text',
  name: 'text',
  version: 'text',
  purl: 'text',
  package_key: 'text',
  cpe: 'text',
  supplier: 'text',
  order_number: 'text',
  facts: 'text',
  context: 'text',
  id: 'integer',
  key: 'text',
  name_key: 'text',
} as const

const entryColumns = {
  bom_id: 'integer',
  number: 'integer',
  component_id: 'integer',
  ref: 'text',
  parent: 'integer',
} as const
