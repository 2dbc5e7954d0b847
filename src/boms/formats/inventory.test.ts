import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { inventory } from './inventory.ts'

const sample = (name: string) => readFileSync(new URL(`testdata/inventory/${name}`, import.meta.url))
const read = (content: string | Uint8Array) => inventory.read(paperOf('assets.csv', content))

test('inventory: each row is a device with vendor, product, order number and version', () => {
  const { components, notes } = read(sample('plain.csv'))
  assert.deepEqual(
    components.map(one => [one.ref, one.type, one.supplier, one.name, one.orderNumber, one.version]),
    [
      ['P-01', 'device', 'Kornwerk Automation', 'KW-300 controller', 'KW300-1AB', 'V2.9.4'],
      ['P-02', 'device', 'Kornwerk Automation', 'KW-300 controller', 'KW300-1AB', undefined],
      ['P-03', 'device', 'Abfüll & Söhne, Maschinenbau', 'Filler "Duo"', undefined, '33.10'],
    ],
  )
  assert.deepEqual(notes, [])
})

test('inventory: titles above the header, German names, semicolons and Windows-1252', () => {
  const { components } = read(sample('ansi.csv'))
  assert.deepEqual(
    components.map(one => [one.ref, one.name, one.orderNumber, one.version]),
    [
      ['H2-K1', 'Waage 7', 'W7-100', '33.10'],
      ['H2-K2 (row 6)', 'Waage 7', 'W7-100', '33.1'],
      ['H2-K2 (row 7)', 'Waage 7', 'W7-100', '1.10.2024'],
      ['row 8', 'Waage 8', 'W8-100', '1E5'],
    ],
  )
})

test('inventory: an id of several rows, short rows and versions that a spreadsheet changed are noted at their rows', () => {
  const notes = read(sample('ansi.csv')).notes.map(note => `${note.code} ${note.at ?? ''}`)
  assert.deepEqual(notes, [
    'encoding-assumed ',
    'id-not-unique row 6',
    'id-not-unique row 7',
    'row-too-short row 8',
    'version-maybe-damaged row 6',
    'version-maybe-damaged row 7',
    'version-maybe-damaged row 8',
  ])
})

test('inventory: tabs and UTF-16, and a word that stands for no version', () => {
  const { components, notes } = read(sample('unicode.txt'))
  assert.deepEqual(
    components.map(one => [one.ref, one.supplier, one.version]),
    [
      ['T1', 'Kornwerk', '4.0'],
      ['T2', 'Kornwerk', undefined],
    ],
  )
  assert.deepEqual(
    notes.map(note => [note.code, note.at]),
    [['version-not-stated', 'row 3']],
  )
})

test('inventory: a purl makes a row a library, a CPE says which part', () => {
  const [first] = read(sample('packages.csv')).components
  assert.deepEqual([first!.type, first!.name, first!.purl], ['library', 'lodash', 'pkg:npm/lodash@4.17.20'])
  const typed = read('name,version,cpe\na,1,cpe:2.3:a:v:a:1:*:*:*:*:*:*:*\nb,1,cpe:/o:v:b:1\nc,1,\n')
  assert.deepEqual(
    typed.components.map(one => one.type),
    ['application', 'operating-system', 'device'],
  )
})

test('inventory: equal rows stay apart', () => {
  const { components } = read('product,version\na,1\na,1\n')
  assert.deepEqual(
    components.map(one => one.ref),
    ['row 2', 'row 3'],
  )
})

test('inventory: an id that looks like a row does not take the ref of one', () => {
  const { components } = read('id,product,version\nrow 3,a,1\n,b,1\n')
  assert.deepEqual(
    components.map(one => one.ref),
    ['row 3', 'row 3 (2)'],
  )
})

test('inventory: dates of two languages, numbers in scientific notation and decimal commas are noted, real versions are not', () => {
  const damaged = (version: string) =>
    read(`product;version\na;${version}\n`).notes.some(note => note.code === 'version-maybe-damaged')
  for (const version of [
    '02. Jan',
    'Jan 26',
    '1.10.2024',
    '2-Okt',
    'Mai 04',
    '2024-10-01 00:00:00',
    '1E5',
    '1,5E+10',
    '33,1',
  ])
    assert.ok(damaged(version), version)
  for (const version of ['1.10', 'V2.9.4', '20.12.2', 'R5 build 571848', '1.10.20244', 'mar', '1e', '3.40 R5', '33.1'])
    assert.ok(!damaged(version), version)
})

test('inventory: a lost zero shows only beside versions of two digits of the same product', () => {
  const notes = (rows: string) =>
    read(`vendor,product,fw\n${rows}`)
      .notes.filter(note => note.code === 'version-maybe-damaged')
      .map(note => note.at)
  assert.deepEqual(notes('v,p,33.1\nv,p,33.12\nv,p,33.0\nv,q,33.1\n'), ['row 2'])
})

test('inventory: rows that do not fit the header are noted, trailing empty cells are not', () => {
  const { notes } = read('product,version,site\na,1,s,,\nb,1,s,odd\nc,1\n\n ,,\n')
  assert.deepEqual(
    notes.map(note => [note.code, note.at]),
    [
      ['row-too-long', 'row 3'],
      ['row-too-short', 'row 4'],
    ],
  )
})

test('inventory: a quote that is never closed spoils its own cell only', () => {
  const { components, notes } = read('product,version\n"19 inch rack,1\nb,2\n')
  assert.deepEqual(
    components.map(one => [one.name, one.version]),
    [
      ['"19 inch rack', '1'],
      ['b', '2'],
    ],
  )
  assert.deepEqual(
    notes.map(note => note.code),
    ['quote-not-closed'],
  )
})

test('inventory: sniffed by a header with a product and a version, and nothing else is one', () => {
  const sniff = (name: string, text: string) => inventory.sniff(paperOf(name, text))
  assert.ok(sniff('', 'Tag;Hersteller;Modell;FW-Stand\n'))
  assert.ok(sniff('x.csv', 'Installed version | Model/Order no.\n1|2\n'))
  assert.ok(!sniff('x.csv', 'cve,epss,percentile\nCVE-2024-1,0.1,0.2\n'))
  assert.ok(!sniff('x.csv', 'vendor,product,dateAdded\n'))
  assert.ok(sniff('x.csv', 'id,purl\n1,2\n'))
  assert.ok(!sniff('x.json', '{"product":1,"version":2}'))
  assert.ok(!sniff('requirements.txt', 'name,version\n'))
  assert.throws(() => read('a,b\n1,2\n'), { code: 'boms/not-inventory' })
})

test('inventory: package URLs alone say product and version', () => {
  for (const text of ['id,purl\nF-1,pkg:npm/a@1.2.3\n', 'name;PURL\na;pkg:npm/a@1.2.3\n']) {
    const [one] = read(text).components
    assert.deepEqual([one?.purl, one?.version, one?.type], ['pkg:npm/a@1.2.3', undefined, 'library'])
  }
})

test('inventory: a header that stands twice is told', () => {
  const { components, notes } = read('Product;Version;version\na;1.5;2.5\nb;;2.6\n')
  assert.deepEqual(
    components.map(({ version }) => version),
    ['1.5', '2.6'],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['column-twice', 'row 1']],
  )
})
