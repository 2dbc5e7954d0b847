import type { VersionOrder } from '#identity'
import type { Release } from './release-list.ts'
import { isPrerelease, keyOf, stepOf } from './update-version.ts'

/** Why a newer release is not proposed. */
export type PassedWhy =
  | 'withdrawn'
  | 'pre-release'
  | 'major'
  | 'too-young'
  | 'date-unknown'
  | 'date-future'
  | 'advisory'

/** A newer release that is not proposed, with a sentence without a full stop. */
export interface Passed {
  version: string
  why: PassedWhy
  because: string
}

export interface ChoicePolicy {
  /** Days that a release must have been out. */
  coolDownDays: number
  /** Whether a release of a later major version may be proposed. */
  majors: boolean
}

export interface Choice {
  /** The release that is locked, as the registry tells of it; undefined where it does not know it. */
  current: Release | undefined
  /** Releases that may be proposed, newest first. */
  candidates: readonly Release[]
  /** Newer ones that may not, newest first. */
  passed: readonly Passed[]
  /** The newest release of a later major version that somebody could take. */
  nextMajor: Release | undefined
  /** Entries of the answer that are no version. */
  odd: number
}

const day = 86_400_000

/** What of a package's releases may be proposed in place of a version, as of a time in milliseconds since 1970 UTC; undefined where that is no version. */
export function choiceOf(
  { type, version, order }: { type: string; version: string; order: VersionOrder },
  releases: readonly Release[],
  policy: ChoicePolicy,
  now: number,
): Choice | undefined {
  const own = keyOf(order, version)
  if (own === undefined) return undefined
  const byKey = new Map<string, Release>()
  let odd = 0
  for (const release of releases) {
    const key = keyOf(order, release.version)
    if (key === undefined) odd++
    else if (!byKey.has(key)) byKey.set(key, release)
  }
  const newer = [...byKey].filter(([key]) => key > own).sort(([a], [b]) => (a < b ? 1 : -1))
  const early = isPrerelease(order, version)
  const candidates: Release[] = []
  const passed: Passed[] = []
  let nextMajor: Release | undefined
  for (const [, release] of newer) {
    const isMajor = stepOf(type, version, release.version) === 'major'
    const isEarly = isPrerelease(order, release.version)
    if (isMajor && !isEarly && release.withdrawn === undefined) nextMajor ??= release
    const why = objection(release, { isEarly: isEarly && !early, isMajor: isMajor && !policy.majors }, policy, now)
    if (why) passed.push({ version: release.version, ...why })
    else candidates.push(release)
  }
  return { current: byKey.get(own), candidates, passed, nextMajor, odd }
}

/** What speaks against a release first; undefined where nothing does. */
function objection(
  { withdrawn, at }: Release,
  { isEarly, isMajor }: { isEarly: boolean; isMajor: boolean },
  { coolDownDays }: ChoicePolicy,
  now: number,
): Omit<Passed, 'version'> | undefined {
  if (withdrawn !== undefined) return { why: 'withdrawn', because: `the registry says: ${withdrawn}` }
  if (isEarly) return { why: 'pre-release', because: 'it is a pre-release' }
  if (isMajor) return { why: 'major', because: 'it is a later major version' }
  if (at === undefined) return { why: 'date-unknown', because: 'when it was published is not known' }
  if (at > now + day) return { why: 'date-future', because: `it is said to be of ${dayOf(at)}, which is yet to come` }
  const ripe = at + coolDownDays * day
  return ripe > now
    ? { why: 'too-young', because: `it is of ${dayOf(at)}, and ${coolDownDays} days old on ${dayOf(ripe + day - 1)}` }
    : undefined
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
