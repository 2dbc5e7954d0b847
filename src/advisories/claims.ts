import type { AdvisoryText } from './compiled/advisory-text.ts'
import {
  eachRow,
  type Hit,
  highOfRow,
  ordinalOfRow,
  type PackageRows,
  readRow,
  type Standing,
} from './compiled/package-rows.ts'
import type { Segment } from './compiled/segment.ts'

/** What one record says of a component: the verdict, and the rows it follows from. */
export interface Claim {
  advisory: AdvisoryText
  /** Where its summary is found (`Database.summaries`). */
  place: { segment: number; ordinal: number }
  /** `fixed`: the version lies above every affected run; `not_affected`: it lies in none and not above all. */
  verdict: 'affected' | 'undecided' | 'fixed' | 'not_affected'
  hits: Hit[]
}

/** A package as one segment of a database has it. */
export interface Found {
  segment: Segment
  /** Number of the segment in the database. */
  number: number
  rows: PackageRows
  /** Ordinals that later segments replace. */
  gone: ReadonlySet<number> | undefined
}

/** What every record of a package says of a version where it stands, when at least one says affected or undecided, or `every`; else nothing. */
export function claimsOf(
  found: Found,
  standing: Standing,
  version: string | undefined,
  every = false,
): readonly Claim[] {
  // Most packages that are known hold no version that is asked for: nothing is made for them.
  let held: Map<number, { decided: boolean; rows: number[] }> | undefined
  eachRow(found.rows, standing, version, (row, decided) => {
    const ordinal = ordinalOfRow(found.rows, row)
    if (found.gone?.has(ordinal)) return
    held ??= new Map()
    const before = held.get(ordinal)
    if (!before) held.set(ordinal, { decided, rows: [row] })
    else if (before.decided === decided) before.rows.push(row)
    else if (decided) held.set(ordinal, { decided, rows: [row] })
  })
  if (held === undefined && !every) return none
  const claims: Claim[] = []
  for (const [ordinal, { decided, rows }] of held ?? noRows)
    claims.push(new RowClaim(found, ordinal, decided ? 'affected' : 'undecided', rows))
  others(found, held ?? noRows, standing.position, claims)
  return claims
}

const none: readonly never[] = []
const noRows: ReadonlyMap<number, { decided: boolean; rows: number[] }> = new Map()

/** Records of the package that hold the version in no row: what they say instead. */
function others(found: Found, held: ReadonlyMap<number, unknown>, position: number, into: Claim[]): void {
  const byOrdinal = new Map<number, { rows: number[]; above: boolean }>()
  for (let row = 0; row < found.rows.rows; row++) {
    const ordinal = ordinalOfRow(found.rows, row)
    if (held.has(ordinal) || found.gone?.has(ordinal)) continue
    let other = byOrdinal.get(ordinal)
    if (!other) {
      other = { rows: [], above: true }
      byOrdinal.set(ordinal, other)
    }
    other.rows.push(row)
    if (position <= highOfRow(found.rows, row)) other.above = false
  }
  for (const [ordinal, { rows, above }] of byOrdinal)
    into.push(new RowClaim(found, ordinal, above ? 'fixed' : 'not_affected', rows))
}

/** What rows of a package say. Few answers show them, so that they are read when asked for. */
class RowClaim implements Claim {
  readonly advisory: AdvisoryText
  readonly verdict: Claim['verdict']
  readonly #segment: number
  readonly #ordinal: number
  readonly #rows: PackageRows
  readonly #which: readonly number[]

  constructor({ segment, number, rows }: Found, ordinal: number, verdict: Claim['verdict'], which: readonly number[]) {
    this.advisory = segment.text(ordinal)
    this.verdict = verdict
    this.#segment = number
    this.#ordinal = ordinal
    this.#rows = rows
    this.#which = which
  }

  get place(): Claim['place'] {
    return { segment: this.#segment, ordinal: this.#ordinal }
  }

  get hits(): Hit[] {
    return this.#which.map(row => readRow(this.#rows, row))
  }
}
