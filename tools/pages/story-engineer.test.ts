import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { loadWorkbook, paperOf, sheetsOf } from '#boms'
import { shutOut } from './accessibility.ts'
import { complaintsOf, settled, signedIn } from './browser.ts'
import { onPages, skip } from './on-pages.ts'

const on = onPages()

/** A plant list as a spreadsheet saves it: titles above, semicolons, Windows-1252, and 33.10 shortened to 33.1. */
const plantList = (...rows: string[]) =>
  Buffer.from(
    [
      'Anlagenliste Abfüllung;;;;;;;',
      'Stand: 03.11.2026, geprüft Müller;;;;;;;',
      '',
      'Kennzeichen;Hersteller;Typ;Bestellnummer;Firmwarestand;Seriennummer;Linie;Bemerkung',
      ...rows,
      '',
    ].join('\r\n'),
    'latin1',
  )
const filler = (number: number, firmware: string, note = '') =>
  `Füller-0${number};Rockwell Automation;ControlLogix;1756-L81E;${firmware};00A1B2C${number};Linie 9;${note}`
const capper = 'Verschließer-04;Siemens;SIMATIC S7-1500 CPU;6ES7516-3AN02-0AB0;V2.9.4;S C-X4;Linie 9;'
const nameless = ';Siemens;SIMATIC S7-1500 CPU;6ES7516-3AN02-0AB0;V2.9.4;;Linie 9;ohne Schild'
const printer = 'NH-PRN-L1-03;Zebra Technologies;ZT411;;V92.21.30Z;SIME32EF661;Line 1;'

const bill = Buffer.from(
  JSON.stringify({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 },
    metadata: { component: { type: 'application', name: '<img src=x onerror=alert(1)>', version: '1.2' } },
    components: [{ type: 'library', name: 'jquery', version: '3.4.1', purl: 'pkg:npm/jquery@3.4.1' }],
  }),
)

const paperNamed = (page: Page, name: string) => page.locator('article', { has: page.getByRole('heading', { name }) })
const drop = (page: Page, name: string, buffer: Buffer) =>
  page.setInputFiles('input[type=file]', { name, mimeType: 'application/octet-stream', buffer })
const number = (page: Page, fate: string) =>
  page.getByRole('region', { name: 'Difference to what is known' }).first().locator(`button[data-of=${fate}]`)

test('an engineer imports a damaged list, mends it, binds a bill, asks a CVE, exports and undoes', {
  skip,
}, async context => {
  const window = await on.window()
  const page = await signedIn(window, 'admin', on.served.password)
  const complaints = complaintsOf(page, on.served.address)

  await context.test('the list is recognised, its columns are known, and its first rows are shown', async () => {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Import' }).click()
    // The page before has a place for files, too.
    await page.getByRole('heading', { level: 1, name: 'Import', exact: true }).waitFor()
    await drop(page, 'Anlagenliste.csv', plantList(filler(1, '33.11', 'läuft'), filler(2, '33.1'), nameless, capper))
    const paper = paperNamed(page, 'Anlagenliste.csv')
    await paper.getByText('Of 4 rows, 2 can be taken in; 2 rows wait in the quarantine.').waitFor()
    await paper.getByText('Read as Windows-1252, cells separated by semicolons.').waitFor()
    await paper.getByText('Header in row 4.').waitFor()
    assert.equal(await paper.getByLabel('What the column Firmwarestand is').inputValue(), 'firmware')
    assert.equal(await paper.getByLabel('What the column Bemerkung is').inputValue(), 'ignore')
    const row = paper.getByRole('row').filter({ hasText: 'Füller-02' }).filter({ hasText: '00A1B2C2' })
    assert.match(await row.innerText(), /^6\s+quarantine/)
    assert.deepEqual(await shutOut(page), [])
  })

  await context.test('nothing is kept before it is accepted; what waits says why', async () => {
    const { json } = await on.served.get('/assets', { query: { words: 'Füller' } })
    assert.deepEqual(json?.rows, [])
    await page.getByRole('button', { name: 'Take in 2 rows' }).click()
    await page.getByText('Taken in: 2 rows. 2 rows wait in the quarantine.').waitFor()
    await page.getByText('The version "33.1" may have lost a zero at its end').waitFor()
    await page.getByText('It names no tag, serial number, id or IP address.').waitFor()
  })

  await context.test('values are mended in the page and imported again', async () => {
    await page.getByLabel('Firmwarestand, row 6').fill('33.10')
    await page.getByLabel('Kennzeichen, row 7').fill('Füller-03')
    await page.getByRole('button', { name: 'Import 2 mended rows' }).click()
    await page.getByText('2 rows were taken. None waits any more.').waitFor()
    const { json } = await on.served.get('/assets', { query: { words: 'Füller-02' } })
    assert.equal(json?.rows[0]?.firmware, '33.10')
  })

  await context.test('a later list shows what is new, changed, unchanged, gone and contradicted', async () => {
    const later = plantList(filler(1, '34.11'), capper, printer, filler(5, '33.1'), filler(6, '33.12'))
    await drop(page, 'Anlagenliste.csv', later)
    await page.getByText('Of 5 rows, 4 can be taken in; 1 row waits in the quarantine.').waitFor()
    const counts = {
      new: '1 new',
      changed: '1 changed',
      same: '1 unchanged',
      conflicting: '1 conflict',
      gone: '2 gone',
    }
    for (const [fate, count] of Object.entries(counts))
      assert.equal((await number(page, fate).innerText()).replace(/\s+/g, ' '), count)
    await number(page, 'changed').click()
    await page.getByText('Firmware version: 33.11 → 34.11').waitFor()
    await number(page, 'conflicting').click()
    await page.getByText('contradicts: Firmware version').waitFor()
    await page.getByRole('button', { name: 'Take in 4 rows' }).click()
    await page.getByText('Taken in: 4 rows. 1 row waits in the quarantine.').waitFor()
  })

  await context.test('rows are mended in a spreadsheet and dropped again', async () => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).last().click(),
    ])
    assert.equal(download.suggestedFilename(), 'quarantine-NH.csv')
    const csv = readFileSync(await download.path(), 'utf8')
    assert.ok(csv.startsWith('\ufeffquarantine,Kennzeichen,'))
    await drop(page, 'quarantine-NH.csv', Buffer.from(csv.replace(',33.1,', ',33.10,'), 'utf8'))
    const paper = paperNamed(page, 'quarantine-NH.csv')
    await paper.getByText('It holds rows that waited in the quarantine and were mended.').waitFor()
    await paper.getByRole('button', { name: 'Take in 1 row' }).click()
    await paper.getByText('Taken in: 1 row. 1 row that waited was mended.').waitFor()
    const { json } = await on.served.get('/imports/quarantine', { query: { siteId: 'NH' } })
    assert.deepEqual(json?.rows, [])
  })

  await context.test('a bill of materials is bound to an asset', async () => {
    await drop(page, 'panel.cdx.json', bill)
    const paper = paperNamed(page, 'panel.cdx.json')
    await paper.getByText('It lists 1 component.').waitFor()
    await paper.getByLabel('Asset', { exact: true }).fill('Füller-02')
    await paper.getByRole('button', { name: /^Füller-02/ }).click()
    await paper.getByText('Chosen: Füller-02').waitFor()
    await paper.getByRole('button', { name: 'Keep the bill' }).click()
    await paper.getByText('Kept: a bill of 1 component.').waitFor()
    await paper.getByRole('link', { name: 'Open the asset' }).waitFor()
    assert.equal(await page.locator('img').count(), 0)
  })

  await context.test('a CVE is asked and its assets are exported for a spreadsheet', async () => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type('CVE-2020-11023')
    await page.keyboard.press('Enter')
    await page.waitForURL(
      ({ pathname, searchParams }) => pathname === '/' && searchParams.get('q') === 'CVE-2020-11023',
    )
    await settled(page)
    const list = page.locator('#list')
    await list.getByText('Füller-02').first().waitFor()
    await list.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Excel workbook').click()])
    await loadWorkbook()
    const [sheet] = sheetsOf(paperOf('assets.xlsx', readFileSync(await download.path())))
    assert.match(sheet?.text ?? '', /Füller-02/)
  })

  await context.test('an import says what undoing it would take back, and is undone', async () => {
    await page.goto('/imports?site=NH')
    await page
      .getByRole('link', { name: /2026|20\d\d/ })
      .first()
      .waitFor()
    const { json } = await on.served.get('/imports', { query: { siteId: 'NH', limit: '1' } })
    await page.goto(`/imports/${json?.rows[0]?.id}`)
    const [original] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the original' }).click(),
    ])
    assert.match(readFileSync(await original.path(), 'utf8'), /33\.10/)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('1 asset is there no more').waitFor()
    assert.deepEqual(await shutOut(page), [])
    await page.getByLabel('Reason').fill('tried out')
    await page.getByRole('button', { name: 'Undo the import' }).click()
    await page.getByText('Undone').waitFor()
    const { json: left } = await on.served.get('/assets', { query: { words: 'Füller-05' } })
    assert.deepEqual(left?.rows, [])
  })

  assert.deepEqual(complaints, [])
  await window.close()
})
