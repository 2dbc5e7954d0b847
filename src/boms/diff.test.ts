import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import { compareBoms } from './diff.ts'

const bill = (...components: Component[]): Bom => ({ ...emptyBom('x'), components })
let count = 0
const npm = (name: string, version: string, more: Partial<Component> = {}): Component => ({
  ...component(`r${count++}`, name, version, `pkg:npm/${name}@${version}`),
  ...more,
})
const nothing = { came: [], went: [], version: [], hash: [], license: [] }
const sha = (digit: string) => [{ algorithm: 'SHA-256', value: digit.repeat(64) }]

test('comparing: what came, went and changed version, sorted by name', () => {
  const found = compareBoms(
    bill(npm('pump', '1'), npm('valve', '1'), npm('same', '1')),
    bill(npm('same', '1'), npm('valve', '2'), npm('axle', '3')),
  )
  assert.deepEqual(found, {
    ...nothing,
    came: [{ name: 'axle', version: '3', purl: 'pkg:npm/axle@3' }],
    went: [{ name: 'pump', version: '1', purl: 'pkg:npm/pump@1' }],
    version: [{ name: 'valve', before: ['1'], after: ['2'] }],
  })
})

test('comparing: order, refs and the spelling of a purl are no difference', () => {
  const a = bill(npm('pump', '1'), component('x', 'Valve', '1', 'pkg:pypi/Valve_Kit@1'))
  const b = bill(component('y', 'valve-kit', '1', 'pkg:pypi/valve-kit@1?file_name=v.whl'), npm('pump', '1'))
  assert.deepEqual(compareBoms(a, b), nothing)
})

test('comparing: several versions of a package are a set', () => {
  const found = compareBoms(
    bill(npm('a', '1'), npm('a', '2'), npm('b', '1')),
    bill(npm('a', '2'), npm('a', '3'), npm('b', '1'), npm('b', '2')),
  )
  assert.deepEqual(found, {
    ...nothing,
    version: [{ name: 'a', before: ['1'], after: ['3'] }],
    came: [{ name: 'b', version: '2', purl: 'pkg:npm/b@2' }],
  })
})

test('comparing: another hash for the same version is a difference, one that only one bill states is none', () => {
  const found = compareBoms(
    bill(npm('a', '1', { hashes: sha('a') }), npm('b', '1')),
    bill(npm('a', '1', { hashes: sha('b') }), npm('b', '1', { hashes: sha('c') })),
  )
  assert.deepEqual(found, {
    ...nothing,
    hash: [{ name: 'a', version: '1', algorithm: 'SHA-256', before: ['a'.repeat(64)], after: ['b'.repeat(64)] }],
  })
})

test('comparing: another licence for the same version is a difference', () => {
  const found = compareBoms(
    bill(npm('a', '1', { licenses: ['MIT', 'ISC'] })),
    bill(npm('a', '1', { licenses: ['ISC', 'BUSL-1.1'] })),
  )
  assert.deepEqual(found.license, [{ name: 'a', version: '1', before: ['MIT'], after: ['BUSL-1.1'] }])
})

test('comparing: components without a purl meet by group, name and type', () => {
  const plc = (version: string, type: Component['type']) => ({ ...component(`p${count++}`, 'PLC', version), type })
  assert.deepEqual(compareBoms(bill(plc('V2.9.4', 'firmware')), bill(plc('V3.0', 'firmware'))).version, [
    { name: 'PLC', before: ['V2.9.4'], after: ['V3.0'] },
  ])
  const other = compareBoms(bill(plc('1', 'firmware')), bill(plc('1', 'device')))
  assert.deepEqual([other.came.length, other.went.length], [1, 1])
})
