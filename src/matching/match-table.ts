import { visible } from '#base'
import { endedOn, endedWords, isEnded } from './end-of-life.ts'
import { type Column, sheetOf, wrapped } from './layout.ts'
import type { Look } from './output.ts'
import { remediesOf } from './remedy.ts'
import type { Match } from './report.ts'
import { type Ink, proseWidth } from './terminal-text.ts'
import { counted, fixedWords, named, percent, reason } from './wording.ts'

const severity: Column = { title: 'Severity', least: 8, most: 8 }
const vulnerability: Column = { title: 'Vulnerability', least: 20, most: 28 }
// The end of a long name tells most: of Go's and Maven's, all of one maker begin alike.
const component: Column = { title: 'Component', least: 16, most: 60, keepEnd: true, soft: true }
const version: Column = { title: 'Version', least: 12, most: 40 }
const fixed: Column = { title: 'Fixed in', least: 10, most: 24, soft: true }
const flags: Column = { title: 'Flags', least: 5, most: 11, drop: 2 }
const epss: Column = { title: 'EPSS', least: 5, most: 5, drop: 1 }
const where: Column = { title: 'In', least: 10, most: 48, keepEnd: true, soft: true, drop: 0 }

const flagAt = 5

/** Vulnerabilities, one row a match, with `-v` all that is said of each. */
export function* flawTable(all: readonly Match[], look: Look, ink: Ink): Iterable<string> {
  if (all.length === 0) return
  const flagged = all.some(match => match.vulnerability.kev || match.vulnerability.malicious)
  const scored = all.some(match => match.vulnerability.epss !== null)
  // A narrow terminal has no room for paths beside names; `-v` lists them all.
  const roomy = look.width === 0 || look.width >= 100
  const located = roomy && all.some(match => match.component.locations.length > 0)
  const columns = [
    ...[severity, vulnerability, component, version, fixed],
    ...(flagged ? [flags] : []),
    ...(scored ? [epss] : []),
    ...(located ? [where] : []),
  ]
  const rows = all.map(match => cellsOf(match, flagged, scored, located))
  const sheet = sheetOf(columns, rows, look.width)
  yield `\n${ink.bold(sheet.titles().join(''))}\n`
  const flag = flagged ? sheet.shown.indexOf(flagAt) : -1
  for (let i = 0; i < rows.length; i++) {
    const match = all[i]!
    const cells = sheet.cells(i)
    cells[0] = ink[match.vulnerability.severity](cells[0]!)
    if (flag > 0) cells[flag] = ink.bold(cells[flag]!)
    yield `${cells.join('').trimEnd()}\n`
    if (look.verbose) yield* details(match, look, ink)
  }
}

function cellsOf(match: Match, flagged: boolean, scored: boolean, located: boolean): string[] {
  const { component: it, vulnerability: that } = match
  const cells = [
    that.severity,
    visible(that.id),
    visible(named(it)),
    it.version === undefined ? '-' : visible(it.version),
    visible(fixedWords(match) ?? '-'),
  ]
  if (flagged) cells.push(`${that.kev ? 'KEV ' : ''}${that.malicious ? 'malware' : ''}`.trimEnd())
  if (scored) cells.push(that.epss === null ? '-' : that.epss < 0.001 ? '<0.1%' : percent(that.epss, 1))
  if (located) cells.push(placeOf(it.locations))
  return cells
}

function placeOf(locations: readonly string[]): string {
  if (locations.length === 0) return '-'
  return locations.length === 1 ? visible(locations[0]!) : counted(locations.length, 'file')
}

const since: Column = { title: 'Since', least: 10, most: 10 }
const page: Column = { title: 'See', least: 12, most: 80, soft: true, drop: 0 }

/** Releases that nobody maintains any more: no vulnerability, and none will be mended. */
export function* endedTable(all: readonly Match[], look: Look, ink: Ink): Iterable<string> {
  if (all.length === 0) return
  const rows = all.map(match => [
    visible(named(match.component)),
    match.component.version === undefined ? '-' : visible(match.component.version),
    visible(endedOn(match) ?? '-'),
    visible(match.advisories.find(({ url }) => url !== '')?.url ?? '-'),
  ])
  const sheet = sheetOf([component, version, since, page], rows, look.width)
  yield `\n${ink.bold(`No longer maintained: ${all.length}`)}\n\n`
  yield `${ink.bold(sheet.titles().join(''))}\n`
  for (let i = 0; i < rows.length; i++) {
    yield `${sheet.cells(i).join('').trimEnd()}\n`
    if (look.verbose) yield* details(all[i]!, look, ink)
  }
}

function* details(match: Match, look: Look, ink: Ink): Iterable<string> {
  const { component: it, vulnerability: that, advisories } = match
  const lines: string[] = []
  const add = (text: string, first = '          ') => {
    for (const line of wrapped(text, proseWidth(look), first)) lines.push(line)
  }
  if (that.summary !== '') add(visible(that.summary))
  if (that.aliases.length > 0) add(`also ${that.aliases.map(visible).join(', ')}`)
  for (const { version: cvss, vector, score, source } of that.cvss)
    add(`CVSS ${visible(cvss)} ${score.toFixed(1)} ${visible(vector)} (${visible(source)})`)
  for (const advisory of advisories) {
    const says = isEnded(that.id) ? visible(endedWords(match)) : advisory.verdict
    add(`${visible(advisory.id)} (${visible(advisory.source)}): ${says}, ${visible(reason(advisory.because))}`)
    if (advisory.url !== '') add(visible(advisory.url), '            ')
  }
  const { remedies, left } = remediesOf(advisories)
  for (const { kind, text, url } of remedies) {
    add(visible(text === '' ? kind : `${kind}: ${text}`))
    if (url !== undefined) add(visible(url), '            ')
  }
  if (left > 0) add(`and ${counted(left, 'more remedy', 'more remedies')}`)
  if (it.purl !== undefined) add(visible(it.purl))
  if (it.orderNumber !== undefined) add(`order number ${visible(it.orderNumber)}`)
  for (const path of it.paths) add(`by way of ${path.map(visible).join(' > ')}`)
  for (const location of it.locations) add(`in ${visible(location)}`)
  for (const line of lines) yield `${ink.dim(line)}\n`
}
