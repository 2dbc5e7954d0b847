import { digester, showTime } from '#base'
import { parsePurl } from '#identity'
import type { Bom, Component, ComponentType, Hash } from './bom.ts'
import { hashNames, type KeptProperty, propertyStart } from './cyclonedx.ts'
import { licenseForm } from './license.ts'
import { references } from './reference.ts'

/** A component as the schema allows it, members in the order of the schema. */
export interface WrittenComponent {
  type: ComponentType
  'bom-ref': string
  supplier?: { name: string }
  group?: string
  name: string
  version?: string
  scope?: 'required' | 'optional' | 'excluded'
  hashes?: { alg: string; content: string }[]
  licenses?: WrittenLicense[]
  cpe?: string
  purl?: string
  properties?: { name: string; value: string }[]
}

export type WrittenLicense = { license: { id: string } | { name: string } } | { expression: string }

export interface WrittenDependency {
  ref: string
  dependsOn: readonly string[]
}

/** What is written below the head of the document. */
export interface WrittenBody {
  /** RFC 3339. */
  timestamp: string | undefined
  subject: WrittenComponent | undefined
  components: Iterable<WrittenComponent>
  /** Sorted by ref, each ref once. */
  dependencies: readonly WrittenDependency[]
}

/** One way of writing it. */
export interface Spelling {
  /** The text without what this spelling cannot carry. */
  clean(text: string): string
  /** Whether the schema of this spelling refuses a value of its member: it is then kept in a property. */
  refuses(member: 'cpe' | 'purl', value: string): boolean
  head(serial: string): string
  body(body: WrittenBody): Iterable<string>
}

/** In UTF-16 code units: pieces that small are gathered before they are given on. */
const pieceLength = 32 * 1024

/**
 * The text of a bill. Its serial number is a UUID of version 8 (RFC 9562) made of the SHA-256 of everything below the head, so
 * that the same content has the same number and another has another; no clock is read.
 */
export function* writtenBom(bom: Bom, specVersion: string, spelling: Spelling): Iterable<string> {
  const hash = digester()
  for (const piece of gathered(bodyOf(bom, specVersion, spelling))) hash.add(piece)
  const hex = hash.digest().slice('sha256:'.length)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  const serial = `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  yield spelling.head(serial)
  yield* gathered(bodyOf(bom, specVersion, spelling))
}

function* gathered(pieces: Iterable<string>): Iterable<string> {
  let text = ''
  for (const piece of pieces) {
    text += piece
    if (text.length < pieceLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}

function bodyOf(bom: Bom, specVersion: string, spelling: Spelling): Iterable<string> {
  const written = refsOf(bom, spelling)
  const one = (component: Component) => writtenComponent(component, written, specVersion, spelling)
  return spelling.body({
    timestamp: timestampOf(bom.timestamp),
    subject: bom.subject && one(bom.subject),
    components: {
      *[Symbol.iterator]() {
        for (const component of bom.components) yield one(component)
      },
    },
    dependencies: dependenciesOf(bom, written),
  })
}

/** How each ref is written: the schema wants at least one character, and two refs must not become one. */
function refsOf(bom: Bom, { clean }: Spelling): (ref: string) => string {
  const unique = references()
  const written = new Map<string, string>()
  const take = (ref: string): string => {
    const known = written.get(ref)
    if (known !== undefined) return known
    const fresh = unique(clean(ref) || 'component')
    written.set(ref, fresh)
    return fresh
  }
  if (bom.subject) take(bom.subject.ref)
  for (const { ref } of bom.components) take(ref)
  return take
}

function timestampOf(time: number | undefined): string | undefined {
  if (time === undefined || Number.isNaN(new Date(time).getTime())) return undefined
  const year = new Date(time).getUTCFullYear()
  if (year < 0 || year > 9999) return undefined
  return time % 1000 === 0 ? showTime(time) : new Date(time).toISOString()
}

function writtenComponent(
  component: Component,
  refOf: (ref: string) => string,
  specVersion: string,
  spelling: Spelling,
): WrittenComponent {
  const { clean } = spelling
  const text = (value: string | undefined) => (value === undefined ? undefined : clean(value) || undefined)
  const properties: { name: string; value: string }[] = []
  const keep = (name: KeptProperty, value: string | undefined): void => {
    if (value !== undefined) properties.push({ name: propertyStart + name, value })
  }
  const version = text(component.version)
  const longVersion = version !== undefined && version.length > longestVersion
  const cpe = text(component.cpe)
  const badCpe = cpe !== undefined && spelling.refuses('cpe', cpe)
  const purl = text(component.purl)
  const badPurl = purl !== undefined && ('fault' in parsePurl(purl) || spelling.refuses('purl', purl))
  keep('orderNumber', text(component.orderNumber))
  keep('label', text(component.label))
  if (longVersion) keep('version', version)
  if (badCpe) keep('cpe', cpe)
  if (badPurl) keep('purl', purl)
  const supplier = text(component.supplier)
  const group = text(component.group)
  const hashes = hashesOf(component.hashes, specVersion)
  const licenses = licensesOf(component.licenses, specVersion, clean)
  return {
    type: component.type,
    'bom-ref': refOf(component.ref),
    ...(supplier !== undefined && { supplier: { name: supplier } }),
    ...(group !== undefined && { group }),
    name: clean(component.name),
    ...(version !== undefined && !longVersion && { version }),
    ...(component.scope !== undefined && { scope: component.scope }),
    ...(hashes.length > 0 && { hashes }),
    ...(licenses.length > 0 && { licenses }),
    ...(cpe !== undefined && !badCpe && { cpe }),
    ...(purl !== undefined && !badPurl && { purl }),
    ...(properties.length > 0 && { properties }),
  }
}

/** CycloneDX 1.6 and 1.7, `version`. */
const longestVersion = 1024

const digests = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/

function hashesOf(hashes: readonly Hash[], specVersion: string): { alg: string; content: string }[] {
  const written: { alg: string; content: string }[] = []
  for (const { algorithm, value } of hashes) {
    const known = hashNames.has(algorithm) || (specVersion !== '1.6' && /^Streebog-(?:256|512)$/.test(algorithm))
    if (known && digests.test(value)) written.push({ alg: algorithm, content: value })
  }
  return written
}

// Version 1.6 has either licences or one expression; from 1.7 on they may be mixed.
function licensesOf(
  licenses: readonly string[],
  specVersion: string,
  clean: (text: string) => string,
): WrittenLicense[] {
  const written: WrittenLicense[] = []
  for (const license of licenses) {
    const text = clean(license)
    if (text === '') continue
    const form = licenseForm(text)
    if (form === 'id') written.push({ license: { id: text } })
    else if (form === 'expression' && (licenses.length === 1 || specVersion !== '1.6'))
      written.push({ expression: text })
    else written.push({ license: { name: text } })
  }
  return written
}

function dependenciesOf(bom: Bom, refOf: (ref: string) => string): WrittenDependency[] {
  const byRef = new Map<string, Set<string>>()
  for (const { ref, on } of bom.dependencies) {
    const written = refOf(ref)
    let all = byRef.get(written)
    if (!all) {
      all = new Set()
      byRef.set(written, all)
    }
    for (const other of on) all.add(refOf(other))
  }
  return [...byRef].sort(([a], [b]) => (a < b ? -1 : 1)).map(([ref, all]) => ({ ref, dependsOn: [...all] }))
}
