import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { Problem } from '#base'
import { loadWorkbook, paperOf } from '#boms'
import type { ImportChoices } from '../import-format.ts'
import { findImport, readImport } from '../import-read.ts'

await loadWorkbook()

const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook of sheets; a number among the cells is a number in it. */
function workbook(sheets: Record<string, (string | number)[][]>): Uint8Array {
  const names = Object.keys(sheets)
  const cell = (value: string | number, at: string) =>
    typeof value === 'number'
      ? `<c r="${at}"><v>${value}</v></c>`
      : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
  const parts = Object.fromEntries(
    Object.values(sheets).map((rows, index) => [
      `xl/worksheets/sheet${index + 1}.xml`,
      strToU8(
        `<worksheet ${main}><sheetData>${rows
          .map(
            (row, r) =>
              `<row r="${r + 1}">${row.map((value, c) => cell(value, `${String.fromCharCode(65 + c)}${r + 1}`)).join('')}</row>`,
          )
          .join('')}</sheetData></worksheet>`,
      ),
    ]),
  )
  return zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook ${main} xmlns:r="${relations}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, i) => `<Relationship Id="r${i + 1}" Type="w" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    ...parts,
  })
}

const read = (content: Uint8Array | string, choices: ImportChoices = {}) =>
  readImport(paperOf('list', content), choices)

const header = 'tag,vendor,product,firmware,serial\n'

test('two columns that say the same and differ are told, with the one that counts', () => {
  const { assets, notes } = read(
    'tag,vendor,product,FW,firmware\nM-1,Mill,X,V1.0,V2.9\nM-2,Mill,X,V1.0,V1.0\nM-3,Mill,X,,V3.0\n',
  )
  assert.deepEqual(
    assets.map(({ firmware }) => firmware),
    ['V2.9', 'V1.0', 'V3.0'],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['columns-differ', '2']],
  )
})

test('a version that a workbook keeps as a number waits, whatever other rows say, and is not used', () => {
  const rows = [
    ['tag', 'vendor', 'product', 'firmware'],
    ['M-1', 'Rockwell', 'valve controller', 33.1],
    ['M-2', 'Rockwell', 'other', '33.10'],
    ['M-3', 'Rockwell', 'third', 33.11],
    ['M-4', 'Rockwell', 'fourth', 4],
    ['M-5', 'Rockwell', 'fifth', '33.1'],
  ]
  const { assets, refused } = read(workbook({ List: rows }))
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [[2, 'version-maybe-damaged']],
  )
  assert.match(refused[0]!.reason, /33\.10/)
  assert.deepEqual(
    assets.map(({ tag, firmware }) => [tag, firmware]),
    [
      ['M-2', '33.10'],
      ['M-3', '33.11'],
      ['M-4', '4'],
      ['M-5', '33.1'],
    ],
  )
})

test('a source whose versions were looked at is taken as it is written', () => {
  const text = `${header}a,V,p,33.11,1\nb,V,p,33.1,2\n`
  assert.equal(read(text).refused.length, 1)
  assert.equal(read(text, { versionsAsWritten: true }).refused.length, 0)
})

test('a version that somebody marked as right is taken, and a serial number that lost its zeros waits', () => {
  const { assets, refused } = read(
    `${header}a,V,p,33.11,0012\nb,V,p,'33.1,0013\nc,V,p,="33.1",0014\nd,V,p,33.1,0015\ne,V,p,33.12,16\n`,
  )
  assert.deepEqual(
    assets.map(({ tag, firmware }) => `${tag} ${firmware}`),
    ['a 33.11', 'b 33.1', 'c 33.1'],
  )
  assert.deepEqual(
    refused.map(({ row, code }) => `${row} ${code}`),
    ['5 version-maybe-damaged', '6 serial-maybe-damaged'],
  )
})

test('days and amounts of a workbook are read from its numbers', () => {
  const rows = [
    ['Kennzeichen', 'Hersteller', 'Modell', 'Inbetriebnahme', 'Stillstandskosten', 'Support bis'],
    ['F-1', 'Siemens', 'valve', 43588, 2500.5, '2030'],
  ]
  const [asset] = read(workbook({ Liste: rows })).assets
  assert.equal(asset?.installedOn, '2019-05-03')
  assert.equal(asset?.criticality?.downtimeCostPerHour, 2500.5)
  assert.equal(asset?.supportUntil, '2030-12-31')
  assert.deepEqual(asset?.confidences, { supportUntil: 'guessed', kind: 'guessed' })
})

test('days and numbers of a row of a workbook that waits are written as they are read again', () => {
  const rows = [
    ['Kennzeichen', 'Hersteller', 'Modell', 'Firmware', 'Inbetriebnahme', 'Stillstandskosten'],
    ['F-1', 'Siemens', 'valve', 'V33.10', '', ''],
    ['F-2', 'Siemens', 'valve', 33.1, 43588, 2500.1],
  ]
  const [waits] = read(workbook({ Liste: rows })).refused
  assert.deepEqual(waits?.cells, ['F-2', 'Siemens', 'valve', '33.1', '2019-05-03', '2500.1'])
  assert.deepEqual(waits?.header, rows[0])
})

test('every sheet with a header is read, and rows say in which they stand', () => {
  const sheet = [
    ['tag', 'vendor', 'product', 'firmware'],
    ['x', 'V', 'valve', 'V1'],
  ]
  const { assets, notes, columns } = read(workbook({ 'Line 1': sheet, Notes: [['hello', 'world']], 'Line 2': sheet }))
  assert.deepEqual(
    assets.map(({ row }) => row),
    ['sheet Line 1, row 2', 'sheet Line 2, row 2'],
  )
  assert.ok(notes.some(({ code }) => code === 'sheet-not-read'))
  assert.equal(columns.filter(({ sheet }) => sheet === 'Line 2').length, 4)
})

test('the template of ServiceNow is known in a workbook, and its examples are left out', () => {
  const names = ['Path', 'Short Code', 'Entity Name', 'Location', 'Template']
  const paper = paperOf(
    'x',
    workbook({
      'Blank template': [names, ['D', 'D', 'Demo', 'here', 'Site']],
      'Sample Data for Import': [names, ['ATL', 'ATL', 'x', 'y', 'Site']],
    }),
  )
  assert.equal(findImport(paper)?.id, 'servicenow-template')
  assert.deepEqual(
    readImport(paper).places.map(({ code }) => code),
    ['D'],
  )
})

test('any usual encoding, delimiter and title rows give the same assets', () => {
  const text = 'Kennzeichen;Hersteller;Gerätetyp;Firmware\nF-1;Müller;SPS;V2.8\n'
  const wanted = read(text).assets
  assert.equal(wanted[0]?.vendor, 'Müller')
  assert.equal(wanted[0]?.kind, 'plc')
  assert.deepEqual(read(`\ufeff${text}`).assets, wanted)
  assert.deepEqual(read(Buffer.from(`\ufeff${text}`, 'utf16le')).assets, wanted)
  assert.deepEqual(read(Buffer.from(text, 'latin1')).assets, wanted)
  assert.deepEqual(read(text.replaceAll(';', '\t')).assets, wanted)
  const titled = read(`Anlagenliste;;;\n\n${text}`).assets
  assert.deepEqual(
    titled.map(asset => ({ ...asset, row: 2 })),
    wanted,
  )
})

test('costs, grades, ranks and owners that cannot be read are left out with a note each', () => {
  const header =
    'Kennzeichen;Produkt;Ausfallkosten pro Stunde;Sicherheitskritisch;Qualitätskritisch;Kritikalität;Verantwortlich'
  const { assets, notes } = read(`${header}\nF-1;S7;abc;vielleicht;etwas;9;Kantine\nF-2;S7;-3;ja;hoch;2;OT\n`)
  assert.deepEqual(
    assets.map(({ criticality, owner }) => [criticality, owner]),
    [
      [undefined, undefined],
      [{ safety: 'critical', quality: 'high', rank: 2 }, 'ot'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => `${code} ${at}`).sort(),
    ['criticality-not-read row 2', 'downtime-not-read row 2', 'downtime-not-read row 3', 'owner-not-read row 2'].concat(
      ['quality-not-read row 2', 'safety-not-read row 2'],
    ),
  )
})

test('a mapping goes before the names of columns, and an unknown role is refused', () => {
  const text = 'tag,vendor,product,Notiz\nF-1,V,valve,V9\n'
  const found = read(text, { mapping: { Notiz: 'firmware', vendor: 'ignore' } })
  assert.equal(found.assets[0]?.firmware, 'V9')
  assert.equal(found.assets[0]?.vendor, undefined)
  assert.deepEqual(found.mapping, { tag: 'tag', product: 'product', Notiz: 'firmware' })
  assert.deepEqual(found.notes, [])
  const { notes } = read(text, { mapping: { Notitz: 'firmware', ' vendor ': 'ignore' } })
  assert.deepEqual(
    notes.map(({ code, message }) => [code, message]),
    [['column-not-found', 'no column is called "Notitz": its role was not used']],
  )
  assert.throws(
    () => read(text, { mapping: { Notiz: '__proto__' } }),
    (error: unknown) => error instanceof Problem && error.code === 'plant/unknown-role',
  )
})

test('headers and cells that are names of what objects inherit are texts as any other', () => {
  const { assets, mapping } = read('tag,vendor,product,__proto__,constructor\n__proto__,toString,valve,a,b\n', {
    mapping: Object.fromEntries([['__proto__', 'firmware']]),
  })
  assert.equal(assets[0]?.tag, '__proto__')
  assert.equal(assets[0]?.firmware, 'a')
  assert.deepEqual(Object.keys(mapping), ['tag', 'vendor', 'product', '__proto__'])
  assert.equal(({} as Record<string, unknown>)['firmware'], undefined)
})

test('a list with names alone takes them for tags', () => {
  assert.deepEqual(
    read('name,vendor,model\nPump 1,V,p\n').assets.map(({ tag }) => tag),
    ['Pump 1'],
  )
})

test('a hundred thousand rows are read, and more than the limit are refused', () => {
  const text = `${header}${Array.from({ length: 100_000 }, (_, i) => `F-${i},V,valve ${i % 50},V1.${i % 90},S${i}`).join('\n')}\n`
  assert.equal(read(text).assets.length, 100_000)
  const paper = paperOf('list', text)
  assert.throws(
    () => readImport({ ...paper, limits: { ...paper.limits, count: 1000 } }),
    (error: unknown) => error instanceof Problem && error.code === 'plant/too-many-rows',
  )
})

test('a row that waited for its version waits on while the version is what it was', () => {
  const row = (version: string) =>
    `quarantine,tag,vendor,product,firmware,reason,next\nimport-1:1,M-1,Rockwell,valve,${version},"The version ""33.1"" is kept as a number.",Write it\n`
  assert.equal(read(row('33.1')).refused[0]?.code, 'version-maybe-damaged')
  assert.equal(read(row('33.10')).assets[0]?.firmware, '33.10')
  assert.equal(read(row("'33.1")).assets[0]?.firmware, '33.1')
})

test('a list of packages or of anything is no list of assets, unless somebody says what its columns are', () => {
  for (const header of [
    'name,version,vendor,arch',
    'name,version,install_date,publisher',
    'id,name,type',
    'id,name,description',
    'cve,epss,percentile',
  ])
    assert.equal(findImport(paperOf('', `${header}\na,b,c,d\n`)), undefined, header)
  const paper = paperOf('', 'Was,Stand\nPumpe 1,V2\n')
  assert.equal(findImport(paper), undefined)
  const { assets } = readImport(paper, { mapping: { Was: 'tag', Stand: 'firmware' } })
  assert.deepEqual(
    assets.map(({ tag, firmware }) => [tag, firmware]),
    [['Pumpe 1', 'V2']],
  )
})

test('serial and order numbers that a spreadsheet made to numbers wait', () => {
  const { refused, assets } = read(
    'tag,vendor,product,order_number,serial\na,V,p,1,"1,23E+15"\nb,V,p,2.1E+06,S2\nc,V,p,2E5,1E5\n',
  )
  assert.deepEqual(
    refused.map(({ code }) => code),
    ['serial-maybe-damaged', 'order-maybe-damaged'],
  )
  assert.deepEqual(
    assets.map(({ tag }) => tag),
    ['c'],
  )
})

test('of a workbook sheets are left out, and columns of one sheet are said for it alone', () => {
  const book = workbook({
    Line1: [
      ['tag', 'vendor', 'product', 'Note'],
      ['M-1', 'Rockwell', 'controller', '33.11'],
    ],
    Line2: [
      ['tag', 'vendor', 'product', 'Note'],
      ['M-2', 'Rockwell', 'drive', 'in use'],
    ],
    Old: [
      ['tag', 'vendor', 'product'],
      ['M-3', 'Rockwell', 'scrapped'],
    ],
  })
  const all = read(book)
  assert.deepEqual(
    all.assets.map(({ tag }) => tag),
    ['M-1', 'M-2', 'M-3'],
  )
  const some = read(book, { mapping: { 'Line1!Note': 'firmware', 'Old!*': 'ignore' } })
  assert.deepEqual(
    some.assets.map(({ tag, firmware }) => [tag, firmware]),
    [
      ['M-1', '33.11'],
      ['M-2', undefined],
    ],
  )
  assert.ok(some.notes.some(({ code, message }) => code === 'sheet-not-read' && message.includes('Old')))
  assert.throws(() => read(book, { mapping: { 'Line2!Note': 'colour' } }), { code: 'plant/unknown-role' })
  assert.throws(() => read(book, { mapping: { Note: 'colour' } }), { code: 'plant/unknown-role' })
  const none = { 'Line1!*': 'ignore', 'Line2!*': 'ignore', 'Old!*': 'ignore' }
  assert.throws(() => read(book, { mapping: none }), { code: 'plant/unknown-import' })
})

test('what a column of another list is taken as is no concern of the sheets of this one', () => {
  const book = workbook({
    Assets: [
      ['tag', 'vendor', 'product'],
      ['M-1', 'Rockwell', 'controller'],
    ],
    Lots: [
      ['Los-Kürzel', 'Artikel'],
      ['2471', 'Cream'],
    ],
  })
  const { assets } = read(book, { mapping: { 'Lots!Los-Kürzel': 'lot' } })
  assert.deepEqual(
    assets.map(({ tag }) => tag),
    ['M-1'],
  )
})
