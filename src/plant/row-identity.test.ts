import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyMarks, findAsset, keyOf, mark } from './row-identity.ts'

const marks = () => {
  const known = emptyMarks()
  mark(known, 'a', { tag: 'F-201', serial: 'S1', addresses: ['10.0.0.1'] })
  mark(known, 'b', { tag: 'F-202', addresses: ['10.0.0.2'] })
  mark(known, 'c', { serial: 'S3', addresses: ['10.0.0.3'] })
  return known
}
const free = () => false
const codeOf = (found: ReturnType<typeof findAsset>) =>
  typeof found === 'object' && 'code' in found ? found.code : found

test('an asset is known by its tag, else its serial number, else weakly by an address', () => {
  assert.deepEqual(findAsset({ tag: 'f-201' }, marks(), free), { assetId: 'a', by: 'tag' })
  assert.deepEqual(findAsset({ serial: 's3', tag: 'F-203' }, marks(), free), { assetId: 'c', by: 'serial' })
  assert.deepEqual(findAsset({ ipAddresses: ['10.0.0.2'] }, marks(), free), { assetId: 'b', by: 'address' })
  assert.equal(findAsset({ tag: 'F-999' }, marks(), free), 'new')
})

test('an address does not make two devices one', () => {
  assert.equal(findAsset({ serial: 'S9', ipAddresses: ['10.0.0.1'] }, marks(), free), 'new')
  assert.equal(findAsset({ parentRef: 'x', ipAddresses: ['10.0.0.2'] }, marks(), free), 'new')
  assert.equal(findAsset({ tag: 'F-9', ipAddresses: ['10.0.0.2'] }, marks(), free), 'new')
  assert.equal(findAsset({ ipAddresses: ['10.0.0.1', '10.0.0.2'] }, marks(), free), 'new')
})

test('what nobody can say is refused', () => {
  assert.equal(codeOf(findAsset({ tag: 'F-201', serial: 'S3' }, marks(), free)), 'tag-and-serial-differ')
  const twice = marks()
  mark(twice, 'd', { tag: 'F-202', addresses: [] })
  assert.equal(codeOf(findAsset({ tag: 'F-202' }, twice, free)), 'tag-of-several')
  assert.equal(codeOf(findAsset({ tag: 'F-202' }, marks(), () => true)), 'tag-twice')
})

test('serial numbers that say nothing tie nothing', () => {
  const known = emptyMarks()
  mark(known, 'a', { serial: 'N/A', addresses: [] })
  assert.equal(findAsset({ serial: 'n/a' }, known, free), 'new')
  assert.equal(keyOf({ serial: '0000', ipAddresses: ['10.0.0.1'] }), 'address:10.0.0.1')
  assert.equal(keyOf({ serial: '0000' }), undefined)
  assert.equal(keyOf({ ref: '7', tag: 'x' }), 'ref:7')
})
