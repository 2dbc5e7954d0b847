/**
 * What a thing is, apart from where it is and what is wrong with it: package URLs, the keys under which components and
 * advisories meet, version orders and runs of versions. Pure, and without an opinion on risk.
 */
export type { Coordinates, Ecosystem, Unplaced } from './ecosystem.ts'
export { longestKey, longestVersion, type VersionOrder } from './order.ts'
export type { Purl } from './purl.ts'
export { type Interval, inInterval, showInterval } from './range.ts'
