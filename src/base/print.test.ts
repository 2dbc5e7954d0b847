import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesPrint, printOf } from './print.ts'

/** A print of lines, each of parts: texts, lists of bytes, and single bytes. */
function printed(lines: readonly (readonly (string | readonly number[] | number)[])[]): number {
  const into = linesPrint()
  for (const line of lines) {
    for (const part of line)
      if (typeof part === 'string') into.text(part)
      else if (typeof part === 'number') into.byte(part)
      else into.bytes(Uint8Array.from([9, ...part, 9]), 1, part.length + 1)
    into.endLine()
  }
  return into.print()
}

test('lines have one print in whatever order, and another where one is another, is missing or stands twice', () => {
  const lines = [['a', [1, 2]], ['b'], [7], [[0]], []]
  const print = printed(lines)
  assert.equal(printed(lines.toReversed()), print)
  assert.equal(printed([]), 0)
  assert.ok(Number.isSafeInteger(print) && print > 0 && print < 2 ** 52)
  const others = [
    lines,
    lines.slice(1),
    [...lines, ['b']],
    [['a', [1, 2]], ['c'], [7], [[0]], []],
    [['a', [2, 1]], ['b'], [7], [[0]], []],
    // What ends where says something: neither parts nor lines run into one another.
    [['a'], [[1, 2], 'b'], [7], [[0]], []],
    [['a', [1], [2]], ['b'], [7], [[0]], []],
    [['a', [1, 2]], ['b'], [7, [0]], [], []],
    [],
  ]
  assert.equal(new Set(others.map(printed)).size, others.length)
})

test('a print of a text is what it was: databases keep it', () => {
  assert.deepEqual(['', 'a', 'Ventil ü 💧'].map(printOf), [1276245688880515, 1409309813078273, 1892920743091464])
})
