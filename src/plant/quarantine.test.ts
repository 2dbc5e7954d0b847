import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rowsOf } from '#boms'
import { asWritten, csvFile, handlesIn, quarantineCsv } from './quarantine.ts'

test('a list to mend holds no formula and gives back every cell as it was', () => {
  const cells = [
    '=1+2',
    "'=x",
    '-5',
    '@a',
    '\tb',
    "it's",
    '"=q',
    'a;b',
    'x,"y"',
    'two\nlines',
    'two\r\nlines',
    'old\rMac',
    'soft\u00adly\u200b, \ufeffand \u001b[1m',
    '',
    ' =c',
    "''+",
    'Grün',
  ]
  const importId = `import-${'0'.repeat(26)}`
  const row = {
    importId,
    number: 7,
    row: 3,
    code: 'c',
    reason: 'why',
    next: 'mend',
    header: cells.map((_, n) => `h${n}`),
    cells,
  }
  const csv = csvFile(quarantineCsv([row]))
  assert.ok(csv.startsWith('\ufeffquarantine,h0,'))
  const [, told] = [...rowsOf(csv.slice(1), ',')]
  assert.ok(told!.cells.every(cell => !/^[=+\-@\t\r]/.test(cell)))
  assert.deepEqual(told!.cells.slice(1, -2).map(asWritten), cells)
  assert.deepEqual(handlesIn(csv), [{ importId, number: 7 }])
})
