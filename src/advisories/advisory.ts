import type { Interval } from '#identity'
import type { CpeClaim } from './cpe-claim.ts'
import type { ProductClaim } from './product-claim.ts'

/**
 * What somebody said, at a time, about versions of packages: one record of one source. Records about the same
 * vulnerability stay apart; matching lays them side by side.
 */
export interface Advisory {
  /** As the source writes it: `GHSA-…`, `GO-2024-1`, `MAL-2024-1`. */
  id: string
  /** Id of the feed it belongs to (`feeds/`). */
  feed: string
  /** Other names of the same vulnerability, without the id itself. */
  aliases: readonly string[]
  /** Milliseconds since 1970 UTC; undefined where the source gives none or an impossible one. */
  published: number | undefined
  modified: number | undefined
  /** Set when the source took the record back: it is kept for the count and never matched. */
  withdrawn: number | undefined
  /** One line, in the source's words. */
  summary: string
  /** Where people read it. */
  url: string
  cvss: readonly Cvss[]
  /** The source's own word where it gives no vector. */
  severity: Severity
  malicious: boolean
  affected: readonly Affected[]
}

export interface Affected {
  /** The key under which a component of this package is looked up (`#identity`); undefined when the ecosystem has none. */
  key: string | undefined
  /** The source's own words, for people: `PyPI`, `AlmaLinux:9`. */
  ecosystem: string
  name: string
  intervals: readonly Interval[]
  /** Versions named one by one. */
  versions: readonly string[]
  /** Set when the record names the package and nothing comparable: shown as undecided with these words. */
  undecided: string | undefined
  /** What is said of a product by its CPE; then nothing stands in the three above. */
  cpe?: CpeClaim
  /** What is said of a product by its maker's words; as with `cpe`. */
  product?: ProductClaim
}

export interface Cvss {
  version: '2.0' | '3.0' | '3.1' | '4.0'
  vector: string
  /** Computed from the vector, never taken from the paper. */
  score: number
  /** Who scored it: the feed's id; where its records carry scores of several, theirs behind a slash: `nvd/security@vendor`. */
  source: string
  /** Which of the record's vulnerabilities it is of; absent: all. */
  of?: string
}

/** `none` is a score of 0.0; `unknown` is no score at all and never counts as low. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'none' | 'unknown'

/** What is known of a CVE besides its records: it is exploited. */
export interface Signal {
  feed: string
  cve: string
  /** Listed as exploited in the wild since (milliseconds, UTC). */
  kev: number
  /** The date the source gives the statement. */
  at: number
}

/** What is expected of many CVEs: columns, since hundreds of thousands come every day. */
export interface Scores {
  feed: string
  /** The day of the scores (milliseconds, UTC); undefined where the source names none. */
  at: number | undefined
  /** CVEs as `cveNumber` has them. */
  cves: Uint32Array
  /** The probability of each to be exploited in the next 30 days, 0 to 1 with five decimals. */
  epss: Float64Array
}
