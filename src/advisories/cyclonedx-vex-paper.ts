import { Problem, quoted } from '#base'
import { componentNamed, cyclonedxStatement, resolved, type Unresolved } from './cyclonedx-statement.ts'
import type { FeedFile, Taker } from './format.ts'
import { type Fields, isFields } from './json-object.ts'
import { type Named, timeOf, untrustedAuthor, type VexDocument } from './statement.ts'
import { tally } from './vex-tally.ts'

/** Statements that are held until the components they name are known. */
const mostStatements = 1_000_000

/** A CycloneDX paper in the reading, in JSON or XML: statements as they come, and the refs that components are wanted for. */
export interface CyclonedxVex {
  /** Refs that statements name: the components of the paper that have them are to be given to `component`. */
  readonly wanted: ReadonlySet<string>
  /** One entry of `vulnerabilities`, with its place; one that cannot be taken is refused. */
  vulnerability(value: unknown, at: string): void
  /** A component or service and those inside it: the wanted ones are kept. */
  component(value: unknown): void
  /**
   * Ends the reading of statements, with the members of the paper beside its lists (`bomFormat`, `serialNumber`, `version`, `metadata`).
   * A Problem when it is no CycloneDX.
   */
  head(head: Fields): void
  /** Hands on the statements, once the components are known. */
  end(): void
}

/** `format` is the id of the format that reads it. */
export function cyclonedxVexPaper(format: string, file: FeedFile, into: Taker): CyclonedxVex {
  const document = documentOf(format, file.name)
  const found: Unresolved[] = []
  const wanted = new Set<string>()
  const components = new Map<string, Named>()
  const left = { unanalysed: 0, versions: 0, unexplained: 0 }
  return {
    wanted,
    vulnerability(value, at) {
      try {
        const one = cyclonedxStatement(value, document, at, () => left.versions++)
        if (one === undefined) left.unanalysed++
        else {
          if (found.length >= mostStatements)
            throw new Problem('advisories/too-many-statements', `more than ${mostStatements} statements`, {})
          found.push(one)
          for (const { ref } of one.affects) wanted.add(inDocument(ref))
        }
        if (one?.statement.status === 'not_affected' && !one.statement.stated && !one.statement.impact)
          left.unexplained++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        into.refused(error.message, at)
      }
    },
    component: value => gather(value, wanted, components),
    head(head) {
      complete(document, head, file, into)
      noteLeft(left, into)
      const subject = isFields(head['metadata']) ? head['metadata']['component'] : undefined
      gather(subject, wanted, components)
      if (isFields(subject)) components.set('', componentNamed(subject, '/metadata/component'))
    },
    end() {
      const statements = tally(into)
      for (const { statement, affects } of found) {
        const products = affects.map(({ ref, only }) => ({
          ...resolved(ref, components, statement.document.id, '/vulnerabilities'),
          only,
        }))
        statements.take({ ...statement, products })
      }
      statements.end()
    },
  }
}

function noteLeft(left: { unanalysed: number; versions: number; unexplained: number }, into: Taker): void {
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

function documentOf(format: string, path: string): VexDocument {
  return { format, path, id: '', author: '', authorKey: '', version: '', at: undefined, untrusted: undefined }
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
