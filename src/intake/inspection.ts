import type { Note } from '#base'
import type { EnvelopeTold } from '#trust'

/** The answer of `inspect`: the contract `millcert-inspect/1`. */
export interface Inspection {
  schema: 'millcert-inspect/1'
  status: 'accepted' | 'accepted-with-warning' | 'rejected'
  format: string
  /** What was found, by kind: components, dependencies, advisories, signals, refused records. */
  counts: Record<string, number>
  notes: Note[]
  /** What a signature file says of itself, nothing of it verified; left out for everything else. */
  signatures?: readonly EnvelopeTold[]
}

/** A paper that was read: accepted, with a warning when anything is odd. */
export function inspectionOf(format: string, counts: Record<string, number>, notes: readonly Note[]): Inspection {
  return {
    schema: 'millcert-inspect/1',
    status: notes.length > 0 ? 'accepted-with-warning' : 'accepted',
    format,
    counts,
    notes: [...notes],
  }
}

/** A paper that was not. */
export function rejection(format: string, note: Note): Inspection {
  return { schema: 'millcert-inspect/1', status: 'rejected', format, counts: {}, notes: [note] }
}
