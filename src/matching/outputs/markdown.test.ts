import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, sampleReport } from '../sample-report.ts'
import { markdown } from './markdown.ts'

const text = (report: Report) => [...markdown.write(report, { colour: false, width: 0, verbose: false })].join('')
/** What a renderer reads as Markdown: all but code spans, each of which ends with a run of as many backticks. */
const outside = (made: string) => made.replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '§')

const hostile = [
  '<script>alert(1)</script>',
  '[x](javascript:alert(1))',
  '![x](https://b.example/x.png)',
  '`',
  '``` `` `',
  '`a`<b>',
  '@team',
  '#12',
  'https://b.example',
  'www.b.example',
  '**b**',
  'a\\',
  '&lt;',
  '<!--',
  '| | |',
  'a\\|b`<i>`',
  '~~x~~',
  'mailto:a@b.example',
]

for (const bad of hostile)
  test(`markdown: ${bad} is shown and does nothing`, () => {
    for (const line of text(hostileReport(bad)).split('\n')) {
      const read = outside(line).replace(/\[§\]\(https:\/\/a\.example\/[\w@#.%&;:/=+,!$?-]*\)/g, '')
      assert.doesNotMatch(read, /<|@|www\.|#\d|https?:|mailto:/i)
      assert.doesNotMatch(
        read.replace(/\\./g, '').replace(/\*\*.*\*\*/, ''),
        /[[\]`*~]/,
        'nothing but what stands there by our own hand',
      )
    }
  })

test('markdown: a row has as many cells as its table, whatever stands in them', () => {
  for (const bad of [...hostile, '|', '||', '\\|', '\\\\|', '\\'])
    for (const block of text(hostileReport(bad)).split('\n\n')) {
      const table = block.split('\n').filter(line => line.startsWith('|'))
      const cells = table.map(line => line.replace(/\\./g, '').split('|').length)
      assert.deepEqual(new Set(cells).size <= 1, true, `${bad}: ${cells}`)
    }
})

test('markdown: only web addresses become links', () => {
  const report = sampleReport()
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://b.example',
    '//b.example',
    'https://known.example@b.example/',
    'https://',
    'x',
  ])
    assert.doesNotMatch(
      text({
        ...report,
        matches: [{ ...report.matches[0]!, advisories: [{ ...report.matches[0]!.advisories[0]!, url }] }],
        suppressed: [],
      }),
      /\]\(/,
    )
})

test('markdown: an all-clear is said as one', () => {
  assert.match(text(cleanReport()), /\*\*No known vulnerability at 2099-11-21T10:00:00Z in 812 components\.\*\*/)
})
