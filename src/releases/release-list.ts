/** One release of a package, as its registry tells of it. What it does not tell is undefined, and nobody's guess. */
export interface Release {
  version: string
  /** When it was published, milliseconds since 1970 UTC. */
  at: number | undefined
  /** Why nobody should take it, in the registry's word: `yanked`, `deprecated: …`. */
  withdrawn: string | undefined
  /** Whether the registry carries a statement of where it was built. */
  attested: boolean | undefined
  publisher: string | undefined
  /** Who may publish, as it stood with this release. */
  maintainers: readonly string[] | undefined
}

/** A document of a registry. */
export interface ListDocument {
  /** Path at the origin, from its slash on. */
  path: string
  accept: string
  /** Where it lies in a folder of carried answers, below the type of its packages. */
  file: string
}

/**
 * Asks for a document: its text; undefined where the registry knows nothing of it. Throws a Problem where no answer came, or none is
 * carried (`releases/not-carried`).
 */
export type AskList = (document: ListDocument) => Promise<string | undefined>

/** A registry that is asked which releases a package has: a member of `release-lists/`. */
export interface ReleaseList {
  /** The type of its package URLs. */
  readonly id: string
  /** Asked where no other origin is named. */
  readonly origin: string
  /** Every release, in no order; undefined where the registry does not know the package, or its answer is none. */
  releases(name: string, version: string, ask: AskList): Promise<Release[] | undefined>
}

/** RFC 3339 with its zone, as every registry writes times. */
const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/

/** A time in milliseconds since 1970 UTC; undefined for anything that is none. */
export function timeIn(value: unknown): number | undefined {
  if (typeof value !== 'string' || !shape.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** A word of a registry that is shown to people: one line, no longer than they read. */
export function wordIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const line = value.trim().replace(/\s+/g, ' ')
  return line.length > longest ? `${line.slice(0, longest).toWellFormed()}…` : line
}

const longest = 200
