/**
 * What a thing is, apart from where it is and what is wrong with it: package URLs, the keys under which components and
 * advisories meet, version orders, runs and ranges of versions, names of digests. Pure, and without an opinion on risk.
 */
export { type Cpe, type CpeFault, type CpeValue, cpeAttributes, longestCpe, parseCpe, showCpe } from './cpe.ts'
export { type CpeRelation, compareCpe, compareCpeValue } from './cpe-match.ts'
export type { Coordinates, Ecosystem, Unplaced } from './ecosystem.ts'
export * as ecosystems from './ecosystems/all.ts'
export { exact } from './exact.ts'
export {
  type HashFault,
  hashBytes,
  hexHash,
  integrityHashes,
  type KnownHash,
  prefixedHash,
} from './hash-algorithm.ts'
export { isRangeScheme, readRange } from './native-range.ts'
export { longestKey, longestVersion, type VersionOrder } from './order.ts'
export {
  coordinatesOf,
  ecosystemOf,
  ecosystemOfKey,
  orderByNumber,
  orderOf,
  type Placed,
  packageKey,
} from './placement.ts'
export { plainPurlRules } from './plain-purl.ts'
export {
  buildPurl,
  longestPurl,
  type Purl,
  type PurlFault,
  type PurlParts,
  parsePurl,
  showPurl,
} from './purl.ts'
export { type Interval, inInterval, showInterval } from './range.ts'
export type { RangeFault } from './range-notation.ts'
export * as notations from './ranges/all.ts'
export {
  inVers,
  parseVers,
  showVers,
  statedIntervals,
  type Vers,
  type VersConstraint,
  type VersFault,
  versIntervals,
  versOf,
} from './vers.ts'
export * as orders from './versions/all.ts'
