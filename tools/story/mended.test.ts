import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { onEachDatabase } from '../databases/each.ts'
import { done, withSite } from './served.ts'

const testdata = process.env['MILLCERT_TESTDATA']

/** Cells of a table that a program writes for spreadsheets. */
function cellsOf(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end === '\r\n') rows.push([])
  }
  return rows.filter(row => row.length > 1)
}

onEachDatabase('rows that wait are saved as a table, mended, dropped again, and are in', async (database, context) => {
  if (testdata === undefined) return context.skip('MILLCERT_TESTDATA is not set')
  const { served } = await withSite(database, context)
  const nh = { siteId: 'NH' }
  const file = readFileSync(`${testdata}/ot-pairs/assets.csv`)
  const taken = done(await served.post('/import', { file, query: { ...nh, name: 'assets.csv' } })).json
  const { refused } = taken.plant.counts
  assert.ok(refused > 0)

  const saved = done(await served.get('/imports/mend', { query: nh, headers: { accept: 'text/csv' } }))
  assert.match(saved.headers.get('content-type')!, /^text\/csv/)
  assert.match(saved.headers.get('content-disposition')!, /^attachment; .*quarantine-NH\.csv/)
  const [header, ...rows] = cellsOf(saved.text.replace(/^\ufeff/, ''))
  assert.equal(rows.length, refused)
  assert.ok(rows.every(row => row.every(cell => !/^[=+@]/.test(cell))))

  // Somebody who mends it in a spreadsheet: semicolons, and another name.
  const firmware = header!.findIndex(name => /firmware|version/i.test(name))
  const mended = rows.map((row, index) => row.map((cell, at) => (at === firmware ? `V1.2.${index}` : cell)))
  const text = [header!, ...mended]
    .map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(';'))
    .join('\r\n')
  const sent = { file: Buffer.from(`\ufeff${text}\r\n`), query: { ...nh, name: 'quarantine-NH (1).csv' } }
  const back = done(await served.post('/import', sent)).json
  const { new: fresh, mended: left, refused: again } = back.plant.counts
  assert.deepEqual(
    [fresh, left, again],
    [refused, refused, 0],
    JSON.stringify(back.plant.differences ?? []).slice(0, 2000),
  )
  assert.equal(back.plant.source, 'assets')
  assert.deepEqual(done(await served.get('/imports/quarantine', { query: nh })).json.rows, [])
})
