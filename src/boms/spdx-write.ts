import { digester, showTime } from '#base'
import { hexHash } from '#identity'
import type { Bom, Component } from './bom.ts'
import { agentText, creatorText, ownTool } from './creators.ts'
import {
  checksumNames,
  documentId,
  type KeptMember,
  keptMembers,
  keptStart,
  noTime,
  typePurposes,
  unsaid,
} from './spdx.ts'
import { idsOf } from './spdx-id.ts'
import { type LicenseWriter, licenseWriter, type WrittenLicense } from './spdx-license-write.ts'
import { relationshipsOf, type WrittenRelationship } from './spdx-relationship-write.ts'

/** A package as SPDX has it, before it is spelled. */
export interface WrittenPackage {
  name: string
  id: string
  version: string | undefined
  /** `Organization: …`. */
  supplier: string | undefined
  checksums: { algorithm: string; value: string }[]
  /** An expression, `NONE` or `NOASSERTION`. */
  licenseDeclared: string
  references: WrittenReference[]
  /** Only in 2.3. */
  purpose: string | undefined
}

export interface WrittenReference {
  /** As 2.3 spells it. */
  category: 'PACKAGE-MANAGER' | 'SECURITY' | 'OTHER'
  type: string
  /** Without blanks. */
  locator: string
}

/** What is written below the head of the document. */
export interface WrittenBody {
  /** RFC 3339, whole seconds in UTC. */
  created: string
  /** `Tool: …`, at least one. */
  creators: readonly string[]
  /** The subject first. */
  packages: Iterable<WrittenPackage>
  /** Licences of the document's own, sorted by id. */
  licenses: readonly WrittenLicense[]
  relationships: Iterable<WrittenRelationship>
}

/** One way of writing it. */
export interface Spelling {
  /** The text without what this spelling cannot carry; the same for what is clean already. */
  clean(text: string): string
  head(name: string, namespace: string): string
  body(body: WrittenBody): Iterable<string>
}

/** In UTF-16 code units: pieces that small are gathered before they are given on. */
const pieceLength = 32 * 1024

/**
 * The text of a bill. Its namespace is a UUID of version 8 (RFC 9562) made of the SHA-256 of the document's name and everything
 * below the head, so that the same content has the same and another has another; no clock is read.
 */
export function* writtenDocument(bom: Bom, specVersion: string, spelling: Spelling): Iterable<string> {
  const body = bodyOf(bom, specVersion, spelling)
  const name = nameOf(bom, spelling)
  const hash = digester()
  hash.add(`${name}\n`)
  // Made twice rather than held: the text of a large bill is larger than the bill.
  for (const piece of gathered(spelling.body(body))) hash.add(piece)
  const hex = hash.digest().slice('sha256:'.length)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  yield spelling.head(name, `urn:uuid:${uuid}`)
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

/** A bill about nothing in particular that lists one thing is about that. */
function nameOf({ subject, components }: Bom, { clean }: Spelling): string {
  const about = subject ?? (components.length === 1 ? components[0] : undefined)
  return (about && clean(about.name)) || 'components'
}

function bodyOf(bom: Bom, specVersion: string, spelling: Spelling): WrittenBody {
  const ids = idsOf(bom)
  const all = bom.subject ? [bom.subject, ...bom.components] : bom.components
  const licenses = licenseWriter(all, spelling.clean)
  return {
    created: createdOf(bom.timestamp),
    creators: creatorsOf(bom, spelling),
    packages: {
      *[Symbol.iterator]() {
        for (const one of all) yield packageOf(one, ids.get(one.ref)!, specVersion, licenses, spelling)
      },
    },
    licenses: licenses.own,
    relationships: { [Symbol.iterator]: () => relationshipsOf(bom, ids, documentId) },
  }
}

function creatorsOf({ creators = [] }: Bom, { clean }: Spelling): string[] {
  const said = new Set(creators.flatMap(one => creatorText(one, clean) ?? []))
  const isNamed = [...said].some(text => text.startsWith(ownTool))
  return isNamed ? [...said] : [ownTool, ...said]
}

function createdOf(time: number | undefined): string {
  if (time === undefined || Number.isNaN(new Date(time).getTime())) return noTime
  const year = new Date(time).getUTCFullYear()
  return year < 0 || year > 9999 ? noTime : showTime(time)
}

function packageOf(
  component: Component,
  id: string,
  specVersion: string,
  licenses: LicenseWriter,
  { clean }: Spelling,
): WrittenPackage {
  const version = component.version && sound(component.version)
  const open = version === undefined || (clean(version) === version && version !== unsaid)
  const purpose = specVersion === '2.2' ? undefined : purposeOf(component)
  return {
    name: clean(component.name),
    id,
    version: open ? version || undefined : undefined,
    supplier: supplierOf(component.supplier && clean(component.supplier)),
    checksums: checksumsOf(component, specVersion),
    licenseDeclared: licenses.expression(component.licenses),
    references: referencesOf(component, open, purpose),
    purpose,
  }
}

const writtenPurposes = new Map(typePurposes.map(([purpose, type]) => [type, purpose]))

function purposeOf({ type }: Component): string {
  return writtenPurposes.get(type) ?? 'OTHER'
}

function supplierOf(name: string | undefined): string | undefined {
  const text = name?.trim()
  return text ? `Organization: ${agentText(text, undefined)}` : undefined
}

function checksumsOf({ hashes }: Component, specVersion: string): WrittenPackage['checksums'] {
  const written: WrittenPackage['checksums'] = []
  for (const { algorithm, value } of hashes) {
    const name = checksumNames[specVersion]!.get(algorithm)
    if (name !== undefined && !('fault' in hexHash(algorithm, value))) written.push({ algorithm: name, value })
  }
  return written
}

const plain = /^[\x21-\x7e]+$/

function referencesOf(component: Component, open: boolean, purpose: string | undefined): WrittenReference[] {
  const references: WrittenReference[] = []
  const kept: { [member in KeptMember]?: string | undefined } = {
    group: component.group,
    scope: component.scope,
    orderNumber: component.orderNumber,
    label: component.label,
    source: component.source,
  }
  if (!open) kept.version = component.version
  if (component.type !== 'library' && (purpose === undefined || purpose === 'OTHER')) kept.type = component.type
  const { purl, cpe } = component
  // A malformed one too: other readers may make something of it, and SPDX takes any.
  if (purl?.startsWith('pkg:') && plain.test(purl))
    references.push({ category: 'PACKAGE-MANAGER', type: 'purl', locator: purl })
  else kept.purl = purl
  const cpeType = cpe && plain.test(cpe) ? cpeTypeOf(cpe) : undefined
  if (cpe && cpeType) references.push({ category: 'SECURITY', type: cpeType, locator: cpe })
  else kept.cpe = cpe
  for (const member of keptMembers) {
    const text = kept[member]
    if (text) references.push({ category: 'OTHER', type: keptStart + member, locator: encoded(text) })
  }
  return references
}

function cpeTypeOf(cpe: string): 'cpe23Type' | 'cpe22Type' | undefined {
  if (cpe.startsWith('cpe:2.3:')) return 'cpe23Type'
  return cpe.startsWith('cpe:/') ? 'cpe22Type' : undefined
}

function encoded(text: string): string {
  return encodeURIComponent(sound(text))
}

/** Without what no reader of JSON takes, even escaped. */
function sound(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
