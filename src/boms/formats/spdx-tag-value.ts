import type { Bom } from '../bom.ts'
import type { Facts } from '../facts.ts'
import type { BomFormat, Paper } from '../format.ts'
import { documentId, readVersions, unsaid, writtenVersions } from '../spdx.ts'
import { finished } from '../spdx-bill.ts'
import { takeVersion } from '../spdx-document.ts'
import { gathering } from '../spdx-gather.ts'
import { isSpdxTags } from '../spdx-looks.ts'
import { isUsed, sections } from '../spdx-sections.ts'
import { tagFacts } from '../spdx-tag-facts.ts'
import { tagsIn } from '../spdx-tags.ts'
import { type WrittenPackage, writtenDocument } from '../spdx-write.ts'

/** Version 2.1 was written in this spelling alone, and what is read of it is the same. */
const versions = ['2.1', ...readVersions] as const

/**
 * SPDX 2 as lines of tag and value, read line by line. As in JSON packages are components, and files stand for the package they
 * follow. Refused besides: a `<text>` that does not end, a line that is too long.
 */
export const spdxTagValue: BomFormat = {
  id: 'spdx-tag-value',
  label: 'SPDX tag-value',
  kind: 'bom',
  versions,
  takes: 'as SPDX JSON',
  leaves: 'as SPDX JSON; unknown tags (noted)',
  names: undefined,
  sniff: isSpdxTags,
  read,
  facts,
  writes: writtenVersions,
  write,
}

function read(paper: Paper): Bom {
  const it = gathering(paper, spdxTagValue.id)
  const parts = sections(it, versions)
  for (const tag of tagsIn(paper, it.notes, isUsed)) parts.take(tag)
  parts.end()
  if (it.bom.specVersion === undefined) takeVersion(it, undefined, 'SPDXVersion', versions)
  return finished(it)
}

function facts(paper: Paper): Facts {
  // Whether it is one at all is for the reader to say.
  read(paper)
  return tagFacts(paper)
}

function write(bom: Bom, specVersion: string): Iterable<string> {
  return writtenDocument(bom, specVersion, {
    clean,
    head: (name, namespace) =>
      `SPDXVersion: SPDX-${specVersion}\nDataLicense: CC0-1.0\nSPDXID: ${documentId}\nDocumentName: ${name}\nDocumentNamespace: ${namespace}\n`,
    *body({ created, creators, packages, licenses, relationships }) {
      yield `${creators.map(one => `Creator: ${one}\n`).join('')}Created: ${created}\n`
      for (const one of packages) yield spelled(one)
      for (const { id, name } of licenses)
        yield `\nLicenseID: ${id}\nExtractedText: <text>${name ?? unsaid}</text>\n${name === undefined ? '' : `LicenseName: ${name}\n`}`
      yield '\n'
      for (const { from, type, to } of relationships) yield `Relationship: ${from} ${type} ${to}\n`
    },
  })
}

/** One line, and nothing in it that a reader takes for more than letters. */
function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/<(\/?text>)/g, '< $1')
    .trim()
}

function spelled(one: WrittenPackage): string {
  const lines = [
    '',
    `PackageName: ${one.name}`,
    `SPDXID: ${one.id}`,
    one.version === undefined ? undefined : `PackageVersion: ${one.version}`,
    one.supplier === undefined ? undefined : `PackageSupplier: ${one.supplier}`,
    `PackageDownloadLocation: ${unsaid}`,
    one.purpose === undefined ? undefined : `PrimaryPackagePurpose: ${one.purpose.replace('_', '-')}`,
    'FilesAnalyzed: false',
    ...one.checksums.map(({ algorithm, value }) => `PackageChecksum: ${algorithm}: ${value}`),
    `PackageLicenseConcluded: ${unsaid}`,
    `PackageLicenseDeclared: ${one.licenseDeclared}`,
    `PackageCopyrightText: ${unsaid}`,
    ...one.references.map(({ category, type, locator }) => `ExternalRef: ${category} ${type} ${locator}`),
  ]
  return `${lines.filter(line => line !== undefined).join('\n')}\n`
}
