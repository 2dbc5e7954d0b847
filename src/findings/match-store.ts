import { sql } from 'kysely'
import { type Digest, digester } from '#base'
import { insertRows, listed, type Read, rowsOf, type Write } from '#ledger'
import type { MatchRow } from './store.ts'

/** Components in one question. */
const atOnce = 1000

const columns = {
  component_id: 'integer',
  advisory_id: 'integer',
  vulnerability: 'text',
  verdict: 'text',
  confidence: 'text',
  severity: 'text',
  because: 'text',
  known_from: 'integer',
  known_until: 'integer',
  since: 'integer',
} as const

/** The rows that stand about some components. */
export async function standingOf(db: Read, components: readonly number[]): Promise<Map<number, MatchRow[]>> {
  const found = new Map<number, MatchRow[]>()
  for (let at = 0; at < components.length; at += atOnce) {
    const part = listed(db, components.slice(at, at + atOnce), 'integer')
    const rows = await rowsOf<MatchRow>(
      db,
      sql`select * from match where component_id in ${part} and known_until is null order by component_id, advisory_id, vulnerability`,
    )
    for (const row of rows) {
      const known = found.get(row.component_id)
      if (known) known.push(row)
      else found.set(row.component_id, [row])
    }
  }
  return found
}

/** Keeps rows that begin. */
export async function startRows(db: Write, rows: readonly MatchRow[]): Promise<void> {
  await insertRows(db, 'match', columns, rows.map(valuesOf))
}

/** Keeps since when rows that stood do no more. */
export async function endRows(db: Write, rows: readonly MatchRow[]): Promise<void> {
  const key = ['component_id', 'advisory_id', 'vulnerability', 'known_from']
  await insertRows(db, 'match', columns, rows.map(valuesOf), { key })
}

function valuesOf(row: MatchRow): (string | number | null)[] {
  return Object.keys(columns).map(name => row[name as keyof MatchRow])
}

/** Of a text that is put into a digest: many short ones cost far more. */
const charactersAtOnce = 65_536

/**
 * The digest over rows that ended and began, which the journal keeps of them: for each a line of `-` or `+` and, with blanks between,
 * component, advisory, vulnerability, verdict, when it ended or began, and the reason as JSON; all that ended first, each part in the
 * order of these.
 */
export function pairsDigest(started: readonly MatchRow[], ended: readonly MatchRow[]): Digest {
  const hash = digester()
  let lines = ''
  for (const [sign, rows] of [
    ['-', ended],
    ['+', started],
  ] as const)
    for (const row of [...rows].sort(inOrder)) {
      const { component_id: component, advisory_id: advisory, vulnerability, verdict, because } = row
      const at = sign === '+' ? row.known_from : row.known_until
      lines += `${sign} ${component} ${advisory} ${vulnerability} ${verdict} ${at} ${because}\n`
      if (lines.length < charactersAtOnce) continue
      hash.add(lines)
      lines = ''
    }
  hash.add(lines)
  return hash.digest()
}

function inOrder(a: MatchRow, b: MatchRow): number {
  return (
    a.component_id - b.component_id ||
    a.advisory_id - b.advisory_id ||
    (a.vulnerability < b.vulnerability ? -1 : a.vulnerability > b.vulnerability ? 1 : 0)
  )
}
