import { visible } from '#base'
import type { Write } from '#ledger'
import type { Refused } from './import-format.ts'
import { type Difference, emptyDifference, type RowOutcome, type Taking } from './taken.ts'
import { takeAssets } from './taking-assets.ts'
import { putAside } from './taking-quarantine.ts'
import { takeStructure } from './taking-structure.ts'
import { takeWindows } from './taking-windows.ts'

/**
 * Takes a file in: everything that it changes is written, and told. Nothing is kept of it where the caller does not end its act with an
 * entry, which is what a dry run is.
 */
export async function take(db: Write, taking: Taking): Promise<Difference> {
  const difference = emptyDifference()
  const structure = await takeStructure(db, taking, difference)
  const assets = await takeAssets(db, taking, structure, difference)
  const windows = await takeWindows(db, taking, structure, difference)
  const rows = [...taking.imported.refused, ...structure.refused, ...assets.refused]
  const refused = [...rows, ...windows]
  const aside = await putAside(db, taking, refused, assets.keys, difference)
  const { counts } = difference
  counts.rows = listsOf.reduce((sum, list) => sum + taking.imported[list].length, 0)
  for (const { what } of difference.outcomes) counts[what]++
  difference.outcomes = inOrder([
    ...difference.outcomes,
    ...rows.map(row => refusedOutcome(row, 'asset')),
    ...windows.map(row => refusedOutcome(row, 'window')),
  ])
  const kept = counts.places + counts.zones + counts.conduits + counts.windows
  difference.elsewhere = [...new Set(difference.outcomes.flatMap(({ site }) => site ?? []))]
  difference.changes = aside || assets.changes || kept > 0
  return difference
}

const listsOf = ['assets', 'places', 'zones', 'conduits', 'windows', 'refused'] as const

function refusedOutcome({ row, code, reason, header, cells }: Refused, noun: RowOutcome['noun']): RowOutcome {
  const label = visible(cells.find(cell => cell !== '') ?? header.join(', '))
  return { row, noun, what: 'refused', label, code, reason }
}

/** As the file has them, where rows are counted. */
function inOrder(outcomes: RowOutcome[]): RowOutcome[] {
  if (!outcomes.every(({ row }) => typeof row === 'number')) return outcomes
  return outcomes.sort((a, b) => Number(a.row) - Number(b.row))
}
