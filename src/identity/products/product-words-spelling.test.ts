import assert from 'node:assert/strict'
import { test } from 'node:test'
import { spelling } from './product-words-spelling.ts'

test('a swap of neighbours, or one edit of a long word, finds the one word that was meant', () => {
  const { meant } = spelling(['scalance', 'ruggedcom', 'saml', 'teamcenter', 'basic', 'basis', 'rsg'])
  assert.equal(meant('scalnace'), 'scalance')
  assert.equal(meant('salm'), 'saml')
  assert.equal(meant('srg'), 'rsg')
  assert.equal(meant('teamcentr'), 'teamcenter')
  assert.equal(meant('teamcentre'), 'teamcenter')
  assert.equal(meant('rugedcom'), 'ruggedcom')
  assert.equal(meant('samm'), undefined, 'too short for an edit')
  assert.equal(meant('scalnaec'), undefined, 'two swaps')
  assert.equal(meant('x'.repeat(100_000)), undefined)
})

test('where two words may be meant none is', () => {
  const { meant } = spelling(['control', 'contrel'])
  assert.equal(meant('contrl'), undefined)
})
