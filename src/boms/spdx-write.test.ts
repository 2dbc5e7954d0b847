import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { type Bom, type Component, component } from './bom.ts'
import type { Creator } from './creators.ts'
import { componentTypes } from './cyclonedx.ts'
import { spdxJson } from './formats/spdx-json.ts'
import { spdxTagValue } from './formats/spdx-tag-value.ts'
import { paperOf } from './paper.ts'
import { idPattern } from './spdx.ts'

const data = process.env['MILLCERT_TESTDATA']
const skip = data ? false : 'MILLCERT_TESTDATA is not set'
const runs = Math.max(50, Math.min(2000, Number(process.env['MILLCERT_FUZZ'] ?? 500) / 5))

const writers = [spdxJson, spdxTagValue]
const write = (format: (typeof writers)[number], bom: Bom, version: string) => [...format.write!(bom, version)].join('')
const reread = (format: (typeof writers)[number], text: string) => format.read({ ...paperOf('x', text), now: 4e15 })

/** A text with whatever a hostile or careless paper may hold. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    'MIT',
    'MIT OR ISC',
    ' MIT  OR\nISC ',
    'NONE',
    'NOASSERTION',
    'LicenseRef-x',
    'LicenseRef-x AND MIT',
    'DocumentRef-d:LicenseRef-x AND MIT',
    'Mill (Works)',
    'Mill (a@b)',
    '()',
    '<text>x',
    'a</text>\nPackageName: b',
    'SPDXRef-a',
    'SPDXRef-DOCUMENT',
    'SPDXRef-',
    'a\u2028SPDXID: b',
    ' x ',
    '\r\n\t',
    '\u0000',
    '\ud800',
    '__proto__',
    '#x',
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
    purl: fc.option(fc.oneof(text, fc.constantFrom('pkg:npm/a@1', 'pkg:npm/%zz', 'pkg:npm/a@1#b c')), {
      nil: undefined,
    }),
    cpe: fc.option(
      fc.oneof(text, fc.constantFrom('cpe:2.3:a:mill:pump:2:*:*:*:*:*:*:*', 'cpe:/a:mill:pump:2', 'cpe:/a:b c')),
      { nil: undefined },
    ),
    supplier: maybe,
    orderNumber: maybe,
    label: maybe,
    scope: fc.constantFrom('required' as const, 'optional' as const, 'excluded' as const, undefined),
    licenses: fc.array(text, { maxLength: 3 }),
    hashes: fc.array(
      fc.record({
        algorithm: fc.constantFrom('SHA-256', 'SHA3-256', 'Streebog-256', 'nonsense'),
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
    return { ...empty, timestamp, creators, subject, components: unique, dependencies }
  })

const empty: Bom = {
  format: 'x',
  specVersion: undefined,
  serial: undefined,
  timestamp: undefined,
  subject: undefined,
  components: [],
  dependencies: [],
  notes: [],
}

const whole = ({ subject, components }: Bom) => components.length + (subject ? 1 : 0)

function schemaOf(version: string): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false })
  return ajv.compile(JSON.parse(readFileSync(`${data}/suites/schemas/spdx-${version}/spdx-schema.json`, 'utf8')))
}

for (const version of spdxJson.writes!) {
  test(`SPDX JSON ${version}: whatever the bill holds, the schema takes what is written`, { skip }, () => {
    const valid = schemaOf(version)
    assert.ok(!valid({ spdxVersion: `SPDX-${version}`, packages: [{ name: 'x' }] }))
    fc.assert(
      fc.property(bom, one => {
        const written = JSON.parse(write(spdxJson, one, version)) as Written
        assert.ok(valid(written), JSON.stringify(valid.errors))
        // What the schema does not say: ids are unique and of few letters, relationships mean elements of the document.
        const ids = written.packages.map(({ SPDXID }) => SPDXID)
        for (const id of ids) assert.match(id, idPattern)
        const known = new Set([...ids, 'SPDXRef-DOCUMENT'])
        assert.equal(known.size, ids.length + 1)
        for (const { spdxElementId: from, relatedSpdxElement: to } of written.relationships)
          assert.ok(known.has(from) && (known.has(to) || to === 'NONE'))
        const licenses = JSON.stringify(written.packages.map(({ licenseDeclared }) => licenseDeclared))
        const own = new Set(written.hasExtractedLicensingInfos?.map(({ licenseId }) => licenseId))
        for (const [id] of licenses.matchAll(/\bLicenseRef-[A-Za-z0-9.-]+/g)) assert.ok(own.has(id), id)
      }),
      { numRuns: runs },
    )
  })
}

interface Written {
  packages: { SPDXID: string; licenseDeclared: string }[]
  relationships: { spdxElementId: string; relatedSpdxElement: string }[]
  hasExtractedLicensingInfos?: { licenseId: string }[]
}

for (const format of writers) {
  for (const version of format.writes!) {
    test(`${format.label} ${version}: what is written, read and written again is the same bytes`, () => {
      fc.assert(
        fc.property(bom, one => {
          const first = write(format, one, version)
          const again = reread(format, first)
          assert.equal(write(format, again, version), first)
          assert.equal(whole(again), whole(one))
          assert.equal(again.specVersion, version)
        }),
        { numRuns: runs },
      )
    })
  }

  test(`${format.label}: the namespace follows from the content alone`, () => {
    const of = (name: string): Bom => ({ ...empty, serial: 'urn:uuid:x', components: [component('a', name)] })
    const namespace = (one: Bom) => reread(format, write(format, one, '2.3')).serial
    assert.match(
      namespace(of('a')) ?? '',
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    assert.equal(namespace(of('a')), namespace({ ...of('a'), serial: undefined, format: 'y' }))
    assert.notEqual(namespace(of('a')), namespace(of('b')))
    assert.equal(reread(format, write(format, of('a'), '2.3')).timestamp, undefined)
  })

  test(`${format.label}: two refs that look alike as ids stay two`, () => {
    const refs = ['a b', 'a-b', 'a_b', 'SPDXRef-a-b', 'SPDXRef-DOCUMENT', '']
    const bill: Bom = {
      ...empty,
      components: refs.map((ref, i) => component(ref, `name-${i}`)),
      dependencies: [{ ref: 'a_b', on: ['a b'] }],
    }
    const again = reread(format, write(format, bill, '2.3'))
    assert.equal(new Set(again.components.map(({ ref }) => ref)).size, refs.length)
    const nameOf = (ref: string | undefined) => again.components.find(one => one.ref === ref)?.name
    assert.deepEqual(
      again.dependencies.map(({ ref, on }) => [nameOf(ref), on.map(nameOf)]),
      [['name-2', ['name-0']]],
    )
  })

  test(`${format.label}: a large bill comes in pieces`, () => {
    const components = Array.from({ length: 5000 }, (_, i) => component(`c${i}`, `name-${i}`, '1'))
    const pieces = [...format.write!({ ...empty, components }, '2.3')]
    assert.ok(pieces.length > 5 && pieces.every(piece => piece.length < 100_000))
  })
}
