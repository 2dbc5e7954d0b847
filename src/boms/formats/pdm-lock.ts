import { quoted } from '#base'
import type { Bom, Component } from '../bom.ts'
import type { BomFormat, Paper } from '../format.ts'
import { entriesOf, type Fields, isFields, textOf } from '../json-members.ts'
import { addPackage, entryName, fieldsOf, type PythonOrigin, pythonLock, refsOf, tablesOf } from '../python-lock.ts'
import { parseRequirement, pypiName } from '../requirement.ts'
import { loadToml, readToml } from '../toml.ts'
import { tomlLock } from '../toml-looks.ts'

/**
 * PDM's `pdm.lock` (pdm-project.org, "Lock file"), lock_version 3 to 4.5. The project is not named in it. PDM writes a package
 * again for each set of extras that is asked for: one component, with the graph of all. Packages outside the group `default`
 * are `optional`. Hashes stand with the package, in older files in `[metadata.files]` by name and version.
 */
export const pdmLock: BomFormat = {
  id: 'pdm-lock',
  label: 'pdm.lock',
  kind: 'lockfile',
  versions: ['3', '3.1', '4.0', '4.1', '4.2', '4.3', '4.4', '4.4.1', '4.4.2', '4.5.0', '4.5.1'],
  takes: 'packages with hashes, source and groups; the graph',
  leaves: 'markers, targets, which dependencies the project asks for itself (they stand in pyproject.toml)',
  names: /^pdm\.lock$/,
  sniff: head => tomlLock(head) === 'pdm-lock',
  prepare: loadToml,
  read,
}

function read(paper: Paper): Bom {
  const file = readToml(paper)
  const metadata = isFields(file['metadata']) ? file['metadata'] : {}
  const version = textOf(metadata['lock_version'])
  const lock = pythonLock(pdmLock.id, version, paper)
  if (version !== undefined && !/^[34](?:\.|$)/.test(version))
    lock.notes.add(
      'unknown-version',
      `lock_version ${quoted(version)} is unknown: read as 4.5`,
      '/metadata/lock_version',
    )
  const stated = new Map(entriesOf(metadata['files']).map(([key, files]) => [key, fieldsOf(files)]))
  const parts = new Map<string, { one: Component; asked: { wanted: string; at: string }[] }>()
  for (const { fields, at } of tablesOf(file['package'], 'package', lock)) {
    const name = entryName(fields, at, lock.notes)
    if (name === undefined) continue
    const version = textOf(fields['version'])
    const origin = originOf(fields)
    const key = JSON.stringify([pypiName(name), version, origin])
    const scope = scopeOf(fields)
    let part = parts.get(key)
    if (part === undefined) {
      const files = Array.isArray(fields['files'])
        ? fieldsOf(fields['files'])
        : (stated.get(`${name} ${version}`) ?? [])
      const hashes = files.map(file => textOf(file['hash']))
      part = { one: addPackage(lock, { name, version, at, origin, hashes, ...scope }), asked: [] }
      parts.set(key, part)
    } else if (!scope.optional) Object.assign(part.one, { scope: 'required', label: undefined })
    const list: unknown[] = Array.isArray(fields['dependencies']) ? fields['dependencies'] : []
    for (const wanted of list) if (typeof wanted === 'string') part.asked.push({ wanted, at })
  }
  if (parts.size === 0) lock.notes.add('empty', 'no package is listed')
  for (const { one, asked } of parts.values()) {
    const on = new Set<string>()
    for (const { wanted, at } of asked) {
      const found = wanted.length > 8192 ? undefined : parseRequirement(wanted)
      if (found === undefined || (found.kind !== 'package' && found.kind !== 'address') || found.name === undefined)
        lock.notes.add('line-not-understood', `${quoted(wanted)} is no requirement: left out`, at)
      else if (found.marker === undefined || lock.named.has(pypiName(found.name)))
        for (const ref of refsOf(lock, found.name, one.name, at)) if (ref !== one.ref) on.add(ref)
    }
    lock.bom.dependencies.push({ ref: one.ref, on: [...on] })
  }
  return lock.bom
}

function scopeOf(fields: Fields): { optional: boolean; label: string | undefined } {
  const groups = Array.isArray(fields['groups']) ? fields['groups'].filter(one => typeof one === 'string') : []
  const optional = groups.length > 0 && !groups.includes('default')
  return { optional, label: optional ? `group ${groups.join(', ').slice(0, 200)}` : undefined }
}

function originOf(fields: Fields): PythonOrigin {
  const git = textOf(fields['git'])
  const subdirectory = textOf(fields['subdirectory'])
  if (git !== undefined)
    return { kind: 'git', address: git, commit: textOf(fields['revision']) ?? textOf(fields['ref']), subdirectory }
  const path = textOf(fields['path'])
  if (path !== undefined && !/\.(?:whl|zip|tar\.\w+|tgz)$/i.test(path)) return { kind: 'folder', path }
  const address = path ?? textOf(fields['url'])
  return address === undefined ? { kind: 'index', index: undefined } : { kind: 'archive', address }
}
