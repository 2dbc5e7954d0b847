import { sql } from 'kysely'
import { type Digest, digester } from '#base'
import { insertRows, listed, type Read, rowsOf, type Write, writing } from '#ledger'
import type { Difference } from './difference.ts'
import type { FindingTables, MatchRow } from './store.ts'

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

/** Keeps the rows of components of which none stands. */
export async function startRows(db: Write, rows: readonly MatchRow[]): Promise<void> {
  await insertRows(db, 'match', columns, rows.map(valuesOf))
}

/** Ends and begins rows of components, which each stand in one of the differences alone. */
export async function changeRows(
  db: Write,
  differences: readonly (readonly [id: number, Difference])[],
): Promise<void> {
  const rows: MatchRow[] = []
  const open: number[] = []
  for (const [id, { ended, started, stayed }] of differences) {
    if (ended.length > 0) open.push(id)
    for (const row of started) rows.push(row)
    if (ended.length > 0) rows.push(...ended, ...stayed)
  }
  // What stands of a component is written anew where some of it ends: one statement for a thousand, and none for each row.
  for (let at = 0; at < open.length; at += atOnce)
    await writing<FindingTables>(db)
      .deleteFrom('match')
      .where('known_until', 'is', null)
      .where(sql<boolean>`component_id in ${listed(db, open.slice(at, at + atOnce), 'integer')}`)
      .execute()
  await startRows(db, rows)
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
