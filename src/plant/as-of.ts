/** Something that was true on the floor from one time until another, and was held for true from one time until another. */
export interface Held {
  /** Valid time, milliseconds since 1970 UTC; the end does not belong to it and is null while it is open. */
  validFrom: number
  validUntil: number | null
  /** Recorded time: since when we knew it, and until when, null while it stands. */
  recordedAt: number
  replacedAt: number | null
}

/** Two times: what was so at `valid`, as far as it was known at `recorded`. Left out: what is known now. */
export interface AsOf {
  valid: number
  recorded?: number | undefined
}

/** Whether it held at a time, by what was known at a time. */
export function heldAt(held: Held, { valid, recorded }: AsOf): boolean {
  return knownAt(held, recorded) && held.validFrom <= valid && (held.validUntil === null || valid < held.validUntil)
}

/** Whether it was known at a time; now, when none is given. */
export function knownAt({ recordedAt, replacedAt }: Held, recorded?: number): boolean {
  if (recorded === undefined) return replacedAt === null
  return recordedAt <= recorded && (replacedAt === null || recorded < replacedAt)
}

/** What a change of what is held does: rows that are held no more, and rows in their place. */
export interface Rewriting<Row> {
  replaced: Row[]
  added: Row[]
}

/** A part of valid time with what was there. */
interface Span {
  validFrom: number
  validUntil: number | null
}

/**
 * Lays something new over what stands, of which no two overlap: it ends at its own end, or where the next one begins that was already
 * there, whichever is first; what it overlaps is cut to what is left before and after. `same` says that nothing would change: the new
 * one then joins what it continues.
 *
 * @param standing rows of one line of time
 * @param cut makes a row with another span of an existing one
 */
export function laidOver<Row extends Span>(
  standing: readonly Row[],
  fresh: Row,
  same: (a: Row, b: Row) => boolean,
  cut: (row: Row, span: Span) => Row,
): Rewriting<Row> {
  const end = fresh.validUntil ?? nextStart(standing, fresh.validFrom)
  const laid = end === fresh.validUntil ? fresh : cut(fresh, { validFrom: fresh.validFrom, validUntil: end })
  const touched = standing.filter(row => overlap(row, laid))
  if (touched.some(row => same(row, laid) && covers(row, laid))) return { replaced: [], added: [] }
  const added: Row[] = []
  for (const row of touched) {
    if (row.validFrom < laid.validFrom) added.push(cut(row, { validFrom: row.validFrom, validUntil: laid.validFrom }))
    if (laid.validUntil !== null && (row.validUntil === null || row.validUntil > laid.validUntil))
      added.push(cut(row, { validFrom: laid.validUntil, validUntil: row.validUntil }))
  }
  return { replaced: touched, added: [...added, laid] }
}

/** Where the next row begins after a time: what is seen today does not undo what was seen later. */
function nextStart(standing: readonly Span[], from: number): number | null {
  let next: number | null = null
  for (const { validFrom } of standing) if (validFrom > from && (next === null || validFrom < next)) next = validFrom
  return next
}

function overlap(a: Span, b: Span): boolean {
  return (b.validUntil === null || a.validFrom < b.validUntil) && (a.validUntil === null || b.validFrom < a.validUntil)
}

function covers(a: Span, b: Span): boolean {
  return (
    a.validFrom <= b.validFrom && (a.validUntil === null || (b.validUntil !== null && b.validUntil <= a.validUntil))
  )
}
