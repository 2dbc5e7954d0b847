import type { Note } from '#base'
import type { Creator } from './creators.ts'

/**
 * A bill of materials as Millcert holds it, whatever format it came in. Immutable once read; its identity is the digest
 * of its original bytes.
 */
export interface Bom {
  /** Id of the format it was read from. */
  format: string
  /** The format's own version, as written: `1.6`, `3`. */
  specVersion: string | undefined
  /** As written (`urn:uuid:…`), and never trusted as identity. */
  serial: string | undefined
  /** Which one of those with its serial number it is, from 1 on; absent where it does not tell. */
  revision?: number
  /** Milliseconds since 1970 UTC, as stated by the author. */
  timestamp: number | undefined
  /** Who made the bill, by its own word; absent where it names nobody. */
  creators?: Creator[]
  /** What the bill is about: the root of the graph. */
  subject: Component | undefined
  /** In the order of the paper; nested ones after the component they stand in. */
  components: Component[]
  /**
   * Only what is stated: no entry means not stated, an entry with an empty `on` means none. May be made at the first asking
   * (readers of large bills keep numbers): who needs only the graph asks `graphOf`.
   */
  dependencies: Dependency[]
  /** Files that the paper names as parts of itself and that it does not hold; absent where it names none. */
  includes?: Include[]
  notes: Note[]
}

/** Code of the note about a file of `includes` that was not followed. */
export const includeNote = 'include-not-followed'

/** A file that a paper names, as it is written there: from the folder of the paper. */
export interface Include {
  path: string
  /** Of the note that says it was not followed. */
  at: string
}

export interface Component {
  /** The paper's own handle: bom-ref, id column, `name@version`; unique in the bill. */
  ref: string
  type: ComponentType
  group: string | undefined
  name: string
  version: string | undefined
  /** As written. */
  purl: string | undefined
  cpe: string | undefined
  supplier: string | undefined
  /** The maker's order or catalogue number (hardware). */
  orderNumber: string | undefined
  scope: 'required' | 'optional' | 'excluded' | undefined
  hashes: readonly Hash[]
  /** SPDX ids or expressions as stated, else the name as written. */
  licenses: readonly string[]
  /** Where in the paper: `line 12`, a JSON pointer; undefined where nobody would look for it. */
  at: string | undefined
  /** A word to show beside the version, where the reader derived the component (`Go standard library, from the go directive`). */
  label: string | undefined
  /**
   * The source package of a package of a system, `name` or `name@version`, where it is stated and not in the package URL; absent where
   * it is not.
   */
  source?: string | undefined
}

/**
 * The label of what the maker of a bill builds himself: of type `application` and without a purl, as a published package of that name
 * is another one. Written bills keep it, so that whoever reads them does not look for it elsewhere.
 */
export const ownLabel = 'part of this project'

/** CycloneDX 1.7 `component.type`. */
export type ComponentType =
  | 'application'
  | 'framework'
  | 'library'
  | 'container'
  | 'platform'
  | 'operating-system'
  | 'device'
  | 'device-driver'
  | 'firmware'
  | 'file'
  | 'machine-learning-model'
  | 'data'
  | 'cryptographic-asset'

export interface Hash {
  /** CycloneDX spelling: `SHA-256`, `SHA-512`, `MD5`. */
  algorithm: string
  /** Lower-case hex. */
  value: string
}

export interface Dependency {
  ref: string
  on: readonly string[]
}

/** A bill that says nothing yet: the shape readers start from. */
export function emptyBom(format: string, notes: Note[] = []): Bom {
  return {
    format,
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components: [],
    dependencies: [],
    notes,
  }
}

/** A component with everything but its name unknown: the shape readers start from. */
export function component(ref: string, name: string, version?: string, purl?: string): Component {
  return {
    ref,
    type: 'library',
    group: undefined,
    name,
    version,
    purl,
    cpe: undefined,
    supplier: undefined,
    orderNumber: undefined,
    scope: undefined,
    hashes: none,
    licenses: none,
    at: undefined,
    label: undefined,
  }
}

/** A component with other values of its own. A spread would lose those that a component makes only when it is asked (packed-components.ts). */
export function changedComponent(one: Component, over: Partial<Component>): Component {
  const { ref, type, group, name, version, purl, cpe, supplier, orderNumber, scope } = one
  const { hashes, licenses, at, label, source } = one
  return {
    ...{ ref, type, group, name, version, purl, cpe, supplier, orderNumber, scope, hashes, licenses, at, label },
    ...(source !== undefined && { source }),
    ...over,
  }
}

const none: readonly never[] = []
