import { visible } from '#base'
import { parted } from '../end-of-life.ts'
import { cut, wrapped } from '../layout.ts'
import { endedTable, flawTable } from '../match-table.ts'
import type { Look, Output } from '../output.ts'
import type { Report } from '../report.ts'
import { type Ink, inkFor, proseWidth, shown } from '../terminal-text.ts'
import {
  answer,
  called,
  counted,
  type Doubt,
  doubtsOf,
  notesByCode,
  openNote,
  otherNotes,
  otherStaleFeeds,
  placeOfNote,
  ruleHeading,
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
    const { flaws, ended } = parted(report.matches)
    yield* flawTable(flaws, look, ink)
    yield* endedTable(ended, look, ink)
    yield* doubts(report, look, ink)
    yield* suppressed(report, look, ink)
    yield* stale(report, look, ink)
    yield* notes(report, look, ink)
    yield* open(report, look, ink)
  },
}

function* about(report: Report, look: Look, ink: Ink): Iterable<string> {
  const parts = [shown(report.subject.path, look, true), visible(report.subject.format)]
  if (report.database) parts.push(...ageOf(report.database, report.scannedAt))
  const text = parts.filter(part => part !== '').join(' · ')
  for (const line of wrapped(text, proseWidth(look), '')) yield `${ink.dim(line)}\n`
}

/**
 * When the database was made is not how old what it says is: a new one of old files knows nothing new. A record of tomorrow is a slip of
 * its keeper, and makes nothing younger.
 */
function ageOf({ builtAt, feeds }: NonNullable<Report['database']>, scannedAt: string): string[] {
  const newest = feeds.reduce<string | null>(
    (last, { newest: one }) => (one !== null && one <= scannedAt && (last === null || one > last) ? one : last),
    null,
  )
  const age = newest === null ? 'no dated record' : `newest record ${visible(newest.slice(0, 10))}`
  return [`database of ${visible(builtAt.slice(0, 10))}, ${age}`]
}

/** How many examples are shown without `-v`. */
const few = 5

function* doubts(report: Report, look: Look, ink: Ink): Iterable<string> {
  if (report.undecided.length === 0) return
  yield `\n${ink.bold(`Could not be decided: ${report.undecided.length}`)}\n`
  const byRule = Map.groupBy(doubtsOf(report), doubt => doubt.rule)
  for (const [rule, groups] of byRule) {
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    yield `\n  ${ink.unknown(sentence(ruleHeading(rule)))} (${count})\n`
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
    if (look.verbose && statement.how !== undefined)
      for (const line of wrapped(`meant by ${shown(statement.how, look)}`, proseWidth(look), '      '))
        yield `${ink.dim(line)}\n`
  }
  const left = report.suppressed.length - told.length
  if (left > 0) yield `  ${ink.dim(`and ${left} more (-v lists them)`)}\n`
}

function* stale(report: Report, look: Look, ink: Ink): Iterable<string> {
  const feeds = staleFeeds(report)
  const others = look.verbose ? otherStaleFeeds(report) : []
  if (feeds.length > 0) yield `\n${ink.bold(`Stale feeds that this answer needs: ${feeds.length}`)}\n\n`
  for (const feed of feeds) {
    const snapshot = feed.snapshotAt === null ? 'no snapshot' : `snapshot of ${visible(feed.snapshotAt)}`
    const text = `${shown(feed.id, look)} · ${snapshot} · ${counted(feed.records, 'record')}`
    for (const line of wrapped(text, proseWidth(look), '  ')) yield `${ink.medium(line)}\n`
  }
  if (others.length === 0) return
  const text = `Stale feeds not needed for this answer: ${others.length} (${others.map(visible).join(', ')})`
  yield `\n${ink.dim(look.width === 0 ? text : cut(text, proseWidth(look)))}\n`
}

/** The heading counts notes, and so do the lines: together they make the number above. */
function* notes(report: Report, look: Look, ink: Ink): Iterable<string> {
  const groups = notesByCode(otherNotes(report).filter(({ code }) => code !== openNote))
  if (groups.length === 0) return
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  yield `\n${ink.bold(`Notes: ${count}`)}\n\n`
  for (const group of groups) {
    const told = look.verbose ? group.notes : group.notes.slice(0, 1)
    const left = look.verbose ? 0 : group.count - told.length
    for (const note of told) {
      const place = placeOfNote(note)
      const at = place === undefined ? '' : ` (${shown(place, look, true)})`
      const more = left === 0 ? '' : `, and ${left} more of this kind (-v lists them)`
      const text = `${visible(note.code)}: ${look.width === 0 ? visible(note.message) : cut(visible(note.message), 4 * look.width)}${at}${more}`
      for (const line of wrapped(text, proseWidth(look), '  ')) yield `${line}\n`
    }
  }
}

/** Last, where a reader looks for it who only saw the exit code. */
function* open(report: Report, look: Look, ink: Ink): Iterable<string> {
  for (const { code, message } of report.notes) {
    if (code !== openNote) continue
    yield '\n'
    for (const line of wrapped(visible(message), proseWidth(look), '')) yield `${ink.unknown(line)}\n`
  }
}
