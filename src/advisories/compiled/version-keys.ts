import { Buffer } from 'node:buffer'
import { longestKey, type VersionOrder } from '#identity'

/** A version as its order sorts it. Equal versions, however they are written, are one of these. */
export interface VersionKey {
  /** The sortable bytes, a character each. */
  readonly sortable: string
  /** As it was first written in the package at hand. */
  text: string
  /** The package and the statement that it was last met in, by their numbers. */
  inPackage: number
  inStatement: number
  /** Whether some row of the package needs it, and then its place among the bounds. */
  used: boolean
  place: number
}

/** Keys of the versions of one order. */
export interface VersionKeys {
  /** Null for what is no version. */
  of(text: string): VersionKey | null
  /** How many texts are remembered. */
  count(): number
}

const scratch = Buffer.alloc(longestKey) as Buffer & { latin1Slice(from: number, end: number): string }

/** Each text is encoded once: packages of one ecosystem have most versions in common, and records of one package repeat them. */
export function versionKeys(order: VersionOrder): VersionKeys {
  const byText = new Map<string, VersionKey | null>()
  const bySortable = new Map<string, VersionKey>()

  function keyOf(text: string): VersionKey | null {
    const length = order.encode(text, scratch)
    if (length < 0) return null
    const sortable = scratch.latin1Slice(0, length)
    const known = bySortable.get(sortable)
    if (known) return known
    const key: VersionKey = { sortable, text, inPackage: -1, inStatement: -1, used: false, place: 0 }
    bySortable.set(sortable, key)
    return key
  }

  return {
    of(text) {
      let key = byText.get(text)
      if (key === undefined) {
        key = keyOf(text)
        byText.set(text, key)
      }
      return key
    },
    count: () => byText.size,
  }
}
