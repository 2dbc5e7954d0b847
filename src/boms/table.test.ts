import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { delimiters, rowsOf } from './table.ts'

test('table: what a writer of RFC 4180 wrote comes back, as an established reader reads it', () => {
  const cell = fc.stringMatching(/^[a-c ",;|\t\n]{0,6}$/)
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(table, fc.constantFrom(...delimiters), fc.constantFrom('\n', '\r\n', '\r'), (rows, delimiter, end) => {
      const quoted = (text: string) =>
        /["\r\n]/.test(text) || text.includes(delimiter) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
      const text = rows.map(row => row.map(quoted).join(delimiter)).join(end)
      const ours = [...rowsOf(text, delimiter)].map(row => row.cells)
      assert.deepEqual(ours, rows)
      assert.deepEqual(ours, parse(text, { delimiter, record_delimiter: end, relax_column_count: true }))
    }),
  )
})

test('table: rows are counted as a spreadsheet counts them', () => {
  const rows = [...rowsOf('a,"x\ny"\n\nb,c\r\n', ',')]
  assert.deepEqual(
    rows.map(row => [row.number, row.cells]),
    [
      [1, ['a', 'x\ny']],
      [2, ['']],
      [3, ['b', 'c']],
    ],
  )
})

test('table: a quote inside a cell is a letter', () => {
  assert.deepEqual(
    [...rowsOf('19" rack;"a "b" c"\n', ';')].map(row => row.cells),
    [['19" rack', 'a "b" c']],
  )
})
