import { quoted } from '#base'
import type { Bom, Component } from '../bom.ts'
import type { BomFormat, Paper } from '../format.ts'
import { entriesOf, type Fields, isFields, textOf } from '../json-members.ts'
import {
  addPackage,
  entryName,
  fieldsOf,
  type PythonLock,
  type PythonOrigin,
  pythonLock,
  refsOf,
  setSubject,
  tablesOf,
} from '../python-lock.ts'
import { pypiName } from '../requirement.ts'
import { loadToml, readToml } from '../toml.ts'
import { tomlLock } from '../toml-looks.ts'

/**
 * uv's `uv.lock` (docs.astral.sh/uv, "Lockfile"), version 1. The package whose source is the folder itself (`.`) is the subject;
 * other folders (editable, virtual, directory) are workspace members or own packages. `required` is what the own packages
 * reach by `dependencies`; what only an extra of theirs or a group (`dev-dependencies`) asks for is `optional`; what nothing
 * reaches has no scope.
 */
export const uvLock: BomFormat = {
  id: 'uv-lock',
  label: 'uv.lock',
  kind: 'lockfile',
  versions: ['1'],
  takes: 'packages with source and hashes of archives; the graph with extras and groups; workspace members as own',
  leaves: 'markers, resolution options, conflicts',
  names: /^uv\.lock$/,
  sniff: head => tomlLock(head) === 'uv-lock',
  prepare: loadToml,
  read,
}

interface Entry {
  one: Component
  fields: Fields
  at: string
  own: boolean
}

function read(paper: Paper): Bom {
  const file = readToml(paper)
  const version = file['version'] === undefined ? undefined : String(file['version'])
  const lock = pythonLock(uvLock.id, version, paper)
  if (version !== undefined && !uvLock.versions.includes(version))
    lock.notes.add('unknown-version', `version ${quoted(version)} is unknown: read as version 1`, '/version')
  const entries: Entry[] = []
  for (const { fields, at } of tablesOf(file['package'], 'package', lock)) {
    const name = entryName(fields, at, lock.notes)
    if (name !== undefined) entries.push(entryOf(name, fields, at, lock))
  }
  if (entries.length === 0) lock.notes.add('empty', 'no package is listed')
  link(entries, lock)
  return lock.bom
}

function entryOf(name: string, fields: Fields, at: string, lock: PythonLock): Entry {
  const version = textOf(fields['version'])
  const origin = originOf(fields['source'])
  if (origin.kind === 'folder' && origin.path === '.' && lock.bom.subject === undefined)
    return { one: setSubject(lock, name, version, at), fields, at, own: true }
  const files = [fields['sdist'], ...fieldsOf(fields['wheels']), fields['source']]
  const hashes = files.map(file => (isFields(file) ? textOf(file['hash']) : undefined))
  const one = addPackage(lock, { name, version, at, origin, hashes, optional: undefined, label: undefined })
  return { one, fields, at, own: origin.kind === 'folder' }
}

function originOf(source: unknown): PythonOrigin {
  if (!isFields(source)) return { kind: 'index', index: undefined }
  const folder = textOf(source['virtual']) ?? textOf(source['editable']) ?? textOf(source['directory'])
  if (folder !== undefined) return { kind: 'folder', path: folder }
  const git = textOf(source['git'])
  if (git !== undefined) {
    const [, query, commit] = /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(git) ?? []
    const subdirectory = /(?:^|&)subdirectory=([^&]+)/.exec(query ?? '')?.[1]
    return { kind: 'git', address: git, commit, subdirectory }
  }
  const archive = textOf(source['url']) ?? textOf(source['path'])
  if (archive !== undefined) return { kind: 'archive', address: archive }
  return { kind: 'index', index: textOf(source['registry']) }
}

/** A place in the walk for scopes: a package, or an extra of it (`ref\0extra`). */
type Needs = Map<string, string[]>

function link(entries: readonly Entry[], lock: PythonLock): void {
  const needs: Needs = new Map()
  const any: Needs = new Map()
  const find = finder(entries, lock)
  for (const { one, fields, at, own } of entries) {
    const on = new Set<string>()
    const asked = (list: unknown) =>
      fieldsOf(list).flatMap(wanted => {
        const refs = find(wanted, one.name, at)
        for (const ref of refs) on.add(ref)
        const extras = Array.isArray(wanted['extra']) ? wanted['extra'] : []
        return refs.flatMap(ref => [ref, ...extras.map(extra => `${ref}\0${String(extra)}`)])
      })
    const required = asked(fields['dependencies'])
    const all = [...required]
    for (const [extra, list] of entriesOf(fields['optional-dependencies'])) {
      const wanted = asked(list)
      needs.set(`${one.ref}\0${extra}`, wanted)
      if (own) all.push(...wanted)
    }
    for (const [, list] of entriesOf(fields['dev-dependencies'])) all.push(...asked(list))
    needs.set(one.ref, required)
    any.set(one.ref, all)
    on.delete(one.ref)
    lock.bom.dependencies.push({ ref: one.ref, on: [...on] })
  }
  const subject = lock.bom.subject?.ref
  const own = entries.filter(entry => entry.own).map(({ one }) => one.ref)
  if (subject !== undefined) {
    const root = lock.bom.dependencies.find(({ ref }) => ref === subject)!
    root.on = [...new Set([...root.on, ...own.filter(ref => ref !== subject)])]
  }
  const required = reached(own, needs)
  const optional = reached([...own.flatMap(ref => any.get(ref) ?? []), ...required], needs)
  for (const one of lock.bom.components)
    one.scope = required.has(one.ref) ? 'required' : optional.has(one.ref) ? 'optional' : undefined
}

/** uv writes version and source of a dependency only where its name is not enough. */
function finder(entries: readonly Entry[], lock: PythonLock): (wanted: Fields, by: string, at: string) => string[] {
  const exact = new Map<string, string>()
  const source = (fields: Fields) =>
    isFields(fields['source']) ? Object.values(fields['source']).map(textOf).join(' ') : ''
  const key = (fields: Fields) => `${pypiName(textOf(fields['name']) ?? '')} ${textOf(fields['version'])} `
  for (const { fields, one } of entries) {
    exact.set(key(fields), one.ref)
    exact.set(key(fields) + source(fields), one.ref)
  }
  return (wanted, by, at) => {
    const name = textOf(wanted['name'])
    if (name === undefined) return []
    const found = exact.get(key(wanted) + source(wanted)) ?? exact.get(key(wanted))
    return found === undefined ? refsOf(lock, name, by, at) : [found]
  }
}

function reached(from: readonly string[], needs: Needs): Set<string> {
  const seen = new Set(from)
  for (const ref of seen) for (const next of needs.get(ref) ?? []) seen.add(next)
  return seen
}
