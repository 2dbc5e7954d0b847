import { quoted } from '#base'
import { takeCreated, takeCreator, takeElement, takeId, takeNamespace, takeVersion } from './spdx-document.ts'
import { at, type Gathering, lineOf, type Raw } from './spdx-gather.ts'
import { takeLicense } from './spdx-license.ts'
import { takePackage } from './spdx-package.ts'
import { takeHeld, takeRelationship } from './spdx-relationship.ts'
import { passedTags, type Tag } from './spdx-tags.ts'

/** What is being put together from tags until the next section begins. */
interface Section {
  kind: 'document' | 'package' | 'file' | 'snippet' | 'license'
  raw: Raw
  /** How many of its kind came before. */
  index: number
}

/** A tag-value document as its tags come in: sections begin with a tag of their own, and end where the next does. */
export interface Sections {
  take(tag: Tag): void
  end(): void
}

/** Tags with which a section begins. */
export const starts: ReadonlyMap<string, { kind: Section['kind']; key: string }> = new Map([
  ['PackageName', { kind: 'package', key: 'name' }],
  ['FileName', { kind: 'file', key: 'fileName' }],
  ['SnippetSPDXID', { kind: 'snippet', key: 'SPDXID' }],
  ['LicenseID', { kind: 'license', key: 'licenseId' }],
] as const)

/** Tags that a package has once, with their members in the JSON spelling. */
export const packageTags: ReadonlyMap<string, string> = new Map([
  ['PackageVersion', 'versionInfo'],
  ['PackageSupplier', 'supplier'],
  ['PackageOriginator', 'originator'],
  ['PackageDownloadLocation', 'downloadLocation'],
  ['PackageHomePage', 'homepage'],
  ['PackageLicenseConcluded', 'licenseConcluded'],
  ['PackageLicenseDeclared', 'licenseDeclared'],
  ['PrimaryPackagePurpose', 'primaryPackagePurpose'],
])

/** Whether the text of a tag is used. */
export function isUsed(name: string): boolean {
  return !passedTags.has(name)
}

export function sections(it: Gathering, versions: readonly string[]): Sections {
  const counts = { document: 0, package: 0, file: 0, snippet: 0, license: 0 }
  let section: Section = { kind: 'document', raw: {}, index: 0 }
  /** The number of the package that files to come stand in; -1 before the first. */
  let holder = -1

  function end(): void {
    const { kind, raw, index } = section
    if (kind === 'package') {
      takePackage(it, raw, index)
      const id = raw['SPDXID']
      holder = typeof id === 'string' ? (it.elements.get(id) ?? -1) : -1
    } else if (kind === 'file' || kind === 'snippet') {
      takeElement(it, raw, kind === 'file' ? '/files' : '/snippets', index)
      if (kind === 'file' && holder >= 0 && raw['SPDXID'] !== undefined) takeHeld(it, holder, raw['SPDXID'])
    } else if (kind === 'license') {
      at(it, '', -1, raw)
      takeLicense(it, raw)
    }
    section = { kind: 'document', raw: {}, index: 0 }
  }

  function take(tag: Tag): void {
    const { name, value, line } = tag
    const start = starts.get(name)
    if (start) {
      end()
      section = { kind: start.kind, raw: { [lineOf]: line, [start.key]: value }, index: counts[start.kind]++ }
      return
    }
    at(it, '', -1, { [lineOf]: line })
    if (takeAnywhere(it, tag, versions)) return
    const { kind, raw } = section
    if (name === 'SPDXID') {
      if (kind === 'document') takeId(it, value)
      else once(it, raw, 'SPDXID', tag)
    } else if (kind === 'package' && packageTags.has(name)) once(it, raw, packageTags.get(name)!, tag)
    else if (kind === 'package' && name === 'PackageChecksum') listed(raw, 'checksums', checksumOf(value))
    else if (kind === 'package' && name === 'ExternalRef') listed(raw, 'externalRefs', referenceOf(it, value))
    else if (kind === 'license' && name === 'LicenseName') once(it, raw, 'name', tag)
    else if (!passedTags.has(name))
      it.notes.add('tag-unknown', `unknown tag ${quoted(name)} here: left out`, it.place(''))
  }

  return { take, end }
}

/** Tags that belong to the document wherever they stand; false for others. */
function takeAnywhere(it: Gathering, { name, value }: Tag, versions: readonly string[]): boolean {
  if (name === 'Relationship') takeRelationship(it, relationshipOf(it, value))
  else if (name === 'SPDXVersion') {
    if (it.bom.specVersion === undefined) takeVersion(it, value, name, versions)
    else it.notes.add('tag-repeated', 'SPDXVersion is stated twice: the first is taken', it.place(''))
  } else if (name === 'DocumentNamespace') {
    const { raw } = it
    takeNamespace(it, value)
    it.raw = raw
  } else if (name === 'Creator') takeCreator(it, value)
  else if (name === 'Created') takeCreated(it, value)
  else if (name === 'ExternalDocumentRef') it.foreignDocuments++
  else return false
  return true
}

function once(it: Gathering, raw: Raw, key: string, { name, value }: Tag): void {
  if (raw[key] === undefined) raw[key] = value
  else it.notes.add('tag-repeated', `${name} is stated twice: the first is taken`, it.place(''))
}

function listed(raw: Raw, key: string, item: Raw | undefined): void {
  if (item === undefined) return
  const list = raw[key]
  if (Array.isArray(list)) list.push(item)
  else raw[key] = [item]
}

/** `SHA1: 85ed08…`. */
export function checksumOf(value: string): Raw {
  const colon = value.indexOf(':')
  return { algorithm: value.slice(0, Math.max(colon, 0)).trim(), checksumValue: value.slice(colon + 1).trim() }
}

/** `SECURITY cpe23Type cpe:2.3:…`. */
export function referenceParts(value: string): Raw | undefined {
  const parts = /^(\S+)\s+(\S+)\s+(\S.*)$/s.exec(value)
  return parts ? { referenceCategory: parts[1], referenceType: parts[2], referenceLocator: parts[3] } : undefined
}

function referenceOf(it: Gathering, value: string): Raw | undefined {
  const parts = referenceParts(value)
  if (parts) return parts
  it.notes.add('reference-malformed', `ExternalRef ${quoted(value)} has not three parts: left out`, it.place(''))
  return undefined
}

/** `SPDXRef-a DEPENDS_ON SPDXRef-b`. */
export function relationshipParts(value: string): Raw {
  const parts = value.split(/\s+/, 4)
  return parts.length === 3 ? { spdxElementId: parts[0], relationshipType: parts[1], relatedSpdxElement: parts[2] } : {}
}

function relationshipOf(it: Gathering, value: string): Raw {
  return { [lineOf]: it.raw[lineOf], ...relationshipParts(value) }
}
