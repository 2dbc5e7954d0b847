import type { Severity } from '#advisories'
import { visible } from '#base'
import { type Column, cut, sheetOf, wrapped } from '../layout.ts'
import type { Look, Output } from '../output.ts'
import type { Match, Report } from '../report.ts'
import {
  answer,
  called,
  counted,
  type Doubt,
  doubtsOf,
  notesByCode,
  otherNotes,
  otherStaleFeeds,
  reason,
  ruleWords,
  staleFeeds,
} from '../wording.ts'

/**
 * For a person at a terminal: first the answer, then what it rests on. Everything said by colour is also said by a word.
 * On no terminal (`width` 0) nothing is cut; `-v` adds why, by which way, and where.
 */
export const table: Output = {
  id: 'table',
  about: 'for reading in a terminal (-v: reasons, paths and files)',
  *write(report, look) {
    const ink = inkFor(look)
    const { text, clean } = answer(report)
    const paint = clean && report.notes.length === 0 ? ink.green : ink.bold
    for (const line of wrapped(text, proseWidth(look), '')) yield `${paint(line)}\n`
    yield* about(report, look, ink)
    yield* matches(report.matches, look, ink)
    yield* doubts(report, look, ink)
    yield* suppressed(report, look, ink)
    yield* stale(report, look, ink)
    yield* notes(report, look, ink)
  },
}

type Paint = (text: string) => string
type Ink = Record<'bold' | 'dim' | 'green' | 'cyan' | Severity, Paint>

function inkFor(look: Look): Ink {
  // Select Graphic Rendition, ECMA-48 §8.3.117; each undoes itself alone.
  const sgr =
    (on: string, off: string): Paint =>
    text =>
      look.colour && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text
  const same: Paint = text => text
  return {
    bold: sgr('1', '22'),
    dim: sgr('2', '22'),
    green: sgr('32', '39'),
    cyan: sgr('36', '39'),
    critical: sgr('1;31', '22;39'),
    high: sgr('31', '39'),
    medium: sgr('33', '39'),
    unknown: sgr('35', '39'),
    low: same,
    none: sgr('2', '22'),
  }
}

function proseWidth(look: Look): number {
  return look.width === 0 ? 100 : Math.max(look.width, 40)
}

/** Foreign text in a line of prose: cut on a terminal, where one name could otherwise fill the screen. */
function shown(text: string, look: Look): string {
  return look.width === 0 ? visible(text) : cut(visible(text), Math.max(60, look.width))
}

function* about(report: Report, look: Look, ink: Ink): Iterable<string> {
  const parts = [shown(report.subject.path, look), visible(report.subject.format)]
  if (report.database) parts.push(`advisories of ${visible(report.database.builtAt)}`)
  yield `${ink.dim(parts.filter(part => part !== '').join(' · '))}\n`
}

const severity: Column = { title: 'Severity', least: 8, most: 8 }
const vulnerability: Column = { title: 'Vulnerability', least: 20, most: 28 }
const component: Column = { title: 'Component', least: 10, most: 60 }
const version: Column = { title: 'Version', least: 7, most: 24 }
const fixed: Column = { title: 'Fixed in', least: 8, most: 24 }
const flags: Column = { title: 'Flags', least: 5, most: 11 }
const epss: Column = { title: 'EPSS', least: 5, most: 5 }
const where: Column = { title: 'In', least: 10, most: 48, keepEnd: true }

function* matches(all: readonly Match[], look: Look, ink: Ink): Iterable<string> {
  if (all.length === 0) return
  const columns = [severity, vulnerability, component, version, fixed]
  const flagged = all.some(match => match.vulnerability.kev || match.vulnerability.malicious)
  const scored = all.some(match => match.vulnerability.epss !== null)
  // A narrow terminal has no room for paths beside names; `-v` lists them all.
  const roomy = look.width === 0 || look.width >= 100
  const located = roomy && all.some(match => match.component.locations.length > 0)
  if (flagged) columns.push(flags)
  if (scored) columns.push(epss)
  if (located) columns.push(where)
  const rows = all.map(match => cellsOf(match, flagged, scored, located))
  const sheet = sheetOf(columns, rows, look.width)
  yield `\n${ink.bold(sheet.titles().join(''))}\n`
  const flagAt = flagged ? 5 : -1
  for (let i = 0; i < rows.length; i++) {
    const match = all[i]!
    const cells = sheet.cells(i)
    cells[0] = ink[match.vulnerability.severity](cells[0]!)
    if (flagAt > 0) cells[flagAt] = ink.bold(cells[flagAt]!)
    yield `${cells.join('').trimEnd()}\n`
    if (look.verbose) yield* details(match, look, ink)
  }
}

function cellsOf(match: Match, flagged: boolean, scored: boolean, located: boolean): string[] {
  const { component: it, vulnerability: that } = match
  const cells = [
    that.severity,
    visible(that.id),
    visible(it.vendor === undefined ? it.name : `${it.vendor} ${it.name}`),
    it.version === undefined ? '-' : visible(it.version),
    match.fixed.length === 0 ? '-' : visible(match.fixed.join(', ')),
  ]
  if (flagged) cells.push(`${that.kev ? 'KEV ' : ''}${that.malicious ? 'malware' : ''}`.trimEnd())
  if (scored) cells.push(percent(that.epss))
  if (located) cells.push(placeOf(it.locations))
  return cells
}

function placeOf(locations: readonly string[]): string {
  if (locations.length === 0) return '-'
  return locations.length === 1 ? visible(locations[0]!) : counted(locations.length, 'file')
}

/** A probability in five columns at most. */
function percent(probability: number | null): string {
  if (probability === null) return '-'
  if (probability < 0.001) return '<0.1%'
  return `${(probability * 100).toFixed(1).replace('100.0', '100')}%`
}

function* details({ component: it, vulnerability: that, advisories }: Match, look: Look, ink: Ink): Iterable<string> {
  const lines: string[] = []
  const add = (text: string, first = '          ') => {
    for (const line of wrapped(text, proseWidth(look), first)) lines.push(line)
  }
  if (that.summary !== '') add(visible(that.summary))
  if (that.aliases.length > 0) add(`also ${that.aliases.map(visible).join(', ')}`)
  for (const { version: cvss, vector, score, source } of that.cvss)
    add(`CVSS ${visible(cvss)} ${score.toFixed(1)} ${visible(vector)} (${visible(source)})`)
  for (const advisory of advisories) {
    add(
      `${visible(advisory.id)} (${visible(advisory.source)}): ${advisory.verdict}, ${visible(reason(advisory.because))}`,
    )
    if (advisory.url !== '') add(visible(advisory.url), '            ')
  }
  if (it.purl !== undefined) add(visible(it.purl))
  if (it.orderNumber !== undefined) add(`order number ${visible(it.orderNumber)}`)
  for (const path of it.paths) add(`by way of ${path.map(visible).join(' > ')}`)
  for (const location of it.locations) add(`in ${visible(location)}`)
  for (const line of lines) yield `${ink.dim(line)}\n`
}

/** How many examples are shown without `-v`. */
const few = 5

function* doubts(report: Report, look: Look, ink: Ink): Iterable<string> {
  if (report.undecided.length === 0) return
  yield `\n${ink.bold(`Could not be decided: ${report.undecided.length}`)}\n`
  const byRule = Map.groupBy(doubtsOf(report), doubt => doubt.rule)
  for (const [rule, groups] of byRule) {
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    yield `\n  ${ink.unknown(sentence(shown(ruleWords(rule), look)))} (${count})\n`
    const told = look.verbose ? groups : groups.slice(0, few)
    for (const group of told) yield* doubtOf(group, look, ink)
    const left = groups.slice(told.length).reduce((sum, group) => sum + group.count, 0)
    if (left > 0) yield `    ${ink.dim(`and ${left} more (-v lists them)`)}\n`
  }
}

function* doubtOf(group: Doubt, look: Look, ink: Ink): Iterable<string> {
  const told = look.verbose ? group.components : group.components.slice(0, few)
  for (const { component: it, ids, because } of told) {
    const named = look.verbose ? ids : ids.slice(0, few)
    const more = ids.length > named.length ? ` and ${ids.length - named.length} more` : ''
    const list = ids.length === 0 ? '' : ` · ${named.map(id => shown(id, look)).join(', ')}${more}`
    const known = because.found === undefined || because.found === it.name || because.found === it.version
    const found = known ? '' : ` · found "${shown(because.found!, look)}"`
    const wanted =
      because.wanted === undefined || (ids.length === 0 && !look.verbose)
        ? ''
        : ` · wanted "${shown(because.wanted, look)}"`
    const text = `${shown(called(it), look)}${list}${found}${wanted}`
    for (const line of wrapped(text, proseWidth(look), '    ')) yield `${line}\n`
    if (look.verbose) for (const location of it.locations) yield `      ${ink.dim(`in ${shown(location, look)}`)}\n`
  }
  const left = group.components.length - told.length
  if (left > 0) yield `    ${ink.dim(`and ${counted(left, 'more component')} (-v lists them)`)}\n`
  if (group.settle !== '')
    for (const line of wrapped(visible(group.settle), proseWidth(look), '    → ')) yield `${ink.cyan(line)}\n`
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function* suppressed(report: Report, look: Look, ink: Ink): Iterable<string> {
  if (report.suppressed.length === 0) return
  yield `\n${ink.bold(`Suppressed: ${report.suppressed.length}`)}\n\n`
  const told = look.verbose ? report.suppressed : report.suppressed.slice(0, 20)
  for (const { match, statement } of told) {
    const until = statement.until === null ? '' : ` until ${visible(statement.until)}`
    const why = statement.justification === '' ? 'no reason given' : shown(statement.justification, look)
    const what = `${shown(match.vulnerability.id, look)} · ${shown(called(match.component), look)}`
    const text = `${what} · ${statement.status}, says ${shown(statement.by, look)}${until}: ${why}`
    for (const line of wrapped(text, proseWidth(look), '  ')) yield `${line}\n`
  }
  const left = report.suppressed.length - told.length
  if (left > 0) yield `  ${ink.dim(`and ${left} more (-v lists them)`)}\n`
}

function* stale(report: Report, look: Look, ink: Ink): Iterable<string> {
  const feeds = staleFeeds(report)
  const others = otherStaleFeeds(report)
  if (feeds.length + others.length === 0) return
  const title = feeds.length > 0 ? `Stale feeds that this answer needs: ${feeds.length}` : 'Stale feeds'
  yield `\n${ink.bold(title)}\n\n`
  for (const feed of feeds) {
    const snapshot = feed.snapshotAt === null ? 'no snapshot' : `snapshot of ${visible(feed.snapshotAt)}`
    const text = `${shown(feed.id, look)} · ${snapshot} · ${counted(feed.records, 'record')}`
    for (const line of wrapped(text, proseWidth(look), '  ')) yield `${ink.medium(line)}\n`
  }
  if (others.length === 0) return
  const text = `not needed for this answer: ${others.map(id => shown(id, look)).join(', ')}`
  for (const line of wrapped(text, proseWidth(look), '  ')) yield `${ink.dim(line)}\n`
}

function* notes(report: Report, look: Look, ink: Ink): Iterable<string> {
  const all = otherNotes(report)
  if (all.length === 0) return
  yield `\n${ink.bold(`Notes: ${all.length}`)}\n\n`
  for (const group of notesByCode(all)) {
    for (const note of look.verbose ? group : group.slice(0, 1)) {
      const at = note.at === undefined ? '' : ` (${shown(note.at, look)})`
      const more =
        look.verbose || group.length === 1 ? '' : `, and ${group.length - 1} more of this kind (-v lists them)`
      const text = `${visible(note.code)}: ${shown(note.message, look)}${at}${more}`
      for (const line of wrapped(text, proseWidth(look), '  ')) yield `${line}\n`
    }
  }
}
