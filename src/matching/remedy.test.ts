import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as outputs from './outputs/all.ts'
import { remedyLines } from './remedy.ts'
import type { AdvisorySeen, Report } from './report.ts'
import { sampleReport } from './sample-report.ts'

type Remediations = NonNullable<AdvisorySeen['remediations']>

const advising = (...remediations: Remediations): AdvisorySeen => ({
  ...sampleReport().matches[0]!.advisories[0]!,
  remediations,
})
const written = (report: Report, id: string, verbose = false) =>
  [
    ...Object.values(outputs)
      .find(output => output.id === id)!
      .write(report, { colour: false, width: 0, verbose }),
  ].join('')

test('categories are said in words, fixes first, each once however many records say it', () => {
  const fix = { category: 'vendor_fix', text: 'Install 4.1', url: 'https://nordwerk.example/4.1' }
  const lines = remedyLines([
    advising(
      { category: 'none_available', text: '' },
      { category: 'no_fix_planned', text: 'End of sale' },
      { category: 'mitigation', text: 'Close port 102' },
      { category: 'workaround', text: 'Unplug it' },
      { category: 'later_word', text: 'Wait' },
      fix,
    ),
    advising(fix),
  ])
  assert.deepEqual(lines, [
    'fix: Install 4.1 (https://nordwerk.example/4.1)',
    'no fix available',
    'no fix is planned: End of sale',
    'mitigation: Close port 102',
    'workaround: Unplug it',
    'later word: Wait',
  ])
})

test('a record that advises very much is cut, and says how much is left out', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ category: 'vendor_fix', text: `${i} ${'x'.repeat(490)}` }))
  const lines = remedyLines([advising(...many)])
  assert.equal(lines.length, 11)
  assert.ok(lines.every(line => line.length < 320))
  assert.equal(lines.at(-1), 'and 40 more remedies')
})

test('every output that people read shows what can be done', () => {
  const report = sampleReport()
  for (const id of ['csv', 'markdown', 'sarif', 'cyclonedx-vex', 'junit', 'table']) {
    const text = written(report, id, true)
    assert.match(text, /fix\W+ ?Install FW 4\.1 or later/i, id)
    assert.match(text, /workaround\W+ ?Keep the web pages/i, id)
    assert.match(text, /https:\/\/nordwerk\.example\/drive-g2/, id)
  }
  assert.doesNotMatch(written(report, 'table'), /Install FW/, 'only with -v')
})

test('CycloneDX: a workaround stands apart from a fix, and what is for some components only says for which', () => {
  const { vulnerabilities } = JSON.parse(written(sampleReport(), 'cyclonedx-vex'))
  const shared = vulnerabilities.find((one: { workaround?: string }) => one.workaround !== undefined)
  assert.equal(shared.workaround, 'for Drive G2: workaround: Keep the web pages of the drive switched off.')
  assert.match(shared.recommendation, /^Fixed in .*\nfor Drive G2: fix: Install FW 4\.1/)
})

test('Markdown: one advice for many matches is written once', () => {
  const report = sampleReport()
  const advised = report.matches.find(({ advisories }) => advisories[0]!.remediations !== undefined)!
  const matches = Array.from({ length: 9 }, (_, i) => ({
    ...advised,
    component: { ...advised.component, ref: `D${i}`, name: `Drive ${i}` },
  }))
  const text = written({ ...report, matches }, 'markdown')
  assert.equal(text.split('Install FW 4.1').length, 2)
  assert.match(text, /`Nordwerk Drive 4 [^`]*` and 4 more\n/)
})
