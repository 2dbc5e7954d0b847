import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJson, streamJson } from './json.ts'
import { defaultLimits } from './limits.ts'
import { Problem } from './problem.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** The document as its parts, cut into pieces of `size` bytes. */
function streamed(text: string | Uint8Array, size = 7, limits = defaultLimits) {
  const all = typeof text === 'string' ? bytes(text) : text
  const pieces: Uint8Array[] = []
  for (let i = 0; i < all.length; i += size) pieces.push(all.subarray(i, i + size))
  const members = new Map<string, unknown>()
  const elements: unknown[] = []
  streamJson(pieces, limits, 'paper.json', {
    lists: new Set(['list', 'more']),
    member: (key, value) => members.set(key, value),
    element: (key, value, index) => elements.push([key, index, value]),
  })
  return { members: Object.fromEntries(members), elements }
}

const refused = (code: string, run: () => unknown, at?: string) =>
  assert.throws(
    run,
    error =>
      error instanceof Problem &&
      error.code === code &&
      (at === undefined || error.detail.at === at) &&
      !error.message.includes('\n'),
  )

test('a document comes apart into members and list elements, however it is cut', () => {
  const text = '{ "a" : 1, "list": [ {"x":[1,{"y":"]}"}]}, "two", [3] ] , "b":"\\"},{", "more":[], "c":{"d":null}}'
  for (const size of [1, 2, 3, 5, 64, 1000]) {
    const { members, elements } = streamed(text, size)
    assert.deepEqual(members, { a: 1, b: '"},{', c: { d: null } })
    assert.deepEqual(elements, [
      ['list', 0, { x: [1, { y: ']}' }] }],
      ['list', 1, 'two'],
      ['list', 2, [3]],
    ])
  }
})

test('a list longer than one batch keeps order and count', () => {
  const items = Array.from({ length: 20_000 }, (_, n) => ({ n, text: `naïve ${n}` }))
  const { elements } = streamed(JSON.stringify({ list: items }), 1000)
  assert.deepEqual(
    elements.map(e => (e as [string, number, unknown])[2]),
    items,
  )
})

test('what two readers would read differently is refused with its place', () => {
  refused('base/duplicate-key', () => streamed('{"a":1,"a":2}'))
  refused('base/duplicate-key', () => streamed('{"list":[{"n":1},{"n":1,"m":{"k":1,"k":2}}]}'), '/list/1')
  refused('base/duplicate-key', () => parseJson(bytes('{"a":{"b":1,"b":1}}'), defaultLimits, 'x'))
  refused('base/number-out-of-range', () => streamed('{"a":1e400}'))
  refused('base/number-out-of-range', () => streamed('{"a":[9007199254740993]}'))
  refused('base/invalid-unicode', () => streamed('{"a":"\\ud800"}'))
  refused('base/control-character', () => streamed('{"list":[{"a":"x\\u0000"}]}'))
  refused('base/invalid-utf8', () => streamed(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])))
})

test('broken documents are refused', () => {
  for (const text of [
    '{"a":1,}',
    '{"a" 1}',
    '{"list":[1,]}',
    '{"list":[1 2]}',
    '{"list":[}',
    '{"a":1]',
    '{,}',
    '{"list":[1]x,"a":1}',
    '{1:2}',
    '{"a":}',
    '{"a":[}]}',
    "{'a':1}",
    '{"a":1 // c\n}',
  ]) {
    refused('base/not-json', () => streamed(text, 3))
  }
  refused('base/truncated', () => streamed('{"list":[{"a":1},'))
  refused('base/truncated', () => streamed('{"a":"x'))
  refused('base/empty', () => streamed(' \n'))
  refused('base/empty', () => parseJson(bytes(''), defaultLimits, 'x'))
  refused('base/not-an-object', () => streamed('null'))
  refused('base/trailing-data', () => streamed('{"a":1} {}'))
})

test('limits stop a document before anything is built from it', () => {
  refused('base/too-deep', () => streamed(`{"a":${'['.repeat(200_000)}`, 4096))
  refused('base/too-deep', () => parseJson(bytes('['.repeat(200_000)), defaultLimits, 'x'))
  refused('base/text-too-long', () => streamed(`{"a":"${'x'.repeat(200)}"}`, 16, { ...defaultLimits, text: 100 }))
  refused('base/too-many-keys', () =>
    streamed(`{"o":{${Array.from({ length: 11 }, (_, n) => `"k${n}":1`)}}}`, 16, { ...defaultLimits, keys: 10 }),
  )
  refused('base/too-many', () => streamed('{"list":[1,2,3]}', 16, { ...defaultLimits, count: 2 }))
  refused('base/too-large', () => streamed('{"list":[1,2,3]}', 4, { ...defaultLimits, bytes: 8 }))
  refused('base/element-too-large', () =>
    streamed(`{"list":["${'x'.repeat(500)}"]}`, 16, { ...defaultLimits, element: 100 }),
  )
})

test('byte order marks and UTF-16 are taken', () => {
  assert.deepEqual(streamed(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes('{"a":1}')])).members, { a: 1 })
  const wide = Buffer.from('\ufeff{"a":"é"}', 'utf16le')
  assert.deepEqual(streamed(wide, 1000).members, { a: 'é' })
})

test('__proto__ stays an own member and changes no prototype', () => {
  const value = parseJson(bytes('{"__proto__":{"polluted":1}}'), defaultLimits, 'x') as object
  assert.deepEqual(Object.keys(value), ['__proto__'])
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('any JSON object reads as JSON.parse reads it, cut anywhere', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (value, size, pretty) => {
        const text = JSON.stringify({ ...value, list: [value, 1, [value]] }, null, pretty ? 1 : 0)
        const expected = JSON.parse(text) as Record<string, unknown>
        let got: ReturnType<typeof streamed>
        try {
          got = streamed(text, size)
        } catch (error) {
          // Numbers beyond 2^53 and NUL are refused on purpose.
          assert.ok(
            error instanceof Problem &&
              ['base/number-out-of-range', 'base/control-character', 'base/invalid-unicode'].includes(error.code),
            String(error),
          )
          return
        }
        const { list, more, ...members } = expected
        if (!Array.isArray(more)) assert.deepEqual(got.members, more === undefined ? members : { ...members, more })
        assert.deepEqual(
          got.elements.filter(e => (e as [string])[0] === 'list').map(e => (e as unknown[])[2]),
          list,
        )
      },
    ),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 500) },
  )
})
