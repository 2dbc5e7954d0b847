import { orderSpellings } from './order-spellings.ts'
import { productSpellings } from './product-spellings.ts'
import type { AssetText, Spelling, SpellingContext } from './spelling.ts'
import { vendorSpellings } from './vendor-spellings.ts'
import { versionSpellings } from './version-spellings.ts'

/** Every habit, none of which made ot-pairs/assets.csv. */
export const spellings: readonly Spelling[] = [
  ...vendorSpellings,
  ...productSpellings,
  ...orderSpellings,
  ...versionSpellings,
]

/**
 * A row written with none to three habits, each of another field, and their ids. One row in five stays as the advisory writes
 * it, and half of them have one habit, so that what a spelling costs can be told from what the matching costs.
 */
export function spelled(asset: AssetText, context: SpellingContext): { asset: AssetText; habits: string[] } {
  const { random } = context
  const place = random.unit()
  const wanted = place < 0.2 ? 0 : place < 0.7 ? 1 : place < 0.9 ? 2 : 3
  let written = asset
  const used: Spelling[] = []
  for (const habit of random.shuffled(spellings)) {
    if (used.length >= wanted) break
    if (used.some(({ field }) => field === habit.field)) continue
    const next = habit.write(written, context)
    if (next === undefined) continue
    written = next
    used.push(habit)
  }
  return { asset: written, habits: used.map(({ id }) => id).sort() }
}
