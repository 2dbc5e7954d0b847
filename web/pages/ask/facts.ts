import type { Out } from '../../api.ts'

export type Answer = Out<'ask'>
export type AssetRow = Answer['rows'][number]
export type LotRow = Answer['lots']['rows'][number]

/** What the header tells, as numbers and facts: each language makes its own sentence of them. */
export interface Said {
  kind: Answer['asked']['kind']
  counts: Answer['counts']
  /** Assets that run it, whatever is said of it. */
  there: number
  lots: Answer['lots']
  /** How many versions mend it. */
  fixes: number
  /** What else can be done where none does, as CSAF names it. */
  otherwise: string | undefined
  vendors: number
  window: boolean
  /** Something has the name that was asked for. */
  found: boolean
  /** Records that name it and stand; whether one was taken back. */
  advisories: number
  takenBack: boolean
  undecided: boolean
}

export function saidOf(answer: Answer): Said {
  const { counts, lots, fix, vendor, windows, asked, evidence, state } = answer
  const { affected, undecided, fixed, notAffected, notNamed } = counts
  return {
    ...{ kind: asked.kind, counts, lots, found: asked.found, vendors: vendor.length, undecided: state === 'undecided' },
    there: affected + undecided + fixed + notAffected + notNamed,
    fixes: fix.versions.length,
    otherwise: fix.remediations[0]?.category,
    window: windows.length > 0 && affected + undecided > 0,
    advisories: evidence.advisories.filter(({ withdrawn }) => withdrawn === null).length,
    takenBack: evidence.advisories.some(({ withdrawn }) => withdrawn !== null),
  }
}
