import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { shutOut } from './accessibility.ts'
import { settled, sideways } from './browser.ts'
import { kept, onPages, skip } from './on-pages.ts'

let page: Page
let complaints: string[]

const on = onPages(async () => {
  ;({ page, complaints } = await on.comeIn())
})

async function open(search: Readonly<Record<string, string>>) {
  await page.goto(`/plant?${new URLSearchParams(search)}`)
  await settled(page)
}

const part = (name: string) => new URL(page.url()).searchParams.get(name)
const tiles = () => page.locator('td[data-row] a')
const heading = () => page.locator('h2', { hasText: 'Assets' })

test('the levels stand from the enterprise down, the DMZ between 4 and 3, and every tile says its state in words', {
  skip,
}, async () => {
  await open({ site: 'NH' })
  const levels = await page.locator('tbody th[scope=row]').allInnerTexts()
  assert.deepEqual(
    levels.slice(0, 7).map(text => text.split(/\s/)[0]),
    ['5', '4', '3.5', '3', '2', '1', '0'],
  )
  const labels = await tiles().locator('.unseen:first-child').allTextContents()
  assert.ok(labels.length > 10)
  for (const label of labels)
    assert.match(label, /^.+, .+: \d+ assets?, \d+ (affected, KEV|affected|undecided|unknown|clear)/)
  assert.match(await page.locator('th[scope=col]').first().innerText(), /CW 48 Sat 06:00/)
  assert.match(await page.locator('h1').innerText(), /^\d+ of \d+ assets of Nordhafen need attention/)
})

test('who sees several sites sees all of them first, each a tile with its state and its next window', {
  skip,
}, async () => {
  await open({})
  const told = (await on.served.get('/plant/sites', {})).json as {
    sites: { code: string; name: string; assets: number; states: Record<string, number> }[]
  }
  const names = await page.locator('main h2 a').allInnerTexts()
  assert.deepEqual(
    names,
    told.sites.map(({ name }) => name),
    'the worst first, as the server says',
  )
  const [first] = told.sites
  const tile = page.locator('main li', { has: page.getByRole('heading', { name: first!.name }) })
  assert.match(
    await tile.innerText(),
    /\d+ of \d+ assets need attention[\s\S]*Cannot be judged\s+\d+%[\s\S]*CW \d\d \w{3} \d\d:\d\d/,
  )
  assert.match(await page.locator('h1').innerText(), /^\d+ of \d+ assets of \d sites need attention/)
  assert.deepEqual(await shutOut(page), [])
  assert.equal(await sideways(page), 0)
  await page.screenshot({ path: join(kept, 'plant-sites.png') })
  await tile.getByRole('link', { name: /unknown/ }).click()
  await page.waitForURL(/state=unknown/)
  await settled(page)
  await page.getByText(new RegExp(`^${first!.states['unknown']} rows?$`)).waitFor()
  await open({})
  await page.getByRole('link', { name: first!.name, exact: true }).press('Enter')
  await page.waitForURL(new RegExp(`site=${first!.code}`))
  await page.getByLabel('Site').selectOption('All sites')
  await page.waitForURL(url => !url.searchParams.has('site'))
  await page.getByRole('heading', { name: first!.name }).waitFor()
  await open({ at: '2020-01-01' })
  assert.match(await page.locator('h1').innerText(), /^None of \d+ assets of \d sites/)
})

test('each number about all sites, and about one of them, leads to as many rows', { skip }, async () => {
  for (const box of ['h1', 'main li >> nth=0']) {
    await open({})
    const count = await page.locator(box).getByRole('link', { name: /^\d/ }).count()
    assert.ok(count >= 5, `${count} numbers in ${box}`)
    for (let number = 0; number < count; number++) {
      await open({})
      const link = page.locator(box).getByRole('link', { name: /^\d/ }).nth(number)
      const text = await link.innerText()
      await link.click()
      await page.waitForURL(/assets|state=/)
      await settled(page)
      const rows = await page.getByText(/^\d+ rows?$/).innerText()
      if (!text.includes('%')) assert.equal(Number.parseInt(rows, 10), Number.parseInt(text, 10), `${box}: ${text}`)
    }
  }
})

test('each tile of a drawing tells the next window of its place', { skip }, async () => {
  await open({ site: 'NH' })
  for (const text of await tiles().locator('xpath=./span[last()]').allInnerTexts())
    assert.match(text, /^(?:CW \d\d(?: \d{4})? \w{3}|open until .+|none planned)$/)
})

test('arrows lead from tile to tile, Enter lists what stands there, and a tag leads to the asset', {
  skip,
}, async () => {
  await open({ site: 'NH' })
  assert.equal(await page.locator('td[data-row] a[tabindex="0"]').count(), 1, 'one tile is reached by Tab')
  await page.locator('td[data-row] a[tabindex="0"]').focus()
  const spot = () => page.evaluate<string>("document.activeElement.closest('td').dataset.row")
  const first = await spot()
  await page.keyboard.press('ArrowDown')
  assert.notEqual(await spot(), first)
  await page.keyboard.press('End')
  const label = (await page.evaluate<string>('document.activeElement.textContent')) ?? ''
  await page.keyboard.press('Enter')
  await page.waitForURL(/level=/)
  await settled(page)
  assert.match(part('of') ?? '', /^NH\//)
  assert.equal(await page.evaluate('document.activeElement.tagName'), 'H2', 'the list is where one is')
  const count = /: (\d+) assets?/.exec(label)![1]!
  await page.getByText(new RegExp(`^${count} rows?$`)).waitFor()
  await page.goBack()
  await page.waitForURL(url => !url.searchParams.has('level'))
  await open({ site: 'NH', state: 'attention' })
  assert.match(await heading().innerText(), /need attention/)
  await page.getByRole('grid', { name: 'Assets' }).locator('tbody a').first().click()
  await page.waitForURL(/\/assets\/asset-/)
})

test('the numbers of the answer are the rows of their lists', { skip }, async () => {
  await open({ site: 'NH' })
  for (const state of ['exploited', 'affected', 'undecided', 'unknown']) {
    await open({ site: 'NH' })
    const link = page.locator(`h1 a[href*="state=${state}"]`)
    const count = /\d+/.exec(await link.innerText())![0]
    await link.click()
    await page.waitForURL(new RegExp(`state=${state}`))
    await settled(page)
    await page.getByText(new RegExp(`^${count} rows?$`)).waitFor()
  }
})

test('the tree leads down to the assets of a cell, and the address brings one back', { skip }, async () => {
  await open({ site: 'NH' })
  const tree = page.getByRole('navigation', { name: 'Places' })
  await tree.getByRole('link', { name: 'Line 2' }).click()
  await page.waitForURL(/place=/)
  await settled(page)
  await tree.getByRole('link', { name: 'Filler F-201' }).click()
  await page
    .getByRole('link', { name: /^NH-HMI-L2-01/ })
    .first()
    .waitFor()
  assert.equal(part('place'), 'NH/Filling/Line 2/Filler F-201')
  await page.reload()
  await settled(page)
  assert.match(await page.locator('h1').innerText(), /of Filler F-201/)
  assert.deepEqual(await shutOut(page), [])
  await open({ site: 'NH', place: 'NH/Nowhere' })
  assert.match(await page.locator('main').innerText(), /no place at this address/)
})

test('zones are outlined and named, with their gaps, and conduits are drawn and listed', { skip }, async () => {
  await open({ site: 'NH' })
  await page.getByRole('link', { name: 'Zones and conduits' }).click()
  await page.waitForURL(/show=conduits/)
  await settled(page)
  assert.ok((await page.locator('td[data-sides~=top]').count()) > 3)
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^NH Kitchen 1/ }) })
  assert.match(await row.innerText(), /FR\s1, FR\s2, FR\s3/)
  await page.getByRole('img', { name: /Drawing of the zones/ }).waitFor()
  assert.match(await page.getByRole('grid', { name: 'Conduits' }).innerText(), /opc-ua\s+4840/)
  assert.deepEqual(await shutOut(page), [])
  assert.equal(await sideways(page), 0)
  await page.screenshot({ path: join(kept, 'plant-conduits.png'), fullPage: true })
  await row.getByRole('link').click()
  await page.waitForURL(/zone=/)
  assert.match(await heading().innerText(), /zone NH Kitchen 1/)
})

test('before anything was known nothing is clear, and the page says that it looks at the past', { skip }, async () => {
  await open({ site: 'NH', at: '2020-01-01' })
  assert.match(await page.locator('h1').innerText(), /None of \d+ assets of Nordhafen/)
  const states = await tiles().evaluateAll(all =>
    all.map(one => (one as unknown as { dataset: Record<string, string> }).dataset['state']),
  )
  assert.deepEqual([...new Set(states)], ['unknown'])
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.waitForURL(url => !url.searchParams.has('at'))
})

test('the drawing of a site is one sheet across, whichever way the paper of the other pages lies', {
  skip,
}, async () => {
  await open({ site: 'NH' })
  const file = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sheets = Array.from(file.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g), ([, width, height]) => [
    Number(width),
    Number(height),
  ])
  assert.equal(sheets.length, 1)
  assert.ok(sheets[0]![0]! > sheets[0]![1]!, 'landscape')
})

test('names are only ever text, a site of many places is drawn page by page, and an empty one says what to do', {
  skip,
}, async () => {
  const markup = '<img src=x onerror=alert(1)>'
  const bad = [`${markup} ${'long '.repeat(25)}`, 'خط التعبئة ‮reversed', '🏭 Linie 🥫']
  await on.served.post('/sites', { body: { code: 'ZZ', name: `Werk ${markup}`, timeZone: 'Asia/Tokyo' } })
  await open({ site: 'ZZ' })
  await page.getByRole('link', { name: 'Read in a list' }).waitFor()
  const place = async (body: object) =>
    assert.equal((await on.served.post('/places', { body: { siteId: 'ZZ', ...body } })).status, 201)
  for (let n = 0; n < 30; n++) {
    await place({ code: `A${n}`, ...(bad[n] !== undefined && { name: bad[n] }) })
    await place({ parent: `ZZ/A${n}`, code: 'L1' })
    const asset = { siteId: 'ZZ', tag: `${bad[n] ?? 'PLC'} ${n}`.slice(0, 150), place: `ZZ/A${n}/L1`, level: n % 3 }
    assert.equal((await on.served.post('/assets', { body: asset })).status, 201)
  }
  await open({ site: 'ZZ' })
  assert.equal(await page.locator('th[scope=col]').count(), 24)
  assert.ok((await tiles().count()) < 300)
  assert.equal(await sideways(page), 0)
  assert.deepEqual(await shutOut(page), [])
  await page.screenshot({ path: join(kept, 'plant-names.png') })
  await page.getByRole('link', { name: 'Next places' }).click()
  await page.waitForURL(/page=2/)
  assert.equal(await page.locator('th[scope=col]').count(), 6)
  await open({ site: 'ZZ', place: 'ZZ/A0/L1' })
  assert.equal(await sideways(page), 0)
  assert.equal(await page.locator('main img').count(), 0)
  assert.deepEqual(complaints, [])
})
