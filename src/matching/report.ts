import type { Severity } from '#advisories'
import type { Note } from '#base'

/** The answer of `scan`: the contract `millcert-scan/1`. Sorted and free of the clock, so that two runs are byte-identical under `--now`. */
export interface Report {
  schema: 'millcert-scan/1'
  tool: { name: 'millcert'; version: string }
  /** RFC 3339, UTC, whole seconds. */
  scannedAt: string
  subject: { path: string; format: string; digest: string }
  database: DatabaseSeen | null
  summary: Summary
  matches: Match[]
  undecided: Undecided[]
  suppressed: Suppressed[]
  notes: Note[]
}

export interface DatabaseSeen {
  digest: string
  builtAt: string
  feeds: FeedSeen[]
}

export interface FeedSeen {
  id: string
  records: number
  /** RFC 3339; null when no record has a plausible date. */
  newest: string | null
  snapshotAt: string | null
  stale: boolean
  /** Why it is in quarantine; absent where it is not. */
  quarantined?: string
}

export interface Summary {
  components: number
  matched: number
  undecided: number
  suppressed: number
  critical: number
  high: number
  medium: number
  low: number
  unknown: number
  kev: number
  malicious: number
}

export interface ComponentSeen {
  ref: string
  name: string
  version?: string | undefined
  purl?: string | undefined
  vendor?: string | undefined
  orderNumber?: string | undefined
  /** Files that list it, relative to the scanned path; empty when one file was scanned. */
  locations: string[]
  /** Where it stands in the first of them: `line 3`, a JSON pointer. */
  at?: string | undefined
  /** From the root down to the component, names as written; at most three, shortest first. */
  paths: string[][]
}

export interface VulnerabilitySeen {
  /** The CVE where there is one. */
  id: string
  aliases: string[]
  /** One line in the words of a record; empty where the answer does not show summaries. */
  summary: string
  severity: Severity
  cvss: { version: string; vector: string; score: number; source: string }[]
  epss: number | null
  kev: boolean
  malicious: boolean
}

export interface Match {
  component: ComponentSeen
  vulnerability: VulnerabilitySeen
  /** `undecided` only of what is suppressed: a doubt that somebody answered. */
  verdict: 'affected' | 'undecided'
  /** Versions that end the affected ranges the component lies in. */
  fixed: string[]
  /** The last version of the affected ranges the component lies in, where no record says in which version they end. */
  lastAffected?: string | undefined
  advisories: AdvisorySeen[]
  /** VEX statements that apply and do not suppress it: affected, under investigation, or contradicting each other. */
  statements?: StatementSeen[]
}

export interface AdvisorySeen {
  id: string
  source: string
  /** Where people read the record; empty where there is no such page. */
  url: string
  published: string | null
  modified: string | null
  verdict: 'affected' | 'not_affected' | 'fixed' | 'undecided'
  because: Because
  /** What the record advises for this component. */
  remediations?: { category: string; text: string; url?: string }[]
}

export interface Because {
  /** `purl+range`, `purl+version`, `name+version` (malicious), `version-not-comparable`, `version-missing`, `range-not-comparable`. */
  rule: string
  identity?: string
  range?: string
  found?: string
  wanted?: string
  confidence?: 'exact' | 'likely' | 'possible'
  /** Why the component is the product that the record names, in words. */
  how?: string
  /** Who says it, where a record carries the words of several. */
  by?: string
}

export interface Undecided {
  component: ComponentSeen
  /** `anyVulnerability` when the doubt is about the component itself (no version, no feed), not about one vulnerability. */
  vulnerability: VulnerabilitySeen
  /** Why, where no record speaks of it: the doubt is about the component itself. */
  because?: Because
  advisories: AdvisorySeen[]
  /** One sentence: what would settle it. */
  settle: string
  /** VEX statements that apply and do not settle it, as with a match. */
  statements?: StatementSeen[]
}

export interface Suppressed {
  match: Match
  statement: Omit<StatementSeen, 'status' | 'at' | 'source'> &
    Partial<Pick<StatementSeen, 'at' | 'source'>> & {
      status: 'not_affected' | 'fixed' | 'accepted'
      /** First day it no longer holds; null where it has no end. */
      until: string | null
      /** Why the component is what the statement speaks of, where words alone name it. */
      how?: string
    }
}

/** What somebody said of a match. */
export interface StatementSeen {
  status: 'affected' | 'not_affected' | 'fixed' | 'under_investigation'
  /** One of the five words of VEX, else the reason as written; empty where there is none. */
  justification: string
  by: string
  /** RFC 3339; null where nobody says when. */
  at: string | null
  /** The file it stands in. */
  source: string
  /** The statement's own id, else that of its paper. */
  id?: string
  impact?: string
  action?: string
  /** The reason in the words of its format, where `justification` is the nearest of the five. */
  stated?: string
}

/** Stands where a doubt is about whatever there may be. */
export const anyVulnerability: VulnerabilitySeen = {
  id: '*',
  aliases: [],
  summary: '',
  severity: 'unknown',
  cvss: [],
  epss: null,
  kev: false,
  malicious: false,
}
