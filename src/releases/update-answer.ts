import type { Note } from '#base'
import type { Passed } from './update-choice.ts'
import type { Step } from './update-version.ts'

/** The answer of `release updates`: the contract `millcert-updates/1`. The same answers of registries give the same bytes under `--now`. */
export interface UpdatesReport {
  schema: 'millcert-updates/1'
  tool: { name: 'millcert'; version: string }
  /** RFC 3339, UTC, whole seconds. */
  checkedAt: string
  path: string
  /** Where the answers of registries come from; null where nobody was asked. */
  source: 'online' | 'carried' | null
  /** Digest of the advisory database; null without one. */
  database: string | null
  policy: { coolDownDays: number; majors: boolean }
  summary: Record<UpdateState | 'dependencies', number>
  dependencies: DependencySeen[]
  notes: Note[]
}

/** `waiting`: newer releases are there, and none of them may be proposed. `undecided`: nobody can tell. */
export type UpdateState = 'proposed' | 'waiting' | 'current' | 'undecided'

/** One direct dependency in one version, wherever it is locked. */
export interface DependencySeen {
  name: string
  /** Type of its package URL; null where it has none. */
  type: string | null
  version: string | null
  /** Lockfiles, relative to the path. */
  locations: string[]
  /** What manifests beside them ask for. */
  asked: AskedFor[]
  state: UpdateState
  /** Why nothing is proposed, one sentence without a full stop; null for a proposal. */
  because: string | null
  /** What the registry says of the release that is locked; null where it says nothing of it. */
  locked: ReleaseSeen | null
  proposal: Proposal | null
  /** The newest release of a later major version. */
  nextMajor: ReleaseSeen | null
  /** Newer releases that are not proposed, newest first, no more than are read. */
  passed: Passed[]
  /** Entries of the registry's answer that are no version of its kind. */
  leftOut: number
}

export interface AskedFor {
  manifest: string
  line: number | null
  /** The range as written. */
  wanted: string
  /** Whether it takes the proposed version; null where nobody can tell, or nothing is proposed. */
  takes: boolean | null
}

export interface ReleaseSeen {
  version: string
  /** RFC 3339; null where the registry does not tell. */
  publishedAt: string | null
  withdrawn: string | null
}

export interface Proposal extends ReleaseSeen {
  step: Step
  ageDays: number
  /** Null where there is no advisory database. */
  advisories: { gone: string[]; stay: string[]; undecided: string[] } | null
  provenance: { locked: boolean | null; proposed: boolean | null; change: 'lost' | 'gained' | 'none' | 'cannot-tell' }
  people: {
    publisher: string | null
    /** Whether who published it neither published nor maintained the locked one; null where the registry does not tell. */
    newPublisher: boolean | null
    /** Who may publish it and could not publish the locked one; null where the registry does not tell. */
    newMaintainers: string[] | null
  }
  /** Which other packages of the lock it touches: nobody can tell before it is locked anew. */
  transitive: 'cannot-tell'
}
