import { type NoteList, noteList, Problem, parseJson, quoted } from '#base'
import { type Bom, component, type Dependency, emptyBom, ownLabel } from '../bom.ts'
import type { BomFormat, Paper } from '../format.ts'
import { isBunLock } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { plainJson } from '../jsonc.ts'
import { type InstalledTree, installedTree } from '../node-modules.ts'
import { dependenciesOf, takeIntegrity, takePurl } from '../npm-package.ts'
import { boundCount, machineText, nameOf } from '../paper-text.ts'
import { references } from '../reference.ts'

/**
 * bun's text lockfile (bun.sh, type `BunLockFile`), lockfileVersion 0 to 2 (2 says what 1 says, in the same shape): JSON with comments and trailing commas.
 *
 * Every key of `packages` is one component whose ref is the key (`a/b` is the copy of b that a loads). The project is the
 * subject and depends on its workspace members, which are the maker's own: components by their path, without a purl. bun does
 * not say what is for development only: what is reached from the project and its members by `dependencies` and
 * `peerDependencies` alone is `required`, what is reached in other ways only is `optional`, what is not reached at all has no scope.
 */
export const bunLock: BomFormat = {
  id: 'bun-lock',
  label: 'bun.lock',
  kind: 'lockfile',
  versions: ['0', '1', '2'],
  takes: 'every package with version, integrity and source; the graph; workspaces as own',
  leaves: 'trusted and patched dependencies, catalogs',
  names: /^bun\.lock$/,
  sniff: isBunLock,
  read,
}

/** One component of the bill with what it asks for, and where in `node_modules` its walk upwards starts. */
interface Place {
  ref: string
  path: string
  at: string
  fields: Fields
  own: boolean
}

interface Reading {
  bom: Bom
  places: Place[]
  tree: InstalledTree
  refs: (wanted: string) => string
  /** Refs of workspace members by their path in the project. */
  members: Map<string, string>
  notes: NoteList
  paper: Paper
}

function read(paper: Paper): Bom {
  const name = nameOf(paper)
  const lock = parseJson(plainJson(machineText(paper), name), paper.limits, name)
  if (!isFields(lock) || (lock['workspaces'] === undefined && lock['packages'] === undefined)) throw notLock(name, lock)
  for (const key of ['workspaces', 'packages'])
    if (lock[key] !== undefined && !isFields(lock[key])) throw notLock(name, lock[key], `/${key}`)
  const notes = noteList()
  const version = lock['lockfileVersion'] === undefined ? undefined : String(lock['lockfileVersion'])
  if (version !== undefined && !bunLock.versions.includes(version))
    notes.add('unknown-version', `lockfileVersion ${quoted(version)} is unknown: read as version 2`, '/lockfileVersion')
  const bom: Bom = { ...emptyBom(bunLock.id, notes.notes), specVersion: version }
  const reading: Reading = {
    bom,
    places: [],
    tree: installedTree(),
    refs: references(),
    members: new Map(),
    notes,
    paper,
  }
  takeWorkspaces(reading, lock['workspaces'])
  for (const [key, tuple] of entriesOf(lock['packages'])) takePackage(reading, key, tuple)
  bom.dependencies = edgesOf(reading)
  return bom
}

function notLock(name: string, found: unknown, at = ''): Problem {
  return new Problem('boms/not-bun-lock', `Cannot read ${name}: not a bun.lock${at && ` at ${at}`}: ${quoted(found)}`, {
    wanted: 'an object with workspaces and packages',
    at,
  })
}

function takeWorkspaces(reading: Reading, workspaces: unknown): void {
  const { bom, places, refs, notes, paper } = reading
  const root = isFields(workspaces) && isFields(workspaces['']) ? workspaces[''] : {}
  bom.subject = component(refs('.'), textOf(root['name']) ?? nameOf(paper), textOf(root['version']))
  bom.subject.type = 'application'
  places.push({ ref: bom.subject.ref, path: '', at: '/workspaces/', fields: root, own: true })
  for (const [path, fields] of entriesOf(workspaces)) {
    const at = `/workspaces/${pointer(path)}`
    if (isFields(fields)) {
      if (path !== '') takeMember(reading, path, textOf(fields['name']) ?? path, fields, at)
    } else notes.add('entry-not-an-object', `${quoted(path)} is ${quoted(fields)}: left out`, at)
  }
}

/** A workspace member; bun loads it by its name from everywhere in the project. */
function takeMember(reading: Reading, path: string, name: string, fields: Fields, at: string): string {
  const { bom, places, tree, refs, members, paper } = reading
  const made = component(refs(path), name, textOf(fields['version']))
  made.type = 'application'
  made.label = ownLabel
  made.at = at
  const place = placeOf(name)
  bom.components.push(made)
  boundCount(bom.components.length, paper, at)
  members.set(path, made.ref)
  places.push({ ref: made.ref, path: place, at, fields, own: true })
  tree.put(place, made.ref)
  return made.ref
}

/** One entry of `packages`: `[name@version, registry, what it asks for, integrity]`, shorter where it comes from elsewhere. */
function takePackage(reading: Reading, key: string, tuple: unknown): void {
  const { bom, places, tree, refs, members, notes, paper } = reading
  const at = `/packages/${pointer(key)}`
  if (!Array.isArray(tuple) || typeof tuple[0] !== 'string' || tuple[0] === '') {
    notes.add('entry-not-a-package', `${quoted(key)} is ${quoted(tuple)}: left out`, at)
    return
  }
  const items: readonly unknown[] = tuple
  const path = placeOf(key)
  const registry = typeof items[1] === 'string'
  const stated = items[registry ? 2 : 1]
  const fields = isFields(stated) ? stated : {}
  const { name, from } = nameAndOrigin(tuple[0])
  if (from.startsWith('root:')) {
    tree.put(path, bom.subject!.ref)
    return
  }
  if (from.startsWith('workspace:')) {
    const folder = from.slice('workspace:'.length)
    tree.put(path, members.get(folder) ?? takeMember(reading, folder, name, fields, at))
    return
  }
  const made = component(refs(key), name, registry ? textOf(from) : undefined)
  made.at = at
  takeIntegrity(made, registry ? items[3] : items.slice(2).find(isIntegrity), notes)
  takePurl(made, registry ? textOf(items[1]) : from, notes)
  bom.components.push(made)
  boundCount(bom.components.length, paper, at)
  places.push({ ref: made.ref, path, at, fields, own: false })
  tree.put(path, made.ref)
}

/** `@scope/name@1.2.3`, `name@git+https://…`: an at sign that is not the first ends the name. The project may have no name: `@root:`. */
function nameAndOrigin(text: string): { name: string; from: string } {
  const end = text.startsWith('@root:') ? 0 : text.indexOf('@', 1)
  return end < 0 ? { name: text, from: '' } : { name: text.slice(0, end), from: text.slice(end + 1) }
}

/** A git tag stands in the same place. */
function isIntegrity(item: unknown): boolean {
  return typeof item === 'string' && /^(?:md5|sha\d+)-/.test(item)
}

/** Where a key's package lies: `a/@b/c` in `node_modules/a/node_modules/@b/c`. */
function placeOf(key: string): string {
  let path = ''
  let scope = ''
  for (const part of key.split('/')) {
    if (part.startsWith('@') && scope === '') scope = `${part}/`
    else {
      path += `${path && '/'}node_modules/${scope}${part}`
      scope = ''
    }
  }
  return path
}

/** Edges to the copy that is loaded: the one below the package, then the one below whoever has it, up to the project's own. */
function edgesOf({ bom, places, tree, members, notes }: Reading): Dependency[] {
  const needed = new Map<string, string[]>()
  const edges: Dependency[] = []
  for (const { ref, path, at, fields, own } of places) {
    const find = tree.from(path)
    const on = dependenciesOf(fields, own, find, notes, at)
    needed.set(ref, needs(fields, find))
    if (path === '') for (const member of members.values()) on.add(member)
    edges.push({ ref, on: [...on] })
  }
  const project = [bom.subject!.ref, ...members.values()]
  const required = reached(project, needed)
  const any = reached(project, new Map(edges.map(({ ref, on }) => [ref, on])))
  for (const one of bom.components)
    one.scope = required.has(one.ref) ? 'required' : any.has(one.ref) ? 'optional' : undefined
  return edges
}

/** What a package cannot do without. */
function needs(fields: Fields, find: (name: string) => string | undefined): string[] {
  const optional = new Set<unknown>(Array.isArray(fields['optionalPeers']) ? fields['optionalPeers'] : [])
  for (const [name] of entriesOf(fields['optionalDependencies'])) optional.add(name)
  return ['dependencies', 'peerDependencies']
    .flatMap(kind => [...entriesOf(fields[kind])])
    .filter(([name]) => !optional.has(name))
    .flatMap(([name]) => find(name) ?? [])
}

function reached(from: readonly string[], edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(from)
  for (const ref of seen) for (const next of edges.get(ref) ?? []) seen.add(next)
  return seen
}
