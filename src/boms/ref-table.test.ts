import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { test } from 'node:test'
import { refTable } from './ref-table.ts'

test('refs that came as strings are found again as bytes, also where more of them share a slot than are looked at', () => {
  const table = refTable()
  const texts = Array.from({ length: 100_000 }, (_, i) => `SPDXRef-Package-npm-lib-${i}`)
  for (const text of texts) table.idOf(text)
  const ofBytes = (text: string) => table.idOfBytes(Buffer.from(text, 'latin1'), 0, text.length)
  assert.equal(ofBytes('another'), texts.length)
  texts.forEach((text, id) => {
    assert.equal(ofBytes(text), id)
    assert.equal(table.idOf(text), id)
    assert.equal(table.text(id), text)
  })
  assert.equal(table.count, texts.length + 1)
})
