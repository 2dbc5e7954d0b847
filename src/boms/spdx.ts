import type { ComponentType } from './bom.ts'

/** What the spellings of SPDX 2 (ISO/IEC 5962:2021 is its version 2.2.1) have in common. */
export const readVersions = ['2.2', '2.3'] as const

/** The default first. */
export const writtenVersions = ['2.3', '2.2'] as const

/** What the document calls itself in its own relationships (SPDX 2.3, clause 6.3). */
export const documentId = 'SPDXRef-DOCUMENT'

/** How the id of an element of another document begins (clause 6.6). */
export const elsewhere = 'DocumentRef-'

/** Not known, or not said. */
export const unsaid = 'NOASSERTION'
/** Known to be none: another thing than not knowing. */
export const saidNone = 'NONE'

/** Clause 3.2: the letters of an id. */
export const idPattern = /^SPDXRef-[A-Za-z0-9.-]+$/

/** What a relationship says of a bill. */
export interface Meaning {
  /** The first needs or holds the second: `forward`; the second the first: `back`. */
  direction: 'forward' | 'back'
  /** The one that is needed is so only at times, or never at run time. */
  scope?: 'optional' | 'excluded'
}

/**
 * Relationships that say what needs or holds what (clause 11.1, table 68). `A DEPENDENCY_OF B` is `B DEPENDS_ON A`: those
 * that end in `_OF` point back.
 */
export const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['DEPENDS_ON', { direction: 'forward' }],
  ['CONTAINS', { direction: 'forward' }],
  ['STATIC_LINK', { direction: 'forward' }],
  ['DYNAMIC_LINK', { direction: 'forward' }],
  ['HAS_PREREQUISITE', { direction: 'forward' }],
  ['DEPENDENCY_OF', { direction: 'back' }],
  ['CONTAINED_BY', { direction: 'back' }],
  ['PREREQUISITE_FOR', { direction: 'back' }],
  ['PACKAGE_OF', { direction: 'back' }],
  ['RUNTIME_DEPENDENCY_OF', { direction: 'back' }],
  ['PROVIDED_DEPENDENCY_OF', { direction: 'back' }],
  ['OPTIONAL_DEPENDENCY_OF', { direction: 'back', scope: 'optional' }],
  ['OPTIONAL_COMPONENT_OF', { direction: 'back', scope: 'optional' }],
  ['BUILD_DEPENDENCY_OF', { direction: 'back', scope: 'excluded' }],
  ['DEV_DEPENDENCY_OF', { direction: 'back', scope: 'excluded' }],
  ['TEST_DEPENDENCY_OF', { direction: 'back', scope: 'excluded' }],
])

/** Relationships of the same table that say nothing about what needs what: pedigree, tools, documents. */
export const otherRelationships: ReadonlySet<string> = new Set([
  'AMENDS',
  'ANCESTOR_OF',
  'BUILD_TOOL_OF',
  'COPY_OF',
  'DATA_FILE_OF',
  'DEPENDENCY_MANIFEST_OF',
  'DESCENDANT_OF',
  'DEV_TOOL_OF',
  'DISTRIBUTION_ARTIFACT',
  'DOCUMENTATION_OF',
  'EXAMPLE_OF',
  'EXPANDED_FROM_ARCHIVE',
  'FILE_ADDED',
  'FILE_DELETED',
  'FILE_MODIFIED',
  'GENERATED_FROM',
  'GENERATES',
  'METAFILE_OF',
  'OTHER',
  'PATCH_APPLIED',
  'PATCH_FOR',
  'REQUIREMENT_DESCRIPTION_FOR',
  'SPECIFICATION_FOR',
  'TEST_CASE_OF',
  'TEST_OF',
  'TEST_TOOL_OF',
  'VARIANT_OF',
])

/** `primaryPackagePurpose` (clause 7.24) that say what a package is. */
export const typePurposes: readonly (readonly [string, ComponentType])[] = [
  ['APPLICATION', 'application'],
  ['FRAMEWORK', 'framework'],
  ['LIBRARY', 'library'],
  ['CONTAINER', 'container'],
  ['OPERATING_SYSTEM', 'operating-system'],
  ['DEVICE', 'device'],
  ['FIRMWARE', 'firmware'],
  ['FILE', 'file'],
]

/** All of them: the others say how it is packed. */
export const purposes: ReadonlyMap<string, ComponentType> = new Map([
  ...typePurposes,
  ...['SOURCE', 'ARCHIVE', 'INSTALL', 'OTHER'].map(name => [name, 'library'] as const),
])

/** How hashes that a bill may hold are spelled (clause 7.10), by the spelling of CycloneDX: of 2.2, and those that 2.3 added. */
export const checksumNames: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  '2.2': new Map([
    ['MD5', 'MD5'],
    ['SHA-1', 'SHA1'],
    ['SHA-256', 'SHA256'],
    ['SHA-384', 'SHA384'],
    ['SHA-512', 'SHA512'],
  ]),
  '2.3': new Map([
    ['MD5', 'MD5'],
    ['SHA-1', 'SHA1'],
    ['SHA-256', 'SHA256'],
    ['SHA-384', 'SHA384'],
    ['SHA-512', 'SHA512'],
    ['SHA3-256', 'SHA3-256'],
    ['SHA3-384', 'SHA3-384'],
    ['SHA3-512', 'SHA3-512'],
    ['BLAKE2b-256', 'BLAKE2b-256'],
    ['BLAKE2b-384', 'BLAKE2b-384'],
    ['BLAKE2b-512', 'BLAKE2b-512'],
    ['BLAKE3', 'BLAKE3'],
  ]),
}

/**
 * References of category OTHER in which Millcert keeps what SPDX has no member for, or would misread where it belongs
 * (clause 7.21: `LocationRef-` and a name of one's own). The text is percent-encoded: a locator has no blanks.
 */
export const keptStart = 'LocationRef-millcert-'
export const keptMembers = [
  'type',
  'group',
  'version',
  'purl',
  'cpe',
  'scope',
  'orderNumber',
  'label',
  'source',
] as const
export type KeptMember = (typeof keptMembers)[number]

/** Written where a bill states no time, since SPDX wants one and no clock is read; read as not stated. */
export const noTime = '1970-01-01T00:00:00Z'
