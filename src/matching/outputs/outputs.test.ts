import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Look, Output } from '../output.ts'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, largeReport, sampleReport } from '../sample-report.ts'
import * as members from './all.ts'

const extensions: Record<string, string> = {
  table: 'txt',
  json: 'json',
  jsonl: 'jsonl',
  csv: 'csv',
  markdown: 'md',
  sarif: 'json',
  junit: 'xml',
  'cyclonedx-vex': 'json',
  openvex: 'json',
}
const look: Look = { colour: false, width: 100, verbose: false }
const text = (output: Output, report: Report, how = look) => [...output.write(report, how)].join('')

const hostile: Record<string, string> = {
  'escape sequences': '\u001b[2J\u001b]8;;https://b.example\u0007click\u001b]8;;\u0007\u009b31mred\u0000\u0007\b\u007f',
  'bidirectional and invisible marks': 'a\u202eexe.fdp\u2066b\u2069\u200b\u200d\u061c\ufeff\u{e0041}\u00ad',
  'a formula': "=cmd|' /C calc'!A0",
  'a formula behind a semicolon': "x;=cmd|' /C calc'!A0;\t@SUM(1)",
  HTML: '<script>alert(1)</script><img src=x onerror=alert(1)>]]>--><!--',
  'line breaks': 'a\nb\r\nc\u2028d\u2029e\u0085f\u000bg\fh',
  Markdown:
    '`a` ``b`` [x](javascript:alert(1)) ![x](https://b.example/x.png) \\| | a\\|b **b** @team #12 https://b.example www.b.example <https://b.example>',
  'no characters of XML': '\ufffe\uffff\ud800x\udfff\u0001',
  'a name of 20,000 characters': 'n'.repeat(20_000),
  '20,000 marks on one letter': `e${'\u0301'.repeat(20_000)}`,
  'keys of prototypes': '__proto__',
  nothing: '',
  blanks: '   ',
}

for (const output of Object.values(members)) {
  test(`${output.id}: is named and described`, () => {
    assert.match(output.id, /^[a-z]+(-[a-z]+)*$/)
    assert.match(output.about, /^[^\n]{5,70}$/)
    assert.ok(extensions[output.id], 'the golden file has an extension')
  })

  test(`${output.id}: the sample is written as its golden file`, () => {
    const golden = new URL(`./${output.id}.golden.${extensions[output.id]}`, import.meta.url)
    const made = text(output, sampleReport())
    if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(golden, made)
    assert.ok(existsSync(golden), 'write it with MILLCERT_GOLDEN=write')
    assert.equal(made, readFileSync(golden, 'utf8'))
  })

  test(`${output.id}: the same report gives the same bytes, and the report is left as it was`, () => {
    const report = sampleReport()
    assert.equal(text(output, report), text(output, structuredClone(report)))
    assert.deepEqual(report, sampleReport())
  })

  test(`${output.id}: the order in which members of the report were made does not show`, () => {
    assert.equal(text(output, reversed(sampleReport()) as Report), text(output, sampleReport()))
  })

  test(`${output.id}: reports with nothing in them end with a newline`, () => {
    const bare: Report = { ...cleanReport(0), database: null }
    for (const report of [cleanReport(), cleanReport(0), bare])
      for (const width of [0, 20, 80]) assert.match(text(output, report, { ...look, width }), /\n$/)
  })

  for (const [name, bad] of Object.entries(hostile))
    test(`${output.id}: no control character or hidden mark of ${name} comes through`, () => {
      for (const verbose of [false, true])
        for (const width of [0, 60, 120]) {
          const made = text(output, hostileReport(bad), { ...look, width, verbose })
          const rest = output.id === 'csv' ? made.replaceAll('\r\n', '\n') : made
          assert.doesNotMatch(rest, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
          assert.doesNotMatch(rest, /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u)
          assert.ok(rest.isWellFormed())
          assert.match(made, /\n$/)
        }
    })

  test(`${output.id}: many matches come in many pieces`, () => {
    const pieces = [...output.write(largeReport(2000), look)]
    assert.ok(pieces.length > 50, `${pieces.length} pieces`)
  })
}

test('an output of every name the command line promises is there', () => {
  assert.deepEqual(
    Object.values(members)
      .map(output => output.id)
      .sort(),
    Object.keys(extensions).sort(),
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  )
}
