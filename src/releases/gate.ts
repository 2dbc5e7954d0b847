import type { Disk, Input, Limits, Network, NetworkRules, Note, Program } from '#base'
import type { Bom } from '#boms'
import type { Report, Threshold } from '#matching'
import type { Components, Listed } from './gate-components.ts'
import type { GatePolicy } from './gate-policy.ts'
import type { TextFile } from './gate-tree.ts'
import type { LockReport } from './lock-finding.ts'

/**
 * What a check of the gate came to. `cannot-tell` is no pass: something it needs is not there. `not-applicable`: there is nothing of
 * the kind in the tree.
 */
export type Outcome = 'pass' | 'fail' | 'cannot-tell' | 'not-applicable'

/** One thing that a check found: never told in a public log. */
export interface GateFinding {
  /** What it is: a component with its version, a vulnerability, a rule. */
  what: string
  /** The file, relative to the tree, and perhaps its line. */
  at: string | undefined
  /** Why it stands here, and what to do. */
  why: string
}

/** What one check tells. */
export interface CheckResult {
  outcome: Outcome
  /** One sentence that holds counts and no name from the tree: it may stand in a public log. */
  said: string
  findings: readonly GateFinding[]
}

/** What the gate takes of the world. */
export interface GateWorld {
  readonly disk: Disk
  readonly limits: Limits
  readonly version: string
  now(): number
  elapsed(): number
  out(text: string): void
  say(line: string): void
  progress(label: string, done: number, total: number): void
  /** Scans a folder as `scan` does with those flags, but for its samples; `past`: as it lies on another disk, by decisions of that time. */
  scanned(
    path: string,
    flags: Input['flags'],
    samples: readonly string[],
    past?: { disk: Disk; decided: number },
  ): Promise<TreeScan>
  /** Opens the network, where it may be asked. */
  network?: ((rules: NetworkRules) => Network) | undefined
  /** Starts git, where programs may be started. */
  start?: ((program: Program) => Promise<Uint8Array>) | undefined
  /** Judges a bundle over what has a digest; a Problem where no policy says who may sign. */
  judged(digest: string, bundle: Uint8Array, name: string): Promise<{ result: string; because: string }>
}

/** The tree laid against the advisories. */
export interface TreeScan {
  report: Report
  papers: { loaded: readonly { bom: Bom; location: string | undefined }[]; unreadable: boolean }
  failOn: readonly Threshold[]
  /** Whether something besides single components could not be decided. */
  doubt: boolean
  /** As `scan` would exit. */
  code: 0 | 1 | 3
}

/** Judges a dependency by the statements about its bytes. */
export type Vouching = (listed: Listed) => Promise<Vouched>

export interface Vouched {
  result: 'verified' | 'refused' | 'missing'
  because: string
}

/** What checks are given of the tree: each part is made when the first of them asks for it. */
export interface Given {
  world: GateWorld
  /** The folder, as it was named. */
  path: string
  policy: GatePolicy
  scan(): Promise<TreeScan>
  locks(): Promise<LockReport>
  components(): Promise<Components>
  /** Who vouches for a dependency; undefined where no statements are carried, and no registry may be asked. */
  vouched(): Promise<Vouching | undefined>
  files(): readonly TextFile[]
  /** The text of a file of the tree; undefined where there is none. */
  text(path: string): string | undefined
}

/** The order in which checks are made and told: what the locks say, what is known of what they list, what lies in the tree, its papers. */
export const gateOrder = [
  'lock-drift',
  'hash-integrity',
  'vulnerabilities',
  'malicious-packages',
  'provenance',
  'secrets',
  'factory-data',
  'security-policy',
  'licences',
] as const

/** One question the gate asks, independent of all others: one file in `gate/`, one line in its `all.ts`, one in `gateOrder`. */
export interface GateCheck {
  /** Kebab-case; stands in the policy and in the answer. */
  readonly id: (typeof gateOrder)[number]
  /** As it stands in front of its outcome. */
  readonly title: string
  /** What a pass proves, and what it does not. */
  readonly proves: string
  /** Whether it comes out otherwise as advisories become known. */
  readonly byAdvisories?: true
  run(given: Given): Promise<CheckResult> | CheckResult
}

/** A check with what came of it. */
export interface CheckSeen extends CheckResult {
  id: string
  title: string
  /** Whether the gate stays shut without it (policy, `optional`). */
  required: boolean
}

/** The answer of `release gate`: the contract `millcert-gate/1`. Free of the clock, so that two runs give the same bytes under `--now`. */
export interface GateReport {
  schema: 'millcert-gate/1'
  tool: { name: 'millcert'; version: string }
  /** RFC 3339, UTC, whole seconds. */
  checkedAt: string
  path: string
  /** The advisory database; null without one. */
  database: string | null
  verdict: Verdict
  checks: CheckSeen[]
  notes: Note[]
}

/** Whether the release may go out. */
export type Verdict = 'open' | 'shut' | 'undecided'

/** Shut by any required check that fails; undecided while one of them cannot tell. */
export function verdictOf(checks: readonly CheckSeen[]): Verdict {
  const required = checks.filter(one => one.required)
  if (required.some(({ outcome }) => outcome === 'fail')) return 'shut'
  return required.some(({ outcome }) => outcome === 'cannot-tell') ? 'undecided' : 'open'
}

/** CLI.md: 1 a gate failed, 3 something could not be decided, 0 everything was really checked. */
export function gateExit(verdict: Verdict): number {
  return verdict === 'open' ? 0 : verdict === 'shut' ? 1 : 3
}
