import assert from 'node:assert/strict'
import { constants } from 'node:buffer'
import { test } from 'node:test'
import { parsed } from './json-check.ts'

test('JSON: bytes that no text can hold are a Problem with the place, before anything is made of them', () => {
  assert.throws(() => parsed(new Uint8Array(constants.MAX_STRING_LENGTH + 1), 'a.json', '/packages'), {
    code: 'base/too-large',
    message: `Cannot read a.json: one value of ${constants.MAX_STRING_LENGTH + 1} bytes at /packages, more than a text can hold`,
  })
})
