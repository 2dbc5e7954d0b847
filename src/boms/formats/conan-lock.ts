import { type NoteList, noteList, Problem, parseJson, quoted } from '#base'
import { showPurl } from '#identity'
import { type Bom, type Component, component, emptyBom } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { entriesOf, type Fields, isFields, pointer, textOf } from '../json-members.ts'
import { boundCount, nameOf, wholeBytes } from '../paper-text.ts'
import { references } from '../reference.ts'

/**
 * Conan's `conan.lock` (docs.conan.io, "Lockfiles"): version 0.5 of Conan 2, which lists references, and 0.0 to 0.4 of Conan 1,
 * which has the graph and the project itself. What is asked for only to build (`build_requires`, `python_requires`,
 * `config_requires`) is `optional`.
 */
export const conanLock: BomFormat = {
  id: 'conan-lock',
  label: 'conan.lock',
  kind: 'lockfile',
  versions: ['0.0', '0.1', '0.2', '0.3', '0.4', '0.5'],
  takes:
    'references with user, channel and recipe revision; the graph and the project where they are written (Conan 1)',
  leaves: 'options, settings, package ids and their revisions',
  names: /^conan\.lock$/,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  const { text, name } = head
  if (!/^\s*\{/.test(text) || isBillOfMaterials(head)) return false
  if (/"graph_lock"\s*:\s*\{/.test(text)) return true
  const lists = /"(?:build|python|config)_requires"\s*:\s*\[/.test(text)
  return (lists && /"version"\s*:\s*"0\.\d"/.test(text)) || (name === 'conan.lock' && /"requires"\s*:\s*\[/.test(text))
}

interface Reading {
  bom: Bom
  paper: Paper
  notes: NoteList
  refs: (wanted: string) => string
}

function read(paper: Paper): Bom {
  const lock = parseJson(wholeBytes(paper), paper.limits, nameOf(paper))
  if (!isFields(lock)) throw notLock(paper, '', lock)
  const notes = noteList()
  const version = textOf(lock['version'])
  const bom: Bom = {
    ...emptyBom(conanLock.id, notes.notes),
    specVersion: version ?? (lock['graph_lock'] === undefined ? undefined : '0.0'),
  }
  if (version !== undefined && !conanLock.versions.includes(version))
    notes.add('unknown-version', `version ${quoted(version)} is unknown: read as 0.5`, '/version')
  const reading: Reading = { bom, paper, notes, refs: references() }
  const graph = lock['graph_lock']
  if (graph === undefined) takeLists(reading, lock)
  else if (isFields(graph) && isFields(graph['nodes'])) takeGraph(reading, graph['nodes'])
  else throw notLock(paper, '/graph_lock/nodes', isFields(graph) ? graph['nodes'] : graph)
  if (bom.components.length === 0) notes.add('empty', 'no package is listed')
  return bom
}

function notLock(paper: Paper, at: string, found: unknown): Problem {
  return new Problem(
    'boms/not-conan-lock',
    `Cannot read ${nameOf(paper)}: not a conan.lock${at && ` at ${at}`}: ${quoted(found)}`,
    {
      at,
      wanted: 'an object with requires, or with graph_lock',
    },
  )
}

const lists = ['requires', 'build_requires', 'python_requires', 'config_requires']

function takeLists(reading: Reading, lock: Fields): void {
  const found = lists.filter(list => lock[list] !== undefined && lock[list] !== null)
  if (found.length === 0) throw notLock(reading.paper, '', Object.keys(lock).slice(0, 5))
  const seen = new Map<string, Component>()
  for (const list of found) {
    const items: unknown = lock[list]
    if (!Array.isArray(items)) throw notLock(reading.paper, `/${list}`, items)
    for (const [index, item] of (items as unknown[]).entries()) {
      // A reference with what it asks for itself is `[reference, {…}]`.
      const text = Array.isArray(item) ? textOf(item[0]) : textOf(item)
      if (text !== undefined && seen.has(text)) continue
      const made = take(reading, text, `/${list}/${index}`)
      if (made === undefined) continue
      seen.set(text!, made)
      made.scope = list === 'requires' ? 'required' : 'optional'
      if (list !== 'requires') made.label = list.replace('_', ' ')
      keep(reading, made)
    }
  }
}

function keep({ bom, paper }: Reading, made: Component): void {
  bom.components.push(made)
  boundCount(bom.components.length, paper, made.at ?? '')
}

/** `name/version@user/channel#recipe-revision:package-id#revision%time`, all but name and version where there is one. */
function take({ notes, refs }: Reading, text: string | undefined, at: string): Component | undefined {
  const [, name, version, user, channel, revision] =
    /^([^/@#:%\s]+)\/([^/@#:%\s]+)(?:@([^/@#:%\s]*)\/([^/@#:%\s]*))?(?:#([0-9A-Za-z]+))?(?:[:#%@]|$)/.exec(
      text?.slice(0, 2000) ?? '',
    ) ?? []
  if (name === undefined || version === undefined) {
    notes.add('entry-not-a-package', `${quoted(text ?? '')} is no reference: left out`, at)
    return undefined
  }
  const made = component(refs(`${name}@${version}`), name, version)
  made.at = at
  const stated = [
    ['channel', channel],
    ['rrev', revision],
    ['user', user],
  ].filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '' && pair[1] !== '_' && pair[1] !== '0',
  )
  const qualifiers = stated.length > 0 ? new Map(stated) : undefined
  made.purl = showPurl({ type: 'conan', namespace: undefined, name, version, qualifiers, subpath: undefined })
  return made
}

function takeGraph(reading: Reading, nodes: Fields): void {
  const { bom, refs, paper } = reading
  const made = new Map<string, Component>()
  for (const [id, node] of entriesOf(nodes)) {
    const at = `/graph_lock/nodes/${pointer(id)}`
    if (!isFields(node)) throw notLock(paper, at, node)
    const stated = textOf(node['ref']) ?? textOf(node['pref'])
    if (bom.subject === undefined && (stated === undefined || textOf(node['path']) !== undefined)) {
      const [name, version] = (stated ?? '').split(/[@#:]/, 1)[0]!.split('/', 2)
      bom.subject = component(refs('.'), name || nameOf(paper), version || undefined)
      bom.subject.type = 'application'
      bom.subject.at = at
      made.set(id, bom.subject)
      continue
    }
    const one = take(reading, stated, at)
    if (one === undefined) continue
    keep(reading, one)
    made.set(id, one)
  }
  const needs = new Map<string, string[]>()
  for (const [id, node] of entriesOf(nodes)) {
    const one = made.get(id)
    if (!one || !isFields(node)) continue
    const required = idsOf(node['requires']).flatMap(other => made.get(other)?.ref ?? [])
    const build = idsOf(node['build_requires']).flatMap(other => made.get(other)?.ref ?? [])
    needs.set(one.ref, required)
    bom.dependencies.push({ ref: one.ref, on: [...new Set([...required, ...build])] })
  }
  const seen = new Set(bom.subject ? [bom.subject.ref] : [])
  for (const ref of seen) for (const next of needs.get(ref) ?? []) seen.add(next)
  if (bom.subject) for (const one of bom.components) one.scope = seen.has(one.ref) ? 'required' : 'optional'
}

/** Node ids: a list, or in 0.0 and 0.1 the values of an object by reference. */
function idsOf(found: unknown): string[] {
  const ids: unknown[] = Array.isArray(found) ? found : [...entriesOf(found)].map(([, id]) => id)
  return ids.filter(id => typeof id === 'string')
}
