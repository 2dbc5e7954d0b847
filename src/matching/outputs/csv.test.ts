import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, sampleReport } from '../sample-report.ts'
import { csv } from './csv.ts'

const text = (report: Report) => [...csv.write(report, { colour: false, width: 0, verbose: false })].join('')
const rows = (report: Report) =>
  parse<Record<string, string>>(text(report), { columns: true, record_delimiter: '\r\n' })

test('csv: one row for each match, undecided entry and suppressed match', () => {
  const made = rows(sampleReport())
  assert.deepEqual(
    made.map(row => row['verdict']),
    [...Array(6).fill('affected'), ...Array(4).fill('undecided'), ...Array(3).fill('suppressed')],
  )
  assert.equal(made[0]!['vulnerability'], 'CVE-2099-10001')
  assert.equal(made[0]!['score'], '9.8')
  assert.equal(made[0]!['locations']!.split(' | ').length, 12)
  assert.equal(made[8]!['vulnerability'], '')
  assert.equal(made[8]!['settle'], 'Name it by a package URL.')
  assert.match(made[11]!['statement']!, /^accepted, says line lead until 2100-03-31: /)
})

test('csv: every line ends with CRLF, and an answer without matches is its header', () => {
  assert.equal(
    text(sampleReport())
      .replaceAll('\r\n', '')
      .search(/[\r\n]/),
    -1,
  )
  assert.match(text(cleanReport()), /^verdict,severity,[a-z_,]+\r\n$/)
})

test('csv: no cell starts a formula, split at commas, at semicolons or at tabs', () => {
  for (const bad of ['=1+1', '+1', '-1', '@SUM(1)', '\t=1', ' =1', '"=1', "x;=cmd|' /C calc'!A0", 'x; @y', 'x;"=1'])
    for (const delimiter of [',', ';', '\t'])
      for (const cells of parse(text(hostileReport(bad)), {
        delimiter,
        record_delimiter: '\r\n',
        relax_quotes: true,
        relax_column_count: true,
      }))
        for (const cell of cells) assert.doesNotMatch(cell, /^[\s"]*[=+\-@]/, `${bad} split at ${delimiter}`)
})
