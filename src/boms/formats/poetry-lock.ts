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
  tablesOf,
} from '../python-lock.ts'
import { pypiName } from '../requirement.ts'
import { loadToml, readToml } from '../toml.ts'
import { tomlLock } from '../toml-looks.ts'

/**
 * Poetry's `poetry.lock` (python-poetry.org, and poetry-core's locker), lock-version 1.0 to 2.1. The project is not named in
 * it, so there is no subject. `optional` are packages of extras, of groups other than `main` (2.1) or of another category than
 * `main` (1.x); 2.0 does not say which group a package is in. Hashes stand with the package, before 2.0 in `[metadata.files]`
 * or `[metadata.hashes]`, by name: where several versions share a name those cannot be told apart, and none are taken.
 */
export const poetryLock: BomFormat = {
  id: 'poetry-lock',
  label: 'poetry.lock',
  kind: 'lockfile',
  versions: ['1.0', '1.1', '2.0', '2.1'],
  takes: 'packages with hashes and source; the graph; groups and extras as scope and label; folders as own',
  leaves: 'markers, which dependencies the project asks for itself (they stand in pyproject.toml)',
  names: /^poetry\.lock$/,
  sniff: head => tomlLock(head) === 'poetry-lock',
  prepare: loadToml,
  read,
}

function read(paper: Paper): Bom {
  const file = readToml(paper)
  const metadata = isFields(file['metadata']) ? file['metadata'] : {}
  const version = textOf(metadata['lock-version'])
  const lock = pythonLock(poetryLock.id, version, paper)
  if (version !== undefined && !poetryLock.versions.includes(version))
    lock.notes.add(
      'unknown-version',
      `lock-version ${quoted(version)} is unknown: read as 2.1`,
      '/metadata/lock-version',
    )
  const packages = [...tablesOf(file['package'], 'package', lock)]
  const stated = statedHashes(metadata, packages, lock)
  const made: { one: Component; fields: Fields; at: string }[] = []
  for (const { fields, at } of packages) {
    const name = entryName(fields, at, lock.notes)
    if (name === undefined) continue
    const { optional, label } = scopeOf(fields)
    const hashes = Array.isArray(fields['files'])
      ? fieldsOf(fields['files']).map(file => textOf(file['hash']))
      : stated(name)
    const version = textOf(fields['version'])
    const one = addPackage(lock, { name, version, at, origin: originOf(fields['source']), hashes, optional, label })
    made.push({ one, fields, at })
  }
  if (made.length === 0) lock.notes.add('empty', 'no package is listed')
  for (const { one, fields, at } of made) {
    const on = new Set<string>()
    for (const [name, wanted] of entriesOf(fields['dependencies'])) {
      if (isOptional(wanted) && !lock.named.has(pypiName(name))) continue
      for (const ref of refsOf(lock, name, one.name, at)) on.add(ref)
    }
    on.delete(one.ref)
    lock.bom.dependencies.push({ ref: one.ref, on: [...on] })
  }
  return lock.bom
}

/** What is asked for in an extra, or only somewhere (markers), need not be in the file. */
function isOptional(wanted: unknown): boolean {
  const all = Array.isArray(wanted) ? fieldsOf(wanted) : isFields(wanted) ? [wanted] : []
  return all.length > 0 && all.every(one => one['optional'] === true || typeof one['markers'] === 'string')
}

function scopeOf(fields: Fields): { optional: boolean; label: string | undefined } {
  const groups = Array.isArray(fields['groups']) ? fields['groups'].filter(one => typeof one === 'string') : undefined
  const category = textOf(fields['category'])
  const other = groups && groups.length > 0 && !groups.includes('main') ? groups : undefined
  const dev = category !== undefined && category !== 'main' ? [category] : other
  const optional = fields['optional'] === true || dev !== undefined
  return {
    optional,
    label: dev ? `group ${dev.join(', ').slice(0, 200)}` : fields['optional'] === true ? 'of an extra' : undefined,
  }
}

function originOf(source: unknown): PythonOrigin {
  if (!isFields(source)) return { kind: 'index', index: undefined }
  const url = textOf(source['url']) ?? ''
  const type = source['type']
  if (type === 'git') {
    const commit = textOf(source['resolved_reference']) ?? textOf(source['reference'])
    return { kind: 'git', address: url, commit, subdirectory: textOf(source['subdirectory']) }
  }
  if (type === 'directory') return { kind: 'folder', path: url }
  if (type === 'url' || type === 'file') return { kind: 'archive', address: url }
  return { kind: 'index', index: url === '' ? undefined : url }
}

/** Hashes by name: `[metadata.files]` of 1.1 has tables with `hash`, `[metadata.hashes]` of 1.0 bare SHA-256. */
function statedHashes(
  metadata: Fields,
  packages: readonly { fields: Fields }[],
  { notes }: PythonLock,
): (name: string) => string[] {
  const count = new Map<unknown, number>()
  for (const { fields } of packages) count.set(fields['name'], (count.get(fields['name']) ?? 0) + 1)
  const byName = new Map<string, string[]>()
  for (const [name, files] of entriesOf(metadata['files']))
    byName.set(
      name,
      fieldsOf(files).flatMap(file => textOf(file['hash']) ?? []),
    )
  for (const [name, hashes] of entriesOf(metadata['hashes']))
    if (Array.isArray(hashes))
      byName.set(
        name,
        hashes.flatMap(hash => (typeof hash === 'string' ? [hash.includes(':') ? hash : `sha256:${hash}`] : [])),
      )
  return name => {
    const found = byName.get(name) ?? []
    if (found.length === 0 || count.get(name) === 1) return found
    if (count.has(name))
      notes.add('hashes-not-told-apart', `hashes of several versions of ${quoted(name)} stand together: left out`)
    count.delete(name)
    return []
  }
}
