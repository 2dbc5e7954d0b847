import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { strToU8, zipSync } from 'fflate'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '../paper.ts'
import { inventoryXlsx } from './inventory-xlsx.ts'

await inventoryXlsx.prepare!()

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

interface Made {
  name?: string
  state?: string
  rows: string
}

/** A workbook as spreadsheet programs write it: cells of `rows` are XML. */
function workbook(sheets: Made[], shared: string[] = [], over: Record<string, string> = {}): Uint8Array {
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets
      .map(
        ({ name = `S${sheets.length}`, state }, i) =>
          `<sheet name="${name}" sheetId="${i + 1}" r:id="r${i}"${state ? ` state="${state}"` : ''}/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets
      .map((_, i) => `<Relationship Id="r${i}" Target="worksheets/sheet${i + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${shared.join('')}</sst>`,
    ...Object.fromEntries(
      sheets.map(({ rows }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
      ]),
    ),
    ...over,
  }
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])))
}

const line = (number: number, ...cells: string[]) =>
  `<row r="${number}">${cells
    .map((text, i) =>
      text === '' ? '' : `<c r="${String.fromCharCode(65 + i)}${number}" t="inlineStr"><is><t>${text}</t></is></c>`,
    )
    .join('')}</row>`
const header = line(1, 'Asset ID', 'Vendor', 'Product', 'Firmware')
const read = (bytes: Uint8Array, limits = defaultLimits) =>
  inventoryXlsx.read({ ...paperOf('assets.xlsx', bytes), limits })

test('XLSX: rows under a header are components, with the numbers that a spreadsheet shows', () => {
  const rows = [
    header,
    line(2, 'P-1', 'Kranich', 'Caser 7', '2.9.4'),
    line(5, 'P-2', '', 'HMI, 12&quot;', 'V3 | R1'),
  ].join('')
  const bom = read(workbook([{ rows }]))
  assert.deepEqual(
    bom.components.map(({ ref, supplier, name, version, at }) => [ref, supplier, name, version, at]),
    [
      ['P-1', 'Kranich', 'Caser 7', '2.9.4', 'row 2'],
      ['P-2', undefined, 'HMI, 12"', 'V3 | R1', 'row 5'],
    ],
  )
})

test('XLSX: shared texts with runs and hints, numbers, booleans, formulas with their kept value', () => {
  const shared = ['<si><t>Caser</t></si>', '<si><r><t>Pu</t></r><r><t>mp</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>']
  const rows = `${header}<row r="2"><c r="A2"><v>17</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>1.1</v></c></row>
    <row r="3"><c r="C3" t="s"><v>0</v></c><c r="D3" t="str"><f>A1</f><v>2.0</v></c></row>`
  const bom = read(workbook([{ rows }], shared))
  assert.deepEqual(
    bom.components.map(({ ref, name, version }) => [ref, name, version]),
    [
      ['17', 'Pump', '1.1'],
      ['row 3', 'Caser', '2.0'],
    ],
  )
  assert.deepEqual(
    bom.notes.filter(({ code }) => code === 'version-is-number').map(({ at }) => at),
    ['row 2'],
  )
})

test('XLSX: a number has the 15 digits that a spreadsheet shows, never those of its binary form', () => {
  const stored = [
    '1.1000000000000001',
    '2.2999999999999998',
    '-0.10000000000000001',
    '1.10',
    '123456789012345',
    '4.4E-2',
  ]
  const rows = `${header}${stored.map((value, i) => `<row r="${i + 2}"><c r="C${i + 2}" t="inlineStr"><is><t>Pump</t></is></c><c r="D${i + 2}"><v>${value}</v></c></row>`).join('')}`
  assert.deepEqual(
    read(workbook([{ rows }])).components.map(({ version }) => version),
    ['1.1', '2.3', '-0.1', '1.10', '123456789012345', '4.4E-2'],
  )
})

test('XLSX: every visible sheet with a header counts, hidden ones do not, and the others are noted', () => {
  const rows = header + line(2, 'P-1', 'Kranich', 'Caser', '1')
  const bom = read(
    workbook([
      { name: 'North', rows },
      { name: 'Old', state: 'hidden', rows },
      { name: 'South', rows },
      { name: 'Notes', rows: line(1, 'please ask the shift leader') },
    ]),
  )
  assert.deepEqual(
    bom.components.map(({ ref, at }) => [ref, at]),
    [
      ['P-1', 'sheet North, row 2'],
      ['P-1 (sheet South, row 2)', 'sheet South, row 2'],
    ],
  )
  assert.deepEqual(
    bom.notes.map(({ code }) => code),
    ['sheet-not-read'],
  )
})

test('XLSX: what cannot be read is refused with a reason', () => {
  const rows = header + line(2, 'P-1', 'Kranich', 'Caser', '1')
  const refused = (bytes: Uint8Array, reason: RegExp, limits = defaultLimits) =>
    assert.throws(
      () => read(bytes, limits),
      (error: unknown) => error instanceof Problem && reason.test(error.message),
    )
  refused(workbook([{ rows: line(1, 'a', 'b') }]), /no sheet has a header/)
  refused(workbook([{ rows }], [], { 'xl/workbook.xml': '<!DOCTYPE x><workbook/>' }), /document type/)
  const early = `<workbook xmlns="${main}"><workbookPr date1904="1"/></workbook>`
  refused(workbook([{ rows }], [], { 'xl/workbook.xml': early }), /counted from 1904/)
  refused(workbook([{ rows: `${header}<row r="2"><c r="C2" t="s"><v>9</v></c></row>` }]), /names the text/)
  refused(workbook([{ rows: `${header}<row r="1"/>` }]), /out of order/)
  refused(workbook([{ rows: `${header}<row r="9999999"/>` }]), /out of order/)
  refused(workbook([{ rows: `${header}<row r="2"><c r="XFE2"><v>1</v></c></row>` }]), /last column/)
  refused(workbook([{ rows }]).subarray(0, 300), /cannot be unpacked/)
  const far = (row: number) => `<row r="${row}"><c r="XFD${row}"><v>1</v></c></row>`
  refused(
    workbook([{ rows: header + Array.from({ length: 400 }, (_, i) => far(i + 2)).join('') }]),
    /more than 5000000 cells/,
  )
  const shared = (row: number) => `<row r="${row}"><c r="C${row}" t="s"><v>0</v></c></row>`
  refused(
    workbook(
      [{ rows: header + Array.from({ length: 400 }, (_, i) => shared(i + 2)).join('') }],
      [`<si><t>${'a'.repeat(100_000)}</t></si>`],
    ),
    /33554432 characters/,
  )
  refused(workbook([{ rows }], [], { 'XL/Workbook.xml': '<x/>' }), /twice/)
  refused(workbook([{ rows: header + ' '.repeat(100_000) }]), /unpacks to more/, {
    ...defaultLimits,
    ratioFloor: 1000,
    ratio: 5,
  })
  refused(workbook([{ rows }]), /over 0 components/, { ...defaultLimits, count: 0 })
})

test('XLSX: a changed workbook is read or refused, never a crash', () => {
  const whole = workbook([{ rows: header + line(2, 'P-1', 'Kranich', 'Caser', '1') }], ['<si><t>x</t></si>'])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), changes => {
      const bytes = whole.slice()
      for (const [at, value] of changes) bytes[at] = value
      try {
        read(bytes, { ...defaultLimits, ratioFloor: 1024 ** 2 })
      } catch (error) {
        assert.ok(error instanceof Problem, String(error))
      }
    }),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 300) },
  )
})
