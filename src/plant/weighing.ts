import { type AssetFactField, assetFields, columnValue, fieldValue } from './asset-field.ts'
import { type FactValue, latestWords, type Standing, type Strength, type Word, weigh } from './fact.ts'
import { sameValue } from './fact-value.ts'
import type { StoredAsset } from './stored.ts'

/** What is newly said of a field of an asset. */
export interface FreshWord {
  field: AssetFactField
  value: FactValue
  confidence: Strength
  observedAt: number
}

/** A word that is kept, with how it stood. */
export interface KeptWord extends Word {
  field: AssetFactField
  standing: Standing
}

/** What words change of an asset. */
export interface Outcome {
  /** Words to keep, with how they stand; words that say nothing new are left out. */
  added: KeptWord[]
  /** Kept words that now stand otherwise. */
  restated: KeptWord[]
  /** Fields that now show another value. */
  changed: { field: AssetFactField; before: FactValue; after: FactValue }[]
  /** Fields of which what was newly said contradicts another word that could be right. */
  contested: AssetFactField[]
}

/**
 * Weighs what one source newly says of an asset with all that was said before, and writes into `asset` what now stands.
 *
 * @param kept every word about it that was not taken back
 * @param from the number of the first new word
 */
export function weighed(
  asset: StoredAsset,
  kept: readonly KeptWord[],
  sourceId: string,
  fresh: readonly FreshWord[],
  from: number,
): Outcome {
  if (kept.length === 0) return firstWords(asset, sourceId, fresh, from)
  const outcome: Outcome = { added: [], restated: [], changed: [], contested: [] }
  const byField = Map.groupBy(kept, word => word.field)
  for (const said of fresh) {
    const { field } = said
    const words = byField.get(field) ?? []
    if (saysNothingNew(words, sourceId, said)) continue
    const word: KeptWord = { ...said, number: from + outcome.added.length, sourceId, standing: 'current' }
    outcome.added.push(word)
    const all = [...words, word]
    byField.set(field, all)
    settle(asset, field, all, outcome)
    if (all.some(({ standing }) => standing === 'conflict')) outcome.contested.push(field)
  }
  asset.conflicts = [...byField.values()].filter(words => words.some(word => word.standing === 'conflict')).length
  return outcome
}

/** Nothing was said of it before: all of it stands. Most of a first import is this. */
function firstWords(asset: StoredAsset, sourceId: string, fresh: readonly FreshWord[], from: number): Outcome {
  const outcome: Outcome = { added: [], restated: [], changed: [], contested: [] }
  for (const { field, value, confidence, observedAt } of fresh) {
    if (value === null) continue
    const number = from + outcome.added.length
    outcome.added.push({ number, field, sourceId, value, confidence, observedAt, standing: 'current' })
    outcome.changed.push({ field, before: null, after: value })
    Object.assign(asset, { [assetFields[field].column]: columnValue(field, value) })
  }
  return outcome
}

/** Weighs again what is left after words were taken back, and writes into `asset` what now stands. */
export function weighedAgain(asset: StoredAsset, kept: readonly KeptWord[], fields: Iterable<AssetFactField>): Outcome {
  const outcome: Outcome = { added: [], restated: [], changed: [], contested: [] }
  const byField = Map.groupBy(kept, word => word.field)
  for (const field of fields) settle(asset, field, byField.get(field) ?? [], outcome)
  asset.conflicts = [...byField.values()].filter(words => words.some(word => word.standing === 'conflict')).length
  return outcome
}

function settle(asset: StoredAsset, field: AssetFactField, words: readonly KeptWord[], outcome: Outcome): void {
  const { best, standings } = weigh(words, (a, b) => sameValue(field, a, b))
  for (const [word, standing] of standings) {
    if (word.standing === standing) continue
    word.standing = standing
    if (!outcome.added.includes(word) && !outcome.restated.includes(word)) outcome.restated.push(word)
  }
  const { column } = assetFields[field]
  const after = best?.value ?? null
  const kept = columnValue(field, after)
  if (asset[column] === kept) return
  outcome.changed.push({ field, before: fieldValue(field, asset), after })
  Object.assign(asset, { [column]: kept })
}

/** A source repeats itself, or tells again something old. */
function saysNothingNew(
  words: readonly KeptWord[],
  sourceId: string,
  { value, confidence, observedAt }: FreshWord,
): boolean {
  const latest = latestWords(words).get(sourceId)
  if (latest === undefined) return value === null && words.length === 0
  const repeats = (word: KeptWord) => word.confidence === confidence && exactly(word.value, value)
  if (confidence === 'guessed' && latest.confidence !== 'guessed') return true
  if (repeats(latest) && observedAt >= latest.observedAt) return true
  return words.some(word => word.sourceId === sourceId && word.observedAt === observedAt && repeats(word))
}

function exactly(a: FactValue, b: FactValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
