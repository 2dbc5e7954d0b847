import { jsonText, streamJson } from '#base'
import type { Bom } from '../bom.ts'
import type { Facts } from '../facts.ts'
import type { BomFormat, Paper } from '../format.ts'
import { nameOf } from '../paper-text.ts'
import { documentId, readVersions, unsaid, writtenVersions } from '../spdx.ts'
import { finished } from '../spdx-bill.ts'
import { newer, takeCreation, takeElement, takeId, takeNamespace, takeVersion } from '../spdx-document.ts'
import { spdxFactGathering } from '../spdx-facts.ts'
import { at, type Gathering, gathering, textOf, wrongType } from '../spdx-gather.ts'
import { takeLicense } from '../spdx-license.ts'
import { isSpdxJson } from '../spdx-looks.ts'
import { takePackage } from '../spdx-package.ts'
import { describe, takeRelationship } from '../spdx-relationship.ts'
import { type WrittenPackage, writtenDocument } from '../spdx-write.ts'

/**
 * SPDX 2 in JSON, members in any order, lists element by element. Packages are components; files and snippets are counted, and
 * stand for the package they are in. Refused: an id that two elements have, an unknown version, members of another type.
 */
export const spdxJson: BomFormat = {
  id: 'spdx-json',
  label: 'SPDX JSON',
  kind: 'bom',
  versions: readVersions,
  takes:
    'packages: name, version, purl, CPE, supplier, purpose, checksums, licence concluded or declared; relationships that say what needs or holds what; the one package described as subject; namespace, time, creators',
  leaves:
    'files and snippets (counted; they stand for the package they are in), other relationships, texts of licences, annotations, reviews, external documents (never fetched)',
  names: undefined,
  sniff: isSpdxJson,
  read,
  facts,
  writes: writtenVersions,
  write,
}

const lists = new Set([
  'packages',
  'files',
  'snippets',
  'relationships',
  'hasExtractedLicensingInfos',
  'documentDescribes',
  'externalDocumentRefs',
  'annotations',
  'revieweds',
])

function read(paper: Paper): Bom {
  const it = gathering(paper, spdxJson.id)
  streamJson(paper.pieces(), paper.limits, nameOf(paper), {
    lists,
    element: (key, value, index) => takeItem(it, key, value, index),
    member: (key, value) => takeMember(it, key, value),
  })
  if (it.bom.specVersion === undefined) takeVersion(it, undefined, 'spdxVersion', readVersions)
  return finished(it)
}

function facts(paper: Paper): Facts {
  // Whether it is one at all is for the reader to say.
  read(paper)
  const found = spdxFactGathering()
  streamJson(paper.pieces(), paper.limits, nameOf(paper), {
    lists,
    element: (key, value) => found.take(key, value),
    member: (key, value) => found.take(key, value),
  })
  return found.facts()
}

function takeItem(it: Gathering, key: string, value: unknown, index: number): void {
  if (key === 'packages') takePackage(it, value, index)
  else if (key === 'files' || key === 'snippets') takeElement(it, value, `/${key}`, index)
  else {
    at(it, `/${key}`, index)
    if (key === 'relationships') takeRelationship(it, value)
    else if (key === 'hasExtractedLicensingInfos') takeLicense(it, value)
    else if (key === 'externalDocumentRefs') it.foreignDocuments++
    else if (key === 'documentDescribes') {
      const id = textOf(it, value, '')
      if (id !== undefined && id !== documentId) describe(it, id)
    }
  }
}

function takeMember(it: Gathering, key: string, value: unknown): void {
  at(it, '')
  if (key === 'spdxVersion') takeVersion(it, value, 'spdxVersion', readVersions)
  else if (key === '@context' || key === '@graph') throw newer(nameOf(it.paper))
  else if (key === 'SPDXID') takeId(it, value)
  else if (key === 'documentNamespace') takeNamespace(it, value)
  else if (key === 'creationInfo') takeCreation(it, value)
  else if (lists.has(key) && value !== null) throw wrongType(it, value, `/${key}`, 'a list')
}

function write(bom: Bom, specVersion: string): Iterable<string> {
  return writtenDocument(bom, specVersion, {
    clean: text =>
      text.includes('\0') || !text.isWellFormed() ? text.toWellFormed().replaceAll('\0', '\ufffd') : text,
    head: (name, namespace) =>
      `{\n"spdxVersion": "SPDX-${specVersion}",\n"dataLicense": "CC0-1.0",\n"SPDXID": "${documentId}",\n"name": ${jsonText(name)},\n"documentNamespace": "${namespace}",\n`,
    *body({ created, creators, packages, licenses, relationships }) {
      yield `"creationInfo": ${jsonText({ created, creators })},\n"packages": [`
      yield* lines(packages, one => spelled(one, specVersion))
      if (licenses.length > 0) {
        yield '\n],\n"hasExtractedLicensingInfos": ['
        yield* lines(licenses, ({ id, name }) => ({ licenseId: id, name, extractedText: name ?? unsaid }))
      }
      yield '\n],\n"relationships": ['
      yield* lines(relationships, ({ from, type, to }) => ({
        spdxElementId: from,
        relationshipType: type,
        relatedSpdxElement: to,
      }))
      yield '\n]\n}\n'
    },
  })
}

/** A package with its members in the order of the specification. */
function spelled(one: WrittenPackage, specVersion: string): object {
  return {
    name: one.name,
    SPDXID: one.id,
    versionInfo: one.version,
    supplier: one.supplier,
    downloadLocation: unsaid,
    filesAnalyzed: false,
    checksums: listed(one.checksums.map(({ algorithm, value }) => ({ algorithm, checksumValue: value }))),
    licenseConcluded: unsaid,
    licenseDeclared: one.licenseDeclared,
    copyrightText: unsaid,
    externalRefs: listed(
      one.references.map(({ category, type, locator }) => ({
        // The schema of 2.2 has another spelling than its text.
        referenceCategory: specVersion === '2.2' ? category.replace('-', '_') : category,
        referenceType: type,
        referenceLocator: locator,
      })),
    ),
    primaryPackagePurpose: one.purpose,
  }
}

function listed<T>(items: readonly T[]): readonly T[] | undefined {
  return items.length === 0 ? undefined : items
}

/** One line each: a reader of differences sees the package that changed. */
function* lines<T>(items: Iterable<T>, shape: (item: T) => object): Iterable<string> {
  let between = '\n'
  for (const item of items) {
    yield between + jsonText(shape(item))
    between = ',\n'
  }
}
