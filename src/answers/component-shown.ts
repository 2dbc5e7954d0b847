import type { z } from 'zod'
import { Problem, quoted, showTime } from '#base'
import { ecosystems, parsePurl, showPurl } from '#identity'
import type { Read } from '#ledger'
import type { componentGiven } from './component-given.ts'
import { groupNamed, keyOf } from './component-key.ts'
import {
  type ComponentMatch,
  componentMatches,
  idsOfGroup,
  keptComponents,
  type VersionTally,
  versionTallies,
  type Within,
  wholeTally,
} from './component-store.ts'
import type { Because } from './doubts.ts'
import { type Sureness, type Verdict, verdictOf, weights } from './weight.ts'

const mostVersions = 500
const mostFindings = 200
const mostHashes = 4
const mostSaid = 50
const mostAdvisories = 20

type Given = z.infer<typeof componentGiven>
type Kept = Awaited<ReturnType<typeof keptComponents>>

/** Components that a key names; throws `answers/not-found` where nobody in the scope has any. */
export async function idsNamed(db: Read, key: string, within: Within): Promise<number[]> {
  const ids = await idsOfGroup(db, groupNamed(key), within)
  if (ids.length > 0) return ids
  throw new Problem('answers/not-found', `Cannot find the component ${quoted(key)}: no bill here lists it`, {
    found: key,
    next: 'millcert components list',
  })
}

/** A package or product in all its versions: which there are, where they run, and what is said of them. */
export async function componentStory(db: Read, key: string, within: Within): Promise<Given> {
  const ids = await idsNamed(db, key, within)
  const kept = await keptComponents(db, ids)
  const tallies = await versionTallies(db, ids, within)
  const whole = await wholeTally(db, ids, within)
  const matches = await componentMatches(db, ids, within.moment.known)
  const { component: first, packageKey, nameKey, id } = kept[0]!
  const group = { packageKey, name: nameKey, supplier: packageKey === null ? (first.supplier ?? '') : '', id }
  const running = new Set(tallies.filter(({ assets }) => assets > 0).map(({ version }) => version))
  const findings = findingsOf(matches, running, orderOf(packageKey))
  const called = first.group === undefined ? first.name : `${first.group}/${first.name}`
  const { at, known } = within.moment
  return {
    asOf: { at: showTime(at), known: known === undefined ? null : showTime(known) },
    key: keyOf(group),
    type: first.type,
    name: first.name,
    group: first.group ?? null,
    packageKey,
    suppliers: few(kept.map(({ component }) => component.supplier)),
    orderNumbers: few(kept.map(({ component }) => component.orderNumber)),
    licenses: few(kept.flatMap(({ component }) => component.licenses)),
    cpes: few(kept.map(({ component }) => component.cpe)),
    question: packageKey ?? (first.supplier === undefined ? called : `${first.supplier}:${first.name}`),
    ...runningVerdict(whole.weight),
    counts: {
      versions: tallies.length,
      running: running.size,
      bills: whole.bills,
      assets: whole.assets,
      affected: findings.filter(one => one.verdict === 'affected' && one.vulnerability !== null).length,
      undecided: findings.filter(one => one.verdict === 'undecided' && one.vulnerability !== null).length,
    },
    versions: versionsOf(tallies, matches, kept, { packageKey, called }),
    moreVersions: Math.max(0, tallies.length - mostVersions),
    findings: findings.slice(0, mostFindings),
    moreFindings: Math.max(0, findings.length - mostFindings),
  }
}

/** What is said of what runs; nothing where nothing does. */
export function runningVerdict(weight: number): { verdict: Verdict | null; confidence: Sureness | null } {
  return weight === 0 ? { verdict: null, confidence: null } : sureVerdict(weight)
}

export function sureVerdict(weight: number): { verdict: Verdict; confidence: Sureness | null } {
  const { verdict, confidence = null } = verdictOf(weight)
  return { verdict, confidence }
}

/** Each once, at most fifty. */
function few(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter(text => text !== undefined && text !== ''))].slice(0, 50) as string[]
}

function versionsOf(
  tallies: readonly VersionTally[],
  matches: readonly ComponentMatch[],
  kept: Kept,
  { packageKey, called }: { packageKey: string | null; called: string },
): Given['versions'] {
  const told = Map.groupBy(matches, ({ version }) => version)
  const alike = Map.groupBy(kept, ({ component }) => component.version ?? null)
  const order = orderOf(packageKey)
  return [...tallies]
    .sort((a, b) => order(b.version, a.version))
    .slice(0, mostVersions)
    .map(({ version, weight, ...counts }) => {
      const mine = told.get(version) ?? []
      const worst = mine.reduce<ComponentMatch | undefined>(
        (one, next) => (one === undefined || weightOf(next) > weightOf(one) ? next : one),
        undefined,
      )
      const hashes = hashesOf(alike.get(version) ?? [])
      return {
        version,
        ...sureVerdict(weight),
        because: worst === undefined ? null : (JSON.parse(worst.because) as Because),
        vulnerability: worst === undefined || worst.vulnerability === '*' ? null : worst.vulnerability,
        ...verdictCounts(mine),
        ...counts,
        hashes: hashes.slice(0, mostHashes),
        moreHashes: Math.max(0, hashes.length - mostHashes),
        question: questionFor(packageKey, called, version),
      }
    })
}

function hashesOf(kept: Kept) {
  const all = kept.flatMap(({ component }) => component.hashes)
  return [...new Map(all.map(one => [`${one.algorithm} ${one.value}`, one])).values()]
}

function questionFor(packageKey: string | null, called: string, version: string | null): string {
  if (packageKey === null) return version === null ? called : `${called}@${version}`
  const purl = parsePurl(packageKey)
  return 'fault' in purl || version === null ? packageKey : showPurl({ ...purl, version })
}

/** Vulnerabilities of one version by what weighs most of what is said of them. */
function verdictCounts(matches: readonly ComponentMatch[]): Record<'affected' | 'undecided' | 'fixed', number> {
  const worst = new Map<string, number>()
  for (const match of matches)
    if (match.vulnerability !== '*')
      worst.set(match.vulnerability, Math.max(worst.get(match.vulnerability) ?? 0, weightOf(match)))
  const counts = { affected: 0, undecided: 0, fixed: 0 }
  for (const weight of worst.values()) {
    const { verdict } = verdictOf(weight)
    if (verdict === 'affected' || verdict === 'undecided' || verdict === 'fixed') counts[verdict]++
  }
  return counts
}

function weightOf({ verdict, confidence }: ComponentMatch): number {
  if (verdict === 'affected')
    return confidence === 'exact' ? weights.exact : confidence === 'possible' ? weights.possible : weights.likely
  return verdict === 'undecided' ? weights.undecided : verdict === 'fixed' ? weights.fixed : weights.notAffected
}

function findingsOf(
  matches: readonly ComponentMatch[],
  running: ReadonlySet<string | null>,
  order: (a: string | null, b: string | null) => number,
): Given['findings'] {
  const found = Array.from(
    Map.groupBy(matches, ({ vulnerability }) => vulnerability),
    ([vulnerability, mine]) => {
      const byVersion = Map.groupBy(mine, ({ version }) => version)
      const versions = Array.from(byVersion, ([version, said]) => {
        const worst = said.reduce((one, next) => (weightOf(next) > weightOf(one) ? next : one))
        const because = JSON.parse(worst.because) as Because
        const verdict = sureVerdict(weightOf(worst))
        return { version, running: running.has(version), ...verdict, because, settle: because.settle ?? null }
      })
      const weight = Math.max(...mine.map(weightOf))
      const { severity, kev, urgency } = mine[0]!
      const ends = mine.flatMap(({ verdict, because }) =>
        verdict === 'affected' ? ((JSON.parse(because) as Because).fixed ?? []) : [],
      )
      return {
        urgency,
        weight,
        finding: {
          vulnerability: vulnerability === '*' ? null : vulnerability,
          severity,
          kev: kev !== 0,
          verdict: verdictOf(weight).verdict,
          since: showTime(Math.min(...mine.map(({ since }) => since))),
          versions: versions.sort((a, b) => order(b.version, a.version)).slice(0, mostSaid),
          fixed: [...new Set(ends)].slice(0, 20),
          advisories: advisoriesOf(mine),
        },
      }
    },
  )
  const rank = (weight: number) => (weight >= weights.possible ? weights.possible : weight)
  return found.sort((a, b) => rank(b.weight) - rank(a.weight) || a.urgency - b.urgency).map(({ finding }) => finding)
}

function advisoriesOf(matches: readonly ComponentMatch[]) {
  const named = new Map(
    matches.flatMap(({ record, source, url }) =>
      record === null ? [] : [[`${source} ${record}`, { name: record, source: source ?? '', url: url ?? '' }] as const],
    ),
  )
  return [...named.values()].slice(0, mostAdvisories)
}

const byNumbers = new Intl.Collator('en', { numeric: true })

/** Versions in the order of their ecosystem; of what it cannot read, and of what has none, by the numbers in it. No version is last. */
function orderOf(packageKey: string | null): (a: string | null, b: string | null) => number {
  const purl = packageKey === null ? undefined : parsePurl(packageKey)
  const type = purl === undefined || 'fault' in purl ? undefined : purl.type
  const known = Object.values(ecosystems).find(one => one.type === type)?.order
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
    return known?.compare(a, b) ?? byNumbers.compare(a, b)
  }
}
