import type { NameEntry } from './product-catalogue-names.ts'
import { isSurer, type NameAnswer } from './product-name-judge.ts'

/** Names that an asset's name may mean, each with how sure it is. */
export type Answers<Member> = Map<NameEntry<Member>, NameAnswer>

/** Whether a name, and not only a family, was found. */
export function isSettled(found: ReadonlyMap<unknown, NameAnswer>): boolean {
  for (const { confidence, rule } of found.values())
    if (confidence !== 'possible' && rule !== 'family' && rule !== 'name-more') return true
  return false
}

/** Adds answers to others; of two for one name the surer stays. */
export function merge<Key>(into: Map<Key, NameAnswer>, more: ReadonlyMap<Key, NameAnswer>) {
  for (const [key, answer] of more) {
    const known = into.get(key)
    if (!known || isSurer(answer.confidence, known.confidence)) into.set(key, answer)
  }
}
