import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { sha256 } from './sha256.ts'

test('bytes of every length have the digest that others give them, in whatever pieces they come', () => {
  for (const length of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255)
    const wanted = createHash('sha256').update(bytes).digest('hex')
    for (const piece of [1, 7, 64, 100_000]) {
      if (length / piece > 2000) continue
      const sum = sha256()
      for (let at = 0; at < length; at += piece) sum.add(bytes.subarray(at, at + piece))
      assert.equal(sum.end(), wanted, `${length} bytes by ${piece}`)
    }
  }
})
