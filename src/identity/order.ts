/**
 * How the versions of one ecosystem stand to each other. A member of `versions/` is one order, with a `.pairs.txt`
 * beside it as its truth (`1.0-rc1 < 1.0`), read by the contract test.
 */
export interface VersionOrder {
  /** Kebab-case, stored in compiled indexes: never renamed. */
  readonly id: string
  /** Stored in compiled indexes in place of the id: never reused. */
  readonly number: number
  /** One line: whose rules, and where they are written down. */
  readonly about: string
  /** Below 0, 0 or above 0; undefined when either text is not a version of this order. Written without the key, so that each proves the other. */
  compare(a: string, b: string): number | undefined
  /**
   * Writes bytes that sort (unsigned, a prefix before its extensions) exactly as the versions do, and are equal exactly
   * when the versions are; returns how many, or -1 when the text is not a version of this order or the key does not fit `into`.
   * Allocates as little as it can: this runs once for each component and boundary.
   */
  encode(version: string, into: Uint8Array): number
  /**
   * The version without what another of its kind does not look at unless it has some itself (the local label of PEP 440); undefined
   * where there is none. Its key begins that of the version.
   */
  publicOf?(version: string): string | undefined
}

/** Longer texts are no versions: bounds the work that a hostile one can cause. */
export const longestVersion = 512

/** Room that every key of a version within `longestVersion` fits in. */
export const longestKey = 4096
