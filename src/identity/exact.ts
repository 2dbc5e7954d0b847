import { Buffer } from 'node:buffer'
import { longestVersion, type VersionOrder } from './order.ts'

/**
 * No order at all, for ecosystems whose versions Millcert cannot compare yet: a text equals itself, and sorts by its
 * UTF-8 bytes so that it can stand in an index. Never decide a range with it (`Ecosystem.ranges` is false).
 */
export const exact: VersionOrder = {
  id: 'exact',
  number: 0,
  about: 'The same text is the same version; nothing is earlier or later.',
  compare(a, b) {
    if (!isText(a) || !isText(b)) return undefined
    return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b))
  },
  encode(version, into) {
    if (!isText(version)) return -1
    const { read, written } = encoder.encodeInto(version, into)
    return read === version.length ? written : -1
  },
}

const encoder = new TextEncoder()

/** Half a surrogate pair has no bytes of its own: two such texts would be written alike. */
function isText(version: string): boolean {
  return version !== '' && version.length <= longestVersion && version.isWellFormed()
}
