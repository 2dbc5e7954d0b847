import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { done } from '../story/served.ts'
import { shutOut } from './accessibility.ts'
import { complaintsOf, settled, sideways, signedIn, views } from './browser.ts'
import { onPages, skip } from './on-pages.ts'
import { textOfPages } from './paper.ts'

const on = onPages()

async function withPage(look: (page: Page) => Promise<void>, german = false): Promise<void> {
  const context = await on.window({ ...views['small-light']!, german })
  const page = await signedIn(context, 'admin', on.served.password)
  const complaints = complaintsOf(page, on.served.address)
  await look(page)
  assert.deepEqual(complaints, [])
  await context.close()
}

async function lotNumbered(number: string): Promise<string> {
  const { lots } = done(await on.served.get('/lots', { query: { number } })).json
  return lots[0].id
}

const rows = (page: Page) => page.locator('tbody [role=row]')
const counted = (page: Page, text: string) => page.locator('[role=status]', { hasText: text }).waitFor()

test('lots are narrowed by what stands in the address, and opened with the keyboard', { skip }, async () => {
  await withPage(async page => {
    await page.goto('/lots')
    await counted(page, '400 rows')
    await page.getByLabel('Product').selectOption('Curry sauce 500 g')
    await page.getByLabel('Shipped', { exact: true }).selectOption('yes')
    await page.getByLabel('Made from').fill('2026-05-01')
    await page.keyboard.press('Enter')
    await page.getByLabel('Made until').fill('2026-05-31')
    await page.keyboard.press('Enter')
    await page.waitForURL(/until=2026-05-31/)
    await settled(page)
    assert.deepEqual(Object.fromEntries(new URL(page.url()).searchParams), {
      product: 'Curry sauce 500 g',
      shipped: 'yes',
      from: '2026-05-01',
      until: '2026-05-31',
    })
    const shown = await rows(page).allInnerTexts()
    assert.ok(shown.length > 0 && shown.length < 20)
    for (const row of shown) assert.match(row, /Curry sauce 500 g[\s\S]*2026-05-/)
    await page.reload()
    await settled(page)
    assert.deepEqual(await rows(page).allInnerTexts(), shown, 'the address says it all')
    await page.focus('[data-row="0"] [data-column="1"]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/lots\/lot-/)
    await page.getByRole('heading', { level: 1 }).getByText('Curry sauce 500 g').waitFor()
    await page.goto('/lots?q=no-such-lot')
    await page.getByText('No lot is like this').waitFor()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await counted(page, '400 rows')
  })
})

test('a record says what was and is known, and each of its numbers leads to its rows', { skip }, async () => {
  const id = await lotNumbered('N1-260526')
  const { knownThen, knownNow, came } = done(await on.served.get(`/lots/${id}/record`)).json
  assert.ok(knownThen.affected > 0 && came.length > 0, 'the demonstration has a lot of which more is known now')
  await withPage(async page => {
    await page.goto(`/lots/${id}`)
    await settled(page)
    await page.getByRole('heading', { level: 1 }).getByText('Known now').waitFor()
    const heading = (await page.getByRole('heading', { level: 1 }).innerText()).replace(/\s+/g, ' ')
    assert.match(
      heading,
      /^Lot N1-260526, Pepper cream sauce 350 g, made 2026-05-26 .* on Line 1 at Nordhafen, 2 shipments\./,
    )
    assert.ok(
      heading.includes(`Known then: ${knownThen.affected} affected, ${knownThen.undecided} undecided.`),
      heading,
    )
    assert.ok(heading.includes(`Known now: ${knownNow.affected} affected, ${knownNow.undecided} undecided.`), heading)
    await page.getByRole('link', { name: `${came.length} new since then` }).click()
    await counted(page, `${came.length} rows`)
    for (const row of await rows(page).allInnerTexts()) assert.match(row, /^new\n/)
    assert.equal(await page.getByText('CVSS').count(), 0)
    await page.getByRole('tab', { name: /Equipment/ }).click()
    await page.getByRole('link', { name: 'NH-HMI-L1-01' }).first().waitFor()
    assert.equal(await sideways(page), 0)
    assert.deepEqual(await shutOut(page), [])
    // Decided on before anybody had fetched an advisory: nothing was known.
    await page.goto(`/lots/${id}?decided=2026-02-01`)
    await page.getByRole('heading', { level: 1 }).getByText('Known then: nothing.').waitFor()
  })
})

test('a record is two pages of paper with number, digest, mark and page on each', { skip }, async () => {
  for (const [number, german] of [
    ['N1-260526', false],
    ['S6-261116', true],
    ['N2-251209', false],
  ] as const) {
    const id = await lotNumbered(number)
    await withPage(async page => {
      await page.goto(`/lots/${id}`)
      await settled(page)
      const pages = textOfPages(await page.pdf({ preferCSSPageSize: true })).map(text => text.replaceAll('\n', ''))
      assert.equal(pages.length, 2, number)
      const [digest] = /sha256:[0-9a-f]{64}/.exec(pages[0]!)!
      for (const [at, text] of pages.entries()) {
        assert.ok(text.includes(german ? `Seite ${at + 1} von 2` : `Page ${at + 1} of 2`), text.slice(0, 200))
        assert.ok(text.includes(german ? 'SIMULIERTE DATEN' : 'SIMULATED DATA'))
        assert.ok(text.includes(number) && text.includes(digest!))
      }
      const [decided, known] = /decided=(\S+?Z)&known=(\S+?Z)/.exec(pages[1]!)!.slice(1)
      const query = { decided: decided!, known: known! }
      const again = done(await on.served.get(`/lots/${id}/record`, { query })).json
      assert.equal(again.digest, digest, 'what is printed can be asked for again')
    }, german)
  }
})

test('names with markup, other directions and signs of style sheets stay text', { skip }, async () => {
  const hostile = `<img src=x onerror=alert(1)>"; } @page { size: A6 } \\ مضخة 🏭`
  const runs = [{ asset: 'NH-PLC-K140', from: '2026-06-01T06:00:00Z', until: '2026-06-01T14:00:00Z' }]
  const body = { siteId: 'NH', number: hostile, product: `<b>${'x'.repeat(190)}</b>`, runs, simulated: true }
  const { id } = done(await on.served.post('/lots', { body })).json
  done(
    await on.served.post(`/lots/${id}/ship`, {
      body: { customer: '=HYPERLINK("http://x.example")', delivery: hostile },
    }),
  )
  await withPage(async page => {
    for (const path of [
      `/lots/${id}`,
      `/lots/${id}?tab=made`,
      `/lots?q=onerror`,
      `/lots?with=${encodeURIComponent(hostile)}`,
    ]) {
      await page.goto(path)
      await settled(page)
      assert.equal(await page.locator('main img, main b').count(), 0, path)
      assert.equal(await sideways(page), 0, path)
      assert.deepEqual(await shutOut(page), [], path)
    }
    await page.goto(`/lots/${id}`)
    await settled(page)
    const [first] = textOfPages(await page.pdf({ preferCSSPageSize: true }))
    assert.ok(first?.replaceAll('\n', '').includes('Page 1 of'), 'the rules of the page stand')
  })
})

test('a lot that is not there is told, with what to do', { skip }, async () => {
  const context = await on.window()
  const page = await signedIn(context, 'admin', on.served.password)
  await page.goto('/lots/lot-none')
  await page.getByRole('alert').getByText('Cannot find the lot').waitFor()
  await context.close()
})
