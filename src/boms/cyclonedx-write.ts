import { digester, showTime } from '#base'
import { parsePurl } from '#identity'
import type { Bom, Component, ComponentType, Hash } from './bom.ts'
import { hashNames, type KeptProperty, keptProperties, propertyStart } from './cyclonedx.ts'
import { longestVersion, type WrittenCreators, writtenCreators } from './cyclonedx-creators.ts'
import { licenseForm } from './licence-form.ts'
import { references } from './reference.ts'

/** A component as the schema allows it, members in the order of the schema. */
export interface WrittenComponent {
  type: ComponentType
  'bom-ref': string
  supplier: { name: string } | undefined
  group: string | undefined
  name: string
  version: string | undefined
  scope: Component['scope']
  hashes: { alg: string; content: string }[] | undefined
  licenses: WrittenLicense[] | undefined
  cpe: string | undefined
  purl: string | undefined
  properties: { name: string; value: string }[] | undefined
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
  creators: WrittenCreators | undefined
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
  const body = bodyOf(bom, specVersion, spelling)
  const hash = digester()
  // Made twice rather than held: the text of a large bill is larger than the bill.
  for (const piece of gathered(spelling.body(body))) hash.add(piece)
  const hex = hash.digest().slice('sha256:'.length)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  const serial = `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  yield spelling.head(serial)
  yield* gathered(spelling.body(body))
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

function bodyOf(bom: Bom, specVersion: string, spelling: Spelling): WrittenBody {
  const written = refsOf(bom, spelling)
  const one = (component: Component) => writtenComponent(component, written, specVersion, spelling)
  return {
    timestamp: timestampOf(bom.timestamp),
    creators: writtenCreators(bom.creators ?? [], spelling.clean),
    subject: bom.subject && one(bom.subject),
    components: {
      *[Symbol.iterator]() {
        for (const component of bom.components) yield one(component)
      },
    },
    dependencies: dependenciesOf(bom, written),
  }
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
  const version = cleaned(component.version, spelling)
  const cpe = cleaned(component.cpe, spelling)
  const purl = cleaned(component.purl, spelling)
  const kept = {
    orderNumber: cleaned(component.orderNumber, spelling),
    label: cleaned(component.label, spelling),
    source: cleaned(component.source, spelling),
    version: version !== undefined && version.length > longestVersion ? version : undefined,
    cpe: cpe !== undefined && spelling.refuses('cpe', cpe) ? cpe : undefined,
    purl: purl !== undefined && ('fault' in parsePurl(purl) || spelling.refuses('purl', purl)) ? purl : undefined,
  }
  const supplier = cleaned(component.supplier, spelling)
  const hashes = hashesOf(component.hashes, specVersion)
  const licenses = licensesOf(component.licenses, specVersion, spelling)
  const properties = propertiesOf(kept)
  // All members, those that are absent undefined: one shape for all, and nothing writes what is undefined.
  return {
    type: component.type,
    'bom-ref': refOf(component.ref),
    supplier: supplier === undefined ? undefined : { name: supplier },
    group: cleaned(component.group, spelling),
    name: spelling.clean(component.name),
    version: kept.version === undefined ? version : undefined,
    scope: component.scope,
    hashes: hashes.length === 0 ? undefined : hashes,
    licenses: licenses.length === 0 ? undefined : licenses,
    cpe: kept.cpe === undefined ? cpe : undefined,
    purl: kept.purl === undefined ? purl : undefined,
    properties: properties.length === 0 ? undefined : properties,
  }
}

function cleaned(text: string | undefined, spelling: Spelling): string | undefined {
  return text === undefined ? undefined : spelling.clean(text) || undefined
}

function propertiesOf(kept: Record<KeptProperty, string | undefined>): { name: string; value: string }[] {
  const properties: { name: string; value: string }[] = []
  for (const name of keptProperties) {
    const value = kept[name]
    if (value !== undefined) properties.push({ name: propertyStart + name, value })
  }
  return properties
}

const digestLengths: ReadonlySet<number> = new Set([32, 40, 64, 96, 128])

function hashesOf(hashes: readonly Hash[], specVersion: string): { alg: string; content: string }[] {
  const written: { alg: string; content: string }[] = []
  for (const { algorithm, value } of hashes) {
    const known = hashNames.has(algorithm) || (specVersion !== '1.6' && /^Streebog-(?:256|512)$/.test(algorithm))
    if (known && digestLengths.has(value.length) && /^[0-9a-f]+$/.test(value))
      written.push({ alg: algorithm, content: value })
  }
  return written
}

// Version 1.6 has either licences or one expression; from 1.7 on they may be mixed.
function licensesOf(licenses: readonly string[], specVersion: string, { clean }: Spelling): WrittenLicense[] {
  const texts = licenses.map(clean).filter(text => text !== '')
  return texts.map(text => {
    const form = licenseForm(text)
    if (form === 'id') return { license: { id: text } }
    if (form === 'expression' && (texts.length === 1 || specVersion !== '1.6')) return { expression: text }
    return { license: { name: text } }
  })
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
