import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { loadWorkbook, paperOf, sheetsOf } from '#boms'
import { shutOut } from './accessibility.ts'
import { noBrowser, openBrowser, until, views, windowOf } from './browser.ts'

const sources = fileURLToPath(new URL('../../web', import.meta.url))
const skip = noBrowser ?? false
let browser: Browser
let server: Server
let folder: string

before(async () => {
  if (noBrowser) return
  folder = mkdtempSync(join(tmpdir(), 'millcert-table-'))
  await build({
    root: sources,
    configFile: false,
    envDir: false,
    publicDir: false,
    plugins: [react()],
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'chrome123',
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(sources, 'parts/table/trial.tsx'),
        output: { entryFileNames: 'trial.js', assetFileNames: '[name][extname]' },
      },
    },
  })
  server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const type = { '.js': 'text/javascript', '.css': 'text/css' }[extname(pathname)]
    response.setHeader('content-type', type ?? 'text/html; charset=utf-8')
    response.end(type === undefined ? shell : readFileSync(join(folder, pathname)))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  server?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

const shell =
  '<!doctype html><html lang="en"><title>Trial</title><link rel="stylesheet" href="/style.css"><div id="page"></div><script type="module" src="/trial.js"></script></html>'

async function withTable(asked: string, look: (page: Page) => Promise<void>): Promise<void> {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const context = await windowOf(browser, address, views['small-light']!)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', error => errors.push(String(error)))
  await page.goto(`/?${asked}`)
  await page.waitForSelector('[data-row="0"]')
  await look(page)
  assert.deepEqual(errors, [])
  await context.close()
}

/** Row and column that have the focus. */
const focus = (page: Page) =>
  page.evaluate<string>(
    `document.activeElement.closest('[data-row]')?.dataset.row + ' ' + document.activeElement.dataset.column`,
  )

async function pressed(page: Page, key: string, at: string): Promise<void> {
  await page.keyboard.press(key)
  await until(
    page,
    `document.activeElement.closest('[data-row]')?.dataset.row + ' ' + document.activeElement.dataset.column === '${at}'`,
  )
}

test('a table of 100,000 rows shows a window of them and is walked with the keyboard', { skip }, async () => {
  await withTable('rows=100000', async page => {
    assert.equal(await page.getAttribute('[role=grid]', 'aria-rowcount'), '100001')
    assert.ok((await page.locator('[role=row]').count()) < 100)
    await page.focus('[data-row="0"] [data-column="1"]')
    await pressed(page, 'ArrowDown', '1 1')
    await pressed(page, 'Control+End', '99999 3')
    assert.equal(await page.getAttribute('[data-row="99999"]', 'aria-rowindex'), '100001')
    await pressed(page, 'Home', '99999 0')
    await pressed(page, 'Control+Home', '0 0')
    await pressed(page, 'ArrowUp', '-1 0')
    await pressed(page, 'ArrowRight', '-1 1')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[aria-sort=ascending]')
    assert.equal(await page.getAttribute('main', 'data-view'), 's.tag')
    assert.equal(await focus(page), '-1 1')
  })
})

test('rows are chosen one by one and as a range, and acted on', { skip }, async () => {
  await withTable('rows=200', async page => {
    await page.focus('[data-row="3"] [data-column="1"]')
    await page.keyboard.press('Space')
    for (const row of [4, 5, 6]) await pressed(page, 'Shift+ArrowDown', `${row} 1`)
    assert.equal(await page.locator('[aria-selected=true]').count(), 4)
    await page.click('text=Tell')
    assert.equal(await page.title(), 'told 4')
    await page.focus('[data-row="6"] [data-column="1"]')
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('[aria-selected=true]').count(), 0)
  })
})

test('names with markup, other directions and 10 kB stay text, and nobody is shut out', { skip }, async () => {
  await withTable('rows=50', async page => {
    assert.equal(await page.locator('img').count(), 0)
    assert.ok(((await page.locator('[data-row="2"]').textContent()) ?? '').length < 300)
    await page.click('[data-row="2"] button')
    await until(page, `document.body.innerText.includes('${'x'.repeat(500)}')`)
    await page.keyboard.press('Escape')
    assert.equal(await page.title(), 'Trial')
    assert.deepEqual(await shutOut(page), [])
  })
})

test('an export has all rows that match, loaded page by page, and our own reader reads it', { skip }, async () => {
  await loadWorkbook()
  await withTable('rows=450&pages', async page => {
    await page.click('text=Export')
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Excel')])
    assert.equal(download.suggestedFilename(), 'Trial.xlsx')
    const bytes = readFileSync(await download.path())
    const [sheet] = sheetsOf(paperOf('Trial.xlsx', bytes))
    const lines = sheet?.text.trim().split('\n') ?? []
    assert.equal(sheet?.name, 'Trial')
    assert.equal(lines.length, 451)
    assert.equal(lines[0]?.trim(), 'Tag,Version,Count')
    assert.equal(lines[4]?.trim(), '=1+1,1.30,3')
    assert.ok(!sheet?.numbers.has('B5'))
  })
})

test('paper has every row up to its bound and says what is left out', { skip }, async () => {
  await withTable('rows=2100', async page => {
    await page.emulateMedia({ media: 'print' })
    await until(page, `document.querySelectorAll('tbody [role=row]').length === 2000`)
    assert.match(await page.innerText('main'), /100 more rows are not printed/)
  })
})
