import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperOf } from '#boms'
import { readImport } from '../import-read.ts'

const read = (...objects: object[]) =>
  readImport(paperOf('', JSON.stringify({ objects: objects.map(one => ({ asset_type__: 'ePLC', ...one })) })))

test('a module that stands in its chassis and by itself is one asset, with what both say', () => {
  const { assets, refused } = read(
    { resource_id: '1-1', firmware: 'V1', children: [{ resource_id: '2-1', model: '1756-EN2T/D' }] },
    { resource_id: '2-1', serial_number: 'S2' },
  )
  assert.deepEqual(refused, [])
  assert.deepEqual(
    assets.map(({ ref, parentRef, serial, orderNumber }) => [ref, parentRef, serial, orderNumber]),
    [
      ['1-1', undefined, undefined, undefined],
      ['2-1', '1-1', 'S2', '1756-EN2T'],
    ],
  )
})

test('an id that comes again with another firmware is not merged in silence', () => {
  const { assets, refused } = read({ resource_id: '1-1', firmware: 'V1' }, { resource_id: '1-1', firmware: 'V2' })
  assert.deepEqual(
    assets.map(({ firmware }) => firmware),
    ['V1'],
  )
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [['/objects/1', 'id-differs']],
  )
})
