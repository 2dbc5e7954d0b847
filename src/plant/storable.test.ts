import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isStorable } from './storable.ts'

test('NUL and halves of characters are no text', () => {
  for (const text of ['', 'Ä😀', 'a\tb']) assert.equal(isStorable(text), true)
  for (const text of ['a\u0000', '\ud800y', '\ude00']) assert.equal(isStorable(text), false)
})
