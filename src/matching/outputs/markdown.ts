import { endedOn, parted } from '../end-of-life.ts'
import { markdownCell as cell, markdownCode as code, markdownProse as prose } from '../markdown-text.ts'
import type { Output } from '../output.ts'
import { remediesOf } from '../remedy.ts'
import type { ComponentSeen, Match, Report } from '../report.ts'
import { scoreOf } from '../score.ts'
import { webLink } from '../web-link.ts'
import {
  answer,
  called,
  counted,
  doubtsOf,
  fixedWords,
  named,
  notesByCode,
  otherNotes,
  percent,
  placeOfNote,
  ruleHeading,
  staleFeeds,
} from '../wording.ts'

/**
 * For an issue, a pull request or a page: GitHub's Markdown. Names, versions, ids and paths stand in code spans, where no
 * renderer looks for HTML, links or mentions; prose is escaped; only addresses that `webLink` accepts become links.
 */
export const markdown: Output = {
  id: 'markdown',
  summaries: true,
  about: 'tables for an issue, a pull request or a page',
  *write(report) {
    yield `# Scan of ${code(report.subject.path)}\n\n**${answer(report).text}**\n`
    const { flaws, ended } = parted(report.matches)
    yield* matches(flaws)
    yield* remedies(flaws)
    yield* stopped(ended)
    yield* doubts(report)
    yield* suppressed(report)
    yield* footnotes(report)
  },
}

function* matches(all: readonly Match[]): Iterable<string> {
  if (all.length === 0) return
  yield '\n## Matches\n\n'
  yield '| Severity | Vulnerability | Component | Version | Fixed in | Flags | EPSS | In |\n'
  yield '| --- | --- | --- | --- | --- | --- | ---: | --- |\n'
  for (const match of all) {
    const { component, vulnerability } = match
    const score = vulnerability.cvss.length > 0 ? scoreOf(vulnerability) : undefined
    const flags = [vulnerability.kev ? 'KEV' : '', vulnerability.malicious ? 'malware' : '']
    const cells = [
      score === undefined ? vulnerability.severity : `${vulnerability.severity} ${score.toFixed(1)}`,
      linked(match),
      cell(named(component)),
      component.version === undefined ? '' : cell(component.version),
      match.fixed.length > 0 ? match.fixed.map(cell).join(', ') : cell(fixedWords(match) ?? ''),
      flags.filter(flag => flag !== '').join(' '),
      vulnerability.epss === null ? '' : percent(vulnerability.epss, 2).replace('%', ' %'),
      places(component),
    ]
    yield `| ${cells.join(' | ')} |\n`
  }
}

/** So many ids and components are named of those that one advice is for. */
const mostNamed = 5

/** What can be done, once for all matches of which the same is advised. */
function* remedies(all: readonly Match[]): Iterable<string> {
  const groups = Map.groupBy(all, match => JSON.stringify(remediesOf(match.advisories)))
  const nothing = JSON.stringify(remediesOf([]))
  if (groups.size === (groups.has(nothing) ? 1 : 0)) return
  yield '\n## What can be done\n\n'
  for (const [key, matches] of groups) {
    if (key === nothing) continue
    const ids = firstOf(matches.map(match => code(match.vulnerability.id)))
    yield `- ${ids} in ${firstOf(matches.map(({ component }) => code(called(component))))}\n`
    const { remedies: list, left } = remediesOf(matches[0]!.advisories)
    for (const { kind, text, url } of list) {
      const link = url === undefined ? undefined : webLink(url)
      const more = link === undefined ? '' : ` ([${code(url!)}](${link}))`
      yield `  - **${prose(kind)}**${text === '' ? '' : `: ${prose(text)}`}${more}\n`
    }
    if (left > 0) yield `  - and ${counted(left, 'more remedy', 'more remedies')}\n`
  }
}

function firstOf(names: readonly string[]): string {
  const all = [...new Set(names)]
  const more = all.length > mostNamed ? ` and ${all.length - mostNamed} more` : ''
  return all.slice(0, mostNamed).join(', ') + more
}

function* stopped(all: readonly Match[]): Iterable<string> {
  if (all.length === 0) return
  yield '\n## No longer maintained\n\n| Component | Version | Since | Release |\n| --- | --- | --- | --- |\n'
  for (const match of all) {
    const { component } = match
    const cells = [cell(named(component)), cell(component.version ?? ''), prose(endedOn(match) ?? ''), linked(match)]
    yield `| ${cells.join(' | ')} |\n`
  }
}

/** The vulnerability's id, leading to the first advisory that has an address. */
function linked({ vulnerability, advisories }: Match): string {
  for (const { url } of advisories) {
    const link = webLink(url)
    if (link !== undefined) return `[${cell(vulnerability.id)}](${link})`
  }
  return cell(vulnerability.id)
}

function places({ locations }: ComponentSeen): string {
  return locations.length === 1 ? cell(locations[0]!) : locations.length === 0 ? '' : counted(locations.length, 'file')
}

function* doubts(report: Report): Iterable<string> {
  if (report.undecided.length === 0) return
  yield `\n## Could not be decided\n`
  for (const { rule, settle, count, components } of doubtsOf(report)) {
    yield `\n- **${prose(ruleHeading(rule))}** (${count}). ${prose(settle)}\n`
    for (const { component, ids, because } of components) {
      const found =
        because.found === undefined || because.found === component.name ? '' : `, found ${code(because.found)}`
      const wanted = because.wanted === undefined ? '' : `, wanted ${code(because.wanted)}`
      yield `  - ${code(called(component))}${ids.length > 0 ? `: ${ids.map(code).join(', ')}` : ''}${found}${wanted}\n`
    }
  }
}

function* suppressed(report: Report): Iterable<string> {
  if (report.suppressed.length === 0) return
  yield '\n## Suppressed\n\n'
  yield '| Vulnerability | Component | Status | Who | Until | Why |\n| --- | --- | --- | --- | --- | --- |\n'
  for (const { match, statement } of report.suppressed) {
    const { status, by, until, justification } = statement
    const cells = [linked(match), cell(called(match.component)), prose(status), prose(by, cell), prose(until ?? '')]
    yield `| ${cells.join(' | ')} | ${prose(justification, cell)} |\n`
  }
}

function* footnotes(report: Report): Iterable<string> {
  const stale = staleFeeds(report)
  if (stale.length > 0) {
    yield '\n## Stale feeds\n\n'
    for (const { id, snapshotAt, records } of stale)
      yield `- ${code(id)}: snapshot of ${prose(snapshotAt ?? 'no date')}, ${counted(records, 'record')}\n`
  }
  const notes = otherNotes(report)
  if (notes.length > 0) {
    yield '\n## Notes\n\n'
    for (const group of notesByCode(notes)) {
      const [note] = group.notes
      const at = placeOfNote(note!)
      const more = group.count > 1 ? `, and ${group.count - 1} more of this kind` : ''
      yield `- ${code(group.code)}: ${prose(note!.message)}${at === undefined ? '' : ` (${code(at)})`}${more}\n`
    }
  }
  const database = report.database
  const of = database ? ` with the database of ${prose(database.builtAt)} (${code(database.digest)})` : ''
  yield `\nScanned at ${prose(report.scannedAt)}${of} by Millcert ${prose(report.tool.version)}.\n`
}
