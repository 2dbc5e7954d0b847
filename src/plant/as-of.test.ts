import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Held, heldAt, laidOver } from './as-of.ts'

interface Row {
  name: string
  validFrom: number
  validUntil: number | null
}
const row = (name: string, validFrom: number, validUntil: number | null = null): Row => ({
  name,
  validFrom,
  validUntil,
})
const lay = (standing: Row[], fresh: Row) => {
  const { replaced, added } = laidOver(
    standing,
    fresh,
    (a, b) => a.name === b.name,
    (old, span) => ({ ...old, ...span }),
  )
  const kept = [...standing.filter(each => !replaced.includes(each)), ...added]
  return kept
    .sort((a, b) => a.validFrom - b.validFrom)
    .map(each => `${each.name} ${each.validFrom}-${each.validUntil ?? ''}`)
}

test('a newer one ends the open one where it begins', () => {
  assert.deepEqual(lay([row('A', 10)], row('B', 20)), ['A 10-20', 'B 20-'])
})

test('one that is learned of late ends where the known next one begins', () => {
  assert.deepEqual(lay([row('A', 10, 30), row('C', 30)], row('B', 20)), ['A 10-20', 'B 20-30', 'C 30-'])
  assert.deepEqual(lay([row('C', 30)], row('B', 20)), ['B 20-30', 'C 30-'])
})

test('one with an end cuts a hole', () => {
  assert.deepEqual(lay([row('A', 10)], row('B', 20, 25)), ['A 10-20', 'B 20-25', 'A 25-'])
  assert.deepEqual(lay([row('A', 10, 12)], row('B', 20, 25)), ['A 10-12', 'B 20-25'])
})

test('the same again changes nothing', () => {
  const { replaced, added } = laidOver(
    [row('A', 10)],
    row('A', 20),
    (a, b) => a.name === b.name,
    old => old,
  )
  assert.deepEqual({ replaced, added }, { replaced: [], added: [] })
})

test('one at the same start takes its place', () => {
  assert.deepEqual(lay([row('A', 10)], row('B', 10)), ['B 10-'])
})

test('what held is asked in valid time and in recorded time', () => {
  const old: Held = { validFrom: 10, validUntil: null, recordedAt: 100, replacedAt: 200 }
  const mended: Held = { validFrom: 10, validUntil: 20, recordedAt: 200, replacedAt: null }
  assert.equal(heldAt(old, { valid: 30, recorded: 150 }), true)
  assert.equal(heldAt(old, { valid: 30, recorded: 99 }), false)
  assert.equal(heldAt(old, { valid: 30, recorded: 200 }), false)
  assert.equal(heldAt(old, { valid: 30 }), false)
  assert.equal(heldAt(mended, { valid: 30 }), false)
  assert.equal(heldAt(mended, { valid: 19 }), true)
  assert.equal(heldAt(mended, { valid: 20 }), false, 'the end does not belong to it')
})
