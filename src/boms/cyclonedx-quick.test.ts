import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, type Limits, Problem } from '#base'
import { type Bom, type Component, component } from './bom.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { paperOf } from './paper.ts'
import { pathsToRoot } from './paths.ts'

const limits = { ...defaultLimits, keys: 1000, depth: 30 }
/** Under fewer keys than plain elements may have nothing is read from its bytes. */
const slowLimits = { ...limits, keys: 127 }
const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 300)

const members = Object.keys(component('', '')) as (keyof Component)[]

/** All that can be asked of a bill that comes in pieces of some length, or why it is refused. */
function told(text: Buffer, given: Limits, length: number): unknown {
  const paper = paperOf('x.cdx.json', text)
  function* pieces() {
    for (let at = 0; at < text.length; at += length) yield text.subarray(at, at + length)
  }
  try {
    const bom: Bom = cyclonedxJson.read({ ...paper, pieces, limits: given, now: 4e15 })
    return {
      components: bom.components.map(each => members.map(member => each[member])),
      dependencies: bom.dependencies,
      notes: bom.notes,
      subject: bom.subject?.name,
      paths: bom.components.map(({ ref }) => pathsToRoot(bom, ref, 3)),
    }
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    // Where JSON breaks off is said by whoever meets it first: by element or for several together.
    return error.code === 'base/not-json' || error.code === 'base/truncated' ? 'not JSON' : error.message
  }
}

/** The same by the slow way and by the quick one. */
function both(lists: string | Buffer, length = 1000): unknown {
  const head = '{"bomFormat":"CycloneDX","specVersion":"1.6",'
  const whole = Buffer.concat([Buffer.from(head), Buffer.from(lists), Buffer.from('}')])
  const slow = told(whole, slowLimits, whole.length)
  for (const each of [whole.length, length]) {
    const quick = told(whole, limits, each)
    // Of several faults either way may meet another first.
    if (typeof slow !== 'string' || typeof quick !== 'string' || !Buffer.isBuffer(lists)) assert.deepEqual(quick, slow)
  }
  return slow
}

const pump = {
  type: 'library',
  'bom-ref': 'pkg:npm/pump@1.0.0#1',
  group: 'mill',
  name: 'pump',
  version: '1.0.0',
  purl: 'pkg:npm/pump@1.0.0',
  cpe: 'cpe:2.3:a:mill:pump:1:*:*:*:*:*:*:*',
  scope: 'optional',
  supplier: { name: 'Mill', url: ['https://mill.example'] },
  hashes: [
    { alg: 'SHA-256', content: 'AB'.repeat(32) },
    { alg: 'MD5', content: '0f'.repeat(16) },
  ],
  licenses: [{ license: { id: 'MIT' } }, { expression: 'MIT OR ISC' }],
  externalReferences: [{ type: 'website', url: 'https://mill.example' }],
  properties: [{ name: 'x', value: 'y' }],
  evidence: { occurrences: [{ location: '/a', line: 12 }], flags: [true, false, null, -1.5] },
}

test('bytes: a plain component and its dependencies are what the slow way makes of them', () => {
  const seal = { type: 'file', 'bom-ref': 'seal', name: 'seal', purl: 'pkg:npm/%40mill/seal@2' }
  const found = both(
    `"components":${JSON.stringify([pump, seal], null, 2)},"dependencies":${JSON.stringify([
      { ref: 'seal', dependsOn: [pump['bom-ref'], 'ghost', 'é'] },
      { ref: 'é', dependsOn: [] },
      { ref: 'seal', dependsOn: ['ghost'] },
    ])}`,
  ) as { components: unknown[] }
  assert.equal(found.components.length, 2)
})

test('bytes: hundreds of components with dependencies among them', () => {
  const components = Array.from({ length: 700 }, (_, i) => ({ ...pump, 'bom-ref': `c${i}`, name: `c${i % 7}` }))
  const dependencies = components.map((_, i) => ({ ref: `c${i}`, dependsOn: [`c${(i * 7) % 700}`, `x${i % 3}`] }))
  both(`"components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}`)
})

const odd: Record<string, string> = {
  'a repeated key': '{"type":"library","bom-ref":"a","name":"a","name":"b"}',
  'a repeated key that nobody reads': '{"type":"library","bom-ref":"a","name":"a","x":1,"x":2}',
  'a repeated key, once escaped': '{"type":"library","bom-ref":"a","name":"a","\\u006eame":"b"}',
  'no name': '{"type":"library","bom-ref":"a"}',
  'an empty name': '{"type":"library","bom-ref":"a","name":""}',
  'no ref': '{"type":"library","name":"a"}',
  'an unknown type': '{"type":"robot","bom-ref":"a","name":"a"}',
  'an unknown scope': '{"type":"library","bom-ref":"a","name":"a","scope":"some"}',
  'a number for a name': '{"type":"library","bom-ref":"a","name":1}',
  'null for a version': '{"type":"library","bom-ref":"a","name":"a","version":null}',
  'components inside': '{"type":"library","bom-ref":"a","name":"a","components":[{"type":"file","name":"f"}]}',
  'letters outside ASCII': '{"type":"library","bom-ref":"ä","name":"ä","version":"１"}',
  'half a character': '{"type":"library","bom-ref":"a","name":"a","x":"\\ud800"}',
  'a number out of range': '{"type":"library","bom-ref":"a","name":"a","x":1e999}',
  'a long number': '{"type":"library","bom-ref":"a","name":"a","x":12345678901234567890}',
  'a leading zero': '{"type":"library","bom-ref":"a","name":"a","x":01}',
  'a comma too many': '{"type":"library","bom-ref":"a","name":"a",}',
  'a comma before the end': '{"type":"library","bom-ref":"a","name":"a"},',
  'a comma missing': '{"type":"library","bom-ref":"a","name":"a"} {"type":"library","bom-ref":"b","name":"b"}',
  'a control character': '{"type":"library","bom-ref":"a","name":"a\u0001"}',
  'a malformed purl': '{"type":"library","bom-ref":"a","name":"a","purl":"pkg:npm"}',
  'a purl to be read in two ways': '{"type":"library","bom-ref":"a","name":"a","purl":"pkg:npm/a//b@1"}',
  'an unsafe address': '{"type":"library","bom-ref":"a","name":"a","externalReferences":[{"url":"javascript:x"}]}',
  'a malformed hash': '{"type":"library","bom-ref":"a","name":"a","hashes":[{"alg":"MD5","content":"zz"}]}',
  'an unknown hash': '{"type":"library","bom-ref":"a","name":"a","hashes":[{"alg":"MD6","content":"00"}]}',
  'a licence without a name': '{"type":"library","bom-ref":"a","name":"a","licenses":[{"license":{}}]}',
  'a property of ours': `{"type":"library","bom-ref":"a","name":"a","properties":[{"name":"millcert:label","value":"x"}]}`,
  'a long name': `{"type":"library","bom-ref":"a","name":"${'x'.repeat(5000)}"}`,
  'a long ref': `{"type":"library","bom-ref":"${'x'.repeat(5000)}","name":"x"}`,
  'many keys': `{"type":"library","bom-ref":"a","name":"a",${Array.from({ length: 120 }, (_, i) => `"k${i}":1`).join(',')}}`,
  'depth over the limit': `{"type":"library","bom-ref":"a","name":"a","x":${'['.repeat(40)}${']'.repeat(40)}}`,
  'a ref twice': '{"type":"library","bom-ref":"a","name":"a"},{"type":"library","bom-ref":"a","name":"b"}',
  'no element': '',
  'no object': '1',
}
for (const [what, elements] of Object.entries(odd))
  test(`bytes: ${what} is told as the slow way tells it`, () => {
    both(`"components":[${elements}]`)
    both(`"components":[${JSON.stringify(pump)},${elements}]`)
    both(`"components":[${elements}${elements === '' ? '' : ','}${JSON.stringify(pump)}]`)
  })

/** Texts of eight letters with one hash, as wasm/json.ts makes it of four bytes and four: the second four undo what the first did. */
function sameHash(count: number): string[] {
  const turned = (word: number) => {
    const product = Math.imul(8 ^ word, 0x9e3779b1)
    return (product << 13) | (product >>> 19)
  }
  const found: string[] = []
  for (let i = 0; found.length < count; i++) {
    const bytes = Buffer.alloc(8)
    bytes.write(i.toString(36).padStart(4, '-'), 'latin1')
    bytes.writeInt32LE(turned(bytes.readInt32LE(0)) ^ 0x5a5a5a5a, 4)
    const text = bytes.toString('latin1')
    if (/^[ !#-[\]-~]+$/.test(text)) found.push(text)
  }
  return found
}

test('bytes: refs that share their hash are told apart', () => {
  const refs = sameHash(60)
  const components = [...refs, 'x'].map(ref => ({ type: 'library', 'bom-ref': ref, name: ref }))
  const dependencies = refs.map((ref, i) => ({ ref, dependsOn: [refs[(i + 1) % refs.length]] }))
  both(`"components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}`)
  both(`"dependencies":${JSON.stringify(dependencies)},"components":${JSON.stringify(components)}`)
})

test('bytes: where refs of one hash fill a table that has to grow, nothing is lost', () => {
  const refs = [...sameHash(40), ...Array.from({ length: 1200 }, (_, i) => `r${i}`)]
  const components = refs.map(ref => ({ type: 'library', 'bom-ref': ref, name: ref }))
  const dependencies = refs.map((ref, i) => ({ ref, dependsOn: [refs[(i + 1) % refs.length]] }))
  both(`"components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}`, 5000)
  both(`"dependencies":${JSON.stringify(dependencies)},"components":${JSON.stringify(components)}`, 5000)
  const [full, beside] = [sameHash(33), { type: 'library', 'bom-ref': 'x', name: 'x' }]
  both(
    `"components":${JSON.stringify([...components.slice(0, 32), beside])},"dependencies":${JSON.stringify([{ ref: full[32], dependsOn: ['zz'] }])}`,
  )
})

test('bytes: an empty ref may be the first', () => {
  both('"dependencies":[{"ref":"é","dependsOn":[""]}]')
  both('"dependencies":[{"ref":"a","dependsOn":["","b"]},{"ref":"b","dependsOn":[]}]')
})

test('bytes: bounds are those of the slow way', () => {
  const few = { ...limits, count: 3, text: 20 }
  const slow = { ...few, keys: 127 }
  const four = ['a', 'b', 'c', 'd'].map(ref => ({ type: 'library', 'bom-ref': ref, name: ref }))
  const texts = [19, 20, 21].map(size => [{ type: 'library', 'bom-ref': 'a', name: 'x'.repeat(size) }])
  for (const components of [four, ...texts]) {
    const whole = Buffer.from(
      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${JSON.stringify(components)}}`,
    )
    assert.deepEqual(told(whole, few, whole.length), told(whole, slow, whole.length))
  }
})

test('bytes: texts asked in any order take their own room and no more', () => {
  const refs = Array.from({ length: 9000 }, (_, i) => `pkg:npm/a-component-of-a-long-name-${i}@1.0.0#${i}`)
  const components = refs.map(ref => ({ type: 'library', 'bom-ref': ref, name: ref.slice(8, 40) }))
  const dependencies = refs.map((ref, i) => ({ ref, dependsOn: [refs[(i * 7919) % refs.length]] }))
  const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}}`
  const bom = cyclonedxJson.read(paperOf('x', text))
  const before = process.memoryUsage().heapUsed
  assert.deepEqual(
    bom.dependencies,
    dependencies.map(({ ref, dependsOn }) => ({ ref, on: dependsOn })),
  )
  const names = refs.map((_, i) => bom.components[(i * 7919) % refs.length]!.name)
  assert.equal(names.length, refs.length)
  // What they are made of has a megabyte; a text that held its neighbours would have thousands.
  assert.ok(process.memoryUsage().heapUsed - before < 100e6)
})

test('bytes: very many refs, words and licences are numbered as the slow way does', () => {
  const components = Array.from({ length: 6000 }, (_, i) => ({
    ...pump,
    'bom-ref': `c${i}`,
    group: `g${i % 900}`,
    scope: ['required', 'optional', 'excluded', undefined][i % 4],
    licenses: [{ license: { name: `l${i % 700}` } }, ...(i % 3 ? [{ expression: `e${i % 11}` }] : [])],
  }))
  const dependencies = components.map((_, i) => ({ ref: `c${i}`, dependsOn: [`c${(i * 7) % 6000}`, `é${i % 300}`] }))
  both(`"components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}`, 60_000)
})

test('bytes: elements larger than what is looked at at once stand between others', () => {
  const sizes = [10, 70_000, 10, 300_000, 200_000, 10, 66_000, 500]
  const components = sizes.map((size, i) => ({ ...pump, 'bom-ref': `c${i}`, description: 'x'.repeat(size) }))
  both(
    `"components":${JSON.stringify([...components, { ...pump, 'bom-ref': 'é' }, { ...pump, 'bom-ref': 'last' }])}`,
    40_000,
  )
})

test('bytes: bills read one inside the other do not meet', () => {
  const bill = (name: string) =>
    Buffer.from(
      `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${JSON.stringify(
        Array.from({ length: 50 }, (_, i) => ({ ...pump, 'bom-ref': `${name}${i}`, name })),
      )}}`,
    )
  const outer = bill('outer')
  const found: string[] = []
  function* pieces() {
    for (let at = 0; at < outer.length; at += 5000) {
      yield outer.subarray(at, at + 5000)
      found.push(cyclonedxJson.read(paperOf('inner', bill('inner'))).components[49]!.ref)
    }
  }
  const bom = cyclonedxJson.read({ ...paperOf('outer', outer), pieces })
  assert.deepEqual([bom.components[49]!.ref, bom.components[0]!.purl], ['outer49', pump.purl])
  assert.deepEqual(new Set(found), new Set(['inner49']))
})

const plain = Buffer.from(
  `"components":[${JSON.stringify(pump)},{"type":"library","bom-ref":"b","name":"b"}],"dependencies":[{"ref":"b","dependsOn":["${pump['bom-ref']}","c"]}]`,
)
const telling = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\\u0061',
  'null',
  '0',
  '-',
  '"name":"x",',
  '"b"',
  'é',
  '\n',
]
const change = fc.record({
  at: fc.nat(plain.length),
  length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(60)),
  into: fc.oneof(
    fc.constantFrom(...telling).map(text => Buffer.from(text)),
    fc.uint8Array({ maxLength: 3 }).map(bytes => Buffer.from(bytes)),
  ),
})

test('bytes: a document changed anywhere is told as the slow way tells it', () => {
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 900 }),
      (changes, length) => {
        let bytes = plain
        for (const { at, length, into } of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), into, bytes.subarray(at + length)])
        both(bytes, length)
      },
    ),
    { numRuns },
  )
})

test('a version that is not that of the package URL is told by both ways', () => {
  const of = (version: string | undefined, purl: string) => ({
    ...pump,
    'bom-ref': `${version} ${purl}`,
    version,
    purl,
  })
  const components = [
    of('1.2.4', 'pkg:npm/pump@1.2.3'),
    of('1.2.30', 'pkg:npm/pump@1.2.3'),
    of('v1.2.3', 'pkg:golang/pump@1.2.3'),
    of('go1.24.1', 'pkg:golang/stdlib@1.24.1'),
    of('1:2-3', 'pkg:rpm/mill/pump@2-3?epoch=1'),
    of('1.0.0', 'pkg:oci/pump@sha256%3A0f5e'),
    of('1.0.0', 'pkg:npm/pump'),
    of(undefined, 'pkg:npm/pump@1.2.3'),
  ]
  const { notes } = both(`"components":${JSON.stringify(components)}`) as Pick<Bom, 'notes'>
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['version-differs', '/components/0/version'],
      ['version-differs', '/components/1/version'],
    ],
  )
})
