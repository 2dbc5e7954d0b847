/** What a bill does not keep when it is written as SPDX and read again: one row of the table for people. */
export interface Loss {
  /** Kebab-case. */
  id: string
  /** What it is, in the words of CycloneDX. */
  what: string
  /** What stands in its place afterwards. */
  becomes: string
  /** Ids of the formats that lose it. */
  formats: readonly string[]
  /** Versions of SPDX that lose it. */
  versions: readonly string[]
}

const both = ['spdx-json', 'spdx-tag-value'] as const
const all = ['2.2', '2.3'] as const

/**
 * All that is lost from CycloneDX to SPDX and back, of what is read of CycloneDX. Not losses: what SPDX has no member for and
 * Millcert keeps in references of category OTHER (`LocationRef-millcert-…`): group, scope, order number, label, types without a
 * purpose, what is no package URL or CPE at all.
 */
export const spdxLosses: readonly Loss[] = [
  {
    id: 'bom-ref',
    what: 'The text of a bom-ref',
    becomes: 'an SPDXID made of it: letters, digits, "." and "-", with a number behind it where two would be one',
    formats: both,
    versions: all,
  },
  {
    id: 'serial-number',
    what: 'serialNumber',
    becomes: 'a namespace that follows from the content',
    formats: both,
    versions: all,
  },
  {
    id: 'timestamp-fraction',
    what: 'Parts of a second in metadata.timestamp, and years that have not four figures',
    becomes: 'whole seconds; not stated',
    formats: both,
    versions: all,
  },
  {
    id: 'subject-alone',
    what: 'metadata.component of a bill that lists nothing',
    becomes: 'the one component listed: a document that describes its only package lists that',
    formats: both,
    versions: all,
  },
  {
    id: 'several-licenses',
    what: 'Several licences of one component',
    becomes: 'one expression that joins them with AND, in which a name is a LicenseRef',
    formats: both,
    versions: all,
  },
  {
    id: 'license-unknown',
    what: 'A licence called NOASSERTION',
    becomes: 'no licence: that is what the word says',
    formats: both,
    versions: all,
  },
  {
    id: 'reference-to-nothing',
    what: 'Dependencies on a ref that nothing has, and of one',
    becomes: 'nothing: SPDX knows no id that nobody has',
    formats: both,
    versions: all,
  },
  {
    id: 'blanks',
    what: 'Blanks around a supplier and who made the bill, more than one between the words of a licence expression, and its operators in small letters',
    becomes: 'none; one; capitals',
    formats: both,
    versions: all,
  },
  {
    id: 'tool-name',
    what: 'Where the name of a tool ends and its version begins; a tool called millcert without a version',
    becomes: 'before the last part that a hyphen and a figure begin; nobody',
    formats: both,
    versions: all,
  },
  {
    id: 'hash-streebog',
    what: 'Streebog hashes',
    becomes: 'nothing: no version of SPDX has them',
    formats: both,
    versions: all,
  },
  {
    id: 'hash-new',
    what: 'SHA3, BLAKE2b and BLAKE3 hashes',
    becomes: 'nothing: SPDX has them from 2.3 on',
    formats: both,
    versions: ['2.2'],
  },
  {
    id: 'line-breaks',
    what: 'Line breaks, control characters, outer blanks and <text> in names, suppliers, names of licences and of who made the bill',
    becomes: 'blanks; none; "< text>"',
    formats: ['spdx-tag-value'],
    versions: all,
  },
]
