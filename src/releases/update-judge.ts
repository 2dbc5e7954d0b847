import { showTime } from '#base'
import { ecosystemOf } from '#identity'
import { satisfies } from './lock-manifest.ts'
import type { Release } from './release-list.ts'
import type { AdvisoryChange } from './update-advisories.ts'
import type { DependencySeen, Proposal, ReleaseSeen, UpdateState } from './update-answer.ts'
import { type Choice, type ChoicePolicy, choiceOf, type Passed } from './update-choice.ts'
import type { Direct } from './update-direct.ts'
import { stepOf } from './update-version.ts'

/** Candidates that are laid against advisories, and releases that are named as passed over. */
const most = 10

export interface Judging {
  policy: ChoicePolicy
  /** Milliseconds since 1970 UTC. */
  now: number
  /** What another version changes; undefined where nobody can tell. */
  change(direct: Direct, version: string): AdvisoryChange | undefined
}

/** What is proposed for a dependency of a known type and version, by the releases that its registry tells of. */
export function judged(direct: Direct, releases: readonly Release[], { policy, now, change }: Judging): DependencySeen {
  const { type, version } = direct
  const order = ecosystemOf(type!)!.order
  const choice = choiceOf({ type: type!, version: version!, order }, releases, policy, now)
  if (!choice) return undecided(direct, `${version} is no version of ${order.about}`)
  const { proposal, passed } = chosen(direct, choice, { policy, now, change })
  const told = {
    ...seen(direct, 'current', 'no newer release is known'),
    locked: choice.current ? releaseSeen(choice.current) : null,
    nextMajor: choice.nextMajor ? releaseSeen(choice.nextMajor) : null,
    passed: passed.slice(0, most),
    leftOut: choice.odd,
  }
  if (proposal) {
    const asked = told.asked.map(one => ({ ...one, takes: takes(direct, one.manifest, one.wanted, proposal.version) }))
    return { ...told, state: 'proposed', because: null, asked, proposal }
  }
  const newest = passed.find(({ why }) => why !== 'pre-release')
  if (!newest) return told
  return { ...told, state: 'waiting', because: `${newest.version} is not proposed: ${newest.because}` }
}

/** The newest candidate that brings no advisory and is not known as malicious; those that do are passed over. */
function chosen(
  direct: Direct,
  { current, candidates, passed }: Choice,
  { now, change }: Judging,
): { proposal: Proposal | undefined; passed: Passed[] } {
  const over: Passed[] = []
  for (const release of candidates.slice(0, most)) {
    const changes = change(direct, release.version)
    const first = changes?.malicious[0] ?? changes?.come[0]
    if (changes === undefined || first === undefined)
      return {
        proposal: proposalOf(direct, current, release, changes, now),
        passed: newerThan(release, [...over, ...passed], direct),
      }
    over.push({
      version: release.version,
      why: 'advisory',
      because: changes.malicious.includes(first)
        ? `${first} speaks of it as malicious`
        : `${first} speaks of it, and not of what is locked`,
    })
  }
  return { proposal: undefined, passed: newestFirst([...over, ...passed], direct) }
}

function newestFirst(passed: readonly Passed[], { type }: Direct): Passed[] {
  const { order } = ecosystemOf(type!)!
  return passed.toSorted((a, b) => order.compare(b.version, a.version) ?? 0)
}

/** What is older than the proposal waits for nothing. */
function newerThan({ version }: Release, passed: readonly Passed[], direct: Direct): Passed[] {
  const { order } = ecosystemOf(direct.type!)!
  return newestFirst(passed, direct).filter(one => (order.compare(one.version, version) ?? 0) > 0)
}

function proposalOf(
  { type, version }: Direct,
  current: Release | undefined,
  release: Release,
  changes: AdvisoryChange | undefined,
  now: number,
): Proposal {
  return {
    ...releaseSeen(release),
    step: stepOf(type!, version!, release.version),
    ageDays: Math.floor((now - release.at!) / 86_400_000),
    advisories: changes ? { gone: changes.gone, stay: changes.stay, undecided: changes.undecided } : null,
    provenance: provenanceOf(current?.attested, release.attested),
    people: peopleOf(current, release),
    transitive: 'cannot-tell',
  }
}

function provenanceOf(locked: boolean | undefined, proposed: boolean | undefined): Proposal['provenance'] {
  const known = locked !== undefined && proposed !== undefined
  const change = !known ? 'cannot-tell' : locked === proposed ? 'none' : locked ? 'lost' : 'gained'
  return { locked: locked ?? null, proposed: proposed ?? null, change }
}

function peopleOf(current: Release | undefined, { publisher, maintainers }: Release): Proposal['people'] {
  const before = new Set([
    ...(current?.maintainers ?? []),
    ...(current?.publisher === undefined ? [] : [current.publisher]),
  ])
  const known = before.size > 0
  return {
    publisher: publisher ?? null,
    newPublisher: known && publisher !== undefined ? !before.has(publisher) : null,
    newMaintainers: current?.maintainers && maintainers ? maintainers.filter(one => !before.has(one)) : null,
  }
}

function takes(direct: Direct, manifest: string, wanted: string, version: string): boolean | null {
  const found = direct.asked.find(one => one.manifest === manifest && one.ask.wanted === wanted)
  return found && found.ask.from === undefined ? (satisfies(found.scheme, wanted, version) ?? null) : null
}

export function undecided(direct: Direct, because: string): DependencySeen {
  return seen(direct, 'undecided', because)
}

function seen({ name, type, version, locations, asked }: Direct, state: UpdateState, because: string): DependencySeen {
  return {
    name,
    type: type ?? null,
    version: version ?? null,
    locations,
    asked: asked.map(({ manifest, ask }) => ({ manifest, line: ask.line ?? null, wanted: ask.wanted, takes: null })),
    state,
    because,
    locked: null,
    proposal: null,
    nextMajor: null,
    passed: [],
    leftOut: 0,
  }
}

function releaseSeen({ version, at, withdrawn }: Release): ReleaseSeen {
  return { version, publishedAt: at === undefined ? null : showTime(at), withdrawn: withdrawn ?? null }
}
