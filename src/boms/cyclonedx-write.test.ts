import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import fc from 'fast-check'
import {
  XmlBufferInputProvider,
  XmlDocument,
  XsdValidator,
  xmlCleanupInputProvider,
  xmlRegisterInputProvider,
} from 'libxml2-wasm'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import type { Creator } from './creators.ts'
import { componentTypes, writtenVersions } from './cyclonedx.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { cyclonedxXml } from './formats/cyclonedx-xml.ts'
import { knownLicenses } from './license.ts'
import { paperOf } from './paper.ts'
import { prepareFormats } from './read.ts'

await prepareFormats()

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const schemas = `${data}/suites/cyclonedx-schema/schema`
const runs = Math.max(50, Math.min(2000, Number(process.env['MILLCERT_FUZZ'] ?? 500) / 5))

const writers = [cyclonedxJson, cyclonedxXml]
const write = (format: (typeof writers)[number], bom: Bom, version: string) => [...format.write!(bom, version)].join('')
/** A component's members, whether it holds them or makes them when asked. */
const asObject = (one: Component) =>
  Object.fromEntries((Object.keys(component('', '')) as (keyof Component)[]).map(member => [member, one[member]]))
const reread = (format: (typeof writers)[number], text: string) => format.read({ ...paperOf('x', text), now: 4e15 })

/** A text with whatever a hostile or careless paper may hold. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    'MIT',
    'MIT OR ISC',
    'a & b < c > "d"',
    ']]>',
    ' x ',
    '\r\n\t',
    '\u0000',
    '\ud800',
    '',
    'x'.repeat(1500),
  ),
)
const maybe = fc.option(text, { nil: undefined })
const part: fc.Arbitrary<Component> = fc
  .record({
    ref: text,
    name: text,
    type: fc.constantFrom(...componentTypes.values()),
    group: maybe,
    version: maybe,
    purl: fc.option(fc.oneof(text, fc.constantFrom('pkg:npm/a@1', 'pkg:npm/a@[1]', 'pkg:npm/%zz', 'pkg:npm/a@1#b c')), {
      nil: undefined,
    }),
    cpe: fc.option(fc.oneof(text, fc.constant('cpe:2.3:a:mill:pump:2:*:*:*:*:*:*:*')), { nil: undefined }),
    supplier: maybe,
    orderNumber: maybe,
    label: maybe,
    scope: fc.constantFrom('required' as const, 'optional' as const, 'excluded' as const, undefined),
    licenses: fc.array(text, { maxLength: 3 }),
    hashes: fc.array(
      fc.record({
        algorithm: fc.constantFrom('SHA-256', 'SHA-224', 'Streebog-256', 'nonsense'),
        value: fc.constantFrom('ab'.repeat(32), 'ab'.repeat(28), 'zz'),
      }),
      { maxLength: 3 },
    ),
  })
  .map(parts => ({ ...component(parts.ref, parts.name), ...parts }))

const creator: fc.Arbitrary<Creator> = fc.oneof(
  fc.record({ kind: fc.constant('tool' as const), name: text, version: maybe, mail: fc.constant(undefined) }),
  fc.record({
    kind: fc.constantFrom('organization' as const, 'person' as const),
    name: text,
    version: fc.constant(undefined),
    mail: fc.constantFrom(undefined, 'psirt@mill.example'),
  }),
)

const bom: fc.Arbitrary<Bom> = fc
  .record({
    subject: fc.option(part, { nil: undefined }),
    timestamp: fc.constantFrom(undefined, 0, 1_770_000_000_123, 1e18),
    creators: fc.array(creator, { maxLength: 4 }),
    components: fc.array(part, { maxLength: 5 }),
    edges: fc.array(fc.tuple(fc.nat(6), fc.array(fc.nat(6), { maxLength: 4 })), { maxLength: 5 }),
  })
  .map(({ subject, timestamp, creators, components, edges }) => {
    // Refs of a bill are unique: readers see to it.
    const refs = new Set(subject ? [subject.ref] : [])
    const unique = components.filter(one => !refs.has(one.ref) && refs.add(one.ref))
    const names = [...refs, 'elsewhere']
    const of = (index: number) => names[index % names.length]!
    const dependencies = edges.map(([from, to]) => ({ ref: of(from), on: to.map(of) }))
    return {
      format: 'x',
      specVersion: undefined,
      serial: undefined,
      timestamp,
      creators,
      subject,
      components: unique,
      dependencies,
      notes: [],
    }
  })

function jsonSchema(version: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true })
  formats.default(ajv)
  ajv.addFormat('iri-reference', true)
  ajv.addFormat('idn-email', true)
  for (const name of ['spdx.schema.json', 'jsf-0.82.schema.json', 'cryptography-defs.schema.json'])
    ajv.addSchema(JSON.parse(readFileSync(`${schemas}/${name}`, 'utf8')))
  return ajv.compile(JSON.parse(readFileSync(`${schemas}/bom-${version}.schema.json`, 'utf8')))
}

/** The schema names a web address for the list of licences: it is given from the disk, and nothing else is. */
function xmlSchema(version: string): XsdValidator {
  xmlCleanupInputProvider()
  xmlRegisterInputProvider(
    new XmlBufferInputProvider({ 'http://cyclonedx.org/schema/spdx': readFileSync(`${schemas}/spdx.xsd`) }),
  )
  const document = XmlDocument.fromBuffer(readFileSync(`${schemas}/bom-${version}.xsd`))
  return XsdValidator.fromDoc(document)
}

function validXml(schema: XsdValidator, text: string): void {
  using document = XmlDocument.fromString(text)
  schema.validate(document)
}

for (const version of writtenVersions) {
  test(`CycloneDX JSON ${version}: whatever the bill holds, the schema takes what is written`, { skip }, () => {
    const valid = jsonSchema(version)
    assert.ok(!valid({ bomFormat: 'CycloneDX', specVersion: version, components: [{ name: 'x' }] }))
    fc.assert(
      fc.property(bom, one => {
        const written = JSON.parse(write(cyclonedxJson, one, version))
        assert.ok(valid(written), JSON.stringify(valid.errors))
      }),
      { numRuns: runs },
    )
  })

  test(`CycloneDX XML ${version}: whatever the bill holds, the schema takes what is written`, { skip }, () => {
    using schema = xmlSchema(version)
    const space = `xmlns="http://cyclonedx.org/schema/bom/${version}"`
    assert.throws(() => validXml(schema, `<bom ${space}><components><component type="x"/></components></bom>`))
    fc.assert(
      fc.property(bom, one => validXml(schema, write(cyclonedxXml, one, version))),
      { numRuns: runs },
    )
  })
}

for (const format of writers) {
  for (const version of format.writes!) {
    test(`${format.label} ${version}: what is written, read and written again is the same bytes`, () => {
      fc.assert(
        fc.property(bom, one => {
          const first = write(format, one, version)
          const again = reread(format, first)
          assert.equal(write(format, again, version), first)
          assert.equal(again.components.length, one.components.length)
        }),
        { numRuns: runs },
      )
    })

    test(`${format.label} ${version}: all that the model keeps comes back`, () => {
      const pump: Component = {
        ...component('pump', 'pump', '2'),
        type: 'device',
        group: 'mill',
        cpe: 'cpe:2.3:h:mill:pump:2:*:*:*:*:*:*:*',
        supplier: 'Mill & "Works" <x>',
        orderNumber: '6ES7 000-0AA00',
        scope: 'required',
        hashes: [{ algorithm: 'SHA-256', value: 'ab'.repeat(32) }],
        licenses: ['MIT', 'Apache-2.0', 'House rules'],
        label: 'from the nameplate',
      }
      const seal = component('pkg:npm/seal@1', 'seal', '1', 'pkg:npm/seal@1')
      const whole: Bom = {
        format: format.id,
        specVersion: version,
        serial: undefined,
        revision: 1,
        timestamp: 1_770_000_000_000,
        creators: [
          { kind: 'tool', name: 'maker', version: '1.2', mail: undefined },
          { kind: 'organization', name: 'Mill & <Works>', version: undefined, mail: 'psirt@mill.example' },
          { kind: 'person', name: 'A. Miller', version: undefined, mail: 'a@mill.example' },
          { kind: 'person', name: 'B. Miller', version: undefined, mail: undefined },
        ],
        subject: { ...component('line', 'line-4'), type: 'platform' },
        components: [
          pump,
          { ...seal, licenses: ['MIT OR (ISC AND 0BSD)'] },
          component('odd', 'odd', 'v'.repeat(2000), 'no purl'),
        ],
        dependencies: [
          { ref: 'line', on: ['pump', 'odd'] },
          { ref: 'odd', on: [] },
          { ref: 'pump', on: ['pkg:npm/seal@1'] },
        ],
        notes: [],
      }
      const back = reread(format, write(format, whole, version))
      assert.match(back.serial ?? '', /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      const components = back.components.map(asObject)
      assert.deepEqual({ ...back, components, serial: undefined, notes: [] }, whole)
    })
  }

  test(`${format.label}: the serial number follows from the content alone`, () => {
    const of = (name: string): Bom => ({
      format: 'x',
      specVersion: undefined,
      serial: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      timestamp: undefined,
      subject: undefined,
      components: [component('a', name)],
      dependencies: [],
      notes: [],
    })
    const serial = (one: Bom) => reread(format, write(format, one, '1.6')).serial
    assert.equal(serial(of('a')), serial({ ...of('a'), serial: undefined, format: 'y' }))
    assert.notEqual(serial(of('a')), serial(of('b')))
    assert.ok(!write(format, of('a'), '1.6').includes('timestamp'))
  })

  test(`${format.label}: a large bill comes in pieces`, () => {
    const components = Array.from({ length: 5000 }, (_, i) => component(`c${i}`, `name-${i}`, '1'))
    const bill = { ...emptyBom('x'), components }
    const pieces = [...format.write!(bill, '1.7')]
    assert.ok(pieces.length > 5 && pieces.every(piece => piece.length < 100_000))
  })
}

test('licences written as ids are ids of the list that the schemas hold', { skip }, () => {
  const list = new Set((JSON.parse(readFileSync(`${schemas}/spdx.schema.json`, 'utf8')) as { enum: string[] }).enum)
  assert.deepEqual(
    [...knownLicenses()].filter(id => !list.has(id)),
    [],
  )
  assert.ok(knownLicenses().size > 250)
})
