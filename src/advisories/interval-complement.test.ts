import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Interval, inInterval, orders, type VersionOrder } from '#identity'
import { complementOf, intersectionOf } from './interval-complement.ts'

const { gem, composer } = orders

test('what lies in none of some runs: gaps in order, ends turned round', () => {
  assert.deepEqual(complementOf(gem, []), [{}])
  assert.deepEqual(complementOf(gem, [{}]), [])
  assert.deepEqual(complementOf(gem, [{ from: '4.2' }]), [{ to: '4.2' }])
  assert.deepEqual(complementOf(gem, [{ from: '5' }, { from: '4.2.1', to: '4.3' }]), [
    { to: '4.2.1' },
    { from: '4.3', to: '5' },
  ])
  assert.deepEqual(complementOf(gem, [{ to: '1.0' }, { from: '1', fromIncluded: false }]), [
    { from: '1.0', to: '1', toIncluded: true },
  ])
  assert.deepEqual(
    complementOf(gem, [
      { from: '1', to: '2' },
      { from: '2.0', to: '3', toIncluded: true },
    ]),
    [{ to: '1' }, { from: '3', fromIncluded: false }],
  )
})

test('runs that hold nothing, overlap or repeat change nothing', () => {
  assert.deepEqual(complementOf(gem, [{ from: '3', to: '2' }]), [{}])
  assert.deepEqual(complementOf(gem, [{ from: '2', to: '2' }]), [{}])
  assert.deepEqual(
    complementOf(gem, [
      { from: '1', to: '9' },
      { from: '2', to: '3' },
      { from: '1', to: '9' },
    ]),
    [{ to: '1' }, { from: '9' }],
  )
})

test('what the order cannot compare gives nothing to rely on', () => {
  assert.equal(complementOf(gem, [{ from: 'not a version' }]), undefined)
  assert.equal(intersectionOf(gem, [[{ from: '1' }], [{ to: 'nor this' }]]), undefined)
})

const some = {
  gem: ['1', '1.0.a', '1.0.b.2', '1.1', '1.1.rc1', '2.0.0', '2.pre', '3.0.1', '10'],
  composer: ['1.0', '1.0-beta2', '1.0-RC1', '1.2', '1.2-p1', '1.2-dev', '2.0', '2.x-dev', '10'],
}

function run(version: fc.Arbitrary<string>): fc.Arbitrary<Interval> {
  const end = fc.option(version, { nil: undefined })
  return fc.tuple(end, fc.boolean(), end, fc.boolean()).map(([from, fromIncluded, to, toIncluded]) => ({
    ...(from !== undefined && { from, ...(!fromIncluded && { fromIncluded }) }),
    ...(to !== undefined && { to, toIncluded }),
  }))
}

const holds = (order: VersionOrder, runs: readonly Interval[], version: string) =>
  runs.some(one => inInterval(order, one, version))

test('every version lies in the runs or in their complement, and never in both', () => {
  for (const [order, versions] of [
    [gem, some.gem],
    [composer, some.composer],
  ] as const) {
    const version = fc.constantFrom(...versions)
    fc.assert(
      fc.property(fc.array(run(version), { maxLength: 6 }), version, (runs, one) => {
        const left = complementOf(order, runs)!
        assert.equal(holds(order, left, one), !holds(order, runs, one))
        assert.deepEqual(complementOf(order, complementOf(order, left)!), left, 'turned round twice it is the same')
      }),
    )
  }
})

test('a version lies in the intersection exactly when it lies in each of the lists', () => {
  const version = fc.constantFrom(...some.gem)
  fc.assert(
    fc.property(
      fc.array(fc.array(run(version), { maxLength: 4 }), { maxLength: 4 }),
      version,
      (lists, one) => holds(gem, intersectionOf(gem, lists)!, one) === lists.every(list => holds(gem, list, one)),
    ),
  )
})
