import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Look } from '../output.ts'
import type { ComponentSeen, Match, Report } from '../report.ts'
import { cleanReport, sampleReport } from '../sample-report.ts'
import { csv } from './csv.ts'
import { cyclonedxVex } from './cyclonedx-vex.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import { openvex } from './openvex.ts'
import { sarif } from './sarif.ts'
import { table } from './table.ts'

const plain: Look = { colour: false, width: 0, verbose: false }
const text = (report: Report, look: Partial<Look> = {}) => [...table.write(report, { ...plain, ...look })].join('')
const [first] = sampleReport().matches

/** A report of one made-up match. */
function withMatch(match: Partial<Match>, component: Partial<ComponentSeen> = {}): Report {
  const clean = cleanReport()
  const one = { ...first!, ...match, component: { ...first!.component, ...component } }
  return { ...clean, matches: [one], summary: { ...clean.summary, matched: 1 } }
}

const ended: Match = {
  component: {
    ref: 'press-web@3.2.1',
    name: 'press-web',
    version: '3.2.1',
    purl: 'pkg:pypi/press-web@3.2.1',
    locations: [],
    paths: [],
  },
  vulnerability: {
    ...first!.vulnerability,
    ...{ id: 'EOL-press-web-3.2', aliases: [], summary: '', severity: 'unknown', cvss: [], epss: null, kev: false },
  },
  verdict: 'affected',
  fixed: ['3.3'],
  advisories: [
    {
      ...first!.advisories[0]!,
      ...{ id: 'EOL-press-web-3.2', source: 'endoflife', url: 'https://eol.example/press-web' },
      ...{ published: '2099-04-01T00:00:00Z', because: { rule: 'purl+cycle', range: '>=3.2 <3.3' } },
    },
  ],
}

test('table: at 80 columns the ends of Go names and whole versions are shown, EPSS and flags give way, and no line is longer', () => {
  const report = withMatch(
    { fixed: ['0.0.0-20220906165146'] },
    { name: 'golang.org/x/net', version: 'v0.0.0-20210226172049-e18ecbb05110', locations: ['a/go.mod'] },
  )
  report.subject.path = `/srv/${'line/'.repeat(40)}go.mod`
  const lines = text(report, { width: 80 }).split('\n')
  const [title, row] = lines.slice(lines.findIndex(line => line.startsWith('Severity')))
  assert.match(row!, / \S*\/net /)
  assert.match(row!, /v0\.0\.0-20210226172049-e18ecbb05110/)
  assert.doesNotMatch(title!, /EPSS|Flags/)
  for (const width of [40, 60, 80, 100])
    for (const line of text(report, { width }).split('\n')) assert.ok(line.length <= width, `${width}: ${line}`)
  assert.match(lines.find(line => line.includes('…'))!, /^….*go\.mod/, 'the end of the path')
  const wide = text(report, { width: 160 })
  assert.match(wide, /Flags +EPSS +In\n/)
  const short = withMatch({}, { version: '1.2.3' })
  assert.match(text(short, { width: 80 }), /Flags +EPSS\n/, 'nothing is left out where there is room')
})

test('table: the day of the database is not that of its newest record', () => {
  assert.match(text(sampleReport()), / · database of 2099-11-20, newest record 2099-11-19\n/)
  const { database } = cleanReport()
  const slip = { ...database!, feeds: [{ ...database!.feeds[0]!, newest: '9999-01-01T00:00:00Z' }] }
  assert.doesNotMatch(text({ ...cleanReport(), database: slip }), /9999/)
  const undated = { ...database!, feeds: [{ ...database!.feeds[0]!, newest: null }] }
  assert.match(text({ ...cleanReport(), database: undated }), /database of 2099-11-20, no dated record\n/)
})

test('table: the number above the notes is that of its lines, and a place is told once', () => {
  const report = cleanReport()
  report.notes = [
    { code: 'line-not-read', message: 'no package: "x"', at: 'a.txt: line 3' },
    { code: 'line-not-read', message: 'no package: "y"', at: 'a.txt: line 4' },
    { code: 'line-not-read', message: 'and 7 more like these' },
    { code: 'file-unreadable', message: 'Cannot read b/c.json: it is empty', at: 'b/c.json' },
  ]
  const made = text(report)
  assert.match(made, /\nNotes: 10\n\n {2}line-not-read: no package: "x" \(a\.txt: line 3\), and 8 more of this kind/)
  assert.match(made, /\n {2}file-unreadable: Cannot read b\/c\.json: it is empty\n/)
})

test('every output says of a probability that it is 100 % only where it is certain', () => {
  const scored = (epss: number) => withMatch({ vulnerability: { ...first!.vulnerability, epss } })
  assert.match(text(scored(0.99996)), / 99\.9% /)
  assert.match(text(scored(1)), / 100% /)
  assert.match([...markdown.write(scored(0.99996), plain)].join(''), / 99\.99 % /)
  assert.match([...sarif.write(scored(0.99996), plain)].join(''), / 99\.99 %/)
})

test('where no repaired version is known, the last one affected is shown', () => {
  const report = withMatch({ fixed: [], lastAffected: '3.8' })
  assert.match(text(report), / after 3\.8 /)
  assert.match([...markdown.write(report, plain)].join(''), /`after 3\.8`/)
  assert.match([...sarif.write(report, plain)].join(''), /Fixed after 3\.8\./)
  assert.match([...junit.write(report, plain)].join(''), /fixed after 3\.8/)
  assert.match([...openvex.write(report, plain)].join(''), /Update to a version after 3\.8\./)
  assert.match([...json.write(report, plain)].join(''), /"lastAffected": "3\.8"/)
})

test('who packed a package is no part of its name, and no mail address is shown', () => {
  const vendor = 'Line Keeper <keeper@packers.example>'
  const packed = withMatch({}, { vendor })
  for (const output of [table, markdown, csv, junit, sarif]) {
    const made = [...output.write(packed, plain)].join('')
    assert.doesNotMatch(made, /Keeper|packers/, output.id)
  }
  const row = withMatch({}, { vendor, purl: undefined })
  for (const output of [table, markdown, csv, json, junit, sarif, cyclonedxVex]) {
    const made = [...output.write(row, plain)].join('')
    assert.match(made, /Line Keeper/, output.id)
    assert.doesNotMatch(made, /packers/, output.id)
  }
})

test('a release that is no longer maintained is no vulnerability: it has a group of its own and its own words', () => {
  const { matches, summary } = sampleReport()
  const both = {
    ...cleanReport(),
    matches: [matches[2]!, ended],
    summary: {
      ...summary,
      undecided: 0,
      suppressed: 0,
      matched: 2,
      critical: 0,
      high: 1,
      medium: 0,
      unknown: 1,
      kev: 0,
      malicious: 0,
    },
  }
  const made = text(both)
  assert.match(made, /^1 vulnerability in 1 of 812 components: 1 high; 1 no longer maintained\.\n/)
  const groups = made.split('No longer maintained: 1\n')
  assert.equal(groups.length, 2)
  assert.doesNotMatch(groups[0]!, /press-web/)
  assert.match(groups[1]!, /press-web +3\.2\.1 +2099-04-01 +https:\/\/eol\.example\/press-web\n/)
  const only = { ...both, matches: [ended], summary: { ...both.summary, high: 0, matched: 1 } }
  assert.match(text(only, { colour: true }), /^\u001b\[1mNo known vulnerability at \S+ in 812 components; 1 no longer/)
  for (const output of [openvex, sarif, junit, table]) {
    const said = [...output.write(only, { ...plain, verbose: true })].join('')
    assert.match(said, /no longer maintained since 2099-04-01/, output.id)
    assert.doesNotMatch(said, /lies in (an affected|the) range|is affected by|Fixed in|"vulnerability"\]/, output.id)
  }
  assert.match([...markdown.write(only, plain)].join(''), /## No longer maintained\n[\s\S]*`press-web`.*2099-04-01/)
})

test('a reason is never headed by its code', () => {
  const clean = cleanReport()
  const [doubt] = sampleReport().undecided
  const because = { rule: 'a-rule-of-tomorrow' }
  const report = {
    ...clean,
    undecided: [{ ...doubt!, advisories: [], because }],
    summary: { ...clean.summary, undecided: 1 },
  }
  for (const output of [table, markdown]) {
    const made = [...output.write(report, plain)].join('')
    assert.doesNotMatch(made, /a-rule-of-tomorrow/i, output.id)
    assert.match(made, /another reason/i)
  }
})

test('table: the last lines say why the exit code is 3', () => {
  const report = {
    ...cleanReport(),
    notes: [
      { code: 'not-decided', message: 'The exit code is 3: nobody knows' },
      { code: 'odd', message: 'odd' },
    ],
  }
  assert.match(text(report), /Notes: 1\n\n {2}odd: odd\n\nThe exit code is 3: nobody knows\n$/)
})

test('sarif: a line is given where it is known, and none is made up', () => {
  const regions = (at: string | undefined) => {
    const files = { locations: ['a/requirements.txt', 'b/requirements.txt'], at }
    const log = JSON.parse([...sarif.write(withMatch({}, files), plain)].join(''))
    return log.runs[0].results[0].locations.map(
      (one: { physicalLocation: { region?: unknown } }) => one.physicalLocation.region,
    )
  }
  assert.deepEqual(regions('line 3'), [{ startLine: 3 }, undefined])
  assert.deepEqual(regions('/components/0'), [undefined, undefined])
  assert.deepEqual(regions(undefined), [undefined, undefined])
})

test('a record that nobody can read on a page has an empty address in the answer', () => {
  const advisories = [{ ...first!.advisories[0]!, url: '' }]
  const made = JSON.parse([...json.write(withMatch({ advisories }), plain)].join(''))
  assert.equal(made.matches[0].advisories[0].url, '')
})
