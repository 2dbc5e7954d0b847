import { Buffer } from 'node:buffer'
import { type Digest, digest, type Note } from '#base'
import type { Bom, Component } from './bom.ts'
import type { BomFormat } from './format.ts'
import { type KeptColumns, type KeptValues, packageKeyOf, valuesOf } from './kept-component.ts'
import { noParent, parentsOf } from './kept-parents.ts'

/** What is known of a paper beside its bill. */
export interface KeptOf {
  /** Over the original bytes. */
  digest: Digest
  /** How many these are. */
  size: number
  kind: BomFormat['kind']
}

/** What is kept of a bill itself. */
export interface BomHead {
  /** The number that the bill gets where no other has it. */
  id: number
  digest: Digest
  format: string
  kind: string
  specVersion: string | null
  serial: string | null
  subject: string | null
  subjectVersion: string | null
  subjectKey: string | null
  madeAt: number | null
  size: number
  notes: readonly Note[]
  /** How many components it lists. */
  entryCount: number
}

/**
 * A bill as it is kept: made of a bill in any thread, and copied between threads cheaply. Its rows are written as the database takes
 * them, with the numbers that its bill and components get where nothing else has these.
 */
export interface BomRows extends BomHead {
  /** Its components, each once. */
  pieces: readonly ComponentPiece[]
  /** `entriesInPiece` in each but the last. */
  entries: readonly EntryPiece[]
}

/** What a bill's rows are made in, one after the other: what is told of it first, its components, then its entries. */
export type BomPart = { head: BomHead } | { piece: ComponentPiece } | { entries: EntryPiece }

/** The columns of an entry, in this order. */
export type EntryRow = [bom: number, number: number, component: number, ref: string, parent: number | null]

/** The columns of a component, in this order. */
export type KeptRow = [...KeptColumns, id: number, key: string, nameKey: string]

/** Some components in a row. */
export interface ComponentPiece {
  /** The number that a component gets where no other has it. */
  ids: readonly number[]
  keys: readonly string[]
  /** JSON list of `KeptRow`. */
  rows: string
  /** JSON list of rows: the start of a hash, and the number of the component that has it. */
  hashes: string
}

/** Some entries in a row. */
export interface EntryPiece {
  /** JSON list of `EntryRow`. */
  rows: string
  /** For each which component it is, by its place in all pieces. */
  components: Int32Array
}

/** Texts of so many components make one piece: parsed in a few milliseconds. */
const componentsInPiece = 1000
/** Entries in one piece. */
export const entriesInPiece = 2000

/**
 * A bill in rows. Pure and far slower than putting them in: it is made off the thread that answers requests.
 *
 * @param contextOf what matching needs to know of a component's bill (`contextsOf` of `#matching`); nothing when left out
 * @param hash for tests: another digest
 */
export function bomRows(bom: Bom, of: KeptOf, contextOf?: (component: Component) => string, hash?: DigestOf): BomRows {
  const [pieces, entries]: [ComponentPiece[], EntryPiece[]] = [[], []]
  let made: BomHead | undefined
  for (const part of bomParts(bom, of, contextOf, hash)) {
    if ('head' in part) made = part.head
    else if ('piece' in part) pieces.push(part.piece)
    else entries.push(part.entries)
  }
  return { ...made!, pieces, entries }
}

/** The same in parts, each given as soon as it is made: who keeps them need not wait for the last one. */
export function* bomParts(
  bom: Bom,
  of: KeptOf,
  contextOf: (component: Component) => string = nothing,
  hash: DigestOf = digest,
): Generator<BomPart> {
  const made = headOf(bom, of)
  yield { head: made }
  const gathering = gather(hash)
  const places = new Int32Array(bom.components.length)
  for (const [index, component] of bom.components.entries()) {
    places[index] = gathering.add(valuesOf(component, of.kind, contextOf(component)))
    const piece = gathering.full()
    if (piece) yield { piece }
  }
  const last = gathering.rest()
  if (last) yield { piece: last }
  for (const entries of entriesOf(bom, made.id, places, gathering.wanted)) yield { entries }
}

type DigestOf = (text: string) => Digest

function headOf(bom: Bom, { digest, size, kind }: KeptOf): BomHead {
  const { subject } = bom
  return {
    id: numberOf(digest.slice('sha256:'.length)),
    digest,
    format: bom.format,
    kind,
    specVersion: bom.specVersion ?? null,
    serial: bom.serial ?? null,
    subject: subject ? calledName(subject) : null,
    subjectVersion: subject?.version ?? null,
    subjectKey: subject ? subjectKeyOf(subject) : null,
    madeAt: bom.timestamp ?? null,
    size,
    notes: bom.notes,
    entryCount: bom.components.length,
  }
}

/** @param ids the number that each component gets where no other has it, by its place */
function* entriesOf(bom: Bom, id: number, places: Int32Array, ids: readonly number[]): Generator<EntryPiece> {
  const parents = parentsOf(bom)
  for (let from = 0; from < places.length; from += entriesInPiece) {
    const components = places.slice(from, from + entriesInPiece)
    const rows = Array.from(components, (place, index): EntryRow => {
      const parent = parents[from + index]!
      return [id, from + index + 1, ids[place]!, bom.components[from + index]!.ref, parent === noParent ? null : parent]
    })
    yield { rows: JSON.stringify(rows), components }
  }
}

const nothing = () => ''

function calledName({ group, name }: Component): string {
  return group === undefined ? name : `${group}/${name}`
}

/** The same in all versions of what a bill is about. */
function subjectKeyOf(subject: Component): string {
  return packageKeyOf(subject.purl) ?? JSON.stringify([subject.supplier ?? '', calledName(subject)]).toLowerCase()
}

/** Components by their keys, in pieces. */
function gather(hash: DigestOf) {
  const known = new Map<string, number>()
  const wanted: number[] = []
  let ids: number[] = []
  let keys: string[] = []
  let rows: string[] = []
  let hashes: (readonly [start: number, id: number])[] = []
  const rest = (): ComponentPiece | undefined => {
    if (ids.length === 0) return undefined
    // In the order of their table: what lies near one another is found together.
    hashes.sort((a, b) => a[0] - b[0])
    const piece = { ids, keys, rows: `[${rows.join(',')}]`, hashes: JSON.stringify(hashes) }
    ids = []
    keys = []
    rows = []
    hashes = []
    return piece
  }
  return {
    /** The number that each component gets where no other has it, by its place. */
    wanted,
    /** Gives its place. */
    add(values: KeptValues): number {
      const text = JSON.stringify(values)
      const hex = hash(text).slice('sha256:'.length)
      const key = Buffer.from(hex, 'hex').toString('base64url')
      const before = known.get(key)
      if (before !== undefined) return before
      const place = known.size
      known.set(key, place)
      const id = numberOf(hex)
      wanted.push(id)
      ids.push(id)
      keys.push(key)
      rows.push(rowText(values, text, id, key))
      for (const start of values[11]) hashes.push([start, id])
      return place
    },
    /** What was added since the last piece: of components enough for one. */
    full: () => (ids.length === componentsInPiece ? rest() : undefined),
    /** Of however few; undefined where there are none. */
    rest,
  }
}

/** A `KeptRow` as JSON, out of that of its values. */
function rowText(values: KeptValues, text: string, id: number, key: string): string {
  const rest = `${id},"${key}",${JSON.stringify(values[2].toLowerCase())}]`
  // What a database makes of half a pair in a text is not what it was given.
  if (text.includes('\\ud'))
    return wellFormed([...values.slice(0, -1), ...(JSON.parse(`[${rest}`) as KeptRow[number][])])
  // The hashes stand last, a list of numbers.
  return `${text.slice(0, text.lastIndexOf(',['))},${rest}`
}

function wellFormed(row: readonly unknown[]): string {
  return JSON.stringify(row.map(value => (typeof value === 'string' ? value.toWellFormed() : value)))
}

/** The first 52 bits of a digest in hex: a whole number in every language. */
export function numberOf(hex: string): number {
  return Number.parseInt(hex.slice(0, 13), 16)
}

/** The same components, small pieces put together: those of a thousand one-line bills are one. */
export async function* mergedPieces(pieces: AsyncIterable<ComponentPiece>): AsyncGenerator<ComponentPiece> {
  let open: ComponentPiece[] = []
  let count = 0
  for await (const piece of pieces) {
    open.push(piece)
    count += piece.ids.length
    if (count < componentsInPiece) continue
    yield merged(open)
    open = []
    count = 0
  }
  if (open.length > 0) yield merged(open)
}

function merged(pieces: readonly ComponentPiece[]): ComponentPiece {
  const [first] = pieces
  if (pieces.length === 1) return first!
  return {
    ids: pieces.flatMap(({ ids }) => ids),
    keys: pieces.flatMap(({ keys }) => keys),
    rows: joined(pieces.map(({ rows }) => rows)),
    hashes: joined(pieces.map(({ hashes }) => hashes)),
  }
}

/** JSON lists as one. */
export function joined(lists: readonly string[]): string {
  if (lists.length === 1) return lists[0]!
  const inside = lists.map(list => list.slice(1, -1))
  return `[${inside.filter(text => text !== '').join(',')}]`
}
