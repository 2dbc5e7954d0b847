import { type NoteList, noteList, Problem, quoted } from '#base'
import type { Bom, Component, Dependency } from './bom.ts'
import { checkBom, type Where } from './checks.ts'
import type { Paper } from './format.ts'
import { adjacency, keepGraph } from './graph.ts'
import { type IntList, intList } from './int-list.ts'
import { boundCount, nameOf } from './paper-text.ts'

/** One part of a bill in the JSON spelling; readers of other spellings put the line it starts on under `lineOf`. */
export type Raw = Record<string | symbol, unknown>

export const lineOf = Symbol('line')

/** A bill while its parts come in, in any order. */
export interface Gathering extends Where {
  readonly paper: Paper
  readonly bom: Bom
  readonly notes: NoteList
  /** Every ref seen, numbered: an equal text is kept once. */
  readonly ids: Map<string, number>
  readonly refs: string[]
  /** By number of the ref: `owned`, `stated`. */
  marks: Uint8Array
  /** What is needed by refs whose dependencies are stated again. */
  readonly repeated: Map<string, Set<string>>
  /** The edges: `to` holds what the refs in `sources` need, each up to its place in `ends`. */
  readonly sources: IntList
  readonly ends: IntList
  readonly to: IntList
  /** Numbers of the ref whose dependencies were stated before, and of the one needed before. */
  last: number
  lastTarget: number
  /** Components without a ref of their own: it is made up when all others are known. */
  readonly unnamed: Component[]
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

/** A component or the subject has the ref. */
const owned = 1
/** The ref has its dependencies stated. */
const stated = 2

const none: readonly never[] = []
const nothing: Raw = {}

export function gathering(paper: Paper, format: string): Gathering {
  const notes = noteList()
  return {
    paper,
    notes,
    bom: {
      format,
      specVersion: undefined,
      serial: undefined,
      timestamp: undefined,
      subject: undefined,
      components: [],
      dependencies: [],
      notes: notes.notes,
    },
    ids: new Map(),
    refs: [],
    marks: new Uint8Array(64),
    repeated: new Map(),
    sources: intList(),
    ends: intList(),
    to: intList(),
    last: 0,
    lastTarget: 0,
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
  const at = it.place(rest)
  const found = quoted(value)
  return new Problem('boms/wrong-type', `Cannot read ${nameOf(it.paper)}: ${found} at ${at} is not ${wanted}`, {
    at,
    found,
    wanted,
  })
}

/** The number of a ref; its text is kept once, however often it is written. */
export function idOf(it: Gathering, ref: string): number {
  const known = it.ids.get(ref)
  if (known !== undefined) return known
  const id = it.refs.length
  it.ids.set(ref, id)
  it.refs.push(ref)
  if (id === it.marks.length) {
    const larger = new Uint8Array(2 * id)
    larger.set(it.marks)
    it.marks = larger
  }
  return id
}

/** Gives a component its ref. Throws `boms/duplicate-ref`: a reference to it would be one to two components. */
export function own(it: Gathering, ref: string, component: Component): void {
  const id = idOf(it, ref)
  if (it.marks[id]! & owned) {
    const at = it.place('/bom-ref')
    throw new Problem(
      'boms/duplicate-ref',
      `Cannot read ${nameOf(it.paper)}: duplicate bom-ref ${quoted(ref)} at ${at}`,
      { at, wanted: 'each bom-ref once', found: quoted(ref) },
    )
  }
  it.marks[id]! |= owned
  component.ref = it.refs[id]!
  // Most writers take the package URL for the ref, or begin it so: a part of a text that is kept needs no room of its own.
  const { purl } = component
  if (purl !== undefined && ref.startsWith(purl)) component.purl = component.ref.slice(0, purl.length)
}

export function keepComponent(it: Gathering, component: Component): void {
  it.bom.components.push(component)
  if (it.bom.components.length > it.paper.limits.count) boundCount(it.bom.components.length, it.paper, it.place(''))
}

/** What one ref needs; a second statement about the same ref adds to the first, and is noted. */
export function takeDependency(it: Gathering, ref: string, on: readonly unknown[]): void {
  // Many writers list dependencies, and what they need, in the order of the components: comparing is cheaper than looking up.
  const id = it.refs[it.last + 1] === ref ? it.last + 1 : idOf(it, ref)
  it.last = id
  const refs: readonly string[] = on.length === 0 ? none : new Array(on.length)
  for (let i = 0; i < on.length; i++) {
    const other = on[i]
    if (typeof other !== 'string') throw wrongType(it, other, `/dependsOn/${i}`, 'a ref')
    const to = it.refs[it.lastTarget + 1] === other ? it.lastTarget + 1 : idOf(it, other)
    it.lastTarget = to
    it.to.add(to)
    ;(refs as string[])[i] = it.refs[to]!
  }
  it.sources.add(id)
  it.ends.add(it.to.length)
  if (!(it.marks[id]! & stated)) {
    it.marks[id]! |= stated
    it.bom.dependencies.push({ ref: it.refs[id]!, on: refs })
    return
  }
  const all = it.repeated.get(ref)
  if (!all) it.repeated.set(ref, new Set(refs))
  else for (const other of refs) all.add(other)
  it.notes.add('dependency-repeated', `the dependencies of ${quoted(ref)} are stated twice`, it.place(''))
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
  for (const component of it.unnamed) nameUnnamed(it, component)
  if (it.repeated.size > 0) for (const dependency of bom.dependencies) addRepeated(it, dependency)
  if (it.serviceCount > 0) notes.add('services', `${it.serviceCount} services are listed: they are no components`)
  if (it.analyses > 0)
    notes.add(
      'embedded-vex',
      `embedded VEX needs trust: ${it.analyses} of ${it.vulnerabilities} vulnerabilities inside carry an analysis; it is a claim of the bill's author and is not applied`,
    )
  else if (it.vulnerabilities > 0)
    notes.add('embedded-vulnerabilities', `${it.vulnerabilities} vulnerabilities are listed inside: they are not taken`)
  keepGraph(bom, {
    ids: it.ids,
    refs: it.refs,
    owned: it.marks.map(mark => mark & owned),
    ...adjacency(it.refs.length, sourcesOf(it), it.to.values(), it.to.length),
  })
  checkBom(bom, it.services, it.paper.now, notes)
  return bom
}

function addRepeated(it: Gathering, dependency: Dependency): void {
  const more = it.repeated.get(dependency.ref)
  if (more) dependency.on = [...new Set([...dependency.on, ...more])]
}

/** For each edge the number of the ref that needs. */
function sourcesOf(it: Gathering): Int32Array {
  const from = new Int32Array(it.to.length)
  const ends = it.ends.values()
  for (let i = 0; i < it.sources.length; i++) from.fill(it.sources.values()[i]!, i === 0 ? 0 : ends[i - 1], ends[i])
  return from
}

function nameUnnamed(it: Gathering, component: Component): void {
  const { name, version, purl } = component
  const wanted = purl ?? (version === undefined ? name || 'component' : `${name}@${version}`)
  let ref = wanted
  for (let count = 2; (it.marks[it.ids.get(ref) ?? -1] ?? 0) & owned; count++) ref = `${wanted} (${count})`
  own(it, ref, component)
}
