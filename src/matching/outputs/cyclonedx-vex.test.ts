import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Report, Suppressed } from '../report.ts'
import { cleanReport, hostileReport, largeReport, sampleReport } from '../sample-report.ts'
import { cyclonedxVex } from './cyclonedx-vex.ts'

const read = (report: Report) =>
  JSON.parse([...cyclonedxVex.write(report, { colour: false, width: 0, verbose: false })].join(''))
const data = process.env['MILLCERT_TESTDATA']

function published(): ValidateFunction {
  const ajv = new Ajv({ strict: false, logger: false })
  addFormats.default(ajv)
  ajv.addFormat('iri-reference', text => !/[\s<>"{}|\\^`]/.test(text))
  ajv.addFormat('idn-email', true)
  const schema = (name: string) => JSON.parse(readFileSync(`${data}/suites/cyclonedx-schema/schema/${name}`, 'utf8'))
  for (const name of ['spdx.schema.json', 'jsf-0.82.schema.json']) ajv.addSchema(schema(name))
  return ajv.compile(schema('bom-1.6.schema.json'))
}

test('cyclonedx-vex: is valid against the published schema', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, () => {
  const valid = published()
  const bare: Report = { ...cleanReport(), database: null }
  const hostile = ['', ' ', 'urn:cdx:x', '\u0000\ud800<">{}|\\^` ', 'n'.repeat(20_000)].map(hostileReport)
  for (const report of [sampleReport(), cleanReport(), bare, largeReport(50), ...hostile])
    assert.ok(valid(read(report)), JSON.stringify(valid.errors?.slice(0, 2)))
  assert.equal(valid({ ...read(sampleReport()), version: 'one' }), false)
})

test('cyclonedx-vex: every affected ref is a component of the document, every ref stands once', () => {
  for (const report of [sampleReport(), hostileReport(''), hostileReport('x'), largeReport(30)]) {
    const bom = read(report)
    const refs: string[] = [bom.metadata.component, ...bom.components].map(component => component['bom-ref'])
    assert.equal(new Set(refs).size, refs.length)
    for (const { affects } of bom.vulnerabilities) for (const { ref } of affects) assert.ok(refs.includes(ref), ref)
  }
})

test('cyclonedx-vex: a match is in triage and its version affected, a doubt is in triage and its version unknown', () => {
  const { vulnerabilities } = read(sampleReport())
  const of = (id: string, status: string) =>
    vulnerabilities.find(
      (one: { id: string; affects: { versions?: { status: string }[] }[] }) =>
        one.id === id && one.affects[0]!.versions?.[0]?.status === status,
    )
  assert.deepEqual(of('CVE-2099-10001', 'affected').analysis, { state: 'in_triage' })
  assert.equal(of('CVE-2099-10001', 'unknown').analysis.state, 'in_triage')
  assert.match(of('CVE-2099-10001', 'unknown').analysis.detail, /^Could not be decided: .* To settle it: /)
  assert.deepEqual(
    of('CVE-2099-20002', 'affected').affects.map((one: { ref: string }) => one.ref),
    ['tls-lite', 'DRV-0042'],
  )
  assert.ok(vulnerabilities.some((one: { id: string }) => one.id === 'millcert-undecided'))
})

test('cyclonedx-vex: a statement becomes the state that says no more than it does', () => {
  const state = (statement: Suppressed['statement']) => {
    const report = { ...cleanReport(), suppressed: [{ match: sampleReport().matches[0]!, statement }] }
    const { detail: _, ...analysis } = read(report).vulnerabilities[0].analysis
    return analysis
  }
  const said = { by: 'psirt', until: null }
  const not = (justification: string) => state({ status: 'not_affected', justification, ...said })
  assert.deepEqual(not('vulnerable_code_not_in_execute_path'), {
    state: 'not_affected',
    justification: 'code_not_reachable',
  })
  assert.deepEqual(not('component_not_present'), { state: 'not_affected', justification: 'code_not_present' })
  assert.deepEqual(not('protected_at_perimeter'), { state: 'not_affected', justification: 'protected_at_perimeter' })
  assert.deepEqual(not('we looked'), { state: 'not_affected' })
  assert.deepEqual(state({ status: 'fixed', justification: 'patched', ...said }), { state: 'resolved' })
  assert.deepEqual(state({ status: 'accepted', justification: 'later', ...said }), {
    state: 'in_triage',
    response: ['will_not_fix'],
  })
})

test('cyclonedx-vex: ratings name their method', () => {
  const { vulnerabilities } = read(sampleReport())
  const methods = vulnerabilities.map((one: { ratings: { method: string }[] }) =>
    one.ratings.map(rating => rating.method),
  )
  assert.deepEqual(methods.slice(0, 3), [['CVSSv31', 'CVSSv2'], ['other'], ['CVSSv4']])
})

test('cyclonedx-vex: the serial number follows from the content', () => {
  const serial = (report: Report) => read(report).serialNumber as string
  assert.match(serial(sampleReport()), /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(serial(sampleReport()), serial(sampleReport()))
  assert.notEqual(serial(sampleReport()), serial({ ...sampleReport(), scannedAt: '2099-11-22T10:00:00Z' }))
  assert.notEqual(serial(sampleReport()), serial({ ...sampleReport(), matches: sampleReport().matches.slice(1) }))
})
