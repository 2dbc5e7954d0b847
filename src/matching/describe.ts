import { type Claim, type Cvss, type Hit, type Remediation, severities, severityOf } from '#advisories'
import { showTime } from '#base'
import { showInterval, type VersionOrder } from '#identity'
import { isEnded } from './end-of-life.ts'
import type { AdvisorySeen, Because, VulnerabilitySeen } from './report.ts'

/** Gives the summary of a claim's record; absent where nobody will show it. */
export type SummaryOf = (claim: Claim) => string

/** Every vector of a vulnerability once, newest version first, then the worst score. */
export function vectorsOf(id: string, claims: readonly Claim[]): readonly Cvss[] {
  if (claims.every(({ advisory }) => advisory.cvss.length === 0)) return none
  const vectors = new Map(
    claims.flatMap(({ advisory }) =>
      advisory.cvss
        .filter(({ of }) => of === undefined || of === id)
        .map(cvss => [`${cvss.source} ${cvss.vector}`, cvss] as const),
    ),
  )
  return [...vectors.values()].sort((a, b) =>
    a.version < b.version ? 1 : a.version > b.version ? -1 : b.score - a.score || (a.source < b.source ? -1 : 1),
  )
}

const none: readonly never[] = []

/** The worst score, a version 2 score counting only where nobody gives a newer one; else the worst word. */
export function severityOfClaims(
  claims: readonly Claim[],
  cvss: readonly { version: string; score: number }[],
): VulnerabilitySeen['severity'] | undefined {
  const newer = cvss.filter(({ version }) => version !== '2.0')
  const scores = (newer.length > 0 ? newer : cvss).map(({ score }) => score)
  if (scores.length > 0) return severityOf(Math.max(...scores))
  const words = claims.map(({ advisory }) => advisory.severity).filter(word => word !== 'unknown')
  return words.sort((a, b) => severities.indexOf(a) - severities.indexOf(b))[0]
}

/** What one record says, with the rule and the run of versions it follows from. */
export function advisorySeen(
  claim: Claim & { because?: Because; remediations?: readonly Remediation[] },
  key: string,
  version: string | undefined,
): AdvisorySeen {
  const { advisory, verdict, hits, remediations } = claim
  return {
    id: advisory.id,
    source: advisory.feed,
    url: advisory.url,
    published: advisory.published === undefined ? null : showTime(advisory.published),
    modified: advisory.modified === undefined ? null : showTime(advisory.modified),
    verdict,
    because: claim.because ?? because(verdict, hits, key, version, advisory),
    ...(remediations !== undefined && remediations.length > 0 && { remediations: [...remediations] }),
  }
}

function because(
  verdict: Claim['verdict'],
  hits: readonly Hit[],
  key: string,
  version: string | undefined,
  advisory: Claim['advisory'],
): Because {
  const range = ranges(hits)
  const identity = `pkg:${key}`
  if (verdict !== 'undecided') {
    return { rule: ruleOf(hits, advisory), identity, range, confidence: 'exact' }
  }
  const words = new Set(hits.filter(hit => hit.kind === 'undecided').map(hit => hit.text))
  if (words.size > 0)
    return { rule: 'range-not-comparable', identity, found: version ?? '', wanted: [...words].join('; ') }
  if (version === undefined) return { rule: 'version-missing', identity, found: '', wanted: range }
  return { rule: 'version-not-comparable', identity, found: version, wanted: range }
}

function ruleOf(hits: readonly Hit[], advisory: Claim['advisory']): string {
  if (advisory.malicious) return 'name+version'
  if (isEnded(advisory.id)) return 'purl+cycle'
  return hits.some(hit => hit.kind === 'range') ? 'purl+range' : 'purl+version'
}

/** Runs in the order of the record; many single versions are counted after the first few. */
function ranges(hits: readonly Hit[]): string {
  const shown = [...new Set(hits.filter(hit => hit.kind !== 'undecided').map(hit => showInterval(hit.interval)))]
  return shown.length > 8 ? `${shown.slice(0, 8).join(' | ')} | and ${shown.length - 8} more` : shown.join(' | ')
}

/** Versions at which the affected runs of the component end, ascending: what to move to. */
export function fixedVersions(claims: readonly Claim[], order: VersionOrder): string[] {
  const ends: string[] = []
  for (const { verdict, hits } of claims) {
    if (verdict !== 'affected') continue
    for (const { kind, interval } of hits)
      if (kind === 'range' && interval.to !== undefined && !interval.toIncluded) ends.push(interval.to)
  }
  if (ends.length < 2) return ends
  const sorted = [...new Set(ends)].sort((a, b) => order.compare(a, b) ?? (a < b ? -1 : 1))
  // Records write one version in several ways.
  return sorted.filter((end, index) => index === 0 || order.compare(sorted[index - 1]!, end) !== 0)
}

/** The greatest version that an affected run of the component ends with; undefined where all that end name a repaired one. */
export function lastAffected(claims: readonly Claim[], order: VersionOrder): string | undefined {
  let last: string | undefined
  for (const { verdict, hits } of claims) {
    if (verdict !== 'affected') continue
    for (const { kind, interval } of hits) {
      if (kind !== 'range' || interval.to === undefined || !interval.toIncluded) continue
      if (last === undefined || (order.compare(interval.to, last) ?? 0) > 0) last = interval.to
    }
  }
  return last
}
