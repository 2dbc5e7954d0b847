import { quoted } from '#base'
import type { Bom, Component } from '../bom.ts'
import type { BomFormat, Paper } from '../format.ts'
import { entriesOf, type Fields, isFields, textOf } from '../json-members.ts'
import {
  addPackage,
  entryName,
  fieldsOf,
  type PythonOrigin,
  pythonLock,
  refsOf,
  setSubject,
  tablesOf,
} from '../python-lock.ts'
import { loadToml, readToml } from '../toml.ts'
import { tomlLock } from '../toml-looks.ts'

/**
 * `pylock.toml` (PEP 751; PyPA, "pylock.toml Specification"), lock-version 1.0. A package whose directory is the folder itself
 * is the subject. A package whose marker may leave it out is `optional` with the marker as its label; that it belongs to a
 * default group leaves nothing out. The graph is there only where a tool wrote `dependencies`.
 */
export const pylock: BomFormat = {
  id: 'pylock',
  label: 'pylock.toml',
  kind: 'lockfile',
  versions: ['1.0'],
  takes:
    'packages with source and hashes of archives, markers as scope and label; dependencies where stated; folders as own',
  leaves: 'environments, attestation identities, tool tables',
  names: /^pylock(?:\.[^./]+)?\.toml$/,
  sniff: head => tomlLock(head) === 'pylock',
  prepare: loadToml,
  read,
}

function read(paper: Paper): Bom {
  const file = readToml(paper)
  const version = textOf(file['lock-version'])
  const lock = pythonLock(pylock.id, version, paper)
  if (version !== undefined && !pylock.versions.includes(version))
    lock.notes.add('unknown-version', `lock-version ${quoted(version)} is unknown: read as 1.0`, '/lock-version')
  const groups = Array.isArray(file['default-groups']) ? file['default-groups'] : []
  const made: { one: Component; fields: Fields; at: string }[] = []
  for (const { fields, at } of tablesOf(file['packages'], 'packages', lock)) {
    const name = entryName(fields, at, lock.notes)
    if (name === undefined) continue
    const version = textOf(fields['version'])
    const origin = originOf(fields)
    if (origin.kind === 'folder' && /^\.?\/?$/.test(origin.path) && lock.bom.subject === undefined) {
      made.push({ one: setSubject(lock, name, version, at), fields, at })
      continue
    }
    const marker = markerOf(fields['marker'], groups)
    const label = marker === undefined ? undefined : `if ${marker.slice(0, 200)}`
    const one = addPackage(lock, {
      name,
      version,
      at,
      origin,
      hashes: hashesOf(fields),
      optional: marker !== undefined,
      label,
    })
    made.push({ one, fields, at })
  }
  if (made.length === 0) lock.notes.add('empty', 'no package is listed')
  const exact = new Map(made.map(({ one }) => [`${one.name}@${one.version}`, one.ref]))
  for (const { one, fields, at } of made) {
    if (!Array.isArray(fields['dependencies'])) continue
    const on = new Set<string>()
    for (const wanted of fieldsOf(fields['dependencies'])) {
      const name = textOf(wanted['name'])
      if (name === undefined) continue
      const found = exact.get(`${name}@${textOf(wanted['version'])}`)
      for (const ref of found ? [found] : refsOf(lock, name, one.name, at)) on.add(ref)
    }
    on.delete(one.ref)
    lock.bom.dependencies.push({ ref: one.ref, on: [...on] })
  }
  return lock.bom
}

function originOf(fields: Fields): PythonOrigin {
  const { vcs, directory, archive } = fields
  if (isFields(vcs)) {
    const place = textOf(vcs['url']) ?? textOf(vcs['path']) ?? ''
    const type = textOf(vcs['type']) ?? 'git'
    const address = type === 'git' ? place : `${type}+${place}`
    const commit = textOf(vcs['commit-id']) ?? textOf(vcs['requested-revision'])
    return { kind: 'git', address, commit, subdirectory: textOf(vcs['subdirectory']) }
  }
  if (isFields(directory)) return { kind: 'folder', path: textOf(directory['path']) ?? '' }
  if (isFields(archive)) return { kind: 'archive', address: textOf(archive['url']) ?? textOf(archive['path']) ?? '' }
  return { kind: 'index', index: textOf(fields['index']) }
}

function hashesOf(fields: Fields): string[] {
  return [fields['archive'], fields['sdist'], ...fieldsOf(fields['wheels'])].flatMap(file =>
    isFields(file)
      ? entriesOf(file['hashes'])
          .flatMap(([algorithm, value]) => (typeof value === 'string' ? [`${algorithm}:${value}`] : []))
          .toArray()
      : [],
  )
}

/** The marker without `"group" in dependency_groups` of default groups, where it is joined by `and` alone. */
function markerOf(marker: unknown, groups: readonly unknown[]): string | undefined {
  const text = textOf(marker)
  if (text === undefined || /\bor\b|\(/.test(text)) return text
  const rest = text.split(/(?<!\s)\s+and\s+/).filter(clause => {
    const group = /^["']([^"']*)["'] in dependency_groups$/.exec(clause.trim())
    return !group || !groups.includes(group[1])
  })
  return rest.length === 0 ? undefined : rest.join(' and ')
}
