import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { fieldsOf, fieldValue } from './fields.ts'

test('a number in an address is the number that it says, or stays a text', () => {
  const [field] = fieldsOf(z.strictObject({ componentId: z.number() }))
  const read = (text: string) => fieldValue(field!, [text])
  assert.deepEqual(
    ['7', '-3', '0.5', '3333071845969133', '9007199254740991'].map(read),
    [7, -3, 0.5, 3333071845969133, 9007199254740991],
  )
  for (const text of ['9007199254740993', '9999999999999999', '1e3', '', ' 1', '0x10', 'one'])
    assert.equal(read(text), text)
})
