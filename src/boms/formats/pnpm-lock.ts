import { Problem, quoted } from '#base'
import { showPurl } from '#identity'
import { type Bom, type Component, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { type LockBill, lockBill, manifestBeside, markOwn, noteMissing, put, reachedFrom } from '../lock-bill.ts'
import { takeIntegrity, takePurl } from '../npm-package.ts'
import { nameOf } from '../paper-text.ts'
import { packageOfKey } from '../pnpm-key.ts'
import { noteCut } from '../refused-paper.ts'
import { loadYaml, readYamlDocuments } from '../yaml.ts'

/**
 * pnpm's `pnpm-lock.yaml` (github.com/pnpm/spec, "lockfile"), lockfileVersion 5.x, 6.x, 7.0 and 9.0.
 *
 * Every key of `snapshots`, before version 9 of `packages`, is one component whose ref is the key: one version with two sets
 * of peers is two components. The importer `.` is the subject, every other one the maker's own. What pnpm marks `dev` or
 * `optional` is `optional`; where it marks nothing, what only devDependencies or something optional reach is.
 *
 * pnpm 11 and 12 write two documents, as soon as a project names its pnpm (pnpm.io/lockfile): the last is the project's; what the first
 * holds, pnpm itself and what it is configured with, is installed beside it and `optional`.
 */
export const pnpmLock: BomFormat = {
  id: 'pnpm-lock',
  label: 'pnpm-lock.yaml',
  kind: 'lockfile',
  versions: ['5', '5.1', '5.2', '5.3', '5.4', '6.0', '6.1', '7.0', '9.0'],
  takes:
    'every package with version, integrity and source, dev and optional; the graph with peers; importers as own; pnpm itself and what it is configured with, where a first document names them',
  leaves: 'settings, overrides, catalogs, patches, engines',
  names: /^pnpm-lock\.yaml$/,
  sniff,
  prepare: loadYaml,
  read,
}

function sniff({ name, text }: Head): boolean {
  if (/^\s*[{[<]/.test(text)) return false
  return name === 'pnpm-lock.yaml' || /^lockfileVersion:[ \t]*['"]?\d/m.test(text)
}

/** Who asks for what: an importer or a package. */
interface Place {
  made: Component
  /** The folder of an importer, undefined for a package. */
  folder: string | undefined
  fields: Fields
}

interface Reading extends LockBill {
  byKey: Map<string, string>
  importers: Map<string, string>
  places: Place[]
}

function read(paper: Paper): Bom {
  const reading: Reading = { ...lockBill(pnpmLock.id, paper), byKey: new Map(), importers: new Map(), places: [] }
  const { bom, notes } = reading
  manifestBeside(reading, 'package.json')
  if (!paper.text.endsWith('\n')) noteCut(notes, 'the last line has no end')
  // The project's own document first: what both list is told as it stands there.
  for (const lock of readYamlDocuments(paper).reverse()) {
    const version = textOf(lock['lockfileVersion'])
    if (version === undefined)
      throw new Problem(
        'boms/not-pnpm-lock',
        `Cannot read ${nameOf(paper)}: not a pnpm-lock.yaml: no lockfileVersion`,
        { wanted: 'a map with lockfileVersion and packages' },
      )
    bom.specVersion ??= version
    if (!pnpmLock.versions.includes(version))
      notes.add(
        'unknown-version',
        `lockfileVersion ${quoted(version)} is unknown: read as the nearest`,
        '/lockfileVersion',
      )
    takeImporters(reading, lock)
    takePackages(reading, lock['packages'], lock['snapshots'])
  }
  if (bom.components.length === 0) notes.add('empty', 'no package is listed')
  link(reading)
  return bom
}

function takeImporters(reading: Reading, lock: Fields): void {
  const { bom, importers, places, refs } = reading
  const listed = isFields(lock['importers']) ? lock['importers'] : { '.': lock }
  const root = isFields(listed['.']) ? listed['.'] : {}
  importers.set('.', bom.subject!.ref)
  places.push({ made: bom.subject!, folder: '.', fields: root })
  for (const [folder, fields] of entriesOf(listed)) {
    if (folder === '.' || importers.has(folder) || !isFields(fields)) continue
    const made = markOwn(component(refs(folder), folder))
    made.at = `/importers/${pointer(folder)}`
    put(reading, made)
    importers.set(folder, made.ref)
    places.push({ made, folder, fields })
  }
}

function takePackages(reading: Reading, packages: unknown, snapshots: unknown): void {
  const stated = isFields(packages) ? packages : {}
  const used = new Set<string>()
  for (const [key, fields] of entriesOf(snapshots)) {
    const base = Object.hasOwn(stated, key) ? key : key.split('(', 1)[0]!
    used.add(base)
    const about = Object.hasOwn(stated, base) ? stated[base] : undefined
    takePackage(reading, key, about, fields, `/snapshots/${pointer(key)}`)
  }
  for (const [key, fields] of entriesOf(packages))
    if (!used.has(key)) takePackage(reading, key, fields, fields, `/packages/${pointer(key)}`)
}

function takePackage(reading: Reading, key: string, stated: unknown, snapshot: unknown, at: string): void {
  const { byKey, notes, places, refs } = reading
  if (byKey.has(key)) return
  const about = isFields(stated) ? stated : {}
  const fields = isFields(snapshot) ? snapshot : {}
  const parts = packageOfKey(key)
  const name = textOf(about['name']) ?? parts?.name
  const made = component(refs(key), name ?? key, textOf(about['version']) ?? parts?.version)
  made.at = at
  const marks = [fields['dev'], fields['optional']]
  made.scope = marks.includes('true') ? 'optional' : fields['dev'] === 'false' ? 'required' : undefined
  const resolution = isFields(about['resolution']) ? about['resolution'] : {}
  takeIntegrity(made, integrityOf(resolution), notes)
  if (name === undefined)
    notes.add('key-malformed', `${quoted(key)} names no package and version: it cannot be looked up`, at)
  else if (isRuntime(key)) made.purl = runtimePurl(name, made.version)
  else takePurl(made, sourceOf(resolution), notes)
  put(reading, made)
  byKey.set(key, made.ref)
  places.push({ made, folder: undefined, fields })
}

/** A runtime has an archive for each system, any of which it may come from. */
function integrityOf({ integrity, variants }: Fields): unknown {
  if (!Array.isArray(variants)) return integrity
  const archives = variants.filter(isFields).map(({ resolution }) => resolution)
  return archives.flatMap(one => (isFields(one) ? (textOf(one['integrity']) ?? []) : [])).join(' ')
}

/** Node, Deno or Bun themselves (`node@runtime:24.4.0`): the packages of npm with these names are others. */
function isRuntime(key: string): boolean {
  return key.split('(', 1)[0]!.includes('@runtime:')
}

function runtimePurl(name: string, version: string | undefined): string {
  return showPurl({ type: 'generic', namespace: undefined, name, version, qualifiers: undefined, subpath: undefined })
}

/** Where a package comes from, as npm's lockfile would call it; undefined for a registry. */
function sourceOf(resolution: Fields): string | undefined {
  const repo = textOf(resolution['repo'])
  const commit = textOf(resolution['commit'])
  if (repo !== undefined)
    return `${/^git[+:@]/.test(repo) ? '' : 'git+'}${repo}${commit === undefined ? '' : `#${commit}`}`
  const folder = textOf(resolution['directory'])
  return folder === undefined ? textOf(resolution['tarball']) : `file:${folder}`
}

const kinds = ['dependencies', 'optionalDependencies'] as const
/** What importers alone ask for, and those who run the program do not. */
const importerKinds = [...kinds, 'devDependencies', 'configDependencies', 'packageManagerDependencies'] as const

function link(reading: Reading): void {
  const { bom, places } = reading
  const needs = new Map<string, string[]>()
  const edges = new Map<string, Set<string>>()
  for (const { made, folder, fields } of places) {
    const on = edges.get(made.ref) ?? new Set<string>()
    const needed = needs.get(made.ref) ?? []
    for (const kind of folder === undefined ? kinds : importerKinds) {
      for (const [name, stated] of entriesOf(fields[kind])) {
        const version = textOf(isFields(stated) ? stated['version'] : stated) ?? ''
        const to = find(reading, name, version, folder)
        if (to === undefined) {
          if (kind === 'dependencies' && !version.startsWith('link:'))
            noteMissing(reading, `${name}@${version}`, made.name, made.at)
          continue
        }
        on.add(to)
        if (kind === 'dependencies') needed.push(to)
      }
    }
    edges.set(made.ref, on)
    needs.set(made.ref, needed)
  }
  const own = [...reading.importers.values()]
  for (const ref of own) if (ref !== bom.subject!.ref) edges.get(bom.subject!.ref)!.add(ref)
  const required = reachedFrom(own, needs)
  const any = reachedFrom(own, edges)
  for (const one of bom.components)
    one.scope ??= required.has(one.ref) ? 'required' : any.has(one.ref) ? 'optional' : undefined
  bom.dependencies = [...edges].map(([ref, on]) => ({ ref, on: [...on] }))
}

/** A version leads to the key of that name; an alias, a git or file source is a key itself; `link:` leads to an importer. */
function find({ byKey, importers }: Reading, name: string, version: string, folder: string | undefined) {
  if (version.startsWith('link:')) return importers.get(joined(folder ?? '.', version.slice(5)))
  return (
    byKey.get(`/${name}/${version}`) ??
    byKey.get(`/${name}@${version}`) ??
    byKey.get(`${name}@${version}`) ??
    byKey.get(version)
  )
}

/** A relative path from a folder of the project, without `.` and `..`. */
function joined(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of `${folder}/${path}`.slice(0, 4096).split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/') || '.'
}
