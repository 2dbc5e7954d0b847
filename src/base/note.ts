/**
 * A part of a paper is odd, and the paper is taken all the same: returned beside the value, never thrown.
 */
export interface Note {
  /** Stable and kebab-case: `duplicate-key`, `purl-malformed`. */
  code: string
  /** One line for a person. */
  message: string
  /** Where: a JSON pointer, `line 3`, a path, or a path and a place in it (`a/go.mod: line 3`). */
  at?: string
}

/** Collects notes and stops at a bound, so that a hostile paper cannot fill the memory with complaints. */
export interface NoteList {
  readonly notes: Note[]
  add(code: string, message: string, at?: string): void
}

/** At most `max` notes of one code are kept; one more of the same code says how many were left out. */
export function noteList(max = 20): NoteList {
  const notes: Note[] = []
  const counts = new Map<string, number>()
  const more = new Map<string, Note>()
  return {
    notes,
    add(code, message, at) {
      const count = (counts.get(code) ?? 0) + 1
      counts.set(code, count)
      if (count <= max) notes.push(at === undefined ? { code, message } : { code, message, at })
      else {
        let tail = more.get(code)
        if (!tail) {
          tail = { code, message: '' }
          more.set(code, tail)
          notes.push(tail)
        }
        tail.message = `and ${count - max} more like these`
      }
    },
  }
}
