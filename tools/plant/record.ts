/**
 * Facts of published records (identifiers, packages, ranges, vectors, dates, addresses), with words of our own.
 * `source` is when the source last changed its record; the day our copy was written is in `advisories.ts`.
 */
export interface RecordPlan {
  id: string
  aliases?: string[]
  /** CVEs an operating-system advisory repairs. */
  upstream?: string[]
  related?: string[]
  published?: string
  source?: string
  withdrawn?: string
  cvss?: string[]
  /** The source's own word, in its own spelling. */
  severity?: string
  summary: string
  /** `ecosystem name: from..fixed, from..fixed` (an open end affects everything after); see `affectedOf`. */
  affected: string[]
  /** Versions named one by one, of every package in `affected`. */
  versions?: string[]
  references: string[]
  simulated?: true
}
