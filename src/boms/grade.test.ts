import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factGathering } from './cyclonedx-facts.ts'
import { billQuestions, componentQuestions, factsOfBom } from './facts.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { requirements } from './formats/requirements.ts'
import { spdxJson } from './formats/spdx-json.ts'
import { type ElementGrade, gradeOf } from './grade.ts'
import { paperOf } from './paper.ts'
import * as profiles from './profiles/all.ts'
import { cisa2026 } from './profiles/cisa-2026.ts'
import { showGrade } from './show-grade.ts'

const hash = { alg: 'SHA-512', content: '0'.repeat(128) }
const whole = {
  'bom-ref': 'pump',
  type: 'library',
  name: 'pump',
  version: '1',
  purl: 'pkg:npm/pump@1',
  manufacturer: { name: 'Mill', contact: [{ email: 'psirt@mill.example' }] },
  hashes: [hash],
  licenses: [{ license: { id: 'MIT', acknowledgement: 'concluded' } }],
  externalReferences: [
    { type: 'distribution', url: 'https://mill.example/pump.tgz', hashes: [hash] },
    { type: 'source-distribution', url: 'https://mill.example/pump-src.tgz', hashes: [hash] },
    { type: 'rfc-9116', url: 'https://mill.example/.well-known/security.txt' },
  ],
  properties: [
    { name: 'bsi:component:filename', value: 'pump.tgz' },
    { name: 'bsi:component:executable', value: 'non-executable' },
    { name: 'bsi:component:archive', value: 'archive' },
    { name: 'bsi:component:structured', value: 'structured' },
    { name: 'bsi:component:effectiveLicence', value: 'MIT' },
  ],
}
const bothLicenses = [...whole.licenses, { license: { id: 'ISC', acknowledgement: 'declared' } }]
const good = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  metadata: {
    timestamp: '2026-01-01T00:00:00Z',
    lifecycles: [{ phase: 'build' }],
    tools: { components: [{ type: 'application', name: 'millcert', version: '0.1.0' }] },
    manufacturer: { name: 'Mill', url: ['https://mill.example'] },
    component: { ...whole, type: 'application', 'bom-ref': 'line', name: 'line', licenses: bothLicenses },
  },
  components: [{ ...whole, licenses: bothLicenses }],
  dependencies: [
    { ref: 'line', dependsOn: ['pump'] },
    { ref: 'pump', dependsOn: [] },
  ],
  compositions: [{ aggregate: 'complete', assemblies: ['line', 'pump'], dependencies: ['line'] }],
  signature: { algorithm: 'ES256', value: 'c2lnbmVk' },
}
const grade = (bill: object, profile = cisa2026): Map<string, ElementGrade> =>
  new Map(gradeOf(profile, cyclonedxJson.facts!(paperOf('x.cdx.json', JSON.stringify(bill)))).map(one => [one.id, one]))

test('grade: a bill that has everything holds every element that a paper can tell', () => {
  for (const profile of Object.values(profiles)) {
    const bad = [...grade(good, profile).values()].filter(({ verdict }) => verdict !== 'yes' && verdict !== 'not-told')
    assert.deepEqual(bad, [], profile.id)
  }
})

test('grade: each thing taken away is missed in the elements that ask for it, and in no other', () => {
  const lost = (bill: object) =>
    [...grade(bill).values()].filter(({ verdict }) => verdict === 'no' || verdict === 'partly').map(({ id }) => id)
  const { signature: _, ...unsigned } = good
  assert.deepEqual(lost(unsigned), ['CISA26-M2'])
  assert.deepEqual(lost({ ...good, specVersion: '1.3' }), ['CISA26-M4', 'CISA26-P6'])
  assert.deepEqual(lost({ ...good, compositions: [] }), ['CISA26-P2', 'CISA26-P4'])
  assert.deepEqual(lost({ ...good, metadata: { ...good.metadata, tools: [{ name: 'x' }] } }), ['CISA26-M8'])
  assert.deepEqual(lost({ ...good, components: [{ ...whole, hashes: [] }] }), ['CISA26-C2', 'CISA26-C3'])
  const { component: _about, ...nameless } = good.metadata
  const every = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8'].map(id => `CISA26-${id}`)
  assert.deepEqual(lost({ ...good, metadata: nameless, components: [] }), [...every, 'CISA26-P2'])
  const bare = { type: 'application', 'bom-ref': 'line', name: 'line' }
  assert.deepEqual(
    lost({ ...good, metadata: { ...good.metadata, component: bare } }),
    every.filter(id => !/C[16]$/.test(id)),
    'what the bill is about is a component too',
  )
})

test('grade: what cannot be is no answer', () => {
  const of = (bill: object) => {
    const grades = grade(bill)
    return (id: string) => grades.get(`CISA26-${id}`)!
  }
  const signature = { algorithm: 'none', value: '' }
  const grades = of({
    ...good,
    signature,
    metadata: { ...good.metadata, timestamp: 'yesterday' },
    components: [{ ...whole, purl: 'not a purl', cpe: 'cpe:/x', hashes: [{ alg: 'SHA-512', content: 'aa' }] }],
    compositions: [{ aggregate: 'unknown', dependencies: ['line'] }],
  })
  assert.deepEqual(
    ['M2', 'M6', 'C2', 'C4'].map(id => [grades(id).verdict, grades(id).invalid, grades(id).missing]),
    [
      ['no', 1, 0],
      ['no', 1, 0],
      ['partly', 1, 0],
      ['partly', 1, 0],
    ],
  )
  assert.deepEqual(grades('C4').lacking, ['pump'])
  assert.deepEqual([grades('P4').given, grades('P4').unknown], [0, 1], 'that it is not known is said')
  assert.equal(of({ ...good, signature: { chain: [good.signature] } })('M2').verdict, 'yes')
})

test('grade: what is stated as unknown or withheld is an answer, and counted apart', () => {
  const components = [
    whole,
    { ...whole, 'bom-ref': 'b', version: 'NOASSERTION' },
    { ...whole, 'bom-ref': 'c', version: 'withheld' },
    { ...whole, 'bom-ref': 'd', version: undefined },
    {
      type: 'file',
      'bom-ref': 'e',
      name: 'e',
      version: '2',
      components: [{ type: 'file', 'bom-ref': 'f', name: 'f' }],
    },
  ]
  const { verdict, given, unknown, withheld, missing, lacking } = grade({ ...good, components }).get('CISA26-C8')!
  assert.deepEqual([verdict, given, unknown, withheld, missing, lacking], ['partly', 3, 1, 1, 2, ['d', 'f']])
})

test('grade: in SPDX, NOASSERTION says that something is not known, and NONE that there is none', () => {
  const one = (over: object) => ({
    name: 'pump',
    versionInfo: '1',
    downloadLocation: 'NOASSERTION',
    supplier: 'Organization: Mill (psirt@mill.example)',
    checksums: [{ algorithm: 'SHA256', checksumValue: '0'.repeat(64) }],
    licenseConcluded: 'NONE',
    externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:npm/pump@1' }],
    ...over,
  })
  const text = JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    dataLicense: 'CC0-1.0',
    name: 'line',
    documentNamespace: 'https://mill.example/line',
    creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Organization: Mill', 'Tool: maker-1.2'] },
    documentDescribes: ['SPDXRef-line'],
    packages: [
      one({ SPDXID: 'SPDXRef-line' }),
      one({ SPDXID: 'SPDXRef-a' }),
      one({ SPDXID: 'SPDXRef-b', supplier: 'NOASSERTION', licenseConcluded: 'NOASSERTION' }),
    ],
    relationships: [
      { spdxElementId: 'SPDXRef-line', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'SPDXRef-a' },
      { spdxElementId: 'SPDXRef-b', relationshipType: 'DEPENDENCY_OF', relatedSpdxElement: 'SPDXRef-a' },
    ],
  })
  const grades = new Map(
    gradeOf(cisa2026, spdxJson.facts!(paperOf('x.spdx.json', text))).map(({ id, verdict, given, unknown }) => [
      id,
      [verdict, given, unknown],
    ]),
  )
  assert.deepEqual(grades.get('CISA26-C5'), ['yes', 2, 1])
  assert.deepEqual(grades.get('CISA26-C7'), ['yes', 2, 1])
  assert.deepEqual(grades.get('CISA26-C4'), ['yes', 3, 0])
  assert.deepEqual(grades.get('CISA26-C1'), ['partly', 2, 0])
  assert.deepEqual(
    ['M1', 'M2', 'M4', 'M6', 'M7', 'M8', 'M9', 'P2'].map(id => grades.get(`CISA26-${id}`)![0]),
    ['yes', 'no', 'yes', 'yes', 'yes', 'yes', 'yes', 'no'],
  )
})

test('grade: what a format does not tell is not held against a bill', () => {
  const facts = factsOfBom(requirements.read(paperOf('requirements.txt', 'pump==1\n')))
  const grades = new Map(gradeOf(cisa2026, facts).map(({ id, verdict }) => [id, verdict]))
  assert.equal(grades.get('CISA26-M2'), 'not-told')
  assert.equal(grades.get('CISA26-C8'), 'yes')
  assert.equal(grades.get('CISA26-C3'), 'no')
})

test('grade: for a person each element has a line that fits, and texts of the paper cannot steer the terminal', () => {
  const elements = [...grade({ ...good, components: [{ ...whole, 'bom-ref': '\u001b[2J', hashes: [] }] }).values()]
  const shown = (columns: number, all = false) => showGrade(cisa2026.label, elements, columns, all)
  assert.match(shown(0), /^CISA 2026 minimum elements \(v2\.1\): 17 of 20 required elements hold\n/)
  const lines = shown(0)
    .split('\n')
    .filter(line => /CISA26-/.test(line))
  assert.equal(lines.length, cisa2026.elements.length)
  assert.ok(lines.some(line => /partly {2}hash +CISA26-C3 +1 of 2; not /.test(line)))
  assert.ok(!shown(0).includes('\u001b'))
  assert.ok(
    shown(60)
      .split('\n')
      .slice(1)
      .every(line => line.length <= 60),
  )
  assert.match(shown(0, true), /CISA26-C3 +1 of 2\n +not /)
})

test('profiles: ids are their own, and every question asked is one that bills answer', () => {
  const ids = Object.values(profiles).flatMap(({ elements }) => elements.map(({ id }) => id))
  assert.equal(new Set(ids).size, ids.length)
  for (const { elements } of Object.values(profiles))
    for (const { bill = [], component = [] } of elements) {
      assert.ok(bill.every(question => billQuestions.includes(question)))
      assert.ok(component.every(question => componentQuestions.includes(question)))
    }
})

test('facts: members of any shape are taken as nothing', () => {
  const odd: unknown[] = [null, 1, 'x', [], [null], { name: {} }, { licenses: [null, 1], hashes: {}, supplier: [] }]
  for (const key of ['components', 'metadata', 'dependencies', 'compositions', 'specVersion', 'serialNumber'])
    for (const value of odd) {
      const found = factGathering()
      found.take(key, value)
      assert.ok(found.facts().components.length <= 1)
    }
})
