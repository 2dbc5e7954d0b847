/**
 * A package URL (ECMA-427), its parts decoded and in the canonical case of their type.
 */
export interface Purl {
  type: string
  /** Segments joined by `/`, undefined when there is none. */
  namespace: string | undefined
  name: string
  version: string | undefined
  /** Keys lower-case and sorted; undefined when there is none. */
  qualifiers: ReadonlyMap<string, string> | undefined
  subpath: string | undefined
}
