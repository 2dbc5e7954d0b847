import type { AdvisoryFormat } from './format.ts'
import type { Source } from './source.ts'

/**
 * A source of advisories or of what is known about them. A member of `feeds/` says which records are its own and when they
 * are too old; it never knows whether they came over a network or on a stick.
 */
export interface Feed {
  /** Kebab-case, shown in reports: `osv-pypa`. */
  readonly id: string
  /** One line: who keeps it and what it covers. */
  readonly about: string
  /** What reads its records, where no other feed writes them so; shared formats stand in `formats/`. */
  readonly reader?: AdvisoryFormat
  /** Purl types whose components it speaks of; empty for signals about any. */
  readonly covers: readonly string[]
  /** Days after which its newest record makes it stale (CLI.md: 7 for malware and exploitation, 30 for others). */
  readonly maxAge: number
  /** Every record names malicious packages. */
  readonly malicious?: boolean
  /** Its records say what is no longer maintained: a package that no other feed speaks of is not checked for vulnerabilities. */
  readonly lifecycle?: boolean
  /** Its records are errata: each CVE they call related or upstream is one they fix (AlmaLinux, Debian and Ubuntu write them so). */
  readonly errata?: boolean
  /** Speaks of some packages of an ecosystem only: one that no other feed speaks of is not checked by it. */
  readonly partial?: boolean
  /** Hosts of the CSAF publishers (`document.publisher.namespace`) whose papers it has. */
  readonly publishers?: readonly string[]
  /** What the ids of its records begin with; no two feeds share one. */
  readonly prefixes: readonly string[]
  /** An ecosystem that is its alone, in any release: its records carry other people's ids. */
  readonly ecosystem?: string
  /** Where its records are fetched; a feed without one is only built from files. */
  readonly source?: Source
  /** Where people read a record; empty where there is no such page. */
  url(id: string): string
}

/** A feed whose records are read on osv.dev. */
export function osvFeed(feed: Pick<Feed, 'id' | 'about' | 'covers' | 'prefixes'> & Partial<Feed>): Feed {
  return { maxAge: 30, url: id => `https://osv.dev/vulnerability/${encodeURIComponent(id)}`, ...feed }
}
