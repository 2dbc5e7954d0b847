// Papers and inventories of industrial products, each made to cost as much as it can: what stands in few branches stands for all
// products below them, and each row of an inventory may be laid beside every product of its maker.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { measured } from './measured.ts'

const folder = mkdtempSync(join(tmpdir(), 'millcert-unseen-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const limits = { seconds: 30, mebibytes: 1024 }

const list = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i))
const letters = (i: number) => (1_000_000 + i).toString(26).replace(/\d/g, digit => 'qrstuvwxyz'[Number(digit)]!)
const ids = (count: number) => list(count, i => `P${i}`)

const branch = (category: string, name: string, inside: object | object[]) =>
  Array.isArray(inside) ? { category, name, branches: inside } : { category, name, product: inside }
const product = (i: number, helper?: object) => ({
  name: `p${i}`,
  product_id: `P${i}`,
  ...(helper && { product_identification_helper: helper }),
})
/** A product with a range of versions. */
const named = (name: string, i: number, helper?: object) =>
  branch('product_name', name, [branch('product_version_range', `< V${i % 9}.2`, product(i, helper))])

function paper(branches: object[], vulnerabilities: object[], more: object = {}) {
  return JSON.stringify({
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      title: 'x',
      publisher: { category: 'coordinator', name: 'Mill', namespace: 'https://mill.example' },
      tracking: { id: 'MILL-1', version: '1', status: 'final', current_release_date: '2026-01-01T00:00:00Z' },
    },
    product_tree: { branches, ...more },
    vulnerabilities,
  })
}

const cve = (i: number) => `CVE-2026-${10_000 + i}`
const affected = (count: number) => [{ cve: cve(0), product_status: { known_affected: ids(count) } }]
const ofSiemens = (count: number, one: (i: number) => object) =>
  paper([branch('vendor', 'Siemens', list(count, one))], affected(count))

type Row = readonly [vendor: string, name: string, number: string, version: string]
const sheet = (rows: readonly Row[]) =>
  [['vendor', 'product', 'order number', 'version'], ...rows]
    .map(row => row.map(text => `"${text.replaceAll('"', '""')}"`).join(','))
    .join('\r\n')
const rows = 3000

interface Case {
  paper: string
  sheet: string
}

const cases: Record<string, () => Case> = {
  'a hundred thousand products of one maker': () => ({
    paper: ofSiemens(100_000, i => named(`SIMATIC X${i} ${letters(i)}`, i)),
    sheet: sheet(list(rows, i => ['Siemens', `SIMATIC X${i * 7} ${letters(i * 7)}`, '', 'V1.0'])),
  }),
  'names of one number': () => ({
    paper: ofSiemens(30_000, i => named(`SIMATIC 1500 ${letters(i)}`, i)),
    sheet: sheet(list(rows, i => ['Siemens', `SIMATIC 1500 ${letters(i * 11)}`, '', `V1.${i}`])),
  }),
  'patterns of order numbers': () => ({
    paper: ofSiemens(30_000, i => named(`X${i}`, i, { model_numbers: [`6ES7${String(i).padStart(6, '0')}*`] })),
    sheet: sheet(list(rows, i => ['Siemens', 'box', `6ES7${String(i).padStart(6, '0')}-0AB0`, `V1.${i}`])),
  }),
  'stars without end in model numbers': () => ({
    paper: ofSiemens(2000, i =>
      named(`X${i}`, i, { model_numbers: list(20, k => `${'*A'.repeat(k % 2 === 0 ? 30 : 3000)}${i}*`) }),
    ),
    sheet: sheet(list(rows, i => ['Siemens', 'box', `${'A'.repeat(70)}${i}`, 'V1.0'])),
  }),
  'long words, all of them misspelt': () => ({
    paper: ofSiemens(30_000, i => named(`${letters(i).repeat(7)} thing`, i)),
    sheet: sheet(list(rows, i => ['Siemens', `${letters(i * 5).repeat(7)}q thing`, '', 'V1.0'])),
  }),
  'long names over very many products': () => ({
    paper: paper(
      [
        branch('vendor', 'v'.repeat(2000), [
          list(30, i => `${i}${'f'.repeat(1990)}`).reduceRight<object[]>(
            (inside, name) => [branch('product_family', name, inside)],
            list(100_000, i => branch('product_name', `X${i}`, product(i))),
          )[0]!,
        ]),
      ],
      affected(100_000),
    ),
    sheet: sheet(list(rows, i => ['v'.repeat(400), `X${i}`, '', 'V1.0'])),
  }),
  'many makers in one field': () => ({
    paper: paper(
      [
        branch(
          'vendor',
          'a1,b1,c1,d1,e1,f1,g1,h1,i1,j1,k1,l1',
          list(15_000, i => named(`X${i}`, i)),
        ),
      ],
      affected(15_000),
    ),
    sheet: sheet(list(rows, i => ['l1,k1,j1,i1,h1,g1,f1,e1,d1,c1,b1,a1', `X${i}`, '', `V1.${i}`])),
  }),
  'a status of every product for every vulnerability, and remediations of all': () => ({
    paper: paper(
      [
        branch(
          'vendor',
          'Siemens',
          list(1000, i => named(`X${i}`, i)),
        ),
      ],
      list(1000, number => {
        const of = (rest: number) => ids(1000).filter((_, i) => (i * number) % 3 === rest)
        return {
          cve: cve(number),
          product_status: { known_affected: of(0), fixed: of(1), known_not_affected: of(2) },
          remediations: [{ category: 'vendor_fix', details: `fix ${number}`, product_ids: ids(1000) }],
        }
      }),
    ),
    sheet: sheet(list(50, i => ['Siemens', `X${i}`, '', 'V1.0'])),
  }),
  'parts of parts in one long row': () => ({
    paper: paper(
      [
        branch('vendor', 'Siemens', [
          branch('product_name', 'Device', product(0)),
          branch('product_version', '1.0', product(1)),
        ]),
      ],
      [{ cve: cve(0), product_status: { known_affected: list(100_000, i => `R${i}`) } }],
      {
        relationships: list(100_000, i => ({
          category: 'installed_on',
          product_reference: 'P1',
          relates_to_product_reference: i === 0 ? 'P0' : `R${i - 1}`,
          full_product_name: { name: `r${i}`, product_id: `R${i}` },
        })),
      },
    ),
    sheet: sheet(list(rows, i => ['Siemens', 'Device', '', `${i}.0`])),
  }),
  'families of the same figures': () => ({
    paper: ofSiemens(30_000, i => named(`${letters(i)} X-200 family`, i)),
    sheet: sheet(list(rows, i => ['Siemens', `X-${200 + (i % 99)}`, '', `V1.${i}`])),
  }),
  'one name, and every version that it ever had': () => ({
    paper: paper(
      [
        branch('vendor', 'Siemens', [
          branch(
            'product_name',
            'M7',
            list(2000, i => branch('product_version', `${i}.1`, product(i))),
          ),
        ]),
      ],
      affected(2000),
    ),
    sheet: sheet(list(rows, i => ['Siemens', 'M7', '', `${i}.1`])),
  }),
  'one name of very many products': () => ({
    paper: ofSiemens(30_000, i => named('M7', i, { model_numbers: [`6ES7${String(i).padStart(6, '0')}`] })),
    sheet: sheet(list(rows, i => ['Siemens', 'M7', '', `${i}.1`])),
  }),
  'texts of an inventory that mean harm': () => ({
    paper: ofSiemens(200, i => named(`SIMATIC X-${i}00 family (incl. SIPLUS variants)`, i)),
    sheet: sheet([
      ...list(300, i => ['Siemens', `${'SIMATIC X-200 (5'.repeat(62)}${i}`, '', '1.0'] as const),
      ...list(300, i => ['Siemens', 'X-204', `${'6ES7 5*?x-'.repeat(1000)}${i}`, '1.0'] as const),
      ...list(300, i => ['Siemens', 'X-204', '', `${'1.'.repeat(3000)}${i}`] as const),
      ...list(300, i => ['=cmd|calc', '=1+1', '@SUM(A1)', `+${i}`] as const),
      ...list(300, i => ['Siemens', `X-${i}\u001b[2J\u202e\u200b`, '\u0000', '\u009b31m'] as const),
      ...['constructor', '__proto__', 'toString', '', ';,/&', '('.repeat(5000), 'Siemens,'.repeat(500)].map(
        vendor => [vendor, vendor, vendor, vendor] as const,
      ),
      ...list(300, () => ['Siemens', '', '', ''] as const),
    ]),
  }),
  'fifty thousand rows, alike and different': () => ({
    paper: ofSiemens(2000, i => named(`SIMATIC X${i}`, i)),
    sheet: sheet(list(50_000, i => ['Siemens', `SIMATIC X${i % 2 === 0 ? 7 : i}`, '', `V${i % 2 === 0 ? 1 : i}.0`])),
  }),
}

// What a terminal obeys, and line ends that are none of ours.
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/

for (const [what, made] of Object.entries(cases))
  test(`hostile, ${what}: built and scanned, or refused, within time and memory`, t => {
    const place = mkdtempSync(join(folder, 'case-'))
    const at = (name: string) => join(place, name)
    const { paper: text, sheet: inventory } = made()
    writeFileSync(at('a b: csaf.json'), text)
    writeFileSync(at('rows.csv'), inventory)
    const built = measured('db', 'build', '--db', at('db'), '--from', at('a b: csaf.json'))
    const runs = [built]
    if (built.status === 0) runs.push(measured('scan', at('rows.csv'), '--db', at('db'), '--format', 'json'))
    if (built.status === 0 && what.startsWith('texts')) runs.push(measured('scan', at('rows.csv'), '--db', at('db')))
    t.diagnostic(
      runs
        .map(({ status, seconds, mebibytes }) => `${status}: ${seconds.toFixed(1)} s, ${mebibytes | 0} MiB`)
        .join('; '),
    )
    runs.forEach(({ status, stdout, stderr, seconds, mebibytes }, index) => {
      assert.ok([0, 1, 2, 3, 128].includes(status!), `exit code ${status}: ${stderr.slice(0, 500)}`)
      assert.doesNotMatch(stderr, /^\s+at .*:\d+|node:internal/m)
      assert.equal(obeyed.exec(index === 1 ? stderr : stdout + stderr)?.[0], undefined)
      assert.ok(seconds < limits.seconds, `takes ${seconds} s`)
      assert.ok(mebibytes < limits.mebibytes, `takes ${mebibytes} MiB`)
    })
    rmSync(place, { recursive: true })
  })
