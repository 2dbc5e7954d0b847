import { Problem, quoted } from '#base'

type Kinds = { number: number; string: string }

/** Where a page ended, as `next` of an answer has it. Throws `answers/bad-page` for what no page gave. */
export function placeOf<const K extends readonly (keyof Kinds)[]>(
  after: string,
  kinds: K,
): { [I in keyof K]: Kinds[K[I]] } {
  try {
    const values: unknown = JSON.parse(after)
    if (
      Array.isArray(values) &&
      values.length === kinds.length &&
      kinds.every((kind, at) => typeof values[at] === kind)
    )
      return values as never
  } catch {
    // Nothing of ours.
  }
  throw new Problem('answers/bad-page', `Cannot go on from ${quoted(after)}: no page ended so`, {
    wanted: '`next` of an answer',
  })
}
