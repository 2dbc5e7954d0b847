import { Problem, quoted, streamJson } from '#base'
import { componentNamed, cyclonedxStatement, resolved, type Unresolved } from '../cyclonedx-statement.ts'
import type { AdvisoryFormat, FeedFile, Taker } from '../format.ts'
import { type Fields, isFields } from '../json-object.ts'
import { piecesOf } from '../paper-pieces.ts'
import { type Named, timeOf, untrustedAuthor, type VexDocument } from '../statement.ts'
import { tally } from '../vex-tally.ts'

const headLength = 64 * 1024
/** Statements that are held until the components they name are known. */
const mostStatements = 1_000_000

/** VEX in CycloneDX JSON: `vulnerabilities` that somebody has analysed, in a paper of its own or beside the components. */
export const cyclonedxVex: AdvisoryFormat = {
  id: 'cyclonedx-vex',
  label: 'CycloneDX VEX (JSON)',
  versions: ['1.4', '1.5', '1.6', '1.7'],
  vex: 'only',
  takes:
    'vulnerabilities with an analysis: ids, state, justification, detail, response; affected refs and BOM-Links with versions; who made it, serial, time',
  leaves: 'vulnerabilities without an analysis (counted), ratings, credits, tools; XML',
  sniff: ({ text }) =>
    /^\s*\{/.test(text) &&
    /"bomFormat"\s*:\s*"CycloneDX"/.test(text) &&
    (/"vulnerabilities"\s*:/.test(text) || text.length >= headLength),
  read(file, into) {
    const read = firstPass(file, into)
    const components = new Map<string, Named>()
    if (read.wanted.size > 0) secondPass(file, read.wanted, components)
    const subject = isFields(read.head['metadata']) ? read.head['metadata']['component'] : undefined
    gather(subject, read.wanted, components)
    if (isFields(subject)) components.set('', componentNamed(subject, '/metadata/component'))
    const statements = tally(into)
    for (const { statement, affects } of read.found) {
      const products = affects.map(({ ref, only }) => ({
        ...resolved(ref, components, statement.document.id, '/vulnerabilities'),
        only,
      }))
      statements.take({ ...statement, products })
    }
    statements.end()
  },
}

interface Read {
  head: Fields
  found: Unresolved[]
  /** Refs that components are wanted for. */
  wanted: Set<string>
}

/** Statements, and the members beside the lists. */
function firstPass(file: FeedFile, into: Taker): Read {
  const read: Read = { head: {}, found: [], wanted: new Set() }
  const document = documentOf(file.name)
  const left = { unanalysed: 0, versions: 0, unexplained: 0 }
  streamJson(piecesOf(file), file.limits, file.name, {
    lists: new Set(['vulnerabilities', 'components', 'services', 'dependencies', 'compositions', 'annotations']),
    member(key, value) {
      if (key === 'bomFormat' || key === 'metadata' || key === 'serialNumber' || key === 'version')
        read.head[key] = value
    },
    element(key, value, index) {
      if (key !== 'vulnerabilities') return
      const at = `/vulnerabilities/${index}`
      try {
        const one = cyclonedxStatement(value, document, at, () => left.versions++)
        if (one === undefined) left.unanalysed++
        else takeFound(read, one)
        if (one?.statement.status === 'not_affected' && !one.statement.stated && !one.statement.impact)
          left.unexplained++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        into.refused(error.message, at)
      }
    },
  })
  complete(document, read.head, file, into)
  if (left.unanalysed > 0)
    into.notes.add(
      'vex-unanalysed',
      `${left.unanalysed} vulnerabilities have no analysis: nobody states anything of them`,
    )
  if (left.versions > 0)
    into.notes.add(
      'vex-versions',
      `${left.versions} versions are left out: their status contradicts the analysis, or they are no versions`,
    )
  if (left.unexplained > 0)
    into.notes.add('vex-unjustified', `${left.unexplained} statements say not affected and not why`)
  return read
}

function takeFound(read: Read, one: Unresolved): void {
  if (read.found.length >= mostStatements)
    throw new Problem('advisories/too-many-statements', `more than ${mostStatements} statements`, {})
  read.found.push(one)
  for (const { ref } of one.affects) read.wanted.add(inDocument(ref))
}

/** The reference a BOM-Link ends in, else the reference itself. */
function inDocument(ref: string): string {
  const hash = ref.startsWith('urn:cdx:') ? ref.indexOf('#') : -1
  try {
    return hash < 0 ? ref : decodeURIComponent(ref.slice(hash + 1))
  } catch {
    // No encoding: as it is written.
    return ref.slice(hash + 1)
  }
}

function secondPass(file: FeedFile, wanted: ReadonlySet<string>, components: Map<string, Named>): void {
  streamJson(piecesOf(file), file.limits, file.name, {
    lists: new Set(['components', 'services', 'vulnerabilities', 'dependencies', 'compositions', 'annotations']),
    member() {},
    element(key, value) {
      if (key === 'components' || key === 'services') gather(value, wanted, components)
    },
  })
}

/** The wanted ones of a component and those inside it. */
function gather(value: unknown, wanted: ReadonlySet<string>, components: Map<string, Named>): void {
  const waiting = [value]
  for (let i = 0; i < waiting.length; i++) {
    const one = waiting[i]
    if (!isFields(one)) continue
    const ref = one['bom-ref']
    if (typeof ref === 'string' && wanted.has(ref) && !components.has(ref))
      components.set(ref, componentNamed(one, '/components'))
    if (Array.isArray(one['components'])) for (const inner of one['components']) waiting.push(inner)
  }
}

function documentOf(path: string): VexDocument {
  return {
    format: 'cyclonedx-vex',
    path,
    id: '',
    author: '',
    authorKey: '',
    version: '',
    at: undefined,
    untrusted: undefined,
  }
}

/** Who made the paper is no duty of the format: where nobody is named, it is known by its file. */
function complete(document: VexDocument, head: Fields, file: FeedFile, into: Taker): void {
  if (head['bomFormat'] !== 'CycloneDX')
    throw new Problem(
      'advisories/not-cyclonedx',
      `Cannot read ${file.name}: bomFormat ${quoted(head['bomFormat'] ?? null)} is not CycloneDX`,
      { at: '/bomFormat' },
    )
  const metadata = isFields(head['metadata']) ? head['metadata'] : {}
  const authors = Array.isArray(metadata['authors']) ? metadata['authors'] : []
  const named = [...authors, metadata['supplier'], metadata['manufacturer'], metadata['manufacture']]
    .map(one => (isFields(one) ? (one['name'] ?? one['email']) : undefined))
    .find(name => typeof name === 'string' && name.trim() !== '')
  document.author = typeof named === 'string' ? named.trim().slice(0, 200) : file.name
  document.authorKey = document.author.toLowerCase()
  document.id = typeof head['serialNumber'] === 'string' ? head['serialNumber'] : ''
  document.version = String(head['version'] ?? '')
  document.at = timeOf(metadata['timestamp'])
  document.untrusted = untrustedAuthor(document.author)
  if (document.untrusted !== undefined)
    into.notes.add('untrusted-author', `${document.untrusted}; its statements suppress nothing`, '/metadata')
}
