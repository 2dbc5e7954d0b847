import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import type { Statement, VexDocument, VexStatus } from '#advisories'
import { type Bom, component } from '#boms'
import * as outputs from './outputs/all.ts'
import { anyVulnerability, type Report, type Undecided } from './report.ts'
import { cleanReport } from './sample-report.ts'
import { summaryOf } from './scan.ts'
import { exitCode } from './threshold.ts'
import { layStatements, namesFound, speaksOf } from './vex.ts'

const paper = (author: string, over: Partial<VexDocument> = {}): VexDocument => ({
  format: 'openvex',
  path: `${author}.json`,
  id: author,
  author,
  authorKey: author.toLowerCase(),
  version: '1',
  at: Date.parse('2026-09-01T00:00:00Z'),
  untrusted: undefined,
  ...over,
})

const says = (author: string | VexDocument, status: VexStatus, over: Partial<Statement> = {}): Statement => ({
  document: typeof author === 'string' ? paper(author) : author,
  id: undefined,
  at: undefined,
  vulnerability: 'CVE-2026-1',
  aliases: [],
  products: [
    { id: '', purl: 'pkg:npm/left', cpes: [], hashes: [], link: undefined, only: undefined, subcomponents: [] },
  ],
  status,
  justification: status === 'not_affected' ? 'component_not_present' : undefined,
  stated: undefined,
  impact: undefined,
  action: undefined,
  ...over,
})

const left = component('left-1', 'left', 'nightly', 'pkg:npm/left@nightly')
const bill: Bom = {
  format: 'x',
  specVersion: undefined,
  serial: undefined,
  timestamp: undefined,
  subject: undefined,
  components: [left],
  dependencies: [],
  notes: [],
}
const doubt: Undecided = {
  component: { ref: 'left-1', name: 'left', version: 'nightly', purl: left.purl, locations: [], paths: [] },
  vulnerability: { ...anyVulnerability, id: 'CVE-2026-1', aliases: ['GHSA-a'], severity: 'high' },
  advisories: [
    {
      id: 'GHSA-a',
      source: 'osv-ghsa',
      url: 'https://github.com/advisories/GHSA-a',
      published: null,
      modified: null,
      verdict: 'undecided',
      because: { rule: 'version-not-comparable', found: 'nightly', wanted: '<2.0.0' },
    },
  ],
  settle: 'Compare nightly of left with the advisory by hand.',
}
const place = () => ({ component: left, bills: [bill] })

function lay(...statements: Statement[]) {
  const laid = layStatements([], statements, place, [doubt])
  assert.equal(laid.undecided.length + laid.suppressed.length, 1, 'nothing is dropped')
  return { ...laid, codes: laid.notes.map(({ code }) => code) }
}

function reportOf(laid: Pick<Report, 'undecided' | 'suppressed'>): Report {
  const { undecided, suppressed } = laid
  return { ...cleanReport(), undecided, suppressed, summary: summaryOf(1, [], undecided, suppressed) }
}

test('a doubt is answered by not affected and fixed as a match is: suppressed with who and why, and the answer is clean', () => {
  for (const status of ['not_affected', 'fixed'] as const) {
    const laid = lay(says('Press Works', status))
    assert.deepEqual(laid.undecided, [])
    const { match, statement } = laid.suppressed[0]!
    assert.deepEqual([statement.status, statement.by, statement.source], [status, 'Press Works', 'Press Works.json'])
    assert.deepEqual(
      [match.verdict, match.vulnerability.id, match.advisories],
      ['undecided', 'CVE-2026-1', doubt.advisories],
    )
    assert.equal(exitCode(reportOf(laid), ['any'], false), 0)
  }
  assert.equal(exitCode(reportOf(lay()), ['any'], false), 3)
  assert.ok(speaksOf(says('Press Works', 'fixed', { vulnerability: 'ghsa-A' }), namesFound([doubt])))
})

test('affected and under investigation stand beside a doubt, which stays', () => {
  for (const status of ['affected', 'under_investigation'] as const) {
    const { undecided, codes } = lay(says('Press Works', status))
    assert.deepEqual(
      undecided[0]!.statements?.map(one => one.status),
      [status],
    )
    assert.deepEqual(codes, [`vex-${status.replace('_', '-')}`])
    assert.equal(undecided[0]!.settle, doubt.settle)
  }
})

test('authors who contradict each other leave a doubt undecided, and both are shown', () => {
  const { undecided, suppressed, codes, notes } = lay(says('Press Works', 'not_affected'), says('Reseller', 'affected'))
  assert.deepEqual(suppressed, [])
  assert.deepEqual(undecided[0]!.statements!.map(one => one.status).sort(), ['affected', 'not_affected'])
  assert.deepEqual(codes, ['vex-affected', 'vex-conflict'])
  assert.match(notes[1]!.message, /it stays undecided until they agree/)
})

test('what nobody can be asked about, another version, and a doubt about the component itself answer nothing', () => {
  const nobody = paper('unknown', { untrusted: 'untrusted author "unknown"' })
  assert.deepEqual(lay(says(nobody, 'not_affected')).codes, ['vex-untrusted'])
  const other = { ...says('Press Works', 'fixed').products[0]!, purl: 'pkg:npm/left@1.0.0' }
  assert.equal(lay(says('Press Works', 'fixed', { products: [other] })).suppressed.length, 0)
  const unknown: Undecided = { ...doubt, vulnerability: anyVulnerability }
  const star = says('Press Works', 'not_affected', { vulnerability: '*' })
  assert.deepEqual(layStatements([], [star], place, [unknown]).undecided, [unknown])
})

test('every output shows an answered doubt, and the JSON is of the published schema', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  const schema = new URL('../../docs/schemas/millcert-scan-1.schema.json', import.meta.url)
  const valid = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))
  for (const laid of [lay(says('Press Works', 'fixed')), lay(says('Press Works', 'affected'))]) {
    for (const output of Object.values(outputs)) {
      const text = [...output.write(reportOf(laid), { colour: false, width: 0, verbose: true })].join('')
      assert.match(text, /CVE-2026-1/, output.id)
      if (laid.suppressed.length > 0) assert.match(text, /Press Works/, output.id)
      if (output.id === 'json') assert.ok(valid(JSON.parse(text)), ajv.errorsText(valid.errors))
    }
  }
  const sarif = [...outputs.sarif.write(reportOf(lay(says('Press Works', 'fixed'))), look)].join('')
  const [result] = JSON.parse(sarif).runs[0].results
  assert.deepEqual([result.kind, result.level, result.suppressions.length], ['open', 'none', 1])
})

const look = { colour: false, width: 0, verbose: false }
