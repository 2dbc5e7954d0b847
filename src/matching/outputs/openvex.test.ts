import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { Report } from '../report.ts'
import { cleanReport, hostileReport, largeReport, sampleReport } from '../sample-report.ts'
import { openvex } from './openvex.ts'

const read = (report: Report) =>
  JSON.parse([...openvex.write(report, { colour: false, width: 0, verbose: false })].join(''))
const data = process.env['MILLCERT_TESTDATA']

test('openvex: is valid against the published schema', { skip: data ? false : 'MILLCERT_TESTDATA is not set' }, () => {
  const schema = JSON.parse(readFileSync(`${data}/suites/openvex/openvex_json_schema.json`, 'utf8'))
  const make = /2020-12/.test(schema.$schema) ? Ajv2020.Ajv2020 : Ajv
  const ajv = new make({ strict: false, logger: false })
  addFormats.default(ajv)
  ajv.addFormat('iri', text => /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i.test(text))
  const valid = ajv.compile(schema)
  const hostile = ['x', '\u0000\ud800<">{}|\\^` ', 'n'.repeat(20_000)].map(hostileReport)
  for (const report of [sampleReport(), largeReport(50), ...hostile])
    assert.ok(valid(read(report)), JSON.stringify(valid.errors?.slice(0, 2)))
  assert.equal(valid({ ...read(sampleReport()), version: 'one' }), false)
})

test('openvex: a match is under investigation until somebody states more, and statements are passed on with who made them', () => {
  const { statements } = read(sampleReport())
  const of = (status: string) => statements.filter((one: { status: string }) => one.status === status)
  assert.deepEqual(
    ['under_investigation', 'affected', 'not_affected', 'fixed'].map(status => of(status).length),
    [8, 2, 1, 1],
  )
  assert.equal(of('affected')[0].action_statement, 'vendor_fix: Install 3.0.13.')
  assert.match(of('affected')[1].action_statement, /^Accepted by line lead until 2100-03-31/)
  assert.match(of('not_affected')[0].status_notes, /^psirt@nordwerk\.example said not_affected on 2099-11-12/)
  for (const one of of('not_affected')) assert.ok(one.justification ?? one.impact_statement)
  for (const one of of('affected')) assert.ok(one.action_statement)
  assert.deepEqual(read(cleanReport()).statements, [])
})

test('openvex: the id follows from the content', () => {
  assert.equal(read(sampleReport())['@id'], read(sampleReport())['@id'])
  assert.notEqual(read(sampleReport())['@id'], read(largeReport(3))['@id'])
})
