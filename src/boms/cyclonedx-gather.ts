import { type NoteList, noteList, Problem, quoted } from '#base'
import type { Bom, Component, Dependency } from './bom.ts'
import { checkBom, type Where } from './checks.ts'
import type { Paper } from './format.ts'
import { adjacency, keepGraph } from './graph.ts'
import { type IntList, intList, longer } from './int-list.ts'
import { boundCount, nameOf, wrongKind } from './paper-text.ts'
import { type NumberedTexts, refTable } from './ref-table.ts'

/** One part of a bill in the JSON spelling; readers of other spellings put the line it starts on under `lineOf`. */
export type Raw = Record<string | symbol, unknown>

export const lineOf = Symbol('line')

/** A bill while its parts come in, in any order. */
export interface Gathering extends Where {
  readonly paper: Paper
  readonly bom: Bom
  readonly notes: NoteList
  /** Every ref seen, numbered: an equal text is kept once. */
  refs: NumberedTexts
  /** By number of the ref: `stated`, `repeated`. */
  marks: Uint8Array<ArrayBuffer>
  /** By number of the ref: whose it is, see `Graph`. */
  owners: Int32Array<ArrayBuffer>
  /** Refs whose dependencies are stated. */
  stated: number
  /** The edges: `to` holds what the refs in `sources` need, each up to its place in `ends`. */
  readonly sources: IntList
  readonly ends: IntList
  readonly to: IntList
  /** Components without a ref of their own: it is made up when all others are known. */
  readonly unnamed: { component: Component; owner: number }[]
  /** Refs of services: dependencies may name them. */
  readonly services: Set<string>
  serviceCount: number
  vulnerabilities: number
  analyses: number
  /** Texts and lists that many components have in common, each kept once. */
  readonly shared: Map<string, string>
  readonly licenses: Map<string, readonly string[]>
  /** The part being read, for places. */
  raw: Raw
  list: string
  index: number
}

/** The ref has its dependencies stated. */
const stated = 1
/** They are stated again. */
const repeated = 2

const none: readonly never[] = []
/** No part, for places outside the lists. */
export const nothing: Raw = {}

export function gathering(paper: Paper, format: string): Gathering {
  const notes = noteList()
  const it: Gathering = {
    paper,
    notes,
    bom: {
      format,
      specVersion: undefined,
      serial: undefined,
      timestamp: undefined,
      subject: undefined,
      components: [],
      get dependencies() {
        return keepList(this, dependenciesOf(it))
      },
      set dependencies(list) {
        keepList(this, list)
      },
      notes: notes.notes,
    },
    refs: refTable(),
    marks: new Uint8Array(64),
    owners: new Int32Array(64),
    stated: 0,
    sources: intList(),
    ends: intList(),
    to: intList(),
    unnamed: [],
    services: new Set(),
    serviceCount: 0,
    vulnerabilities: 0,
    analyses: 0,
    shared: new Map(),
    licenses: new Map(),
    raw: nothing,
    list: '',
    index: -1,
    place,
  }
  return it
}

/** From then on the list is a member like the others. */
function keepList(bom: Bom, value: Dependency[]): Dependency[] {
  Object.defineProperty(bom, 'dependencies', { value, writable: true, enumerable: true, configurable: true })
  return value
}

/** What the edges say, for those who want it in texts: most answers need the graph alone, which is kept in numbers. */
function dependenciesOf(it: Gathering): Dependency[] {
  const list: Dependency[] = []
  const places = new Map<number, Dependency>()
  let from = 0
  for (let i = 0; i < it.sources.length; i++) {
    const id = it.sources.values()[i]!
    const end = it.ends.values()[i]!
    const on = from === end ? none : Array.from(it.to.values().subarray(from, end), to => it.refs.text(to))
    from = end
    const first = places.get(id)
    if (first) {
      first.on = [...new Set([...first.on, ...on])]
      continue
    }
    const dependency = { ref: it.refs.text(id), on }
    list.push(dependency)
    if (it.marks[id]! & repeated) places.set(id, dependency)
  }
  return list
}

function place(this: Gathering, rest: string): string {
  const line = this.raw[lineOf]
  if (line !== undefined) return `line ${line}`
  return this.index < 0 ? `${this.list}${rest}` : `${this.list}/${this.index}${rest}`
}

/** Text of a member: undefined when it is absent, null or empty. Throws `boms/wrong-type`. */
export function textOf(it: Gathering, value: unknown, key: string): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  if (value === undefined || value === null) return undefined
  throw wrongType(it, value, `/${key}`, 'a text')
}

/** A list: empty when it is absent or null. Throws `boms/wrong-type`. */
export function listOf(it: Gathering, value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  if (value === undefined || value === null) return none
  throw wrongType(it, value, `/${key}`, 'a list')
}

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function wrongType(it: Gathering, value: unknown, rest: string, wanted: string): Problem {
  return wrongKind(it.paper, value, it.place(rest), wanted)
}

function idOf(it: Gathering, ref: string): number {
  return counted(it, it.refs.idOf(ref))
}

/** Makes room for what is told of a ref. */
export function counted(it: Gathering, id: number): number {
  if (id < it.marks.length) return id
  it.marks = longer(it.marks, 2 * id)
  it.owners = longer(it.owners, 2 * id)
  return id
}

/** Whose a ref is that the next component kept will have; -1 for the subject. */
export function nextOwner({ bom }: Gathering): number {
  return bom.components.length + 1
}

/** Gives a component its ref. Throws `boms/duplicate-ref`: a reference to it would be one to two components. */
export function own(it: Gathering, ref: string, component: Component, owner: number): void {
  ownId(it, idOf(it, ref), owner)
  component.ref = ref
  // Most writers take the package URL for the ref, or begin it so: a part of a text that is kept needs no room of its own.
  const { purl } = component
  if (purl !== undefined && ref.startsWith(purl)) component.purl = ref.slice(0, purl.length)
}

/** The same of a ref by its number. */
export function ownId(it: Gathering, id: number, owner: number): void {
  if (it.owners[id] !== 0) {
    const at = it.place('/bom-ref')
    const ref = quoted(it.refs.text(id))
    throw new Problem('boms/duplicate-ref', `Cannot read ${nameOf(it.paper)}: duplicate bom-ref ${ref} at ${at}`, {
      at,
      wanted: 'each bom-ref once',
      found: ref,
    })
  }
  it.owners[id] = owner
}

export function keepComponent(it: Gathering, component: Component): void {
  it.bom.components.push(component)
  if (it.bom.components.length > it.paper.limits.count) boundCount(it.bom.components.length, it.paper, it.place(''))
}

/** What one ref needs; a second statement about the same ref adds to the first, and is noted. */
export function takeDependency(it: Gathering, ref: string, on: readonly unknown[]): void {
  const id = idOf(it, ref)
  for (let i = 0; i < on.length; i++) {
    const other = on[i]
    if (typeof other !== 'string') throw wrongType(it, other, `/dependsOn/${i}`, 'a ref')
    it.to.add(idOf(it, other))
  }
  endDependency(it, id)
}

/** All that the ref with this number needs has been added to `to`. */
export function endDependency(it: Gathering, id: number): void {
  it.sources.add(id)
  it.ends.add(it.to.length)
  if (!(it.marks[id]! & stated)) {
    it.marks[id]! |= stated
    it.stated++
    return
  }
  it.marks[id]! |= repeated
  it.notes.add('dependency-repeated', `the dependencies of ${quoted(it.refs.text(id))} are stated twice`, it.place(''))
}

export function takeService(it: Gathering, raw: unknown, list: string, index: number): void {
  const open: { raw: unknown; list: string; index: number }[] = [{ raw, list, index }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (!isRaw(next.raw)) continue
    Object.assign(it, next)
    it.serviceCount++
    const ref = textOf(it, next.raw['bom-ref'], 'bom-ref')
    if (ref !== undefined) it.services.add(ref)
    const below = listOf(it, next.raw['services'], 'services')
    const at = `${next.list}/${next.index}/services`
    below.forEach((service, i) => void open.push({ raw: service, list: at, index: i }))
  }
}

export function takeVulnerability(it: Gathering, raw: unknown): void {
  it.vulnerabilities++
  if (isRaw(raw) && isRaw(raw['analysis'])) it.analyses++
}

/** The bill once everything has come in, with the notes about the whole. */
export function finished(it: Gathering): Bom {
  const { bom, notes } = it
  it.raw = nothing
  it.list = ''
  it.index = -1
  nameUnnamed(it)
  if (it.serviceCount > 0) notes.add('services', `${it.serviceCount} services are listed: they are no components`)
  if (it.analyses > 0)
    notes.add(
      'embedded-vex',
      `embedded VEX needs trust: ${it.analyses} of ${it.vulnerabilities} vulnerabilities inside carry an analysis; it is a claim of the bill's author and is not applied`,
    )
  else if (it.vulnerabilities > 0)
    notes.add('embedded-vulnerabilities', `${it.vulnerabilities} vulnerabilities are listed inside: they are not taken`)
  const { refs, owners } = it
  keepGraph(bom, {
    refs,
    owners,
    stated: it.stated,
    ...adjacency(refs.count, sourcesOf(it), it.to.values(), it.to.length),
  })
  checkBom(bom, it.services, it.paper.now, notes)
  return bom
}

/** For each edge the number of the ref that needs. */
function sourcesOf(it: Gathering): Int32Array {
  const from = new Int32Array(it.to.length)
  const ends = it.ends.values()
  const sources = it.sources.values()
  let at = 0
  for (let i = 0; i < it.sources.length; i++) while (at < ends[i]!) from[at++] = sources[i]!
  return from
}

function nameUnnamed(it: Gathering): void {
  // Many components may be called the same: each goes on counting where the one before it ended.
  const counts = new Map<string, number>()
  for (const { component, owner } of it.unnamed) {
    const { name, version, purl } = component
    const wanted = purl ?? (version === undefined ? name || 'component' : `${name}@${version}`)
    let count = counts.get(wanted) ?? 1
    let ref = count === 1 ? wanted : `${wanted} (${count})`
    while (it.owners[it.refs.get(ref) ?? -1]) ref = `${wanted} (${++count})`
    counts.set(wanted, count)
    own(it, ref, component, owner)
  }
}
