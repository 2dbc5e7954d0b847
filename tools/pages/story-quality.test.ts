import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { done } from '../story/served.ts'
import { complaintsOf, settled } from './browser.ts'
import { onPages, skip } from './on-pages.ts'
import { textOfPages } from './paper.ts'

const on = onPages()

/** A line of a table that was exported as CSV, as its cells; none of ours has a quoted comma but the customers'. */
const cellsOf = (line: string) =>
  line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map(cell => cell.replace(/,$/, '')) ?? []

test('a quality engineer opens a lot by its link, compares, asks the reverse, exports for a recall and prints', {
  skip,
}, async context => {
  const { lots } = done(await on.served.get('/lots', { query: { number: 'N1-260526' } })).json
  const window = await on.window()
  const page = await window.newPage()

  await context.test('the link leads through the door to the lot', async () => {
    await page.goto(`/lots/${lots[0].id}`)
    await page.waitForURL(/\/sign-in\?back=/)
    await page.fill('input[name=name]', 'admin')
    await page.fill('input[name=password]', on.served.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(`${on.served.address}/lots/${lots[0].id}`)
    await page.getByRole('heading', { level: 1 }).getByText('Lot N1-260526').waitFor()
  })
  const complaints = complaintsOf(page, on.served.address)

  await context.test('equipment and its software at that time are there', async () => {
    await page.getByRole('tab', { name: /Equipment and software/ }).click()
    const filter = page.getByRole('searchbox', { name: 'Filter rows' })
    await filter.fill('NH-HMI-L1-01')
    const row = page.locator('tbody [role=row]', { hasText: 'FillView' }).filter({ hasText: 'software' })
    await row.getByText('5.2.1').waitFor()
    await row.getByText('2025-11-21').waitFor()
  })

  await context.test('known then stands beside known now, and what is new is marked', async () => {
    await page.getByRole('tab', { name: /Known then and now/ }).click()
    const row = page.locator('tbody [role=row]', { hasText: 'CVE-1900-90001' })
    await row.waitFor()
    assert.match(await row.innerText(), /^new\n+recipe-store 3\.2\.0\n+–\n+affected/)
    const old = page.locator('tbody [role=row]', { hasText: 'CVE-2020-11023' })
    assert.match(await old.innerText(), /^as then\n+jquery 3\.4\.1\n+affected\n+affected/)
  })

  await context.test('the reverse, from a version that ran on an asset', async () => {
    await page.getByRole('tab', { name: /Equipment and software/ }).click()
    const row = page.locator('tbody [role=row]', { hasText: 'FillView' }).filter({ hasText: 'software' })
    await row.getByRole('link', { name: 'Lots' }).click()
    await page
      .getByRole('heading', { level: 1, name: /lots were made while FillView 5\.2\.1 ran on NH-HMI-L1-01/ })
      .waitFor()
    assert.equal(new URL(page.url()).searchParams.get('on'), 'NH-HMI-L1-01')
  })

  await context.test('the reverse, from an advisory, shipped lots first, as CSV', async () => {
    await page.getByLabel('Made with or affected by').fill('MAL-2026-90001')
    await page.getByLabel('On asset').fill('')
    await page.getByRole('button', { name: 'Find lots' }).click()
    await page
      .getByRole('heading', { level: 1, name: /13 lots touched by MAL-2026-90001: 9 shipped, 4 not shipped/ })
      .waitFor()
    await settled(page)
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('CSV, comma').click()])
    const [head = '', ...lines] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split(/\r?\n/)
    assert.equal(lines.length, 13)
    const shipments = cellsOf(head).indexOf('Shipments')
    const simulated = cellsOf(head).indexOf('Simulated')
    const shipped = lines.map(line => Number(cellsOf(line)[shipments]) > 0)
    assert.deepEqual(shipped, [...Array(9).fill(true), ...Array(4).fill(false)])
    assert.ok(
      lines.every(line => cellsOf(line)[simulated] === 'yes'),
      'what is made up says so in the file too',
    )
  })

  await context.test('the record is printed on two pages', async () => {
    await page.goto(`/lots/${lots[0].id}`)
    await settled(page)
    await page.getByRole('button', { name: 'Print the record' }).waitFor()
    const pages = textOfPages(await page.pdf({ preferCSSPageSize: true }))
    assert.equal(pages.length, 2)
    assert.ok(pages[0]?.includes('recipe-store 3.2.0'))
    assert.ok(pages[1]?.includes('NH-HMI-L1-01'))
  })
  assert.deepEqual(complaints, [])
  await window.close()
})
