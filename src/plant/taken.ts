import type { Note } from '#base'
import type { Thing } from './deployment.ts'
import type { FactValue } from './fact.ts'
import type { Imported } from './import-format.ts'
import type { RowPlace } from './import-row.ts'
import type { Source } from './run-store.ts'
import type { Site } from './site.ts'

/** A file that was read, and how it is to be taken in. */
export interface Taking {
  site: Site
  source: Source
  /** Id of the import it becomes. */
  importId: string
  file: { name: string; digest: string; size: number }
  imported: Imported
  /** Rows of the quarantine that somebody mended in it. */
  handles: readonly { importId: string; number: number }[]
  /** It lists everything the source knows: what it lacks is gone. */
  complete: boolean
  /** Where windows are that name no place or asset; all of the site when it is left out. */
  placeId?: string | undefined
  /** Now, milliseconds since 1970 UTC. */
  at: number
  /** When it was seen, where neither the file nor its rows say. */
  observedAt: number
  makeId(noun: string): string
  /** Keeps one-line bills; gives their ids in the same order. */
  keepBills(things: readonly Thing[]): Promise<readonly number[]>
}

/** What happens to a row of a file. */
export type RowFate = 'new' | 'changed' | 'conflicting' | 'same' | 'refused' | 'elsewhere'

/** One row of the difference between a file and what is known. */
export interface RowOutcome {
  row: RowPlace
  noun: 'asset' | 'place' | 'zone' | 'conduit' | 'window'
  what: RowFate
  /** What it is called. */
  label: string
  id?: string | undefined
  /** `address`: weakly. */
  knownBy?: string | undefined
  /** The other site that it is about, as written, where it is left to that. */
  site?: string | undefined
  changes?: readonly { field: string; before: FactValue; after: FactValue }[] | undefined
  /** Fields of which it contradicts what is taken for true. */
  contested?: readonly string[] | undefined
  reason?: string | undefined
  /** The same as one word, where it is not taken. */
  code?: string | undefined
}

/** What taking a file in changes. */
export interface Difference {
  outcomes: RowOutcome[]
  counts: Record<DifferenceCount, number>
  /** What the source listed before and this file does not; marked as gone when it lists everything. */
  gone: { assetId: string; ref: string }[]
  /** Sites that rows are about which were left out. */
  elsewhere: string[]
  /** What is to be said of the file beside what its reader says. */
  notes: Note[]
  /** Of the facts that are kept. */
  factsDigest?: string | undefined
  /** Whether anything changes at all. */
  changes: boolean
}

export const differenceCounts = [
  'rows',
  'new',
  'changed',
  'conflicting',
  'same',
  'refused',
  'elsewhere',
  'weak',
  'gone',
  'mended',
  'places',
  'zones',
  'conduits',
  'windows',
  'facts',
  'deployments',
] as const
export type DifferenceCount = (typeof differenceCounts)[number]

export function emptyDifference(): Difference {
  const counts = Object.fromEntries(differenceCounts.map(name => [name, 0])) as Difference['counts']
  return { outcomes: [], counts, gone: [], elsewhere: [], notes: [], changes: false }
}
