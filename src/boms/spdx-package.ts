import { Problem, quoted } from '#base'
import { hexHash } from '#identity'
import { type Component, component, type Hash } from './bom.ts'
import { checkComponent, checkUrl } from './checks.ts'
import { agentOf } from './creators.ts'
import { componentTypes, scopes } from './cyclonedx.ts'
import { boundCount, nameOf } from './paper-text.ts'
import { type KeptMember, keptMembers, keptStart, purposes, unsaid } from './spdx.ts'
import {
  at,
  type Gathering,
  isFile,
  isPackage,
  isRaw,
  isSnippet,
  listOf,
  numberOf,
  type Raw,
  shared,
  textOf,
  wrongType,
} from './spdx-gather.ts'
import { licensesOf } from './spdx-license.ts'
import { takeHeld } from './spdx-relationship.ts'

const none: readonly never[] = []

/** A package, in the JSON spelling, becomes a component. Throws `boms/missing-name`, `boms/duplicate-ref`. */
export function takePackage(it: Gathering, raw: unknown, index: number): void {
  at(it, '/packages', index)
  if (!isRaw(raw)) throw wrongType(it, raw, '', 'a package')
  at(it, '/packages', index, raw)
  const found = componentOf(it, raw)
  const id = textOf(it, raw['SPDXID'], 'SPDXID')
  const next = it.bom.components.length
  if (id === undefined) {
    it.notes.add('id-missing', 'a package has no SPDXID: no relationship can mean it', it.place(''))
    it.unnamed.push({ component: found, index: next })
  } else {
    const number = numberOf(it, id)
    if (it.marks[number]! & (isPackage | isFile | isSnippet)) {
      if (saidTwice(it, number, found)) return
      throw duplicate(it, id)
    }
    it.marks[number]! |= isPackage
    it.owners[number] = next + 1
    found.ref = id
    for (const file of listOf(it, raw['hasFiles'], 'hasFiles')) takeHeld(it, number, file)
  }
  checkComponent(found, it.notes, it)
  it.bom.components.push(found)
  boundCount(it.bom.components.length, it.paper, it.place(''))
}

/** Whether a package that has an id already is the same again: some writers list one twice, and nothing is unclear then. */
function saidTwice(it: Gathering, number: number, found: Component): boolean {
  const first = it.bom.components[it.owners[number]! - 1]
  if (first?.name !== found.name || first.version !== found.version || first.purl !== found.purl) return false
  it.notes.add('package-repeated', `a package is listed twice: ${quoted(first.ref)}`, it.place(''))
  return true
}

export function duplicate(it: Gathering, id: string): Problem {
  const where = it.place('/SPDXID')
  return new Problem(
    'boms/duplicate-ref',
    `Cannot read ${nameOf(it.paper)}: duplicate SPDXID ${quoted(id)} at ${where}`,
    { at: where, wanted: 'each SPDXID once', found: quoted(id) },
  )
}

function componentOf(it: Gathering, raw: Raw): Component {
  // `packageName` and `packageVersion` are of drafts of the JSON spelling, and still about.
  const name = raw['name'] ?? raw['packageName']
  if (typeof name !== 'string') throw nameless(it, name)
  const version = textOf(it, raw['versionInfo'] ?? raw['packageVersion'], 'versionInfo')
  const found = component('', name, version === unsaid ? undefined : version)
  found.type = typeOf(it, raw['primaryPackagePurpose'])
  found.supplier = shared(it, entityOf(it, raw, 'supplier') ?? entityOf(it, raw, 'originator'))
  const checksums = raw['checksums']
  if (checksums !== undefined) found.hashes = hashesOf(it, listOf(it, checksums, 'checksums'))
  found.licenses = licensesOf(it, raw)
  const references = raw['externalRefs']
  if (references !== undefined) takeReferences(it, found, listOf(it, references, 'externalRefs'))
  for (const key of ['downloadLocation', 'homepage']) {
    const url = textOf(it, raw[key], key)
    if (url !== undefined) checkUrl(url, it.notes, () => it.place(`/${key}`))
  }
  return found
}

function nameless(it: Gathering, name: unknown): Problem {
  if (name !== undefined && name !== null) return wrongType(it, name, '/name', 'a text')
  const where = it.place('')
  return new Problem('boms/missing-name', `Cannot read ${nameOf(it.paper)}: a package without a name at ${where}`, {
    at: where,
    wanted: 'a name for each package',
  })
}

function typeOf(it: Gathering, value: unknown): Component['type'] {
  const written = textOf(it, value, 'primaryPackagePurpose')
  if (written === undefined || written === unsaid) return 'library'
  const type = purposes.get(written.replaceAll('-', '_'))
  if (type !== undefined) return type
  it.notes.add(
    'type-unknown',
    `unknown package purpose ${quoted(written)}: taken for a library`,
    it.place('/primaryPackagePurpose'),
  )
  return 'library'
}

/** `Organization: name (mail)`, `Person: …` or `NOASSERTION` (clauses 7.5 and 7.6): the name; without a known start, as written. */
function entityOf(it: Gathering, raw: Raw, key: 'supplier' | 'originator'): string | undefined {
  const written = textOf(it, raw[key], key)?.trim()
  if (written === undefined || written === unsaid) return undefined
  const start = /^(?:Organization|Person):/.exec(written)?.[0]
  if (start === undefined) {
    it.notes.add(
      `${key}-malformed`,
      `${key} ${quoted(written)} begins neither with "Organization: " nor with "Person: ": taken as written`,
      it.place(`/${key}`),
    )
    return written || undefined
  }
  return agentOf(written.slice(start.length).trim()).name || undefined
}

function hashesOf(it: Gathering, items: readonly unknown[]): readonly Hash[] {
  const hashes: Hash[] = []
  items.forEach((item, i) => {
    if (!isRaw(item)) throw wrongType(it, item, `/checksums/${i}`, 'a checksum')
    const { algorithm, checksumValue } = item
    if (typeof algorithm !== 'string' || typeof checksumValue !== 'string')
      throw wrongType(it, item, `/checksums/${i}`, 'a checksum with algorithm and checksumValue')
    const hash = hexHash(algorithm.replace(/^checksumAlgorithm_/, ''), checksumValue)
    if (!('fault' in hash)) hashes.push(hash)
    else it.notes.add('hash-malformed', `malformed checksum: ${hash.fault}; left out`, it.place(`/checksums/${i}`))
  })
  return hashes.length === 0 ? none : hashes
}

/** Package URL, CPE (2.3 before 2.2) and what Millcert keeps; which category they stand in does not matter. */
function takeReferences(it: Gathering, found: Component, items: readonly unknown[]): void {
  let cpe22: string | undefined
  let cpes = 0
  items.forEach((item, i) => {
    if (!isRaw(item)) throw wrongType(it, item, `/externalRefs/${i}`, 'an external reference')
    const type = textOf(it, item['referenceType'], `externalRefs/${i}/referenceType`)
    const locator = textOf(it, item['referenceLocator'], `externalRefs/${i}/referenceLocator`)
    if (type === undefined || locator === undefined) return
    const short = type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf('#')) + 1)
    if (short === 'purl') takePurl(it, found, locator, i)
    else if (short === 'cpe23Type' || short === 'cpe23Uri') {
      found.cpe ??= locator
      cpes++
    } else if (short === 'cpe22Type') cpe22 ??= locator
    else if (type.startsWith(keptStart)) takeKept(found, type.slice(keptStart.length), locator)
    else if (locator.includes(':')) checkUrl(locator, it.notes, () => it.place(`/externalRefs/${i}/referenceLocator`))
  })
  found.cpe ??= cpe22
  if (cpes > 1) it.manyCpes++
}

function takePurl(it: Gathering, found: Component, purl: string, index: number): void {
  if (found.purl === undefined) found.purl = purl
  else if (found.purl !== purl)
    it.notes.add(
      'purl-several',
      `a package has a second purl ${quoted(purl)}: the first is taken`,
      it.place(`/externalRefs/${index}`),
    )
}

function takeKept(found: Component, name: string, locator: string): void {
  const member = keptMembers.find(one => one === name)
  const text = member && decoded(locator)
  if (member === undefined || text === undefined) return
  setKept(found, member, text)
}

function setKept(found: Component, member: KeptMember, text: string): void {
  // What the document says in the open comes first.
  if (member === 'type') found.type = found.type === 'library' ? (componentTypes.get(text) ?? found.type) : found.type
  else if (member === 'scope') found.scope = scopes.get(text)
  else found[member] ??= text
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined
  } catch {
    return undefined
  }
}
