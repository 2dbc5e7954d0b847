import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { productCatalogue } from './index.ts'
import { covers } from './order-number-pattern.ts'

test('of very many patterns each asset finds its own', () => {
  const number = (i: number) => `6ES7${String(i).padStart(6, '0')}`
  const catalogue = productCatalogue(
    'siemens',
    Array.from({ length: 5000 }, (_, i) => ({ key: String(i), name: `X${i}`, orderNumbers: [`${number(i)}*`] })),
  )
  for (const i of [0, 1, 2500, 4999]) {
    for (const orderNumber of [`${number(i)}-0AB0`, `${number(i).replace('6ES7', '6AG1')}-2AB0`]) {
      const found = catalogue.find({ name: 'a box', orderNumber })
      assert.ok(found.length <= 1, orderNumber)
      if (orderNumber.startsWith('6ES7')) assert.deepEqual([found[0]?.key, found[0]?.confidence], [String(i), 'exact'])
    }
  }
})

test('a pattern covers what the same regular expression matches, stars and all', () => {
  const sign = fc.constantFrom('A', 'B', '1', '2', '*', '?', '#', '{A,1B,}')
  const shapes: Record<string, string> = { '*': '.*', '?': '[A-Z0-9]', '#': '[0-9]+', '{A,1B,}': '(?:A|1B|)' }
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 8 }), fc.stringMatching(/^[AB12]{0,8}$/), (pattern, number) => {
      const shape = new RegExp(`^${pattern.map(one => shapes[one] ?? one).join('')}$`)
      assert.equal(covers(pattern.join(''), number), shape.test(number), `${pattern.join('')} ${number}`)
    }),
    { numRuns: 2000 },
  )
})
