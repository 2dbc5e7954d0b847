import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { type Bom, type Component, component } from './bom.ts'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { paperOf } from './paper.ts'

// Bytes are read so only in large documents: blanks before the lists make the same document large.
const blanks = ' '.repeat(1100 * 1024)
const limits = { ...defaultLimits, keys: 1000, depth: 30 }
const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 300)

const members = Object.keys(component('', '')) as (keyof Component)[]

/** All that can be asked of a bill, or why it is refused. */
function told(text: string | Uint8Array): unknown {
  try {
    const bom: Bom = cyclonedxJson.read({ ...paperOf('x.cdx.json', text), limits, now: 4e15 })
    return {
      components: bom.components.map(each => members.map(member => each[member])),
      dependencies: bom.dependencies,
      notes: bom.notes,
      subject: bom.subject?.name,
    }
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    // Where JSON breaks off is said by whoever meets it first: by element or for several together.
    return error.code === 'base/not-json' || error.code === 'base/truncated' ? 'not JSON' : error.message
  }
}

/** The same by the slow way and by the quick one. */
function both(lists: string | Buffer): unknown {
  const head = '{"bomFormat":"CycloneDX","specVersion":"1.6",'
  const end = Buffer.from('}')
  const slow = told(Buffer.concat([Buffer.from(head), Buffer.from(lists), end]))
  const quick = told(Buffer.concat([Buffer.from(head + blanks), Buffer.from(lists), end]))
  // Of several faults either way may meet another first.
  if (typeof slow !== 'string' || typeof quick !== 'string' || !Buffer.isBuffer(lists)) assert.deepEqual(quick, slow)
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
  'many keys': `{"type":"library","bom-ref":"a","name":"a",${Array.from({ length: 200 }, (_, i) => `"k${i}":1`).join(',')}}`,
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

test('bytes: refs that share their hash are told apart', () => {
  // The hash turns by five bits a letter: 32 letters later a letter meets itself, so pairs swapped at that distance collide.
  const refs = Array.from({ length: 60 }, (_, i) => {
    const letters = Array.from({ length: 70 }, () => 'a')
    letters[i % 30] = 'b'
    letters[(i % 30) + 32] = i < 30 ? 'b' : 'c'
    return letters.join('')
  })
  const components = refs.map(ref => ({ type: 'library', 'bom-ref': ref, name: ref }))
  const dependencies = refs.map((ref, i) => ({ ref, dependsOn: [refs[(i + 1) % refs.length]] }))
  both(`"components":${JSON.stringify(components)},"dependencies":${JSON.stringify(dependencies)}`)
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
    fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), changes => {
      let bytes = plain
      for (const { at, length, into } of changes)
        bytes = Buffer.concat([bytes.subarray(0, at), into, bytes.subarray(at + length)])
      both(bytes)
    }),
    { numRuns },
  )
})
