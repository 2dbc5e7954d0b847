import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { shutOut } from './accessibility.ts'
import { complaintsOf, settled, sideways, signedIn, views } from './browser.ts'
import { kept, onPages, skip } from './on-pages.ts'

const on = onPages()

async function opened(german = false): Promise<{ page: Page; complaints: string[] }> {
  const context = await on.window({ ...views['small-light']!, german })
  const page = await signedIn(context, 'admin', on.served.password)
  return { page, complaints: complaintsOf(page, on.served.address) }
}

/** Rows the table says it has. */
const rowsOf = async (page: Page, name: string) => {
  const grid = page.getByRole('grid', { name })
  await grid.waitFor()
  await settled(page)
  return Number(await grid.getAttribute('aria-rowcount')) - 1
}

/** Reads in a list as the page that is open may. */
async function readIn(page: Page, name: string, lines: readonly string[]) {
  const status = await page.evaluate(
    async ({ name, text }) => {
      const sites = (await (await fetch('/api/v1/sites?limit=500')).json()) as { rows: { id: string; code: string }[] }
      const site = sites.rows.find(({ code }) => code === 'SA')!
      const answer = await fetch(`/api/v1/import?siteId=${site.id}&name=${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'idempotency-key': `reading-in-${name}-0123456789` },
        body: text,
      })
      return answer.status
    },
    { name, text: `${lines.join('\n')}\n` },
  )
  assert.equal(status, 200, name)
}

test('every number leads to as many assets', { skip }, async () => {
  const { page, complaints } = await opened()
  await page.goto('/health')
  await settled(page)
  const heading = await page.getByRole('heading', { level: 1 }).textContent()
  const [, share, assets, dmz, of] =
    /^(\d+)% of (\d+) assets can be judged\. DMZ: (\d+) of (\d+)\. Biggest reason: .+ \(\d+ assets\)\.$/.exec(
      heading ?? '',
    ) ?? []
  assert.ok(assets, heading ?? '')
  await page
    .getByRole('heading', { level: 1 })
    .getByRole('link', { name: `${dmz} of ${of}` })
    .click()
  await page.getByRole('heading', { name: /cannot be judged · 3\.5 DMZ/ }).waitFor()
  assert.equal(await rowsOf(page, 'Assets'), Number(of) - Number(dmz))
  assert.match(page.url(), /level=3\.5/)
  await page.goBack()
  await settled(page)
  assert.equal(await page.getByRole('grid', { name: 'Assets' }).count(), 0)

  // With the keyboard: the cell of all levels.
  const cell = page.getByRole('link', { name: /^All levels, Judgeable: / })
  const [have = 0, all = 0] = ((await cell.textContent()) ?? '').match(/\d+/g)?.map(Number) ?? []
  assert.equal(Math.floor((have / all) * 100), Number(share))
  await cell.focus()
  await page.keyboard.press('Enter')
  assert.equal(await rowsOf(page, 'Assets'), all - have)
  assert.match(String(await page.evaluate('document.activeElement.textContent')), /cannot be judged/)

  const reason = page.getByRole('link', { name: /^\d+ assets: no advisories of its maker here/ })
  const many = Number.parseInt((await reason.textContent()) ?? '', 10)
  await reason.click()
  await page.getByRole('heading', { name: new RegExp(`^${many} assets · no advisories`) }).waitFor()
  assert.equal(await rowsOf(page, 'Assets'), many)
  await page.getByRole('link', { name: /^asset role or type: / }).click()
  await page.getByRole('heading', { name: /without asset role or type/ }).waitFor()
  assert.ok((await rowsOf(page, 'Assets')) > 0)
  await page.getByLabel('Site', { exact: true }).selectOption('NH')
  await settled(page)
  assert.match(page.url(), /site=NH/)
  assert.notEqual(await page.getByRole('heading', { level: 1 }).textContent(), heading)
  assert.deepEqual(complaints, [])
})

test('who looks after the data mends it from here, whatever it is called', { skip }, async () => {
  const { page, complaints } = await opened()
  await page.goto('/health')
  await settled(page)
  const columns = 'asset_id,serial,vendor,product,firmware,level'
  await readIn(page, 'one.csv', [
    columns,
    'X-1,SER-X-1,<img src=x onerror=alert(1)>,Panel,1.0,2',
    `X-2,SER-X-2,${'Riesig '.repeat(1400)},Panel,1.0,2`,
    'X-3,SER-X-3,\u202eشركة المضخات 🏭,Panel,1.0,2',
    'X-4,SER-X-4,Moxa,Panel,1.0,99',
  ])
  await readIn(page, 'two.csv', [columns, 'X-1,SER-X-1,Moxa,Panel,2.0,2'])
  await page.goto('/health?site=SA')
  await settled(page)
  assert.equal(await sideways(page), 0)
  assert.deepEqual(await shutOut(page), [])
  assert.equal(await page.locator('img[src=x]').count(), 0, 'names are text')
  await page.getByRole('link', { name: '1 row: one' }).waitFor()

  await page.getByRole('button', { name: /^Settle: X-1 vendor/ }).click()
  await page.getByRole('radio', { name: /Moxa/ }).check()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: /^Settle: X-1 vendor/ }).waitFor({ state: 'detached' })

  const before = await rowsOf(page, 'Unmapped vendors')
  await page.getByRole('button', { name: 'Map: Moxa' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Map: Moxa' }).waitFor({ state: 'detached' })
  assert.equal(await rowsOf(page, 'Unmapped vendors'), before - 1)

  await page.getByRole('button', { name: 'Match again' }).click()
  await page.getByText(/judged; |Nothing changed since/).waitFor()
  assert.deepEqual(complaints, [])
})

test('a feed in quarantine stands above the table and in it, with since when, why and what ends it', {
  skip,
}, async () => {
  const { page, complaints } = await opened()
  const quarantine = (asked: object) =>
    page.evaluate(async body => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': `quarantine-${body.length}-0123456789` }
      return (await fetch('/api/v1/feeds/quarantine', { method: 'POST', headers, body })).status
    }, JSON.stringify(asked))
  assert.equal(await quarantine({ feed: 'osv-pypa', reason: 'its records look <b>forged</b>' }), 200)
  for (const [at, name] of [
    ['/health', 'Feeds of advisories'],
    ['/settings?part=feeds', 'Feeds'],
  ] as const) {
    await page.goto(at)
    await settled(page)
    await page
      .getByText(
        /^osv-pypa has been in quarantine since \d{4}-\d\d-\d\d .*, said by .*: its records look <b>forged<\/b>\. What/,
      )
      .waitFor()
    await page.getByText('millcert feeds quarantine --feed osv-pypa --release').waitFor()
    const row = page.getByRole('grid', { name }).getByRole('row', { name: /osv-pypa/ })
    assert.equal(await row.getByText(/^\s*in quarantine/).count(), 1, at)
    assert.ok(await row.getByText(/: its records look <b>forged<\/b>$/).isVisible(), at)
    assert.equal(
      await page
        .getByRole('grid', { name })
        .getByText(/^\s*in quarantine/)
        .count(),
      1,
      'only the one',
    )
    assert.deepEqual(await shutOut(page), [], at)
    assert.equal(await sideways(page), 0, at)
    await page.screenshot({ path: join(kept, `quarantined-${name.length}.png`), fullPage: true })
  }
  assert.equal(await quarantine({ feed: 'osv-pypa', release: true }), 200)
  await page.goto('/health')
  await settled(page)
  assert.equal(await page.getByText(/in quarantine since|^in quarantine$/).count(), 0)
  assert.deepEqual(complaints, [])
})

test('data health is told in German, and printed', { skip }, async () => {
  const { page, complaints } = await opened(true)
  await page.goto('/health?lacks=judgeable&level=3.5')
  await page.getByRole('heading', { name: /sind beurteilbar\. DMZ: \d+ von \d+\. Häufigster Grund: / }).waitFor()
  await settled(page)
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByRole('button', { name: 'Neu abgleichen' }).count(), 0)
  assert.ok(await page.getByRole('heading', { name: 'Abdeckung je Ebene' }).isVisible())
  assert.deepEqual(complaints, [])
})
