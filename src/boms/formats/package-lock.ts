import { type NoteList, noteList, Problem, parseJson, quoted } from '#base'
import { type Bom, type Component, component, type Dependency, emptyBom, ownLabel } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials, isBunLock } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { folderAndName, type InstalledTree, installedTree } from '../node-modules.ts'
import { dependenciesOf, licensesOf, membersOf, takeIntegrity, takePurl } from '../npm-package.ts'
import { boundCount, nameOf, wholeBytes } from '../paper-text.ts'
import { references } from '../reference.ts'

/**
 * npm's `package-lock.json` and `npm-shrinkwrap.json` (docs.npmjs.com, "package-lock.json"), lockfileVersion 1 to 3, and the hidden
 * lockfile that npm leaves in `node_modules`.
 *
 * Every place in the tree is one component whose ref is the place (`node_modules/a/node_modules/b`): two copies of one
 * version are two components. The project is the subject. What npm marks `dev`, `optional` or `devOptional` has scope
 * `optional`, everything else, peers too, is `required`. Workspace members are the maker's own and carry no purl: a package
 * of that name in the registry is another one. A folder or file that the project brings along otherwise may be a copy of a
 * published package, so it keeps its purl, with a note.
 */
export const packageLock: BomFormat = {
  id: 'package-lock',
  label: 'npm package-lock.json',
  kind: 'lockfile',
  versions: ['1', '2', '3'],
  takes:
    "every package with its place, version, integrity and resolved address, dev and optional; the graph by Node's rules; workspace members as own",
  leaves: 'engines, bin, funding, peer ranges',
  names: /^(?:\.?package-lock|npm-shrinkwrap)\.json$/,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  if (!/^\s*[{[]/.test(head.text) || isBunLock(head) || isBillOfMaterials(head)) return false
  return packageLock.names!.test(head.name) || /"lockfileVersion"\s*:\s*\d/.test(head.text)
}

/** One place of the tree, from either spelling. */
interface Place {
  path: string
  at: string
  fields: Fields
  component: Component
}

function read(paper: Paper): Bom {
  const name = nameOf(paper)
  const lock = parseJson(wholeBytes(paper), paper.limits, name)
  if (!isFields(lock)) throw notLock(name, lock)
  const { packages, dependencies, lockfileVersion } = lock
  if (packages === undefined && dependencies === undefined && lockfileVersion === undefined) throw notLock(name, lock)
  for (const [key, value] of [
    ['packages', packages],
    ['dependencies', dependencies],
  ] as const)
    if (value !== undefined && !isFields(value)) throw notLock(name, value, `/${key}`)
  const notes = noteList()
  const version = lockfileVersion === undefined ? undefined : String(lockfileVersion)
  if (version !== undefined && !packageLock.versions.includes(version))
    notes.add(
      'unknown-version',
      `lockfileVersion ${quoted(lockfileVersion)} is unknown: read as version 3`,
      '/lockfileVersion',
    )
  const bom: Bom = { ...emptyBom(packageLock.id, notes.notes), specVersion: version }
  if (isFields(packages)) readPackages(bom, lock, packages, paper, notes)
  else readDependencies(bom, lock, paper, notes)
  return bom
}

function notLock(name: string, found: unknown, at = ''): Problem {
  return new Problem(
    'boms/not-package-lock',
    `Cannot read ${name}: not a package-lock.json${at && ` at ${at}`}: ${quoted(found)}`,
    {
      wanted: 'an object with lockfileVersion and packages or dependencies',
      at,
    },
  )
}

/** lockfileVersion 2 and 3: `packages` is keyed by place, `""` is the project. */
function readPackages(bom: Bom, lock: Fields, packages: Fields, paper: Paper, notes: NoteList): void {
  const refs = references()
  const tree = installedTree()
  const places: Place[] = []
  const links: [path: string, target: string, at: string][] = []
  const byPath = new Map<string, string>()
  const root = isFields(packages['']) ? packages[''] : {}
  const member = membersOf(root['workspaces'])
  bom.subject = subjectOf(lock, root, paper, refs)
  for (const path of Object.keys(packages)) {
    if (path === '') continue
    const fields = packages[path]
    const at = `/packages/${pointer(path)}`
    if (!isFields(fields)) {
      notes.add('entry-not-an-object', `${quoted(path)} is ${quoted(fields)}: left out`, at)
      continue
    }
    if (fields['link'] === true && typeof fields['resolved'] === 'string') {
      links.push([path, fields['resolved'], at])
      continue
    }
    const made = componentOfPackage(path, fields, at, refs(path), member, notes)
    places.push({ path, at, fields, component: made })
    boundCount(places.length, paper, at)
    byPath.set(path, made.ref)
    tree.put(path, made.ref)
  }
  for (const [path, target, at] of links) {
    let ref = byPath.get(target)
    if (ref === undefined) {
      notes.add(
        'link-target-not-listed',
        `${quoted(path)} links to ${quoted(target)}, which is not listed: no version`,
        at,
      )
      const made = component(refs(path), folderAndName(path)?.name ?? path)
      made.at = at
      places.push({ path, at, fields: {}, component: made })
      ref = made.ref
    }
    tree.put(path, ref)
  }
  bom.components = places.map(place => place.component)
  bom.dependencies = [edges(bom.subject.ref, '', root, tree, notes, '/packages/')]
  for (const { path, fields, component, at } of places)
    bom.dependencies.push(edges(component.ref, path, fields, tree, notes, at))
}

function subjectOf(lock: Fields, root: Fields, paper: Paper, refs: (wanted: string) => string): Component {
  const name = textOf(root['name']) ?? textOf(lock['name']) ?? nameOf(paper)
  const subject = component(refs('.'), name, textOf(root['version']) ?? textOf(lock['version']))
  subject.type = 'application'
  subject.licenses = licensesOf(root)
  return subject
}

function componentOfPackage(
  path: string,
  fields: Fields,
  at: string,
  ref: string,
  member: (path: string) => boolean,
  notes: NoteList,
): Component {
  const inModules = folderAndName(path)
  const name = textOf(fields['name']) ?? inModules?.name ?? path.slice(path.lastIndexOf('/') + 1)
  const made = component(ref, name || path, textOf(fields['version']))
  made.at = at
  made.licenses = licensesOf(fields)
  made.scope = scopeOf(fields)
  takeIntegrity(made, fields['integrity'], notes)
  if (!inModules && member(path)) {
    made.type = 'application'
    made.label = ownLabel
  } else takePurl(made, inModules ? textOf(fields['resolved']) : `file:${path}`, notes)
  return made
}

/** lockfileVersion 1: `dependencies` nest as the folders do; what the project itself asks for stands in package.json. */
function readDependencies(bom: Bom, lock: Fields, paper: Paper, notes: NoteList): void {
  const refs = references()
  const tree = installedTree()
  const places: Place[] = []
  bom.subject = subjectOf(lock, {}, paper, refs)
  const open: { path: string; at: string; entries: Iterator<[string, unknown]> }[] = [
    { path: '', at: '', entries: entriesOf(lock['dependencies']) },
  ]
  while (open.length > 0) {
    const { path: folder, at: above, entries } = open.at(-1)!
    const next = entries.next()
    if (next.done) {
      open.pop()
      continue
    }
    const [name, fields] = next.value
    const path = `${folder}${folder && '/'}node_modules/${name}`
    const at = `${above}/dependencies/${pointer(name)}`
    if (!isFields(fields)) {
      notes.add('entry-not-an-object', `${quoted(name)} is ${quoted(fields)}: left out`, at)
      continue
    }
    const made = componentOfDependency(name, fields, at, refs(path), notes)
    places.push({ path, at, fields, component: made })
    boundCount(places.length, paper, at)
    tree.put(path, made.ref)
    open.push({ path, at, entries: entriesOf(fields['dependencies']) })
  }
  bom.components = places.map(place => place.component)
  const manifest = manifestBeside(paper, notes)
  if (manifest) bom.dependencies.push(edges(bom.subject.ref, '', manifest, tree, notes, 'package.json'))
  // Without `requires: true` the file is of an npm that wrote down no edges.
  if (lock['requires'] !== true) return
  for (const { path, fields, component, at } of places)
    bom.dependencies.push(edges(component.ref, path, { dependencies: fields['requires'] }, tree, notes, at))
}

function componentOfDependency(name: string, fields: Fields, at: string, ref: string, notes: NoteList): Component {
  const stated = textOf(fields['version'])
  const alias = stated === undefined ? null : /^npm:(@?[^@]+)@(.+)$/.exec(stated)
  const elsewhere = stated !== undefined && !alias && /[:/]/.test(stated)
  const made = component(ref, alias?.[1] ?? name, elsewhere ? undefined : (alias?.[2] ?? stated))
  made.at = at
  made.scope = scopeOf(fields)
  takeIntegrity(made, fields['integrity'], notes)
  takePurl(made, elsewhere ? stated : textOf(fields['resolved']), notes)
  return made
}

function manifestBeside(paper: Paper, notes: NoteList): Fields | undefined {
  const bytes = paper.beside('package.json')
  if (!bytes) return undefined
  try {
    const manifest = parseJson(bytes, paper.limits, 'package.json')
    return isFields(manifest) ? manifest : undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    notes.add('package-json-unreadable', `what the project asks for is not known: ${error.message}`, 'package.json')
    return undefined
  }
}

/** Who a place depends on: what it names, followed to the copy that Node would load. A missing optional one is usual. */
function edges(
  ref: string,
  path: string,
  fields: Fields,
  tree: InstalledTree,
  notes: NoteList,
  at: string,
): Dependency {
  const own = path === '' || !folderAndName(path)
  const on = dependenciesOf(fields, own, tree.from(path), notes, at)
  return { ref, on: [...on] }
}

function scopeOf(fields: Fields): 'optional' | 'required' {
  return fields['dev'] === true || fields['optional'] === true || fields['devOptional'] === true
    ? 'optional'
    : 'required'
}
