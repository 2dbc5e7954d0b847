import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isCatalogue, productEcosystem, productKey } from './product-claim.ts'

const key = (name: string, ...orderNumbers: string[]) => productKey('mill', { vendor: 'Mill', name, orderNumbers })

test('spellings that differ in blanks, hyphens and case are one product', () => {
  const [first, ...others] = ['SCALANCE X-200', 'Scalance X200', 'SCALANCE  X 200', 'SCALANCE\u00a0X-\u200b200'].map(
    name => key(name, 'AB-1200'),
  )
  for (const other of others) assert.equal(other, first)
})

test('names and numbers that are read differently are never one product', () => {
  const different = [
    key('M7 V1.10'),
    key('M7 V11.0'),
    key('M7 V110'),
    key('R120(EN)CPU'),
    key('R120ENCPU'),
    key('M 5400/5410'),
    key('M 54005410'),
    key('M 5400 5410'),
    key('M', '1756-L8zS'),
    key('M', '1756-L8ZS'),
    key('M', 'AB12?4'),
    key('M', 'AB124'),
    key('M', 'AB12*4'),
    key('M', 'AB12', '4'),
    key('M#AB124'),
    key('M', '124'),
    key('M\n124'),
    key('M#124'),
    productKey('mill', { vendor: 'Mill', name: 'M7', family: 'Fast', orderNumbers: [] }),
    key('Fast M7'),
    key('Fast.M7'),
  ]
  assert.equal(new Set(different).size, different.length)
})

test('what is cut from a long key still tells two products apart', () => {
  const numbers = (last: string) => [...Array.from({ length: 200 }, (_, i) => `AB-${1000 + i}-0000`), last]
  const [one, other] = [key('M7', ...numbers('ZZ-1')), key('M7', ...numbers('ZZ-2'))]
  assert.notEqual(one, other)
  assert.ok(one.length < 600)
  const [long, longer] = [key('x'.repeat(500)), key(`${'x'.repeat(499)}y`)]
  assert.notEqual(long, longer)
  assert.ok(key(`${'x'.repeat(399)}\u{1f600}${'x'.repeat(99)}`).isWellFormed())
})

test('no name makes the key of a catalogue', () => {
  for (const name of ['', '/', '---', '../..', '__proto__', '\u202e']) assert.equal(isCatalogue(key(name)), false)
  assert.equal(isCatalogue(productEcosystem('mill')), true)
})
