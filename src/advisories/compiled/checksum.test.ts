import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inJavaScript, inWebAssembly, sectionChecksum } from './checksum.ts'

test('a section has the same sum in WebAssembly and in JavaScript, wherever it stands in memory', () => {
  const quick = inWebAssembly()!
  for (const length of [0, 4, 65_532, 65_536, 65_540, 300_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31) ^ (at >> 7))
    assert.equal(quick(bytes, -5), inJavaScript(bytes, -5), String(length))
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(3), fc.integer(), (bytes, skip, sum) => {
      const words = bytes.subarray(skip, skip + ((Math.max(0, bytes.length - skip) >> 2) << 2))
      assert.equal(quick(words, sum), inJavaScript(words, sum))
    }),
  )
})

test('any change of one byte of a section changes its sum', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 50 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, at, by) => {
        const before = sectionChecksum(bytes)
        const other = Uint8Array.from(bytes)
        other[at % bytes.length]! ^= by
        assert.notEqual(sectionChecksum(other), before)
      },
    ),
  )
})
