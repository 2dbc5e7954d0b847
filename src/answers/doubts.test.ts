import assert from 'node:assert/strict'
import { test } from 'node:test'
import { becauseWords } from './doubts.ts'

test('a reason says why the record decides, and of a doubt why it does not', () => {
  const how = 'the same name'
  assert.equal(becauseWords({ rule: 'name+range', how, range: '<V3.1.4' }), 'the same name (range <V3.1.4)')
  assert.equal(becauseWords({ rule: 'purl+range', range: '>=1 <2' }), 'purl and range (range >=1 <2)')
  const wanted = 'the advisory says "all versions except 4.0": words that are no version'
  assert.equal(
    becauseWords({ rule: 'version-not-comparable', found: '4.0', wanted, how }),
    `version not comparable (found "4.0", wanted ${wanted})`,
  )
  assert.equal(becauseWords({ rule: 'product-possible', how: 'may be a variant' }), 'product possible')
})
