import { type NoteList, noteList, Problem, quoted } from '#base'
import { hexHash } from '#identity'
import { gitLocation, indexQualifiers, withoutSecrets } from '../address.ts'
import { type Bom, type Component, component, emptyBom, includeNote } from '../bom.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { boundCount, handText, linesOf, nameOf } from '../paper-text.ts'
import { references } from '../reference.ts'
import { noteCut } from '../refused-paper.ts'
import { archiveOf, parseRequirement, pypiName, pypiPurl, type Requirement } from '../requirement.ts'
import { type Annotations, annotations } from '../requirement-annotations.ts'

/**
 * pip's requirements files (pip, "Requirements File Format"; PEP 508). Only `==` and `===` of a whole version give one;
 * anything else is a component without a version and a note. Nothing is followed: other files and constraints are told as
 * `includes`, further indexes and addresses are named in notes. A component whose marker (`; python_version < "3"`) may leave it
 * out has scope `optional` and the marker as its label, and so has one of a file of constraints. The comments `# via …` of pip-compile and uv are the graph; where there are none, there is none.
 */
export const requirements: BomFormat = {
  id: 'requirements',
  label: 'pip requirements.txt',
  kind: 'lockfile',
  versions: [],
  takes:
    'pinned requirements with hashes, their index, markers as scope and label; what pip-compile and uv note as via',
  leaves:
    'ranges (noted), files named by -r and -c that are not read beside it (noted), further indexes, other options',
  names: /^(?:[^/]*[-_.])?(?:requirements?|constraints)(?:[-_.][^/]*)?\.txt$/i,
  namesInFolder: /^requirements\/[^/]+\.txt$/i,
  mayBeEmpty: true,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  if (/^\s*[{[<]/.test(head.text)) return false
  if (requirements.names!.test(head.name)) return true
  const inFolder = requirements.namesInFolder!.test(`${head.folder}/${head.name}`)
  if ((!inFolder && !/==|--hash[= ]/.test(head.text)) || head.text.includes('\0')) return false
  const lines = head.text.split(/\r\n|\n|\r/).slice(0, 400)
  if (lines.length > 1) lines.pop()
  let [pins, others, odd] = [0, 0, 0]
  for (const { text } of logicalLines(lines)) {
    if (text === '') continue
    const found = text.length > 8192 ? { kind: 'unknown' as const } : parseRequirement(text)
    if (found.kind === 'unknown' && !inFolder) return false
    if (found.kind === 'package' && (found.pin !== undefined || found.hashes.length > 0)) pins++
    else if (found.kind === 'unknown') odd++
    else others++
  }
  return pins > 0 || (inFolder && odd === 0 && others > 0)
}

/** Constraints install nothing: they say which version it is of what something else asks for. */
const constraints = /^(?:[^/]*[-_.])?constraints(?:[-_.][^/]*)?\.txt$/i
const constraintLabel = 'a constraint: there where something asks for it'

interface Reading {
  bom: Bom
  paper: Paper
  notes: NoteList
  refs: (wanted: string) => string
  /** Refs by PyPI name, for the graph. */
  named: Map<string, string[]>
  /** What is of an index. */
  listed: Component[]
  /** The index that is named last, which is asked for all of them; undefined where it is PyPI. */
  index: string | undefined
  /** The project itself stands in the list (`-e .`). */
  self: boolean
}

function read(paper: Paper): Bom {
  const notes = noteList()
  const lines = linesOf(handText(paper, notes), paper)
  const bom: Bom = emptyBom(requirements.id, notes.notes)
  const reading: Reading = {
    bom,
    paper,
    notes,
    refs: references(),
    named: new Map(),
    listed: [],
    index: undefined,
    self: false,
  }
  const root = reading.refs('.')
  const graph = annotations()
  let understood = 0
  let puzzling: { text: string; at: string } | undefined
  for (const { text, line, comments } of logicalLines(lines)) {
    const at = `line ${line}`
    const found = text === '' ? undefined : parseRequirement(text)
    if (found?.kind === 'unknown') {
      puzzling ??= { text, at }
      notes.add('line-not-understood', `${quoted(text)} is no requirement: left out`, at)
      graph.component(undefined)
    } else if (found) {
      understood++
      graph.component(take(found, reading, at))
    }
    for (const comment of comments) graph.comment(comment)
  }
  if (/\\\s*$/.test(lines.slice(-2).join('\n'))) noteCut(notes, 'the last line says that it goes on')
  if (puzzling && understood === 0) throw notRequirements(paper, puzzling)
  const qualifiers = indexQualifiers(reading.index)
  if (qualifiers) for (const one of reading.listed) one.purl = pypiPurl(one.name, one.version, qualifiers)
  if (bom.components.length === 0) notes.add('empty', 'no package is listed')
  link(graph, reading, root)
  return bom
}

function notRequirements(paper: Paper, { text, at }: { text: string; at: string }): Problem {
  return new Problem(
    'boms/not-requirements',
    `Cannot read ${nameOf(paper)}: ${quoted(text)} is no requirement at ${at}`,
    {
      wanted: 'lines such as name==1.0',
      found: quoted(text),
      at,
    },
  )
}

function take(found: Exclude<Requirement, { kind: 'unknown' }>, reading: Reading, at: string): string | undefined {
  if (found.kind === 'package') return takePackage(found, reading, at)
  if (found.kind === 'address') return takeAddress(found, reading, at)
  return takeOption(found.option, found.value, reading, at)
}

type Found<K extends Requirement['kind']> = Extract<Requirement, { kind: K }>

function takePackage(found: Found<'package'>, reading: Reading, at: string): string {
  if (found.pin === undefined) {
    const wanted = found.wanted === '' ? 'any version' : quoted(found.wanted)
    reading.notes.add('version-floating', `${quoted(found.name)} is not pinned (${wanted}): no version`, at)
  }
  return add(found.name, found.pin, found, undefined, reading, at)
}

function takeAddress(found: Found<'address'>, reading: Reading, at: string): string | undefined {
  const { notes } = reading
  const address = withoutSecrets(found.address)
  if (/^["']?\.\/?(?:\[[^\]]*\])?["']?$/.test(address)) {
    reading.self = true
    return undefined
  }
  const archive = archiveOf(address)
  const name = found.name ?? archive?.name ?? /[#&]egg=([A-Za-z0-9._-]+)/.exec(address)?.[1]
  if (name === undefined) {
    notes.add(
      'not-from-index',
      `${quoted(address)} is not followed, and its name is not stated: it cannot be looked up`,
      at,
    )
    const made = component(reading.refs(address), address)
    made.at = at
    return keep(made, found, reading, at)
  }
  const version = archive && pypiName(archive.name) === pypiName(name) ? archive.version : undefined
  const unknown = version === undefined ? ', and its version is not stated' : ''
  notes.add('not-from-index', `${quoted(name)} comes from ${quoted(address)}${unknown}`, at)
  const [location, fragment] = address.split('#', 2) as [string, string | undefined]
  const stated = fragment === undefined ? null : /(?:^|&)(sha\d+|md5)=([0-9a-fA-F]+)/.exec(fragment)
  const hash = stated && hexHash(stated[1]!, stated[2]!)
  if (hash) 'fault' in hash ? found.broken.push(hash.fault) : found.hashes.push(hash)
  const origin = /^git\+|^git:/.test(location)
    ? new Map([['vcs_url', gitLocation(location)]])
    : /^https?:/.test(location)
      ? new Map([['download_url', location]])
      : undefined
  return add(name, version, found, origin, reading, at)
}

function takeOption(option: string, value: string, reading: Reading, at: string): string | undefined {
  const { notes } = reading
  if (option === '--requirement' || option === '--constraint') {
    const path = withoutSecrets(value)
    notes.add(includeNote, `include not followed: ${quoted(path)}`, at)
    reading.bom.includes ??= []
    reading.bom.includes.push({ path, at })
    return undefined
  }
  if (option === '--index-url') reading.index = value
  if (option !== '--editable') {
    notes.add('option-not-followed', `option ${option} is not followed`, at)
    return undefined
  }
  const { address, marker } = editable(value)
  return takeAddress({ kind: 'address', name: undefined, address, marker, hashes: [], broken: [] }, reading, at)
}

function editable(value: string): { address: string; marker: string | undefined } {
  const [address, marker] = value.split(/\s;/, 2) as [string, string | undefined]
  return { address: address.trim(), marker: marker?.trim() }
}

function add(
  name: string,
  version: string | undefined,
  found: Found<'package'> | Found<'address'>,
  qualifiers: Map<string, string> | undefined,
  reading: Reading,
  at: string,
): string {
  const key = pypiName(name)
  const made: Component = component(reading.refs(version === undefined ? key : `${key}@${version}`), name, version)
  made.at = at
  made.hashes = found.hashes
  made.purl = pypiPurl(name, version, qualifiers)
  if (found.kind === 'package') reading.listed.push(made)
  const refs = reading.named.get(key)
  if (refs) refs.push(made.ref)
  else reading.named.set(key, [made.ref])
  return keep(made, found, reading, at)
}

function keep(made: Component, found: Found<'package'> | Found<'address'>, reading: Reading, at: string): string {
  const { bom, notes, paper } = reading
  made.scope = found.marker === undefined ? 'required' : 'optional'
  if (found.marker !== undefined) made.label = `if ${found.marker.slice(0, 200)}`
  else if (constraints.test(nameOf(paper).replace(/^.*\//, ''))) {
    made.scope = 'optional'
    made.label = constraintLabel
  }
  for (const fault of found.broken) notes.add('hash-broken', `hash of ${quoted(made.name)}: ${fault}`, at)
  bom.components.push(made)
  boundCount(bom.components.length, paper, at)
  return made.ref
}

function link(graph: Annotations, reading: Reading, root: string): void {
  const { bom, named, notes, self } = reading
  if (graph.edges.length === 0) {
    if (self)
      notes.add(
        'needs-not-listed',
        'the project itself is listed, whose requirements stand elsewhere: they were not looked at',
      )
    return
  }
  const on = new Map<string, Set<string>>([[root, new Set()]])
  if (graph.complete) for (const { ref } of bom.components) on.set(ref, new Set())
  for (const { parent, child } of graph.edges) {
    const refs = parent === undefined ? [root] : (named.get(pypiName(parent)) ?? (self ? [root] : undefined))
    if (!refs) notes.add('via-not-listed', `${quoted(child)} is said to come by ${quoted(parent)}, which is not listed`)
    for (const ref of refs ?? []) {
      const children = on.get(ref)
      if (children) children.add(child)
      else on.set(ref, new Set([child]))
    }
  }
  bom.subject = component(root, nameOf(reading.paper))
  bom.subject.type = 'application'
  bom.dependencies = [...on].map(([ref, children]) => ({ ref, on: [...children] }))
}

/** A requirement with its continuation lines, and the comments on and between them; a comment alone has no text. */
interface LogicalLine {
  text: string
  line: number
  comments: string[]
}

/** pip joins a line that ends in `\` with the next one, and lets a comment line end the joining. */
function* logicalLines(lines: readonly string[]): Generator<LogicalLine> {
  let parts: string[] = []
  let start = 0
  for (const [index, raw] of lines.entries()) {
    const comment = /(?:^|\s)#/.exec(raw)
    const text = comment ? raw.slice(0, comment.index) : raw
    const comments = comment ? [raw.slice(comment.index).trim()] : []
    if (parts.length === 0) start = index + 1
    const open = !comment && text.endsWith('\\')
    parts.push(open ? text.slice(0, -1) : text)
    if (open && index < lines.length - 1) continue
    const joined = parts.join(' ').trim()
    parts = []
    if (joined !== '' || comments.length > 0) yield { text: joined, line: start, comments }
  }
}
