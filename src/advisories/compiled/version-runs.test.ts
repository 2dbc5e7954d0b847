import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { VersionKey } from './version-keys.ts'
import { coverOf, type Run } from './version-runs.ts'

const keys: VersionKey[] = Array.from({ length: 40 }, (_, index) => ({
  sortable: String(index).padStart(2, '0'),
  text: String(index),
  inPackage: 0,
  inStatement: 0,
  used: false,
  place: 0,
}))

const end = fc.option(fc.constantFrom(...keys), { nil: undefined, freq: 8 })
const run: fc.Arbitrary<Run> = fc.record({ low: end, lowIncluded: fc.boolean(), high: end, highIncluded: fc.boolean() })

function lies({ low, lowIncluded, high, highIncluded }: Run, key: VersionKey): boolean {
  if (low && (key.sortable < low.sortable || (key === low && !lowIncluded))) return false
  return !high || key.sortable < high.sortable || (key === high && highIncluded)
}

test('of many runs, those that cover a version are found as if each were tried', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 60 }), runs => {
      const isCovered = coverOf(runs)
      for (const key of keys)
        assert.equal(
          isCovered(key),
          runs.some(it => lies(it, key)),
          key.text,
        )
    }),
    { numRuns: 500 },
  )
})

test('a version in one of tens of thousands of runs is found without trying them all', () => {
  let looks = 0
  const many: Run[] = Array.from({ length: 20_000 }, (_, index) => {
    const low = { ...keys[0]!, sortable: String(3 * index).padStart(6, '0') }
    const high = { ...keys[0]!, sortable: String(3 * index + 2).padStart(6, '0') }
    return { low, lowIncluded: false, high, highIncluded: false }
  })
  const isCovered = coverOf(many)
  for (let i = 0; i < 1000; i++) {
    const key: VersionKey = {
      ...keys[0]!,
      get sortable() {
        looks++
        return String(i).padStart(6, '0')
      },
    }
    assert.equal(isCovered(key), i % 3 === 1)
  }
  assert.ok(looks < 1000 * 40, `${looks} looks`)
})
