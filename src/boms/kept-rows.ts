import { Buffer } from 'node:buffer'
import { type Digest, digest, type Note } from '#base'
import type { Bom, Component } from './bom.ts'
import type { BomFormat } from './format.ts'
import { type KeptValues, packageKeyOf, valuesOf } from './kept-component.ts'
import { parentsOf } from './kept-parents.ts'

/** What is known of a paper beside its bill. */
export interface KeptOf {
  /** Over the original bytes. */
  digest: Digest
  /** How many these are. */
  size: number
  kind: BomFormat['kind']
}

/** A bill as it is kept: made of a bill in any thread, and copied between threads cheaply. */
export interface BomRows {
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
  /** Its components, each once. */
  pieces: readonly ComponentPiece[]
  /** For each entry which component it is, by its place in all pieces; and the parent, as `parentsOf` numbers them. */
  components: Int32Array
  parents: Int32Array
  /** Refs of the entries: JSON lists of texts, `refsInPiece` in each but the last. */
  refs: readonly string[]
}

/** Some components in a row. */
export interface ComponentPiece {
  /** The number that a component gets where no other has it. */
  ids: readonly number[]
  keys: readonly string[]
  /** JSON list of `KeptValues`. */
  values: string
}

/** Texts of so many components make one piece: parsed in a few milliseconds. */
const componentsInPiece = 1000
/** Refs in one piece. */
export const refsInPiece = 4000

/**
 * A bill in rows. Pure and far slower than putting them in: it is made off the thread that answers requests.
 *
 * @param contextOf what matching needs to know of a component's bill (`contextsOf` of `#matching`); nothing when left out
 * @param hash for tests: another digest
 */
export function bomRows(
  bom: Bom,
  { digest: content, size, kind }: KeptOf,
  contextOf: (component: Component) => string = nothing,
  hash: (text: string) => Digest = digest,
): BomRows {
  const gathering = gather(hash)
  const components = new Int32Array(bom.components.length)
  const refs: string[] = []
  let open: string[] = []
  bom.components.forEach((component, index) => {
    components[index] = gathering.add(valuesOf(component, kind, contextOf(component)))
    open.push(component.ref)
    if (open.length < refsInPiece) return
    refs.push(JSON.stringify(open))
    open = []
  })
  if (open.length > 0) refs.push(JSON.stringify(open))
  const { subject } = bom
  return {
    digest: content,
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
    pieces: gathering.end(),
    components,
    parents: parentsOf(bom),
    refs,
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
function gather(hash: (text: string) => Digest) {
  const known = new Map<string, number>()
  const pieces: ComponentPiece[] = []
  let ids: number[] = []
  let keys: string[] = []
  let texts: string[] = []
  const close = () => {
    if (ids.length > 0) pieces.push({ ids, keys, values: `[${texts.join(',')}]` })
    ids = []
    keys = []
    texts = []
  }
  return {
    add(values: KeptValues): number {
      const text = JSON.stringify(values)
      const hex = hash(text).slice('sha256:'.length)
      const key = Buffer.from(hex, 'hex').toString('base64url')
      const before = known.get(key)
      if (before !== undefined) return before
      const place = known.size
      known.set(key, place)
      ids.push(numberOf(hex))
      keys.push(key)
      texts.push(text)
      if (ids.length === componentsInPiece) close()
      return place
    },
    end(): ComponentPiece[] {
      close()
      return pieces
    },
  }
}

/** The first 52 bits of a digest in hex: a whole number in every language. */
export function numberOf(hex: string): number {
  return Number.parseInt(hex.slice(0, 13), 16)
}

/** The same components, small pieces put together: those of a thousand one-line bills are one. */
export function* mergedPieces(pieces: readonly ComponentPiece[]): Generator<ComponentPiece> {
  let open: ComponentPiece[] = []
  let count = 0
  for (const piece of pieces) {
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
    values: `[${pieces.map(({ values }) => values.slice(1, -1)).join(',')}]`,
  }
}
