import type { Component, ComponentType } from './bom.ts'

/** What the spellings of CycloneDX (ECMA-424 and its earlier versions) have in common. */
export const jsonVersions = ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const

/** XML is older than JSON. */
export const xmlVersions = ['1.0', '1.1', ...jsonVersions] as const

/** The default first. */
export const writtenVersions = ['1.6', '1.7'] as const

/** Followed by the version: the namespace of the XML spelling. */
export const namespaceStart = 'http://cyclonedx.org/schema/bom/'

const typeNames: readonly ComponentType[] = [
  'application',
  'framework',
  'library',
  'container',
  'platform',
  'operating-system',
  'device',
  'device-driver',
  'firmware',
  'file',
  'machine-learning-model',
  'data',
  'cryptographic-asset',
]

/** Later types are taken from earlier versions too: nothing else could be meant. */
export const componentTypes: ReadonlyMap<string, ComponentType> = new Map(typeNames.map(name => [name, name]))

export const scopes: ReadonlyMap<string, Component['scope']> = new Map([
  ['required', 'required'],
  ['optional', 'optional'],
  ['excluded', 'excluded'],
] as const)

/** `hash-alg`: what a bill of 1.6 may hold, and what 1.7 added. */
export const hashNames: ReadonlySet<string> = new Set([
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-384',
  'SHA-512',
  'SHA3-256',
  'SHA3-384',
  'SHA3-512',
  'BLAKE2b-256',
  'BLAKE2b-384',
  'BLAKE2b-512',
  'BLAKE3',
])

/** Properties in which Millcert keeps what CycloneDX has no member for, or would refuse where it belongs. */
export const propertyStart = 'millcert:'
export const keptProperties = ['orderNumber', 'label', 'version', 'cpe', 'purl', 'source'] as const
/** In which Trivy states the source package: its name, and the parts of its version (trivy.dev, CycloneDX properties). */
export const trivySource = 'aquasecurity:trivy:Src'

export type KeptProperty = (typeof keptProperties)[number]
