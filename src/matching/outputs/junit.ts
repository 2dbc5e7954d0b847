import { visible } from '#base'
import { endedWords, isEnded } from '../end-of-life.ts'
import type { Output } from '../output.ts'
import { remedyLines } from '../remedy.ts'
import type { ComponentSeen, Match, Report, Suppressed, Undecided } from '../report.ts'
import { answer, becauseOf, called, componentKey, fixedWords, isNamed, reason, ruleWords } from '../wording.ts'

/**
 * For continuous integration that knows no vulnerabilities. One suite a file (or the scanned path), in it one case for each
 * component of which there is something to say: a failure where it matches, skipped where it could not be decided, passed where
 * all that matched is suppressed. The first suite has one case for the scan itself: skipped when anything is undecided,
 * stale or unreadable, an error when nothing could be checked. Components of which nothing is known have no case.
 */
export const junit: Output = {
  id: 'junit',
  about: 'test results, for continuous integration',
  *write(report) {
    const suites = [checkSuite(report), ...suitesOf(report)]
    const total = sum(suites)
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="millcert"${counts(total)}>\n`
    for (const suite of suites) {
      yield `  <testsuite name="${xml(suite.name)}"${counts(suite)} timestamp="${xml(report.scannedAt)}">\n`
      for (const one of suite.cases) yield `    <testcase classname="${xml(suite.name)}" ${one.text}</testcase>\n`
      yield '  </testsuite>\n'
    }
    yield '</testsuites>\n'
  },
}

type Outcome = 'failure' | 'error' | 'skipped' | 'passed'

/** A case, written from its name attribute on: the same for every file that lists the component. */
interface Case {
  outcome: Outcome
  text: string
}

interface Suite extends Tally {
  name: string
  cases: Case[]
}

interface Tally {
  tests: number
  failures: number
  errors: number
  skipped: number
}

function suite(name: string, cases: Case[]): Suite {
  const of = (outcome: Outcome) => cases.filter(one => one.outcome === outcome).length
  return { name, cases, tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') }
}

function sum(suites: readonly Suite[]): Tally {
  const total = { tests: 0, failures: 0, errors: 0, skipped: 0 }
  for (const one of suites) {
    total.tests += one.tests
    total.failures += one.failures
    total.errors += one.errors
    total.skipped += one.skipped
  }
  return total
}

function counts({ tests, failures, errors, skipped }: Tally): string {
  return ` tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`
}

const outcomes = { all: 'passed', partly: 'skipped', no: 'error' } as const

function checkSuite(report: Report): Suite {
  const { text, checked } = answer(report)
  const outcome = outcomes[checked]
  const body = outcome === 'passed' ? element('system-out', '', visible(text)) : element(outcome, text, '')
  return suite('millcert scan', [{ outcome, text: `name="everything was checked">${body}` }])
}

/** What there is to say of one component. */
interface Said {
  component: ComponentSeen
  matches: Match[]
  undecided: Undecided[]
  suppressed: Suppressed[]
}

function suitesOf(report: Report): Suite[] {
  const components = new Map<string, Said>()
  const said = (component: ComponentSeen): Said => {
    const key = componentKey(component)
    const known = components.get(key)
    if (known) return known
    const made: Said = { component, matches: [], undecided: [], suppressed: [] }
    components.set(key, made)
    return made
  }
  for (const match of report.matches) said(match.component).matches.push(match)
  for (const one of report.undecided) said(one.component).undecided.push(one)
  for (const one of report.suppressed) said(one.match.component).suppressed.push(one)
  const cases = new Map<string, Case[]>()
  for (const all of components.values()) {
    const one = caseOf(all)
    const { locations } = all.component
    for (const place of locations.length === 0 ? [report.subject.path] : locations) {
      const known = cases.get(place)
      if (known) known.push(one)
      else cases.set(place, [one])
    }
  }
  return [...cases].map(([name, list]) => suite(name, list))
}

function caseOf({ component, matches, undecided, suppressed }: Said): Case {
  const name = `name="${xml(called(component))}">`
  const doubts = undecided.map(doubtLine)
  const quiet = suppressed.map(suppressedLine)
  if (matches.length > 0) {
    const ids = matches.map(headOf).join(', ')
    const lines = [...matches.map(matchLine), ...doubts, ...quiet].join('\n')
    return { outcome: 'failure', text: name + element('failure', ids, lines, 'vulnerability') }
  }
  if (undecided.length > 0) {
    const out = quiet.length > 0 ? element('system-out', '', quiet.join('\n')) : ''
    return { outcome: 'skipped', text: name + element('skipped', doubts.join('; '), '') + out }
  }
  return { outcome: 'passed', text: name + element('system-out', '', quiet.join('\n')) }
}

function headOf(match: Match): string {
  const { id, severity } = match.vulnerability
  return `${id} (${isEnded(id) ? endedWords(match) : severity})`
}

function matchLine(match: Match): string {
  const { vulnerability, advisories } = match
  const flags = `${vulnerability.kev ? ', known to be exploited' : ''}${vulnerability.malicious ? ', malicious' : ''}`
  const fixed = fixedWords(match)
  const remedy =
    fixed === undefined ? 'no fixed version is known' : `fixed ${match.fixed.length > 0 ? 'in ' : ''}${fixed}`
  const why = advisories.map(({ id, verdict, because }) => `${id} ${verdict}: ${reason(because)}`).join('; ')
  const remedies = remedyLines(advisories).map(line => `; ${line}`)
  if (isEnded(vulnerability.id)) return visible(`${vulnerability.id}: ${endedWords(match)}; ${why}`)
  return visible(`${vulnerability.id}: ${vulnerability.severity}${flags}; ${remedy}; ${why}${remedies.join('')}`)
}

function doubtLine(one: Undecided): string {
  const about = isNamed(one.vulnerability) ? `${one.vulnerability.id}: ` : ''
  return visible(`${about}could not be decided, ${ruleWords(becauseOf(one).rule)}; to settle it: ${one.settle}`)
}

function suppressedLine({ match, statement }: Suppressed): string {
  const until = statement.until === null ? '' : ` until ${statement.until}`
  const who = `${statement.status}, says ${statement.by}${until}`
  return visible(`${match.vulnerability.id}: suppressed, ${who}: ${statement.justification}`)
}

/** The message goes through `xml`; the text may have line breaks between its lines, each of which is `visible` already. */
function element(tag: string, message: string, text: string, type = ''): string {
  const attributes = `${message === '' ? '' : ` message="${xml(message)}"`}${type === '' ? '' : ` type="${type}"`}`
  return text === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${escaped(text)}</${tag}>`
}

function xml(text: string): string {
  return escaped(visible(text))
}

/** XML 1.0 §2.4; U+FFFE and U+FFFF are no characters of XML (§2.2), and `visible` leaves them. */
function escaped(text: string): string {
  return text
    .replace(/[\ufffe\uffff]/g, character => (character === '\ufffe' ? '\\u{fffe}' : '\\u{ffff}'))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
