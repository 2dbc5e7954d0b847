import type { Out } from '../../api.ts'
import type { Said } from '../../words/said.ts'

export type Answer = Out<'ask'>
export type AssetRow = Answer['rows'][number]
export type LotRow = Answer['lots']['rows'][number]

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
