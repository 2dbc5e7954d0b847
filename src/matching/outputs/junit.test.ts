import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, sampleReport } from '../sample-report.ts'
import { junit } from './junit.ts'

const text = (report: Report) => [...junit.write(report, { colour: false, width: 0, verbose: false })].join('')

interface Case {
  suite: string
  name: string
  outcome: string
  message: string
  body: string
}

/** The document as cases and the totals it states; not well-formed XML throws. */
function read(xml: string): { cases: Case[]; totals: Record<string, string>[] } {
  const cases: Case[] = []
  const totals: Record<string, string>[] = []
  const parser = new SaxesParser()
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const of = (key: string) => attributes[key] ?? ''
    if (name === 'testsuites' || name === 'testsuite') totals.push({ ...attributes })
    else if (name === 'testcase')
      cases.push({ suite: of('classname'), name: of('name'), outcome: 'passed', message: '', body: '' })
    else if (name !== 'system-out') Object.assign(cases.at(-1)!, { outcome: name, message: of('message') })
  })
  parser.on('text', piece => {
    const last = cases.at(-1)
    if (last) last.body += piece
  })
  parser.write(xml).close()
  return { cases, totals }
}

test('junit: a component fails in every file that lists it, with what, why and what to do', () => {
  const { cases } = read(text(sampleReport()))
  const pump = cases.filter(one => one.name === 'pump-client 2.6.3')
  assert.equal(pump.length, 12)
  assert.equal(pump[0]!.suite, 'functions/cell 1/requirements.txt')
  assert.equal(pump[0]!.outcome, 'failure')
  assert.equal(pump[0]!.message, 'CVE-2099-10001 (critical), CVE-2099-30003 (medium)')
  assert.match(
    pump[0]!.body,
    /CVE-2099-10001: critical, known to be exploited; fixed in 2\.7\.0; GHSA-aaaa-bbbb-cccc affected/,
  )
})

test('junit: what could not be decided is skipped and says what settles it', () => {
  const printer = read(text(sampleReport())).cases.find(one => one.name === 'label-printer')!
  assert.equal(printer.outcome, 'skipped')
  assert.match(printer.message, /no package URL is stated; to settle it: Name it by a package URL\./)
})

test('junit: a component of which all matches are suppressed passes and says who said so', () => {
  const report = sampleReport()
  const only = read(text({ ...cleanReport(), suppressed: report.suppressed.slice(1, 2) })).cases[1]!
  assert.deepEqual([only.outcome, only.name], ['passed', 'tls-lite 3.0.12'])
  assert.match(only.body, /CVE-2099-30003: suppressed, accepted, says line lead until 2100-03-31/)
})

test('junit: totals are those of the cases', () => {
  for (const report of [sampleReport(), cleanReport(), hostileReport('<&>"\''), { ...cleanReport(), database: null }]) {
    const { cases, totals } = read(text(report))
    const count = (list: readonly Case[]) => ({
      tests: `${list.length}`,
      failures: `${list.filter(one => one.outcome === 'failure').length}`,
      errors: `${list.filter(one => one.outcome === 'error').length}`,
      skipped: `${list.filter(one => one.outcome === 'skipped').length}`,
    })
    const { name: _, ...stated } = totals[0]!
    assert.deepEqual(stated, count(cases))
    for (const { name, timestamp: __, ...suite } of totals.slice(1))
      assert.deepEqual(suite, count(cases.filter(one => one.suite === name)))
  }
})

test('junit: the scan itself passes, is skipped or is an error', () => {
  const first = (report: Report) => read(text(report)).cases[0]!.outcome
  assert.equal(first(cleanReport()), 'passed')
  assert.equal(first(sampleReport()), 'skipped')
  assert.equal(first({ ...cleanReport(), database: null }), 'error')
  assert.equal(first(cleanReport(0)), 'error')
})

test('junit: hostile texts are well-formed XML', () => {
  for (const bad of [
    '\u0000\u0001\u001b',
    ']]>',
    '<!DOCTYPE x>',
    '"/><failure/>',
    '\ufffe\uffff\ud800',
    '&amp;&#0;',
    "'",
  ])
    read(text(hostileReport(bad)))
})
