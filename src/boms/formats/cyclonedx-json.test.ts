import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { pathsToRoot } from '../paths.ts'
import { cyclonedxJson } from './cyclonedx-json.ts'

const press = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000001',
  version: 3,
  metadata: {
    timestamp: '2026-02-03T04:05:06.007+02:00',
    component: { type: 'firmware', 'bom-ref': 'press', name: 'press-control', version: '4.1' },
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'pkg:npm/%40mill/valve@1.2.3',
      group: '@mill',
      name: 'valve',
      version: '1.2.3',
      purl: 'pkg:npm/%40mill/valve@1.2.3',
      scope: 'required',
      supplier: { name: 'Mill Works' },
      author: 'somebody else',
      hashes: [{ alg: 'SHA-1', content: 'ABCDEF0123456789abcdef0123456789abcdef01' }],
      licenses: [{ license: { id: 'MIT' } }, { license: { name: 'House rules' } }],
      components: [
        { type: 'file', 'bom-ref': 'seat', name: 'seat.bin', components: [{ type: 'file', name: 'spring.bin' }] },
      ],
    },
    {
      type: 'library',
      name: 'pump',
      version: '2',
      cpe: 'cpe:2.3:a:mill:pump:2:*:*:*:*:*:*:*',
      licenses: [{ expression: 'MIT OR ISC' }],
    },
  ],
  dependencies: [
    { ref: 'press', dependsOn: ['pkg:npm/%40mill/valve@1.2.3', 'pump@2'] },
    { ref: 'pkg:npm/%40mill/valve@1.2.3', dependsOn: ['seat'] },
    { ref: 'seat' },
  ],
}

const changed = (change: object): string => JSON.stringify({ ...press, ...change })
const read = (content: string | Uint8Array, limits = defaultLimits): Bom =>
  cyclonedxJson.read({ ...paperOf('press.cdx.json', content, new Map(), limits), now: Date.parse('2026-03-01') })
const codes = (bom: Bom) => bom.notes.map(note => `${note.code} ${note.at ?? ''}`.trim())
const refused = (content: string, code: string, message: RegExp, limits = defaultLimits) =>
  assert.throws(
    () => read(content, limits),
    (error: unknown) => error instanceof Problem && error.code === code && message.test(error.message),
  )

test('CycloneDX JSON: everything the model has is taken, nested components after the one they stand in', () => {
  const bom = read(JSON.stringify(press))
  assert.deepEqual(bom.notes, [])
  assert.deepEqual(
    [bom.format, bom.specVersion, bom.serial, bom.timestamp],
    ['cyclonedx-json', '1.6', press.serialNumber, Date.parse('2026-02-03T02:05:06.007Z')],
  )
  assert.deepEqual([bom.subject?.ref, bom.subject?.type, bom.subject?.version], ['press', 'firmware', '4.1'])
  assert.deepEqual(
    bom.components.map(({ ref, type, name }) => `${type} ${name} = ${ref}`),
    [
      'library valve = pkg:npm/%40mill/valve@1.2.3',
      'file seat.bin = seat',
      'file spring.bin = spring.bin',
      'library pump = pump@2',
    ],
  )
  const [valve, , , pump] = bom.components
  assert.deepEqual(valve, {
    ref: 'pkg:npm/%40mill/valve@1.2.3',
    type: 'library',
    group: '@mill',
    name: 'valve',
    version: '1.2.3',
    purl: 'pkg:npm/%40mill/valve@1.2.3',
    cpe: undefined,
    supplier: 'Mill Works',
    orderNumber: undefined,
    scope: 'required',
    hashes: [{ algorithm: 'SHA-1', value: 'abcdef0123456789abcdef0123456789abcdef01' }],
    licenses: ['MIT', 'House rules'],
    at: undefined,
    label: undefined,
  })
  assert.deepEqual([pump?.cpe, pump?.licenses], ['cpe:2.3:a:mill:pump:2:*:*:*:*:*:*:*', ['MIT OR ISC']])
  assert.deepEqual(bom.dependencies, [
    { ref: 'press', on: ['pkg:npm/%40mill/valve@1.2.3', 'pump@2'] },
    { ref: 'pkg:npm/%40mill/valve@1.2.3', on: ['seat'] },
    { ref: 'seat', on: [] },
  ])
})

test('CycloneDX JSON: members may come in any order, lists before the version', () => {
  const turned = JSON.stringify(Object.fromEntries(Object.entries(press).reverse()))
  assert.ok(turned.startsWith('{"dependencies"'))
  const bom = read(turned)
  assert.deepEqual(bom.dependencies, read(JSON.stringify(press)).dependencies)
  assert.deepEqual(pathsToRoot(bom, 'seat', 3), [['press-control', 'valve', 'seat.bin']])
  assert.deepEqual(bom.notes, [])
})

test('CycloneDX JSON: a head without the marks is known by the lists it begins with', () => {
  const long = { name: 'x'.repeat(70_000), 'bom-ref': 'x', type: 'library' }
  const paper = paperOf('x', JSON.stringify({ components: [long], bomFormat: 'CycloneDX', specVersion: '1.6' }))
  assert.ok(cyclonedxJson.sniff(paper))
  assert.ok(!cyclonedxJson.sniff(paperOf('x', '{"components":[{"name":"x"}]}')))
  assert.equal(cyclonedxJson.read(paper).components.length, 1)
})

test('CycloneDX JSON: all versions from 1.2 on are read, others are refused by name', () => {
  for (const specVersion of ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7'])
    assert.equal(read(changed({ specVersion })).specVersion, specVersion)
  refused(changed({ specVersion: '1.1' }), 'boms/unknown-version', /specVersion 1\.1 is unknown/)
  refused(changed({ specVersion: '9.9' }), 'boms/unknown-version', /specVersion 9\.9/)
  refused(changed({ specVersion: undefined }), 'boms/missing-version', /specVersion is missing/)
  refused(changed({ bomFormat: 'cyclonedx' }), 'boms/not-cyclonedx', /\/bomFormat/)
})

test('CycloneDX JSON: what could be taken two ways is refused with its place', () => {
  const [valve, pump] = press.components
  refused(
    changed({ components: [valve, { ...pump, 'bom-ref': 'seat' }] }),
    'boms/duplicate-ref',
    /duplicate bom-ref "seat" at \/components\/1\/bom-ref/,
  )
  refused(
    changed({ components: [{ ...pump, 'bom-ref': 'press' }] }),
    'boms/duplicate-ref',
    /"press" at \/components\/0\/bom-ref/,
  )
  refused(changed({ version: -1 }), 'boms/bad-revision', /version "-1" at \/version/)
  refused(changed({ version: 1.5 }), 'boms/bad-revision', /\/version/)
  refused(changed({ components: { a: 1 } }), 'boms/wrong-type', /at \/components is not a list/)
  refused(changed({ dependencies: 'press' }), 'boms/wrong-type', /"press" at \/dependencies/)
  refused(changed({ components: [valve, 7] }), 'boms/wrong-type', /"7" at \/components\/1 is not a component/)
  refused(changed({ components: [{ name: 7 }] }), 'boms/wrong-type', /"7" at \/components\/0\/name is not a text/)
  refused(changed({ components: [{ ...valve, name: undefined }] }), 'boms/missing-name', /at \/components\/0/)
  refused(
    changed({ components: [{ name: 'a', components: [{ name: 'b', version: 1 }] }] }),
    'boms/wrong-type',
    /\/components\/0\/components\/0\/version/,
  )
  refused(
    changed({ dependencies: [{ ref: 'press', dependsOn: [null] }] }),
    'boms/wrong-type',
    /\/dependencies\/0\/dependsOn\/0/,
  )
  refused(changed({ dependencies: [{}] }), 'boms/wrong-type', /\/dependencies\/0\/ref/)
  refused(changed({ metadata: [] }), 'boms/wrong-type', /\/metadata is not an object/)
})

test('CycloneDX JSON: what is odd is noted with its place, and the rest is taken', () => {
  const bom = read(
    changed({
      serialNumber: 'urn:uuid:x',
      metadata: { timestamp: 'yesterday' },
      components: [
        {
          type: 'gadget',
          'bom-ref': 'a',
          name: 'v\u0430lve',
          purl: 'pkg:npm/../x@1',
          scope: 'sometimes',
          hashes: [
            { alg: 'SHA-256', content: 'zz' },
            { alg: 'MD5', content: 'd41d8cd98f00b204e9800998ecf8427e' },
            { alg: 'CRC', content: '00' },
          ],
          licenses: [{ license: {} }, { license: { id: 'ISC' } }],
          externalReferences: [{ url: 'https://mill.example' }, { url: 'java\nscript:alert(1)' }],
        },
        { type: 'library', 'bom-ref': 'b', name: 'b', purl: 'pkg:npm/b@1#../../etc' },
      ],
      dependencies: [
        { ref: 'a', dependsOn: ['b', 'ghost'] },
        { ref: 'b', dependsOn: ['a', 'store', 'urn:cdx:00000000-0000-4000-8000-000000000001/1#x'] },
        { ref: 'a', dependsOn: ['b', 'a'] },
      ],
      services: [{ 'bom-ref': 'store', name: 'store', services: [{ name: 'inner' }] }],
      vulnerabilities: [{ id: 'CVE-2026-1', analysis: { state: 'not_affected' } }, { id: 'CVE-2026-2' }],
    }),
  )
  assert.deepEqual(codes(bom), [
    'serial-malformed /serialNumber',
    'timestamp-malformed /metadata/timestamp',
    'type-unknown /components/0/type',
    'scope-unknown /components/0/scope',
    'hash-malformed /components/0/hashes/0',
    'hash-malformed /components/0/hashes/2',
    'license-unnamed /components/0/licenses/0',
    'unsafe-url /components/0/externalReferences/1/url',
    'suspicious-text /components/0/name',
    'purl-malformed /components/0/purl',
    'purl-ambiguous /components/1/purl',
    'dependency-repeated /dependencies/2',
    'services',
    'embedded-vex',
    'dangling-reference',
    'cycle',
  ])
  const [a] = bom.components
  assert.deepEqual([a?.type, a?.scope, a?.hashes.length, a?.licenses], ['library', undefined, 1, ['ISC']])
  assert.deepEqual(bom.dependencies[0], { ref: 'a', on: ['b', 'ghost', 'a'] })
  assert.match(bom.notes.find(({ code }) => code === 'services')!.message, /^2 services/)
  assert.match(bom.notes.find(({ code }) => code === 'dangling-reference')!.message, /"ghost"/)
})

test('CycloneDX JSON: an empty bill and a date to come are noted', () => {
  const bom = read(changed({ components: [], dependencies: [], metadata: { timestamp: '9999-12-31T23:59:59Z' } }))
  assert.deepEqual(codes(bom), ['no-components', 'timestamp-future'])
  assert.deepEqual(codes(read(changed({ metadata: { ...press.metadata, timestamp: '2026-03-01T20:00:00Z' } }))), [])
})

test('CycloneDX JSON: names that every object has are names like others', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const bom = read(
    changed({
      components: names.map(name => ({ type: 'library', 'bom-ref': name, name })),
      dependencies: names.map((ref, i) => ({ ref, dependsOn: names.slice(i + 1) })),
    }),
  )
  assert.deepEqual(bom.notes, [])
  assert.deepEqual(pathsToRoot(bom, 'hasOwnProperty', 1), [['__proto__', 'hasOwnProperty']])
  assert.equal(Object.hasOwn(Object.prototype, 'name'), false)
})

test('CycloneDX JSON: components without a ref get one that no other has', () => {
  const bom = read(
    changed({
      components: [
        { type: 'library', name: 'x', version: '1' },
        { type: 'library', name: 'x', version: '1' },
        { type: 'library', name: 'y', 'bom-ref': 'x@1' },
        { type: 'library', name: '', purl: 'pkg:npm/z@1' },
      ],
      dependencies: [],
    }),
  )
  assert.deepEqual(
    bom.components.map(({ ref }) => ref),
    ['x@1 (2)', 'x@1 (3)', 'x@1', 'pkg:npm/z@1'],
  )
})

test('CycloneDX JSON: limits hold, nested components counted', () => {
  const one = (inner: object[]) => ({ type: 'library', name: 'n', components: inner })
  const nested = changed({ components: [one([one([]), one([])])], dependencies: [] })
  assert.equal(read(nested, { ...defaultLimits, count: 3 }).components.length, 3)
  refused(nested, 'boms/too-many-components', /over 2 components/, { ...defaultLimits, count: 2 })
  refused(nested, 'base/too-deep', /too deep/, { ...defaultLimits, depth: 5 })
  refused(JSON.stringify(press), 'base/too-large', /larger than/, { ...defaultLimits, bytes: 100 })
})

test('CycloneDX JSON: a cycle through 50,000 components is one note', () => {
  const count = 50_000
  const ref = (i: number) => `c${i % count}`
  const bom = read(
    changed({
      components: Array.from({ length: count }, (_, i) => ({ type: 'library', name: `n${i}`, 'bom-ref': ref(i) })),
      dependencies: Array.from({ length: count }, (_, i) => ({ ref: ref(i), dependsOn: [ref(i + 1)] })),
    }),
  )
  assert.deepEqual(codes(bom), ['cycle'])
  assert.match(bom.notes[0]!.message, /50000 components need each other: .* and 49995 more/)
})
