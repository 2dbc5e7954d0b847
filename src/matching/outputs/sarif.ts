import type { Severity } from '#advisories'
import { digest, jsonText } from '#base'
import { endedWords, isEnded } from '../end-of-life.ts'
import type { Output } from '../output.ts'
import { remedyLines } from '../remedy.ts'
import type { ComponentSeen, Match, Report, Suppressed, Undecided, VulnerabilitySeen } from '../report.ts'
import { headJson } from '../report-json.ts'
import { scoreOf } from '../score.ts'
import { webLink } from '../web-link.ts'
import {
  answer,
  becauseOf,
  called,
  componentKey,
  fixedWords,
  isNamed,
  otherNotes,
  percent,
  reason,
  staleFeeds,
} from '../wording.ts'

/**
 * SARIF 2.1.0 (OASIS, errata 01), as GitHub's and others' code scanning read it: a rule for each vulnerability, a result for each
 * match. What could not be decided is a result of kind `open`; its level is `none`, since no other may stand beside a kind that is
 * not `fail` (§3.27.10). Suppressed matches carry `suppressions`, notes and stale feeds are notifications of the invocation.
 */
export const sarif: Output = {
  id: 'sarif',
  summaries: true,
  about: 'SARIF 2.1.0, for code scanning',
  *write(report) {
    const rules = rulesOf(report)
    const driver = {
      name: 'Millcert',
      semanticVersion: report.tool.version,
      rules: [...rules.values()].map(rule => rule.json),
    }
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{\n'
    yield `"tool":${jsonText({ driver })},\n`
    yield `"invocations":${jsonText([invocation(report)])},\n"columnKind":"utf16CodeUnits",\n`
    yield `"properties":${jsonText(properties(report))},\n"results":[`
    let before = '\n'
    for (const result of results(report, rules)) {
      yield before + jsonText(result)
      before = ',\n'
    }
    yield '\n]}]}\n'
  },
}

/** Rules by id, each with its place in the list. */
type Rules = ReadonlyMap<string, { index: number; json: object }>

/** SARIF wants a text where a paper may have none. */
const unnamed = 'A vulnerability without an id'

/** Stands for doubts about a component that are not about one vulnerability. */
const doubtRule = 'millcert-undecided'

function rulesOf(report: Report): Rules {
  const rules = new Map<string, { index: number; json: object }>()
  const add = (id: string, make: () => object) => {
    if (!rules.has(id)) rules.set(id, { index: rules.size, json: make() })
  }
  const suppressed = report.suppressed.map(one => one.match)
  for (const { vulnerability, advisories } of [...report.matches, ...report.undecided, ...suppressed]) {
    if (isNamed(vulnerability)) add(vulnerability.id, () => ruleJson(vulnerability, advisories))
    else add(doubtRule, doubtJson)
  }
  return rules
}

function doubtJson(): object {
  const text = 'A component could not be looked up, so nothing is known of its vulnerabilities.'
  return {
    id: doubtRule,
    shortDescription: { text: 'Could not be decided' },
    help: { text },
    defaultConfiguration: { level: 'note' },
    properties: { tags: ['security', 'undecided'] },
  }
}

function ruleJson(vulnerability: VulnerabilitySeen, advisories: Match['advisories']): object {
  const { id, aliases, summary, severity, kev, malicious, epss } = vulnerability
  const score = scoreOf(vulnerability)
  const links = advisories.map(advisory => webLink(advisory.url)).filter(link => link !== undefined)
  const facts = [
    `Severity: ${severity}${score === undefined ? '' : ` (${score.toFixed(1)})`}.`,
    ...(kev ? ['Known to be exploited.'] : []),
    ...(malicious ? ['The package is malicious.'] : []),
    ...(epss === null
      ? []
      : [`Probability of exploitation in 30 days (EPSS): ${percent(epss, 2).replace('%', ' %')}.`]),
    ...(aliases.length > 0 ? [`Also known as ${aliases.join(', ')}.`] : []),
    ...links,
  ]
  if (isEnded(id)) return endedRule(id, summary, links)
  const tags = ['security', 'vulnerability', ...(kev ? ['kev'] : []), ...(malicious ? ['malicious'] : [])]
  return {
    id,
    shortDescription: { text: summary === '' ? id || unnamed : `${id}: ${summary}` },
    help: { text: [summary === '' ? id : summary, ...facts].join('\n') },
    ...(links.length > 0 && { helpUri: links[0] }),
    defaultConfiguration: { level: levelOf(severity, malicious) },
    // GitHub reads the score as a text, and 0.0 as none at all.
    properties: { ...(score && { 'security-severity': score.toFixed(1) }), tags },
  }
}

function endedRule(id: string, summary: string, links: readonly string[]): object {
  const text = summary === '' ? `${id}: no longer maintained` : summary
  return {
    id,
    shortDescription: { text },
    help: { text: [text, 'This is no vulnerability: faults found since are not mended.', ...links].join('\n') },
    ...(links.length > 0 && { helpUri: links[0] }),
    defaultConfiguration: { level: 'warning' },
    properties: { tags: ['maintenance'] },
  }
}

/** SARIF has three levels: an unknown severity is a warning, never a note. */
function levelOf(severity: Severity, malicious: boolean): 'error' | 'warning' | 'note' {
  if (malicious || severity === 'critical' || severity === 'high') return 'error'
  return severity === 'medium' || severity === 'unknown' ? 'warning' : 'note'
}

function* results(report: Report, rules: Rules): Iterable<object> {
  const fingerprint = fingerprints()
  const marked = (result: object, id: string, component: ComponentSeen) => {
    return { ...result, partialFingerprints: { 'millcert/v1': fingerprint(id, component) } }
  }
  for (const match of report.matches)
    yield marked(matchResult(match, report, rules), match.vulnerability.id, match.component)
  for (const one of report.undecided)
    yield marked(undecidedResult(one, report, rules), one.vulnerability.id, one.component)
  for (const one of report.suppressed) {
    const result = { ...matchResult(one.match, report, rules), suppressions: [suppression(one)] }
    yield marked(result, one.match.vulnerability.id, one.match.component)
  }
}

function matchResult(match: Match, report: Report, rules: Rules): object {
  const { component, vulnerability } = match
  const doubtful = match.verdict === 'undecided'
  const what = doubtful ? 'may be affected by' : vulnerability.malicious ? 'is named as malicious by' : 'is affected by'
  const first = isEnded(vulnerability.id)
    ? `${called(component)} is ${endedWords(match)} (${vulnerability.id}).`
    : `${called(component)} ${what} ${vulnerability.id}. ${remedyOf(match)}`
  const why = match.advisories.map(one => `${one.id} (${one.source}): ${one.verdict}, ${reason(one.because)}.`)
  return {
    ruleId: vulnerability.id,
    ruleIndex: rules.get(vulnerability.id)!.index,
    kind: doubtful ? 'open' : 'fail',
    level: doubtful ? 'none' : levelOf(vulnerability.severity, vulnerability.malicious),
    message: { text: [first, ...why, ...remedyLines(match.advisories).map(sentence)].join('\n') },
    locations: locationsOf(component, report.subject),
  }
}

function remedyOf(match: Match): string {
  const fixed = fixedWords(match)
  if (fixed === undefined) return 'No fixed version is known.'
  return match.fixed.length > 0 ? `Fixed in ${fixed}.` : `Fixed ${fixed}.`
}

function undecidedResult(one: Undecided, report: Report, rules: Rules): object {
  const named = isNamed(one.vulnerability)
  const ruleId = named ? one.vulnerability.id : doubtRule
  const whether = named ? `is affected by ${ruleId}` : 'has known vulnerabilities'
  const why = one.advisories.map(of => `${of.id} (${of.source}): ${of.verdict}, ${reason(of.because)}.`)
  const first = `Whether ${called(one.component)} ${whether} could not be decided: ${reason(becauseOf(one))}.`
  return {
    ruleId,
    ruleIndex: rules.get(ruleId)!.index,
    kind: 'open',
    level: 'none',
    message: {
      text: [first, `To settle it: ${one.settle}`, ...why, ...remedyLines(one.advisories).map(sentence)].join('\n'),
    },
    locations: locationsOf(one.component, report.subject),
  }
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.)…]$/.test(text) ? '' : '.'}`
}

function suppression({ statement }: Suppressed): object {
  const until = statement.until === null ? '' : ` until ${statement.until}`
  const justification = `${statement.status}, says ${statement.by}${until}: ${statement.justification}`
  return { kind: 'external', status: 'accepted', justification }
}

/**
 * The same for the same package and vulnerability in every run, wherever its files were moved to; equal ones of one run (two assets
 * with the same software) are numbered, since code scanning shows one result a fingerprint.
 */
function fingerprints(): (id: string, component: ComponentSeen) => string {
  const seen = new Map<string, number>()
  return (id, component) => {
    const key = `${id}\u0000${component.purl ?? componentKey(component)}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return `${digest(key).slice('sha256:'.length)}:${count}`
  }
}

function locationsOf(component: ComponentSeen, subject: Report['subject']): object[] {
  const folder = relative(subject.path)
  const above = subject.format === 'directory' && folder ? `${folder}/` : ''
  const files =
    component.locations.length === 0
      ? [folder ?? subject.path.split(/[\\/]/).findLast(part => part !== '') ?? '']
      : component.locations.map(file => above + file)
  const logicalLocations = [
    { name: component.name, fullyQualifiedName: component.purl ?? called(component), kind: 'module' },
  ]
  const line = /^line ([1-9]\d{0,8})\b/.exec(component.at ?? '')?.[1]
  return files.map((file, i) => ({
    physicalLocation: {
      artifactLocation: { uri: uriOf(file === '' || file === '-' ? 'stdin' : file), uriBaseId: '%SRCROOT%' },
      // Of the first file alone it is known where in it the component stands.
      ...(i === 0 && line !== undefined && { region: { startLine: Number(line) } }),
    },
    logicalLocations,
  }))
}

/** A path as it stands below the folder the command ran in; undefined when it is absolute, the empty text for that folder itself. */
function relative(path: string): string | undefined {
  if (/^([\\/]|[A-Za-z]:)/.test(path)) return undefined
  return path
    .split(/[\\/]/)
    .filter(part => part !== '' && part !== '.')
    .join('/')
}

/** RFC 3986 §2.1: every segment percent-encoded, so that no colon or question mark changes what the address means. */
function uriOf(path: string): string {
  const plain = path.replaceAll('\\', '/').replace(/^\/+/, '')
  if (/^[\w./-]*$/.test(plain)) return plain
  return plain
    .split('/')
    .map(segment => encodeURIComponent(segment.toWellFormed()))
    .join('/')
}

function invocation(report: Report): object {
  const stale = staleFeeds(report).map(({ id, snapshotAt }) => ({
    level: 'warning',
    message: { text: `The feed ${id} is stale: snapshot of ${snapshotAt ?? 'no date'}.` },
    descriptor: { id: 'feed-stale' },
  }))
  const notes = otherNotes(report).map(({ code, message, at }) => ({
    level: 'note',
    message: { text: at === undefined ? message || code || '-' : `${message} (${at})` },
    descriptor: { id: code },
  }))
  return {
    executionSuccessful: report.database !== null,
    endTimeUtc: report.scannedAt,
    toolExecutionNotifications: [...stale, ...notes],
  }
}

function properties(report: Report): object {
  const { database } = report
  const { subject, summary } = headJson(report)
  const of = database && { digest: database.digest, builtAt: database.builtAt }
  return { answer: answer(report).text, subject, database: of, summary }
}
