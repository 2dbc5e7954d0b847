import { Problem, parseJson, quoted } from '#base'
import { integrityHashes, showPurl } from '#identity'
import { type Bom, type Component, component } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { type LockBill, lockBill, markOwn, noteMissing, put } from '../lock-bill.ts'
import { nameOf, wholeBytes } from '../paper-text.ts'

/**
 * NuGet's `packages.lock.json` (learn.microsoft.com, "Locking dependencies"), version 1 and 2 (central package management).
 *
 * A package of one version that several target frameworks share is one component, its edges are those of all of them. What
 * is of type `Project` is the maker's own. The project is the subject and depends on what is `Direct` or a `Project`. The
 * content hash is SHA-512 over the package without its signature.
 */
export const nugetLock: BomFormat = {
  id: 'nuget-lock',
  label: 'NuGet packages.lock.json',
  kind: 'lockfile',
  versions: ['1', '2'],
  takes: 'every package of every target framework with version and content hash; the graph; projects as own',
  leaves: 'which target framework has which; ranges asked for',
  names: /^packages\.(?:[^.]+\.)?lock\.json$/,
  sniff,
  read,
}

const shape = /"type"\s*:\s*"(?:Direct|Transitive|CentralTransitive|Project)"/

function sniff(head: Head): boolean {
  const { name, text } = head
  if (!/^\s*\{/.test(text) || isBillOfMaterials(head)) return false
  return (
    nugetLock.names!.test(name) ||
    (/"dependencies"\s*:\s*\{/.test(text) && shape.test(text) && /"(?:resolved|contentHash)"\s*:/.test(text))
  )
}

interface Place {
  made: Component
  fields: Fields
}

function read(paper: Paper): Bom {
  const name = nameOf(paper)
  const lock = parseJson(wholeBytes(paper), paper.limits, name)
  const frameworks = isFields(lock) ? lock['dependencies'] : undefined
  if (!isFields(lock) || !isFields(frameworks))
    throw new Problem('boms/not-nuget-lock', `Cannot read ${name}: not a packages.lock.json: ${quoted(lock)}`, {
      wanted: 'an object with dependencies of target frameworks',
    })
  const bill = lockBill(nugetLock.id, paper)
  const { bom, notes } = bill
  bom.specVersion = lock['version'] === undefined ? undefined : String(lock['version']).slice(0, 20)
  if (bom.specVersion !== undefined && !nugetLock.versions.includes(bom.specVersion))
    notes.add('unknown-version', `version ${quoted(bom.specVersion)} is unknown: read as version 2`, '/version')
  const known = new Map<string, Component>()
  const edges = new Map<string, Set<string>>([[bom.subject!.ref, new Set()]])
  const tables = new Map<string, Map<string, Place>>()
  for (const [framework, entries] of entriesOf(frameworks)) {
    const table = takeFramework(bill, framework, entries, known)
    tables.set(framework, table)
    // `net8.0/linux-x64` lists only what differs from `net8.0`.
    const base = tables.get(framework.split('/', 1)[0]!)
    for (const place of table.values()) link(bill, place, table, base, edges)
  }
  if (bom.components.length === 0) notes.add('empty', 'no package is listed')
  bom.dependencies = [...edges].map(([ref, on]) => ({ ref, on: [...on] }))
  return bom
}

function takeFramework(bill: LockBill, framework: string, entries: unknown, known: Map<string, Component>) {
  const { notes } = bill
  const table = new Map<string, Place>()
  for (const [name, fields] of entriesOf(entries)) {
    const at = `/dependencies/${pointer(framework)}/${pointer(name)}`
    if (!isFields(fields)) {
      notes.add('entry-not-an-object', `${quoted(name)} is ${quoted(fields)}: left out`, at)
      continue
    }
    const id = JSON.stringify([name.toLowerCase(), textOf(fields['resolved']), fields['type'] === 'Project'])
    const made = known.get(id) ?? take(bill, name, fields, at)
    known.set(id, made)
    table.set(name.toLowerCase(), { made, fields })
  }
  return table
}

function take(bill: LockBill, name: string, fields: Fields, at: string): Component {
  const { notes, refs } = bill
  const version = textOf(fields['resolved'])
  const made = component(refs(version === undefined ? name : `${name}@${version}`), name || at, version)
  made.at = at
  made.scope = 'required'
  if (fields['type'] === 'Project') return put(bill, markOwn(made))
  if (version === undefined) notes.add('version-not-stated', `${quoted(name)} stands there without a version`, at)
  const content = textOf(fields['contentHash'])
  for (const hash of content === undefined ? [] : integrityHashes(`sha512-${content}`))
    if ('fault' in hash) notes.add('hash-broken', `contentHash of ${quoted(name)}: ${hash.fault}`, at)
    else made.hashes = [...made.hashes, hash]
  if (/^[\w.-]+$/.test(name))
    made.purl = showPurl({
      type: 'nuget',
      namespace: undefined,
      name,
      version,
      qualifiers: undefined,
      subpath: undefined,
    })
  else notes.add('name-malformed', `${quoted(name)} is no package name: it cannot be looked up`, at)
  return put(bill, made)
}

function link(
  bill: LockBill,
  { made, fields }: Place,
  table: Map<string, Place>,
  base: Map<string, Place> | undefined,
  edges: Map<string, Set<string>>,
): void {
  if (fields['type'] === 'Direct' || fields['type'] === 'Project') edges.get(bill.bom.subject!.ref)!.add(made.ref)
  const on = edges.get(made.ref) ?? new Set()
  edges.set(made.ref, on)
  for (const [name] of entriesOf(fields['dependencies'])) {
    const to = table.get(name.toLowerCase()) ?? base?.get(name.toLowerCase())
    if (to) on.add(to.made.ref)
    else noteMissing(bill, name, made.name, made.at)
  }
}
