import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layoutOf } from './groups.ts'

const rows = ['a1', 'b1', 'a2', 'c1', 'b2']
const linesOf = (layout: ReturnType<typeof layoutOf<string>>) =>
  Array.from({ length: layout.lines }, (_, line) => {
    const at = layout.at(line)
    return typeof at === 'number' ? layout.rows[at] : `${at[0]![0]} of ${at.length}`
  })

test('rows of a group stand together beneath its heading, groups as their first rows came', () => {
  const layout = layoutOf(rows, row => row[0]!)
  assert.deepEqual(linesOf(layout), ['a of 2', 'a1', 'a2', 'b of 2', 'b1', 'b2', 'c of 1', 'c1'])
  for (const [at, row] of layout.rows.entries()) assert.equal(linesOf(layout)[layout.lineOf(at)], row)
})

test('without a group rows stand as they come', () => {
  const layout = layoutOf(rows, undefined)
  assert.deepEqual(linesOf(layout), rows)
  assert.equal(layout.lineOf(3), 3)
})

test('nothing is laid out as nothing', () => {
  assert.equal(layoutOf<string>([], () => 'x').lines, 0)
})
