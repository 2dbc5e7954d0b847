import type { LockReport } from './lock-finding.ts'
import { lockRules, type RuleName, ruleNames, rulesOf } from './lock-rules.ts'

/** What a check counts, over all files. */
export interface LockSummary {
  lockfiles: number
  /** Dependencies in lockfiles, transitive ones too; what the project makes itself not counted. */
  dependencies: number
  exact: number
  hashed: number
  /** Actions, images, charts and configuration of other places, and of these those that cannot move. */
  references: number
  pinned: number
  /** Comparisons of a lockfile with its manifest. */
  compared: number
  same: number
  /** Recorded hashes that were verified; undefined where nobody asked. */
  verified: number | undefined
  /** Findings by rule; rules without one are left out. */
  rules: Partial<Record<RuleName, number>>
}

export type LockVerdict = 'locked' | 'not-locked' | 'undecided' | 'mismatch'

export function summaryOf({ files, findings, verified }: LockReport): LockSummary {
  const locks = files.filter(({ kind }) => kind === 'lockfile')
  const references = files.filter(({ kind }) => kind === 'references')
  const drifts = files.flatMap(({ drift }) => drift)
  const rules: Partial<Record<RuleName, number>> = {}
  for (const name of ruleNames) {
    const count = findings.filter(({ rule }) => rule === name).length
    if (count > 0) rules[name] = count
  }
  return {
    lockfiles: locks.length,
    dependencies: sum(locks.map(({ dependencies }) => dependencies)),
    exact: sum(locks.map(({ exact }) => exact)),
    hashed: sum(locks.map(({ hashed }) => hashed)),
    references: sum(references.map(({ dependencies }) => dependencies)),
    pinned: sum(references.map(({ exact }) => exact)),
    compared: drifts.length,
    same: drifts.filter(({ verdict }) => verdict === 'same').length,
    verified: verified?.right,
    rules,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

/** The worst that was found says it. */
export function verdictOf({ findings }: Pick<LockReport, 'findings'>): LockVerdict {
  const weights = new Set(findings.map(({ rule }) => lockRules[rule].weight))
  if (weights.has('mismatch')) return 'mismatch'
  if (weights.has('fails')) return 'not-locked'
  return weights.has('undecided') ? 'undecided' : 'locked'
}

/** The exit code: a wrong hash, then a registry that did not answer, then what is not locked, then what nobody can say. */
export function exitOfReport(report: LockReport): number {
  const exit = exitOf[verdictOf(report)]
  return exit !== 4 && (report.verified?.failed ?? 0) > 0 ? 5 : exit
}

const exitOf: Readonly<Record<LockVerdict, number>> = { mismatch: 4, 'not-locked': 1, undecided: 3, locked: 0 }

const starts: Readonly<Record<LockVerdict, string>> = {
  mismatch: 'A hash is wrong',
  'not-locked': 'Not locked',
  undecided: 'Cannot tell',
  locked: 'Locked',
}

/** What a rule counts, in one and in many. */
const counted: Readonly<Record<RuleName, readonly [string, string]>> = {
  'hash-mismatch': ['recorded hash is not that of the file', 'recorded hashes are not those of the files'],
  'version-missing': ['dependency has no exact version', 'dependencies have no exact version'],
  'hash-missing': ['dependency has no hash', 'dependencies have no hash'],
  'git-floating': ['dependency follows a branch or tag', 'dependencies follow a branch or tag'],
  'range-unlocked': ['dependency is asked for and locked nowhere', 'dependencies are asked for and locked nowhere'],
  'build-floating': ['build tool is asked for by a range', 'build tools are asked for by a range'],
  'action-floating': ['action can move', 'actions can move'],
  'image-floating': ['image can move', 'images can move'],
  'include-floating': ['include can move', 'includes can move'],
  'chart-floating': ['chart can move', 'charts can move'],
  drift: ['dependency is not what its manifest asks for', 'dependencies are not what their manifests ask for'],
  'drift-undecided': [
    'lockfile cannot be compared with its manifest',
    'lockfiles cannot be compared with their manifests',
  ],
  'hash-unverified': ['hash could not be verified', 'hashes could not be verified'],
  'image-unknown': ['image or action stands in a variable', 'images or actions stand in variables'],
  'file-unreadable': ['file cannot be read', 'files cannot be read'],
  'part-unreadable': ['part of a file was left out', 'parts of files were left out'],
  'hash-weak': ['dependency has a weak hash only', 'dependencies have weak hashes only'],
  'source-git': ['dependency comes from a repository', 'dependencies come from repositories'],
  'source-url': ['dependency comes from an address', 'dependencies come from addresses'],
  'source-path': ['dependency comes from the project itself', 'dependencies come from the project itself'],
  'watcher-dead': ['entry of an update bot finds nothing', 'entries of update bots find nothing'],
}

/** `3 images can move`. */
export function countOf(rule: RuleName, count: number): string {
  return `${count} ${counted[rule][count === 1 ? 0 : 1]}`
}

/** The answer in one sentence. */
export function sentenceOf(summary: LockSummary, verdict: LockVerdict): string {
  const weight = { mismatch: 'mismatch', 'not-locked': 'fails', undecided: 'undecided', locked: undefined } as const
  const wanted = weight[verdict]
  const worst = wanted === undefined ? [] : rulesOf(wanted).filter(rule => summary.rules[rule] !== undefined)
  const parts = worst.map(rule => countOf(rule, summary.rules[rule]!))
  const rest = parts.length === 0 ? '' : ` (${lockedWords(summary)})`
  return `${starts[verdict]}: ${parts.length === 0 ? lockedWords(summary) : parts.join(', ')}${rest}.`
}

/** What is locked: `1234 of 1234 dependencies in 80 lockfiles have a version and a hash`. */
function lockedWords({ lockfiles, dependencies, hashed, references, pinned, verified }: LockSummary): string {
  const said: string[] = []
  if (lockfiles > 0)
    said.push(
      `${hashed} of ${dependencies} ${plural(dependencies, 'dependency', 'dependencies')} in ${lockfiles} ${plural(lockfiles, 'lockfile', 'lockfiles')} ${plural(dependencies, 'has', 'have')} a version and a hash`,
    )
  if (references > 0)
    said.push(`${pinned} of ${references} ${plural(references, 'reference is', 'references are')} pinned`)
  if (verified !== undefined) said.push(`${verified} ${plural(verified, 'hash', 'hashes')} verified`)
  return said.length === 0 ? 'nothing pins a dependency' : said.join(', ')
}

export function plural(count: number, one: string, many: string): string {
  return count === 1 ? one : many
}
