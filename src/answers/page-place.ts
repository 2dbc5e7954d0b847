import { Problem, quoted } from '#base'

type Kinds = { number: number; integer: number; string: string }

const isOf = (value: unknown, kind: keyof Kinds) =>
  kind === 'integer' ? Number.isSafeInteger(value) : typeof value === kind

/** Where a page ended, as `next` of an answer has it; nothing for the first. Throws `answers/bad-page` for what no page gave. */
export function placeOf<const K extends readonly (keyof Kinds)[]>(
  after: string | undefined,
  kinds: K,
): { [I in keyof K]: Kinds[K[I]] } | undefined {
  if (after === undefined) return undefined
  try {
    const values: unknown = JSON.parse(after)
    if (Array.isArray(values) && values.length === kinds.length && kinds.every((kind, at) => isOf(values[at], kind)))
      return values as never
  } catch {
    // Nothing of ours.
  }
  throw new Problem('answers/bad-page', `Cannot go on from ${quoted(after)}: no page ended so`, {
    wanted: '`next` of an answer',
  })
}

/** The first rows of what was found, one more than `limit` where more are there; then `next` says where they end. */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  endOf: (last: Row) => readonly (number | string)[],
): { page: Row[]; more: { next?: string } } {
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return { page, more: last === undefined ? {} : { next: JSON.stringify(endOf(last)) } }
}
