import { noteList, Problem, parseJson, quoted } from '#base'
import { type Bom, type Component, emptyBom } from '../bom.ts'
import type { Distribution } from '../distribution.ts'
import type { BomFormat, Head, Paper } from '../format.ts'
import { isBillOfMaterials } from '../json-looks.ts'
import { type Fields, isFields, pointer } from '../json-members.ts'
import { distributionOfRow, type OsqueryTable, osqueryTables } from '../osquery-table.ts'
import { boundCount, nameOf, wholeBytes } from '../paper-text.ts'
import { references } from '../reference.ts'
import { distributionBeside } from '../system-bill.ts'

/**
 * Answers of osquery as JSON (osquery.readthedocs.io): a list of rows as `osqueryi --json` prints it, whose table shows in
 * the columns; a snapshot as the log has it; or an object with a list of rows for each table. `os_version` says of which
 * distribution the packages are.
 */
export const osquery: BomFormat = {
  id: 'osquery',
  label: 'osquery JSON',
  kind: 'system',
  versions: ['5'],
  takes:
    'rows of deb_packages, rpm_packages, programs, apps, python_packages, npm_packages, chocolatey_packages, homebrew_packages; the distribution of os_version',
  leaves: 'other tables and columns, logs of differences',
  names: undefined,
  sniff,
  read,
}

function sniff(head: Head): boolean {
  const { text } = head
  if (!/^\s*[{[]/.test(text) || isBillOfMaterials(head)) return false
  const tables = [...osqueryTables.keys()].join('|')
  if (new RegExp(`^\\s*\\{\\s*(?:"os_version"|"(?:${tables})")\\s*:\\s*\\[`).test(text)) return true
  if (/^\s*\{/.test(text))
    return /"snapshot"\s*:\s*\[/.test(text) && /"(?:hostIdentifier|calendarTime|unixTime)"\s*:/.test(text)
  const row = /^\s*\[\s*\{([^{}]*)\}/.exec(text)?.[1]
  return (
    row !== undefined &&
    tableOf(new Set(Array.from(row.matchAll(/"([a-z_]+)"\s*:/g), found => found[1]!))) !== undefined
  )
}

function tableOf(columns: ReadonlySet<string>): OsqueryTable | undefined {
  return [...osqueryTables.values()].find(table => table.columns.every(column => columns.has(column)))
}

interface Rows {
  table: OsqueryTable
  rows: readonly unknown[]
  /** JSON pointer of the list. */
  at: string
}

function read(paper: Paper): Bom {
  const value = parseJson(wholeBytes(paper), paper.limits, nameOf(paper))
  const notes = noteList()
  const lists: Rows[] = []
  let distribution: Distribution | undefined
  for (const [at, table, rows] of listsOf(value, paper)) {
    if (table === 'os_version')
      distribution =
        rows
          .filter(isFields)
          .map(distributionOfRow)
          .find(one => one) ?? distribution
    const known = (table === undefined ? undefined : osqueryTables.get(table)) ?? tableOf(columnsOf(rows))
    if (known) lists.push({ table: known, rows, at })
    else if (rows.length > 0 && table !== 'os_version')
      notes.add(
        'table-not-read',
        `a table that lists no software: ${quoted(table ?? [...columnsOf(rows)].join(', '))}`,
        at,
      )
  }
  distribution ??= distributionBeside(paper)
  const components: Component[] = []
  const refs = references()
  let placeless = 0
  for (const { table, rows, at } of lists)
    rows.forEach((row, index) => {
      const place = `${at}/${index}`
      boundCount(components.length + 1, paper, place)
      const made = isFields(row) ? table.component(row, distribution) : undefined
      if (!isFields(row) || !(typeof row['name'] === 'string'))
        notes.add('row-not-read', `a row without a name: ${quoted(row)}`, place)
      if (!made) return
      if (made.purl === undefined && made.type === 'library') placeless++
      if (made.version === undefined)
        notes.add('version-not-stated', `${quoted(made.name)} stands there without a version`, place)
      components.push({ ...made, ref: refs(made.purl ?? `${made.name}@${made.version ?? ''}`), at: place })
    })
  if (placeless > 0 && !distribution)
    notes.add(
      'distribution-unknown',
      `packages without a package URL (${placeless}): of which distribution they are is not known (os_version says it)`,
    )
  if (components.length === 0) notes.add('empty', 'no software is listed')
  return billOf(components, notes.notes)
}

function billOf(components: Component[], notes: Bom['notes']): Bom {
  return { ...emptyBom(osquery.id, notes), components }
}

/** Every list of rows, with its place and, where it is said, its table. */
function listsOf(value: unknown, paper: Paper): [at: string, table: string | undefined, rows: readonly unknown[]][] {
  if (Array.isArray(value)) return [['', undefined, value]]
  const fields: Fields = isFields(value) ? value : {}
  const { snapshot, name } = fields
  if (Array.isArray(snapshot))
    return [
      [
        '/snapshot',
        [...osqueryTables.keys(), 'os_version'].find(table => typeof name === 'string' && name.endsWith(table)),
        snapshot,
      ],
    ]
  const lists = Object.entries(fields).flatMap(([table, rows]): [string, string, unknown[]][] =>
    Array.isArray(rows) ? [[`/${pointer(table)}`, table, rows]] : [],
  )
  if (lists.length === 0)
    throw new Problem('boms/not-osquery', `Cannot read ${nameOf(paper)}: no list of rows`, {
      wanted: 'a list of rows, or an object of such lists',
      found: quoted(value),
    })
  return lists
}

function columnsOf(rows: readonly unknown[]): Set<string> {
  return new Set(isFields(rows[0]) ? Object.keys(rows[0]) : [])
}
