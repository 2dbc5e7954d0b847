import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { shutOut } from './accessibility.ts'
import { complaintsOf, settled, sideways, signedIn, views } from './browser.ts'
import { onPages, skip } from './on-pages.ts'

const on = onPages()

async function withImport(look: (page: Page, complaints: string[]) => Promise<void>, german = false) {
  const window = await on.window({ ...views['small-light']!, german })
  const page = await signedIn(window, 'admin', on.served.password)
  const complaints = complaintsOf(page, on.served.address)
  await page.goto('/import?site=NH')
  await settled(page)
  await look(page, complaints)
  await window.close()
}

const files = (named: Readonly<Record<string, string | Buffer>>) =>
  Object.entries(named).map(([name, content]) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) }))
const paperNamed = (page: Page, name: string) => page.locator('article', { has: page.getByRole('heading', { name }) })

const calendar = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//plant//EN', 'BEGIN:VEVENT', 'UID:w-1', 'DTSTAMP:20261101T000000Z'],
  ...['DTSTART:20261219T050000Z', 'DTEND:20261219T110000Z', 'SUMMARY:Shutdown', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

test('files of several kinds are dropped at once and each is recognised', { skip }, async () => {
  await withImport(async (page, complaints) => {
    await page.setInputFiles(
      'input[type=file]',
      files({
        'stops.ics': calendar,
        'lots.csv':
          'Charge;Produkt;Linie;Start\nQ-1;Cream;NH/Filling/Line 1;2026-03-01 06:00\n;Cream;NH/Filling/Line 1;2026-03-02 06:00\n',
        'package-lock.json': '{"name":"panel","version":"1.0.0","lockfileVersion":3,"packages":{}}',
        'requirements.txt': '',
      }),
    )
    await paperNamed(page, 'stops.ics').getByText('calendar of maintenance windows').waitFor()
    await paperNamed(page, 'lots.csv').getByText('Of 1 lot, 1 can be taken in; 1 row waits').waitFor()
    for (const name of ['package-lock.json', 'requirements.txt'])
      await paperNamed(page, name).getByText('It lists no components: nothing can be said').waitFor()
    assert.equal(await sideways(page), 0)
    assert.deepEqual(await shutOut(page), [])
    assert.deepEqual(complaints, [])
  })
})

test('rows of lots are mended in the page and leave the quarantine', { skip }, async () => {
  await withImport(async page => {
    await page.setInputFiles(
      'input[type=file]',
      files({ 'lots.csv': 'Charge;Produkt;Linie;Start\nQ-2;Cream;NH/Filling/Line 1;lately\n' }),
    )
    await page.getByRole('button', { name: 'Take in' }).click()
    await page.getByText('"lately" is no time').waitFor()
    await page.getByLabel('Start, row 2').fill('2026-03-01 06:00')
    await page.getByRole('button', { name: 'Import 1 mended row' }).click()
    await page.getByText('1 row was taken. None waits any more.').waitFor()
    const { json } = await on.served.get('/lots', { query: { number: 'Q-2' } })
    assert.equal(json?.lots.length, 1)
  })
})

test('a table whose columns nobody knows is taken once somebody says what they are', { skip }, async () => {
  await withImport(async page => {
    const list = Buffer.from('Geräte der Halle;;\r\nGerätchen;Wer;Stand\r\nPresse 1;Siemens;V2.9\r\n', 'latin1')
    await page.setInputFiles('input[type=file]', files({ 'liste.csv': list }))
    const paper = paperNamed(page, 'liste.csv')
    await paper.getByText('It is a table, and its columns are not known').waitFor()
    await paper.getByLabel('What the column Gerätchen is').selectOption('tag')
    await paper.getByLabel('What the column Wer is').selectOption('vendor')
    await paper.getByLabel('What the column Stand is').selectOption('firmware')
    assert.deepEqual(await shutOut(page), [])
    await paper.getByRole('button', { name: 'Check' }).click()
    await paper.getByText('Everything can be taken in: 1 row.').waitFor()
    await paper.getByRole('button', { name: 'Take in 1 row' }).click()
    await paper.getByText('Taken in: 1 row.').waitFor()
    // What was said once is known for the source.
    const later = Buffer.from('Gerätchen;Wer;Stand\r\nPresse 2;Siemens;V2.9\r\n', 'latin1')
    await page.getByRole('button', { name: 'Clear those that are done' }).click()
    await page.setInputFiles('input[type=file]', files({ 'liste.csv': later }))
    await paper.getByText('Everything can be taken in: 1 row.').waitFor()
    assert.equal(await paper.getByLabel('What the column Stand is').inputValue(), 'firmware')
  })
})

test('what cannot be read says why and what to do, also in German', { skip }, async () => {
  await withImport(async page => {
    await page.setInputFiles(
      'input[type=file]',
      files({ 'kaputt.json': '{"bomFormat":"CycloneDX","components":[{"type":' }),
    )
    const paper = paperNamed(page, 'kaputt.json')
    await paper.getByText('Das hat nicht geklappt').waitFor()
    await paper.getByText('Was zu tun ist').waitFor()
    await paper.getByRole('button', { name: 'Verwerfen' }).click()
    assert.equal(await paper.count(), 0)
  }, true)
})

test('a large file does not freeze the page, and can be stopped', { skip }, async () => {
  await withImport(async page => {
    // Made in the page: a bill of 300 MB that never ends.
    await page.evaluate(`(() => {
      const piece = '{"type":"library","name":"part","version":"1"},'.repeat(20000)
      const pieces = ['{"bomFormat":"CycloneDX","specVersion":"1.6","components":[', ...Array(320).fill(piece)]
      const data = new DataTransfer()
      data.items.add(new File(pieces, 'large.cdx.json'))
      const input = document.querySelector('input[type=file]')
      input.files = data.files
      input.dispatchEvent(new Event('change', { bubbles: true }))
    })()`)
    const paper = paperNamed(page, 'large.cdx.json')
    await paper.getByRole('progressbar').waitFor()
    await page.getByLabel('Site').selectOption('SA')
    await page.waitForURL(/site=SA/)
    await paper.getByRole('button', { name: 'Stop' }).click()
    await paper.getByText('It was stopped.').waitFor()
    await paper.getByRole('button', { name: 'Try again' }).waitFor()
  })
})
