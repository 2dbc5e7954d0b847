import { csvCell } from '#base'
import type { Output } from '../output.ts'
import { remedyLines } from '../remedy.ts'
import type { AdvisorySeen, Because, ComponentSeen, Match, Report, VulnerabilitySeen } from '../report.ts'
import { scoreOf } from '../score.ts'
import { isNamed, reason, vendorOf } from '../wording.ts'

/** What a row is made of. */
interface Row {
  verdict: 'affected' | 'undecided' | 'suppressed'
  component: ComponentSeen
  vulnerability: VulnerabilitySeen
  fixed: readonly string[]
  advisories: readonly AdvisorySeen[]
  because?: Because
  settle: string
  statement: string
}

/** The columns, in their order: new ones are added at the end, none is renamed or removed. */
const columns: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['verdict', row => row.verdict],
  ['severity', row => row.vulnerability.severity],
  ['vulnerability', row => (isNamed(row.vulnerability) ? row.vulnerability.id : '')],
  ['component', row => row.component.name],
  ['version', row => row.component.version ?? ''],
  ['fixed', row => row.fixed.join(between)],
  ['kev', row => yes(row.vulnerability.kev)],
  ['malicious', row => yes(row.vulnerability.malicious)],
  ['epss', row => String(row.vulnerability.epss ?? '')],
  ['score', row => (row.vulnerability.cvss.length > 0 ? String(scoreOf(row.vulnerability) ?? '') : '')],
  ['cvss', row => row.vulnerability.cvss.map(cvss => cvss.vector).join(between)],
  ['aliases', row => row.vulnerability.aliases.join(between)],
  ['summary', row => row.vulnerability.summary],
  ['ref', row => row.component.ref],
  ['purl', row => row.component.purl ?? ''],
  ['vendor', ({ component }) => (component.purl === undefined ? (vendorOf(component) ?? '') : '')],
  ['order_number', row => row.component.orderNumber ?? ''],
  ['locations', row => row.component.locations.join(between)],
  ['paths', row => row.component.paths.map(path => path.join(' > ')).join(between)],
  ['advisories', row => row.advisories.map(advisory => advisory.id).join(between)],
  ['reasons', row => [...(row.because ? [reason(row.because)] : []), ...row.advisories.map(told)].join(between)],
  ['settle', row => row.settle],
  ['statement', row => row.statement],
  ['remedies', row => remedyLines(row.advisories).join(between)],
]

/** Between the parts of a list in one cell: neither comma, semicolon nor tab, one of which separates cells in any country. */
const between = ' | '

/**
 * One row for each match, each undecided entry and each suppressed match, told apart by `verdict`. RFC 4180: a header, commas,
 * CRLF at the end of every line. No cell is taken for a formula.
 */
export const csv: Output = {
  id: 'csv',
  summaries: true,
  about: 'one row a match, for spreadsheets',
  *write(report) {
    yield `${columns.map(([title]) => title).join(',')}\r\n`
    for (const row of rowsOf(report)) yield `${columns.map(([, cell]) => encoded(cell(row))).join(',')}\r\n`
  },
}

function* rowsOf(report: Report): Iterable<Row> {
  for (const match of report.matches) yield rowOf(match, 'affected', '')
  for (const one of report.undecided) yield { verdict: 'undecided', fixed: [], statement: '', ...one }
  for (const { match, statement } of report.suppressed) {
    const until = statement.until === null ? '' : ` until ${statement.until}`
    const text = `${statement.status}, says ${statement.by}${until}: ${statement.justification}`
    yield rowOf(match, 'suppressed', text)
  }
}

function rowOf(match: Match, verdict: Row['verdict'], statement: string): Row {
  const { component, vulnerability, fixed, advisories } = match
  return { verdict, component, vulnerability, fixed, advisories, settle: '', statement }
}

function told(advisory: AdvisorySeen): string {
  return `${advisory.id}: ${advisory.verdict}, ${reason(advisory.because)}`
}

function yes(flag: boolean): string {
  return flag ? 'yes' : 'no'
}

function encoded(text: string): string {
  return text === '' ? '' : csvCell(stillText(text))
}

/**
 * A spreadsheet in a country with decimal commas splits lines at semicolons and then does not heed a quote that stands after
 * a comma: what follows a semicolon would start a cell of its own, and may not start a formula there.
 */
function stillText(text: string): string {
  return text.includes(';') ? text.replace(/;(?=[\s"']*[=+\-@])/g, ";'") : text
}
