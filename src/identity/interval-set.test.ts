import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runsOf, within } from './interval-set.ts'
import type { VersionOrder } from './order.ts'
import { gem } from './versions/all.ts'

test('hundreds of parts cost about as many comparisons as sorting them', () => {
  let compared = 0
  const order: VersionOrder = {
    ...gem,
    compare(a, b) {
      compared++
      return gem.compare(a, b)
    },
  }
  const lists = Array.from({ length: 500 }, (_, i) => runsOf('!=', `1.${(i * 7919) % 500}`))
  const runs = within(order, [...lists, runsOf('<', '2'), runsOf('>=', '1.0')])
  assert.match((runs as { fault: string }).fault, /more than 500 parts/)
  const held = within(order, [...lists.slice(2), runsOf('<', '2'), runsOf('>=', '1.0')])
  assert.ok(Array.isArray(held) && held.length > 490 && held.length <= 501)
  assert.ok(compared < 60_000, `${compared} comparisons`)
})
