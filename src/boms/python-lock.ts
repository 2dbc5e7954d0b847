import { type NoteList, noteList, Problem, quoted } from '#base'
import { prefixedHash } from '#identity'
import { gitLocation, indexQualifiers, withoutSecrets } from './address.ts'
import { type Bom, type Component, component, emptyBom, type Hash, ownLabel } from './bom.ts'
import type { Paper } from './format.ts'
import { type Fields, isFields, textOf } from './json-members.ts'
import { boundCount, nameOf } from './paper-text.ts'
import { references } from './reference.ts'
import { pypiName, pypiPurl } from './requirement.ts'

/** A lockfile of Python packages while it is read. */
export interface PythonLock {
  bom: Bom
  paper: Paper
  notes: NoteList
  refs: (wanted: string) => string
  /** Components by PyPI name. */
  named: Map<string, Component[]>
}

/** Where a package comes from; `index` undefined is PyPI. Addresses as written. */
export type PythonOrigin =
  | { kind: 'index'; index: string | undefined }
  | { kind: 'git'; address: string; commit: string | undefined; subdirectory: string | undefined }
  | { kind: 'archive'; address: string }
  | { kind: 'folder'; path: string }

export interface PythonPackage {
  name: string
  version: string | undefined
  /** What is asked for where that is no version. */
  wanted?: string | undefined
  at: string
  origin: PythonOrigin
  /** `sha256:…`, as written; undefined where none can be read. */
  hashes: readonly (string | undefined)[]
  optional: boolean | undefined
  label: string | undefined
}

export function pythonLock(format: string, specVersion: string | undefined, paper: Paper): PythonLock {
  const notes = noteList()
  return {
    bom: { ...emptyBom(format, notes.notes), specVersion },
    paper,
    notes,
    refs: references(),
    named: new Map(),
  }
}

/** Adds a package; what lies in a folder beside the lockfile is the maker's own: type `application`, no purl. */
export function addPackage(lock: PythonLock, one: PythonPackage): Component {
  const { bom, notes, paper } = lock
  const made = component(refOf(lock, one.name, one.version), one.name, one.version)
  made.at = one.at
  made.scope = one.optional === undefined ? undefined : one.optional ? 'optional' : 'required'
  made.label = one.label
  made.hashes = hashesOf(one, notes)
  if (one.origin.kind === 'folder') {
    made.type = 'application'
    made.label ??= ownLabel
  } else {
    made.purl = pypiPurl(one.name, one.version, qualifiersOf(one, notes))
    if (one.version === undefined)
      notes.add(
        one.wanted === undefined ? 'version-not-stated' : 'version-floating',
        one.wanted === undefined
          ? `${quoted(one.name)} stands there without a version`
          : `${quoted(one.name)} is not pinned (${quoted(one.wanted)}): no version`,
        one.at,
      )
  }
  bom.components.push(made)
  boundCount(bom.components.length, paper, one.at)
  keep(lock, made)
  return made
}

/** Makes the project itself the subject of the bill. */
export function setSubject(lock: PythonLock, name: string, version: string | undefined, at: string): Component {
  const made = component(refOf(lock, name, version), name, version)
  made.type = 'application'
  made.at = at
  lock.bom.subject = made
  keep(lock, made)
  return made
}

function refOf(lock: PythonLock, name: string, version: string | undefined): string {
  return lock.refs(version === undefined ? pypiName(name) : `${pypiName(name)}@${version}`)
}

function keep({ named }: PythonLock, made: Component): void {
  const key = pypiName(made.name)
  const others = named.get(key)
  if (others) others.push(made)
  else named.set(key, [made])
}

/** So many versions of one package are linked to when a dependency does not say which; more, and it is none of them. */
const mostVersions = 16

/** Refs of what a package asks for by name. Several versions of it: all, with a note; none, or very many: none, with a note. */
export function refsOf(lock: PythonLock, name: string, by: string, at: string): string[] {
  const found = lock.named.get(pypiName(name)) ?? []
  if (found.length === 0) lock.notes.add('dependency-not-listed', `${quoted(name)} of ${quoted(by)} is not listed`, at)
  if (found.length > mostVersions) {
    lock.notes.add('dependency-not-single', `${quoted(name)} of ${quoted(by)} is one of ${found.length}: left out`, at)
    return []
  }
  if (found.length > 1)
    lock.notes.add(
      'dependency-not-single',
      `${quoted(name)} of ${quoted(by)} is one of ${found.length}: all are taken`,
      at,
    )
  return found.map(({ ref }) => ref)
}

function hashesOf({ hashes, name, at }: PythonPackage, notes: NoteList): Hash[] {
  const kept = new Map<string, Hash>()
  for (const text of hashes) {
    if (text === undefined) continue
    const hash = prefixedHash(text)
    if ('fault' in hash) notes.add('hash-broken', `hash of ${quoted(name)}: ${hash.fault}`, at)
    else kept.set(`${hash.algorithm}:${hash.value}`, hash)
  }
  return [...kept.values()]
}

function qualifiersOf({ name, origin, at }: PythonPackage, notes: NoteList): Map<string, string> | undefined {
  if (origin.kind === 'folder') return undefined
  if (origin.kind === 'index') return indexQualifiers(origin.index)
  const address = withoutSecrets(origin.address)
  notes.add('not-from-index', `${quoted(name)} comes from ${quoted(address)}`, at)
  if (origin.kind === 'archive') return /^https?:/.test(address) ? new Map([['download_url', address]]) : undefined
  const { commit, subdirectory } = origin
  const bare = address.replace(/[?#].*$/s, '')
  const plain = /^(?:hg|svn|bzr)\+/.test(bare) ? bare : gitLocation(bare)
  const inside = subdirectory === undefined ? '' : `#${subdirectory}`
  return new Map([['vcs_url', `${plain}${commit === undefined ? '' : `@${commit}`}${inside}`]])
}

/** Tables of a list with their places; anything else in it is noted, and what is no list at all refused. */
export function* tablesOf(found: unknown, key: string, lock: PythonLock): Generator<{ fields: Fields; at: string }> {
  if (found === undefined) return
  if (!Array.isArray(found)) throw notLock(lock, `/${key}`, found)
  for (const [index, fields] of (found as unknown[]).entries()) {
    const at = `/${key}/${index}`
    if (isFields(fields)) yield { fields, at }
    else lock.notes.add('entry-not-an-object', `an entry is ${quoted(fields)}: left out`, at)
  }
}

/** The name of an entry; without one it is noted and left out. */
export function entryName(fields: Fields, at: string, notes: NoteList): string | undefined {
  const name = textOf(fields['name'])
  if (name === undefined) notes.add('name-not-stated', 'an entry has no name: left out', at)
  return name
}

/** Tables of a list whose places do not matter. */
export function fieldsOf(list: unknown): Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : []
}

export function notLock({ bom, paper }: PythonLock, at: string, found: unknown): Problem {
  return new Problem(
    `boms/not-${bom.format}`,
    `Cannot read ${nameOf(paper)}: no list of packages at ${at}: ${quoted(found)}`,
    { at, found: quoted(found), wanted: 'a list of tables' },
  )
}
