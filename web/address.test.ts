import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneOf, text, time } from './address.ts'

test('the search part of an address holds what is known, and nothing else', () => {
  const tab = oneOf('lots', 'paths')
  assert.deepEqual(['lots', 'paths', 'frob', '__proto__'].map(tab.takes), [true, true, false, false])
  assert.deepEqual(['2026-03-03', '2026-03-03T06:00:00Z', '2026-02-31T99:00:00Z', 'yesterday', ''].map(time().takes), [
    true,
    true,
    false,
    false,
    false,
  ])
  assert.equal(text().takes('x'.repeat(4001)), false)
})
