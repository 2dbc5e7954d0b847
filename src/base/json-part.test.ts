import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseJsonPart } from './json-part.ts'
import { defaultLimits } from './limits.ts'
import { Problem } from './problem.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const part = (text: string, ...keys: string[]) =>
  parseJsonPart(bytes(text), key => keys.includes(key), defaultLimits, 'x')

test('the members asked for, and nothing of the others', () => {
  const text = ' { "a" : [1, {"b": "}"}] , "prose" : "\\"},{" , "c":null } \n'
  assert.deepEqual(part(text, 'a', 'c'), { a: [1, { b: '}' }], c: null })
  assert.deepEqual(part(text), {})
  assert.deepEqual(
    parseJsonPart(bytes(text), (key, keys) => key === 'c' && keys.has('prose'), defaultLimits, 'x'),
    { c: null },
  )
})

test('what is kept is checked, what is no plain object is left to others', () => {
  assert.throws(() => part('{"a":{"k":1,"k":2}}', 'a'), { code: 'base/duplicate-key' })
  assert.throws(() => part('{"a":1,"a":2}', 'a'), { code: 'base/duplicate-key' })
  assert.throws(() => part(`{"b":${'['.repeat(500)}`, 'a'), { code: 'base/too-deep' })
  for (const text of ['', '[]', '1', '{}', '{"a":1', '{"a":1} x', '{"a" 1}', '{"\\u0061":1}', '{"a":1]'])
    assert.equal(part(text, 'a'), undefined, text)
})

test('any object gives what JSON.parse gives, for any choice of members', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
      fc.nat(255),
      fc.boolean(),
      (value, choice, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0)
        const chosen = Object.keys(value).filter((_, index) => (choice >> (index % 8)) % 2 === 1)
        let got: unknown
        try {
          got = part(text, ...chosen)
        } catch (error) {
          assert.ok(error instanceof Problem)
          return
        }
        const all = JSON.parse(text) as Record<string, unknown>
        if (got !== undefined)
          assert.deepEqual(got, JSON.parse(JSON.stringify(Object.fromEntries(chosen.map(key => [key, all[key]])))))
      },
    ),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 500) },
  )
})
