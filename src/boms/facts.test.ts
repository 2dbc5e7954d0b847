import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Bom, component } from './bom.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { cyclonedxXml } from './formats/cyclonedx-xml.ts'
import { spdxJson } from './formats/spdx-json.ts'
import { spdxTagValue } from './formats/spdx-tag-value.ts'
import { paperOf } from './paper.ts'

await cyclonedxXml.prepare!()

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'

type Format = typeof cyclonedxJson

const factsIn = (format: Format, text: string | Uint8Array) => format.facts!(paperOf('x', text))

/** What a bill answers when it is written in a format. */
const written = (format: Format, bom: Bom, version: string) =>
  factsIn(format, [...format.write!(bom, version)].join(''))

const bill = (format: Format, path: string) => {
  const bytes = readFileSync(`${data}/boms/${path}`)
  return format.read(paperOf(path, bytes))
}

const whole = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 3,
  serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  metadata: {
    timestamp: '2026-01-01T00:00:00Z',
    lifecycles: [{ phase: 'build' }],
    tools: { components: [{ type: 'application', name: 'maker', version: '0.1.0' }] },
    manufacturer: { name: 'withheld', contact: [{ email: 'psirt@mill.example' }] },
    component: {
      type: 'application',
      'bom-ref': 'line',
      name: 'line',
      components: [{ type: 'file', 'bom-ref': 'in', name: 'in' }],
    },
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'pump',
      name: 'pump',
      version: 'NOASSERTION',
      purl: 'pkg:npm/pump@1',
      supplier: { name: 'redacted', url: ['https://mill.example'] },
      hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }],
      licenses: [{ license: { id: 'MIT', acknowledgement: 'concluded' } }],
      externalReferences: [
        {
          type: 'distribution',
          url: 'https://mill.example/p.tgz',
          hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }],
        },
        { type: 'rfc-9116', url: 'https://mill.example/security.txt' },
      ],
      properties: [{ name: 'bsi:component:filename', value: 'p.tgz' }],
      components: [
        { type: 'file', 'bom-ref': 'seal', name: 'seal', version: '', authors: [{ name: 'A', email: 'a@b.c' }] },
      ],
    },
  ],
  dependencies: [{ ref: 'line', dependsOn: ['pump'] }, { ref: 'pump' }],
  compositions: [{ aggregate: 'complete', assemblies: ['pump'], dependencies: ['line'] }],
  vulnerabilities: [{ id: 'CVE-2026-0001' }],
}

const sameInXml = `<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.6" version="3" serialNumber="${whole.serialNumber}">
<b:metadata><b:timestamp>2026-01-01T00:00:00Z</b:timestamp><b:lifecycles><b:lifecycle><b:phase>build</b:phase></b:lifecycle></b:lifecycles>
<b:tools><b:components><b:component type="application"><b:name>maker</b:name><b:version>0.1.0</b:version></b:component></b:components></b:tools>
<b:manufacturer><b:name>withheld</b:name><b:contact><b:email>psirt@mill.example</b:email></b:contact></b:manufacturer>
<b:component type="application" bom-ref="line"><b:name>line</b:name><b:components><b:component type="file" bom-ref="in"><b:name>in</b:name></b:component></b:components></b:component></b:metadata>
<b:components><b:component type="library" bom-ref="pump"><b:supplier><b:name> redacted </b:name><b:url>https://mill.example</b:url></b:supplier>
<b:name>pump</b:name><b:version>NOASSERTION</b:version><b:description>withheld</b:description><b:hashes><b:hash alg="SHA-512">${'0'.repeat(128)}</b:hash></b:hashes>
<b:licenses><b:license acknowledgement="concluded"><b:id>MIT</b:id><b:text>name</b:text></b:license></b:licenses><b:purl>pkg:npm/pump@1</b:purl>
<b:pedigree><b:ancestors><b:component type="library"><b:name>old</b:name></b:component></b:ancestors></b:pedigree>
<b:externalReferences><b:reference type="distribution"><b:url>https://mill.example/p.tgz</b:url><b:hashes><b:hash alg="SHA-512">${'0'.repeat(128)}</b:hash></b:hashes></b:reference>
<b:reference type="rfc-9116"><b:url>https://mill.example/security.txt</b:url></b:reference></b:externalReferences>
<b:properties><b:property name="bsi:component:filename">p.tgz</b:property></b:properties>
<b:components><b:component type="file" bom-ref="seal"><b:authors><b:author><b:name>A</b:name><b:email>a@b.c</b:email></b:author></b:authors><b:name>seal</b:name><b:version/></b:component></b:components></b:component></b:components>
<b:dependencies><b:dependency ref="line"><b:dependency ref="pump"/></b:dependency><b:dependency ref="pump"/></b:dependencies>
<b:compositions><b:composition><b:aggregate>complete</b:aggregate><b:assemblies><b:assembly ref="pump"/></b:assemblies><b:dependencies><b:dependency ref="line"/></b:dependencies></b:composition></b:compositions>
<b:vulnerabilities><b:vulnerability><b:id>CVE-2026-0001</b:id></b:vulnerability></b:vulnerabilities></b:bom>`

test('facts: a bill answers the same in XML as in JSON, down to what it does not know or tell', () => {
  const facts = factsIn(cyclonedxXml, sameInXml)
  assert.deepEqual(facts, factsIn(cyclonedxJson, JSON.stringify(whole)))
  assert.equal(facts.bill.author, 'withheld')
  const { answers } = facts.components.find(({ ref }) => ref === 'pump')!
  assert.deepEqual([answers.version, answers.producer, answers['producer-contact']], ['unknown', 'withheld', 'given'])
  assert.equal(facts.components.find(({ ref }) => ref === 'seal')!.answers.version, 'missing')
})

test('facts: a signature in XML is seen, in whatever prefix', () => {
  const signed = sameInXml.replace('</b:bom>', '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/></b:bom>')
  assert.equal(factsIn(cyclonedxXml, sameInXml).bill.signature, 'missing')
  assert.equal(factsIn(cyclonedxXml, signed).bill.signature, 'given')
})

test('facts: real bills that lie there in XML and in JSON answer the same', { skip }, () => {
  const data = 'CycloneDX+cdxgen/test/data'
  const examples = 'CycloneDX+bom-examples/SBOM'
  const twins = [
    `${examples}/cern-lhc-vdm-editor-e564943/bom`,
    `${examples}/laravel-7.12.0/bom.1.4`,
    `${examples}/proton-bridge/proton-bridge-v1.8.0.bom`,
    `${data}/ddc-sbom`,
    `${data}/jt-sbom`,
    'DefectDojo+django-DefectDojo/unittests/scans/cyclonedx/valid-vulnerability-1.4',
  ]
  const read = (path: string) => readFileSync(`${process.env['MILLCERT_TESTDATA']}/boms/${path}`)
  for (const twin of twins)
    assert.deepEqual(factsIn(cyclonedxXml, read(`${twin}.xml`)), factsIn(cyclonedxJson, read(`${twin}.json`)), twin)
})

test('facts: what is written in both spellings of a standard answers the same', { skip }, () => {
  const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as { path: string; kind: string }[]
  let compared = 0
  for (const { path, kind } of index) {
    if (!/^(?:CycloneDX-json|SPDX-json)$/.test(kind) || path.endsWith('.gz') || compared >= 120) continue
    let bom: Bom
    try {
      bom = bill(kind === 'SPDX-json' ? spdxJson : cyclonedxJson, path)
    } catch {
      continue
    }
    if (bom.components.length > 400) continue
    compared++
    assert.deepEqual(written(cyclonedxXml, bom, '1.6'), written(cyclonedxJson, bom, '1.6'), path)
    assert.deepEqual(written(spdxTagValue, bom, '2.3'), written(spdxJson, bom, '2.3'), path)
  }
  assert.ok(compared >= 100)
})

test('facts: a bill in tag and value says what it does not know', () => {
  const one = { ...component('SPDXRef-a', 'a'), supplier: 'Confidential' }
  const two = component('SPDXRef-b', 'b', '1')
  const bom: Bom = {
    format: 'x',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components: [one, two],
    dependencies: [{ ref: 'SPDXRef-a', on: ['SPDXRef-b'] }],
    notes: [],
  }
  const { components } = written(spdxTagValue, bom, '2.3')
  assert.deepEqual(
    components.map(({ answers }) => [answers.version, answers.producer, answers.license, answers.dependencies]),
    [
      ['missing', 'withheld', 'unknown', 'given'],
      ['given', 'missing', 'unknown', 'missing'],
    ],
  )
})
