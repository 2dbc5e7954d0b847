import assert from 'node:assert/strict'
import { test } from 'node:test'
import { driftOf, type Part } from './drift.ts'

const part = (componentId: number, thing: string, version: string): Part => ({
  componentId,
  thing,
  name: thing,
  version,
})

test('a thing in another version has changed, others are missing or extra', () => {
  const drift = driftOf(
    [part(1, 'a', '1'), part(2, 'b', '1'), part(3, 'c', '1')],
    [part(1, 'a', '1'), part(4, 'b', '2'), part(5, 'd', '1')],
  )
  assert.deepEqual(drift, {
    missing: [part(3, 'c', '1')],
    extra: [part(5, 'd', '1')],
    changed: [{ approved: part(2, 'b', '1'), observed: part(4, 'b', '2') }],
  })
})

test('a thing that is there in several versions is not paired', () => {
  const drift = driftOf([part(1, 'a', '1'), part(2, 'a', '2')], [part(3, 'a', '3')])
  assert.deepEqual(drift, { missing: [part(1, 'a', '1'), part(2, 'a', '2')], extra: [part(3, 'a', '3')], changed: [] })
})

test('equal lists differ in nothing', () => {
  const list = [part(1, 'a', '1'), part(1, 'a', '1')]
  assert.deepEqual(driftOf(list, list), { missing: [], extra: [], changed: [] })
})
