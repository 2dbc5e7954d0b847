import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Look } from '../output.ts'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, sampleReport } from '../sample-report.ts'
import { table } from './table.ts'

const plain: Look = { colour: false, width: 0, verbose: false }
const text = (report: Report, look: Partial<Look> = {}) => [...table.write(report, { ...plain, ...look })].join('')
const sgr = /\u001b\[[0-9;]*m/g

test('table: the first line answers', () => {
  assert.match(
    text(sampleReport(), { width: 200 }),
    /^5 vulnerabilities in 4 of 812 components, 6 matches: 2 critical, 1 high, 2 medium, 1 of unknown severity; 1 known to be exploited; 1 malicious; 4 could not be decided; 1 feed is stale; 3 suppressed\.\n/,
  )
})

test('table: on no terminal nothing is cut', () => {
  const made = text(sampleReport())
  assert.doesNotMatch(made, /…/)
  assert.match(made, /3\.0\.13-1~deb12u1, 3\.1\.5/)
  const long = 'n'.repeat(20_000)
  assert.ok(text(hostileReport(long)).includes(long))
})

test('table: on a terminal every line of the table fits, and ids are not cut', () => {
  for (const width of [80, 100, 160]) {
    const lines = text(sampleReport(), { width }).split('\n')
    const start = lines.findIndex(line => line.startsWith('Severity'))
    const rows = lines.slice(start, start + 7)
    for (const row of rows) assert.ok(row.length <= width, `${row.length} of ${width}`)
    for (const id of ['CVE-2099-10001', 'GO-2099-0042', 'MAL-2099-3'])
      assert.ok(rows.some(row => row.includes(`  ${id} `)))
  }
})

test('table: wide letters and marks keep the columns aligned', () => {
  const report = sampleReport()
  const named = (name: string, i: number) => ({
    ...report.matches[i]!,
    component: { ...report.matches[i]!.component, name, version: 'VERSION' },
  })
  const lines = text({ ...report, matches: [named('ポンプ', 0), named('pumpen', 1), named('pu\u0308mpen', 2)] })
    .split('\n')
    .filter(line => line.includes('VERSION'))
  // Three letters of two columns, six of one, and six with a mark that takes none.
  assert.deepEqual(
    lines.map(line => line.indexOf('VERSION')).map((at, i) => at + [3, 0, -1][i]!),
    Array(3).fill(lines[1]!.indexOf('VERSION')),
  )
})

test('table: a package in many files is one row, and -v lists them, the reasons and the paths', () => {
  const short = text(sampleReport())
  const long = text(sampleReport(), { verbose: true })
  assert.match(short, /pump-client .* 12 files/)
  assert.doesNotMatch(short, /cell 12/)
  assert.match(long, /in functions\/cell 12\/requirements\.txt/)
  assert.match(long, /by way of press > requests-of-old > pump-client/)
  assert.match(
    long,
    /PYSEC-2099-7 \(osv-pypa\): affected, the version lies in the range >=1\.0 <2\.7\.0 of\n? *pkg:pypi\/pump-client/,
  )
})

test('table: what could not be decided is grouped by reason, with what settles it', () => {
  assert.match(
    text(sampleReport()),
    /Could not be decided: 4\n\n {2}The version cannot be compared with the advisory's \(2\)\n {4}Nordwerk Drive G2 FW 3\.40 R5 build 571848 · CVE-2099-10001, CVE-2099-20002 .*\n {4}→ State the firmware version/,
  )
})

test('table: a long list of doubts is cut and counted, and whole with -v', () => {
  const report = sampleReport()
  const undecided = Array.from({ length: 40 }, (_, i) => ({
    ...report.undecided[2]!,
    because: { rule: 'no-identity', found: `asset-${i}` },
    component: { ref: `${i}`, name: `asset-${i}`, locations: [], paths: [] },
  }))
  assert.match(text({ ...report, undecided }), /asset-4\n {4}and 35 more components \(-v lists them\)\n/)
  assert.match(text({ ...report, undecided }, { verbose: true }), /asset-39\n/)
})

test('table: nothing found is green only when everything was checked', () => {
  const { undecided, notes } = sampleReport()
  const clean = cleanReport()
  const summary = (more: object) => ({ ...clean.summary, ...more })
  const stale = { ...clean.database!, feeds: [{ ...clean.database!.feeds[0]!, stale: true }] }
  const doubtful: Report[] = [
    { ...clean, undecided, summary: summary({ undecided: 4 }) },
    { ...clean, database: stale, notes: [{ code: 'feed-stale', message: 'is stale', at: 'osv-ghsa' }] },
    { ...clean, database: null },
    { ...clean, database: { ...clean.database!, feeds: [] } },
    { ...clean, notes: [{ code: 'feed-missing', message: 'none for Erlang', at: 'hex' }] },
    { ...clean, notes: [{ code: 'file-unreadable', message: 'cannot be read', at: 'go.mod' }] },
    cleanReport(0),
  ]
  const said = text(clean, { colour: true })
  assert.match(said, /^\u001b\[32mNo known vulnerability at 2099-11-21T10:00:00Z in 812 components\./)
  for (const report of doubtful) {
    const made = text(report, { colour: true })
    assert.doesNotMatch(made, /\u001b\[32m|No known vulnerability/)
    assert.match(made.split('\n')[0]!, /no all-clear|Nothing was checked/)
  }
  assert.doesNotMatch(text({ ...clean, notes: notes.slice(1) }, { colour: true }), /\u001b\[32m/)
})

test('table: colour adds nothing that the words do not say', () => {
  for (const verbose of [false, true])
    for (const report of [sampleReport(), cleanReport()]) {
      const coloured = text(report, { colour: true, width: 120, verbose })
      assert.match(coloured, sgr)
      assert.equal(coloured.replace(sgr, ''), text(report, { width: 120, verbose }))
    }
})

test('table: a stale feed that the input does not rest on is one line, with -v only, and takes nothing from the answer', () => {
  const clean = cleanReport()
  const [feed] = clean.database!.feeds
  const feeds = Array.from({ length: 24 }, (_, i) => ({ ...feed!, id: `osv-feed-${i}`, stale: true }))
  const report = { ...clean, database: { ...clean.database!, feeds } }
  assert.match(text(report), /^No known vulnerability /)
  assert.doesNotMatch(text(report), /[Ss]tale/)
  const told = text(report, { verbose: true, width: 80 })
    .split('\n')
    .filter(line => /stale|osv-feed/i.test(line))
  assert.equal(told.length, 1)
  assert.match(told[0]!, /^Stale feeds not needed for this answer: 24 \(osv-feed-0, .*…$/)
  assert.ok(told[0]!.length <= 80)
})

test('table: with -v it says why a statement in words means the component', () => {
  const how = /^ {6}meant by the same order number 6ND-4711-0$/m
  assert.match(text(sampleReport(), { verbose: true }), how)
  assert.doesNotMatch(text(sampleReport()), how)
})
