import { Problem, parseJson, quoted } from '#base'
import type { Bom, Component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { nameOf, wholeBytes } from '../paper-text.ts'
import { addPackage, type PythonLock, type PythonOrigin, pythonLock } from '../python-lock.ts'
import { pypiName } from '../requirement.ts'

/**
 * pipenv's `Pipfile.lock` (pipenv.pypa.io, "Pipfile & Pipfile.lock"), pipfile-spec 6. `default` is required, `develop` and other
 * categories are `optional`; a package that stands in several of them in one version is one component. There is no graph.
 */
export const pipfileLock: BomFormat = {
  id: 'pipfile-lock',
  label: 'Pipfile.lock',
  kind: 'lockfile',
  versions: ['6'],
  takes: 'packages of every category with hashes and source; markers as label; folders as own',
  leaves: 'extras, required Python',
  names: /^Pipfile\.lock$/,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  if (!/^\s*\{/.test(head.text) || isBillOfMaterials(head)) return false
  return /"pipfile-spec"\s*:\s*\d/.test(head.text) || (head.name === 'Pipfile.lock' && /"_meta"\s*:/.test(head.text))
}

function read(paper: Paper): Bom {
  const file = parseJson(wholeBytes(paper), paper.limits, nameOf(paper))
  if (!isFields(file)) throw notLock(paper, '', file)
  const meta = isFields(file['_meta']) ? file['_meta'] : {}
  const spec = meta['pipfile-spec'] === undefined ? undefined : String(meta['pipfile-spec'])
  const lock = pythonLock(pipfileLock.id, spec, paper)
  if (spec !== undefined && !pipfileLock.versions.includes(spec))
    lock.notes.add('unknown-version', `pipfile-spec ${quoted(spec)} is unknown: read as 6`, '/_meta/pipfile-spec')
  const indexes = new Map<string, string>()
  for (const source of Array.isArray(meta['sources']) ? meta['sources'] : [])
    if (isFields(source)) indexes.set(textOf(source['name']) ?? '', textOf(source['url']) ?? '')
  const seen = new Map<string, Component>()
  const categories = [...entriesOf(file)].filter(([key]) => key !== '_meta')
  // What is required first, wherever it stands.
  categories.sort(([a], [b]) => Number(b === 'default') - Number(a === 'default'))
  for (const [category, packages] of categories) {
    if (!isFields(packages)) throw notLock(paper, `/${pointer(category)}`, packages)
    for (const [name, fields] of entriesOf(packages)) take(name, fields, category, lock, indexes, seen)
  }
  if (lock.bom.components.length === 0) lock.notes.add('empty', 'no package is listed')
  return lock.bom
}

function notLock(paper: Paper, at: string, found: unknown): Problem {
  return new Problem(
    'boms/not-pipfile-lock',
    `Cannot read ${nameOf(paper)}: not a Pipfile.lock${at && ` at ${at}`}: ${quoted(found)}`,
    { at, wanted: 'an object of categories, each an object of packages' },
  )
}

function take(
  name: string,
  fields: unknown,
  category: string,
  lock: PythonLock,
  indexes: ReadonlyMap<string, string>,
  seen: Map<string, Component>,
): void {
  const at = `/${pointer(category)}/${pointer(name)}`
  if (!isFields(fields) || name === '') {
    lock.notes.add('entry-not-an-object', `${quoted(name)} is ${quoted(fields)}: left out`, at)
    return
  }
  const origin = originOf(fields, indexes)
  // pipenv pins with `==`; anything else is no version.
  const wanted = textOf(fields['version'])
  const version = wanted === undefined ? undefined : /^={2,3}\s*([A-Za-z0-9.!+_-]+)$/.exec(wanted)?.[1]
  const key = JSON.stringify([pypiName(name), version, origin])
  if (seen.has(key)) return
  const marker = textOf(fields['markers'])
  const labels = [...(category === 'default' ? [] : [`group ${category}`]), ...(marker ? [`if ${marker}`] : [])]
  const one = addPackage(lock, {
    name,
    version,
    wanted,
    at,
    origin,
    hashes: Array.isArray(fields['hashes']) ? fields['hashes'].map(textOf) : [],
    optional: category !== 'default' || marker !== undefined,
    label: labels.length > 0 ? labels.join(', ').slice(0, 200) : undefined,
  })
  seen.set(key, one)
}

function originOf(fields: Fields, indexes: ReadonlyMap<string, string>): PythonOrigin {
  for (const tool of ['git', 'hg', 'svn', 'bzr']) {
    const place = textOf(fields[tool])
    if (place === undefined) continue
    const address = tool === 'git' ? place : `${tool}+${place}`
    return { kind: 'git', address, commit: textOf(fields['ref']), subdirectory: textOf(fields['subdirectory']) }
  }
  const path = textOf(fields['path']) ?? textOf(fields['file'])
  if (path !== undefined && !/^https?:|\.(?:whl|zip|tar\.\w+|tgz)$/i.test(path)) return { kind: 'folder', path }
  if (path !== undefined) return { kind: 'archive', address: path }
  const index = textOf(fields['index'])
  return { kind: 'index', index: index === undefined ? undefined : indexes.get(index) }
}
