import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Column, filtered, sorted, sortedNext } from './columns.ts'
import { csvOf, harmless } from './csv.ts'
import { between, moved } from './grid.ts'
import { fileName } from './hand.ts'
import { readSaved, readView, shownColumns, withSaved, writeView } from './view.ts'
import { letters, workbookParts } from './xlsx.ts'

type Row = { tag: string; version: string | null; level: number | null }
const columns: readonly Column<Row>[] = [
  { id: 'tag', title: 'Tag', value: row => row.tag },
  { id: 'version', title: 'Version', value: row => row.version, version: true },
  { id: 'level', title: 'Level', value: row => row.level, hidden: true },
]
const rows: readonly Row[] = [
  { tag: 'b', version: 'V2.10', level: 2 },
  { tag: 'Ä', version: 'V2.9', level: null },
  { tag: 'a', version: null, level: 3.5 },
  { tag: 'B', version: 'V2.9', level: 2 },
]
const tags = (some: readonly Row[]) => some.map(row => row.tag).join(' ')

test('text sorts with its numbers as numbers, without regard to case and accents', () => {
  assert.equal(tags(sorted(rows, columns, [{ id: 'version', down: false }])), 'Ä B b a')
  assert.equal(tags(sorted(rows, columns, [{ id: 'tag', down: false }])), 'Ä a b B')
})

test('what is not known stands last in both directions', () => {
  assert.equal(tags(sorted(rows, columns, [{ id: 'level', down: false }])), 'b B a Ä')
  assert.equal(tags(sorted(rows, columns, [{ id: 'level', down: true }])), 'a b B Ä')
})

test('equal rows are sorted by the next column, and else keep their order', () => {
  const by = [
    { id: 'level', down: false },
    { id: 'version', down: false },
  ]
  assert.equal(tags(sorted(rows, columns, by)), 'B b a Ä')
  assert.equal(sorted(rows, columns, [{ id: 'nothing', down: false }]), rows)
})

test('a heading goes upwards, downwards and back, with shift beside the others', () => {
  const up = sortedNext([], 'tag', false)
  assert.deepEqual(up, [{ id: 'tag', down: false }])
  assert.deepEqual(sortedNext(up, 'tag', false), [{ id: 'tag', down: true }])
  assert.deepEqual(sortedNext([{ id: 'tag', down: true }], 'tag', false), [])
  assert.deepEqual(sortedNext(up, 'level', true), [...up, { id: 'level', down: false }])
  assert.deepEqual(sortedNext([...up, { id: 'level', down: true }], 'level', true), up)
})

test('a filter wants each of its words somewhere in the row', () => {
  assert.equal(tags(filtered(rows, columns, 'v2.9 b')), 'B')
  assert.equal(tags(filtered(rows, columns, '  3.5 ')), 'a')
  assert.equal(filtered(rows, columns, ' '), rows)
})

test('a view comes back from its text, which an address does not escape', () => {
  const view = {
    sorts: [
      { id: 'level', down: true },
      { id: 'tag', down: false },
    ],
    columns: ['version', 'tag'],
    filter: 'pump_c.tag q.x',
  }
  const text = writeView(view)
  assert.equal(text, 's.-level.tag_c.version.tag_q.pump_c.tag q.x')
  assert.deepEqual(readView(text, columns), view)
  assert.deepEqual(readView('q.x', columns), { sorts: [], filter: 'x' })
  assert.equal(writeView({ sorts: [], filter: '' }), undefined)
})

test('a damaged view opens with what it still names', () => {
  assert.deepEqual(readView('s.gone.-tag.tag_c.gone.tag.tag', columns), {
    sorts: [{ id: 'tag', down: true }],
    filter: '',
    columns: ['tag'],
  })
  assert.deepEqual(readView('%%%', columns), { sorts: [], filter: '' })
  assert.deepEqual(readView(`q.${'x'.repeat(5000)}`, columns), { sorts: [], filter: '' })
})

test('without a choice the columns of the page are shown, hidden ones not', () => {
  assert.deepEqual(
    shownColumns(columns, { sorts: [], filter: '' }).map(({ id }) => id),
    ['tag', 'version'],
  )
  assert.deepEqual(
    shownColumns(columns, { sorts: [], filter: '', columns: ['level'] }).map(({ id }) => id),
    ['level'],
  )
})

test('saved views replace the one of their name; what is no list of them counts as none', () => {
  const one = withSaved([], { name: 'mine', view: 'q.a' })
  assert.deepEqual(withSaved(one, { name: 'mine', view: 'q.b' }), [{ name: 'mine', view: 'q.b' }])
  assert.deepEqual(readSaved(JSON.stringify([...one, { name: 1 }, null])), one)
  for (const odd of [null, '', '{', '{"a":1}', '7']) assert.deepEqual(readSaved(odd), [])
})

test('CSV has a byte order mark, CRLF, quotes where needed and no formula', () => {
  const some = [
    { tag: '=1+1', version: 'V"1', level: 3.5 },
    { tag: 'a,b', version: null, level: null },
  ]
  assert.equal(csvOf(columns, some, ','), `\uFEFFTag,Version,Level\r\n'=1+1,"V""1",3.5\r\n"a,b",,\r\n`)
  assert.equal(csvOf(columns, some.slice(0, 1), ';'), `\uFEFFTag;Version;Level\r\n'=1+1;"V""1";3,5\r\n`)
})

test('text that a spreadsheet would run gets an apostrophe', () => {
  for (const text of ['=a', '+a', '-a', '@a', '\ta', '\ra', ' =a', '＝a', '\uFEFF=a']) {
    assert.equal(harmless(text), `'${text}`)
  }
  for (const text of ['a=b', '1.10', 'V2-1', '']) assert.equal(harmless(text), text)
})

test('a workbook keeps versions as text and numbers as numbers, and holds no formula', () => {
  const sheet = workbookParts('Assets', columns, [{ tag: '=1+1', version: '1.10', level: 2 }])[
    'xl/worksheets/sheet1.xml'
  ]!
  assert.match(sheet, /<c r="A2" s="2" t="inlineStr"><is><t xml:space="preserve">=1\+1<\/t>/)
  assert.match(sheet, /<c r="B2" s="2" t="inlineStr"><is><t xml:space="preserve">1\.10<\/t>/)
  assert.match(sheet, /<c r="C2"><v>2<\/v><\/c>/)
  assert.doesNotMatch(sheet, /<f>/)
  assert.match(sheet, /<autoFilter ref="A1:C2"\/>/)
  assert.match(sheet, /state="frozen"/)
})

test('a workbook survives markup, control characters, halves of a pair and endless names', () => {
  const odd = `<b>&"\u0000\u001F\uD800${'x'.repeat(40_000)}`
  const parts = workbookParts("it's [a] very:long/name of a sheet, really", columns, [
    { tag: odd, version: null, level: Number.NaN },
  ])
  const sheet = parts['xl/worksheets/sheet1.xml']!
  assert.match(sheet, /&lt;b&gt;&amp;&quot;\uFFFD\uFFFD\uFFFDx/)
  assert.ok(sheet.length < 35_000)
  assert.match(parts['xl/workbook.xml']!, /<sheet name="it's {2}a {2}very long name of a sh/)
})

test('columns of a sheet are lettered past Z', () => {
  assert.deepEqual([0, 25, 26, 51, 52, 701, 702].map(letters), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
})

test('keys move inside the table and up into its heading', () => {
  const size = { rows: 100, columns: 4, page: 10 }
  const from = (key: string, far = false, at = { row: 5, column: 1 }) => moved(key, far, at, size)
  assert.deepEqual(from('ArrowDown'), { row: 6, column: 1 })
  assert.deepEqual(from('PageDown'), { row: 15, column: 1 })
  assert.deepEqual(from('PageUp'), { row: 0, column: 1 })
  assert.deepEqual(from('Home'), { row: 5, column: 0 })
  assert.deepEqual(from('End', true), { row: 99, column: 3 })
  assert.deepEqual(from('ArrowUp', false, { row: 0, column: 0 }), { row: -1, column: 0 })
  assert.deepEqual(from('ArrowUp', false, { row: -1, column: 0 }), { row: -1, column: 0 })
  assert.equal(from('x'), undefined)
})

test('a range takes both its ends, whichever comes first', () => {
  assert.deepEqual(
    between(['a', 'b', 'c', 'd'], 2, 1, one => one),
    ['b', 'c'],
  )
  assert.deepEqual(
    between(['a', 'b'], -1, 0, one => one),
    ['a'],
  )
})

test('a file name holds nothing that a file system or a reader trips over', () => {
  assert.equal(fileName('a/b: \u202Egnp.', 'csv'), 'a b gnp.csv')
  assert.equal(fileName('..', 'xlsx'), 'table.xlsx')
})
