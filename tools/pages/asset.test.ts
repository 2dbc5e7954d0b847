import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { done } from '../story/served.ts'
import { shutOut } from './accessibility.ts'
import { settled, sideways, signedIn, views } from './browser.ts'
import { kept, onPages, skip } from './on-pages.ts'
import { textOfPages } from './paper.ts'

const markup = '<img src=x onerror=alert(1)> \u202etxt.exe'
let page: Page
let complaints: string[]
let siteId: string

const on = onPages(async () => {
  const sites = (await on.served.get('/sites')).json.rows as { id: string; code: string }[]
  siteId = sites.find(({ code }) => code === 'NH')!.id
  await layRack()
  ;({ page, complaints } = await on.comeIn())
})

/** A rack with a module in a slot, of whose firmware a list says otherwise than a person did. */
async function layRack(): Promise<void> {
  const add = async (body: object) =>
    done(await on.served.post('/assets', { body: { siteId, ...body } })).json.id as string
  const rack = { tag: 'NH-RACK-1', name: markup, vendor: 'Schneider Electric', product: 'Modicon M340', level: 1 }
  const parent = await add({ ...rack, firmware: 'V2.70' })
  await add({ parent, slot: '2', name: 'Ethernet module', product: 'BMXNOE0100', firmware: 'V6.4' })
  const list = 'tag,name,vendor,product,firmware\nNH-RACK-1,Rack,Schneider Electric,Modicon M340,V3.20\n'
  const query = { siteId, name: 'list.csv', source: 'A list' }
  done(await on.served.post('/import', { query, file: new TextEncoder().encode(list) }))
}

async function open(path: string, search: Readonly<Record<string, string>> = {}) {
  await page.goto(`${path}?${new URLSearchParams(search)}`)
  await settled(page)
}

const rows = () => page.locator('table[role=grid] tbody tr')
const tab = (name: string) => page.getByRole('tab', { name })

test('the list says how many assets are how; each number leads to its rows, and what narrows it stands in the address', {
  skip,
}, async () => {
  await open('/assets')
  assert.equal(await page.locator('h1').innerText(), 'Assets')
  assert.match(await page.locator('main').innerText(), /\d+ assets: /)
  await page.locator('main p a').filter({ hasText: 'undecided' }).click()
  await page.waitForURL(/state=undecided/)
  await settled(page)
  await rows().first().waitFor()
  const some = await rows().count()
  assert.ok(some > 0)
  for (const text of await rows().allInnerTexts()) assert.match(text, /undecided/)
  await page.getByRole('button', { name: 'Show all assets' }).click()
  await page.waitForURL(url => !url.searchParams.has('state'))
  await page.getByRole('searchbox').fill('schneider')
  await page.waitForURL(/q=schneider/)
  await settled(page)
  await rows().first().waitFor()
  const found = await rows().count()
  assert.ok(found > 0 && found < 60, `${found} rows`)
  await page.getByLabel('Level').selectOption('1')
  await page.waitForURL(/level=1/)
  await page.getByLabel('Sources contradict each other').check()
  await page.waitForURL(/conflicts=yes/)
  await settled(page)
  await rows().first().waitFor()
  assert.match((await rows().allInnerTexts()).join('\n'), /NH-RACK-1/)
  assert.equal(await rows().count(), 1)
  await open('/assets', { q: 'nothing is called so' })
  await page.getByText('No asset is so').waitFor()
})

test('an asset says first what is wrong with it, and every tab of it can be looked at', { skip }, async () => {
  await open('/assets', { state: 'exploited' })
  await rows().first().locator('a').first().click()
  await page.waitForURL(/\/assets\/asset-/)
  await page.locator('h1', { hasText: 'Affected by' }).waitFor()
  const sentence = await page.locator('h1').innerText()
  assert.match(sentence, /^Affected by \d+ vulnerabilit.* known to be exploited elsewhere \(CISA KEV\)\./)
  assert.match(sentence, /\d+ lots made on it since \d{4}-\d{2}-\d{2} CW\s\d{2}/)
  const path = new URL(page.url()).pathname
  const names = ['Overview', 'Findings', 'Software', 'Lots', 'Timeline', 'Documents', 'Journal']
  for (const name of names) {
    await open(path, { tab: name.toLowerCase() })
    assert.equal(await page.locator('h1').count(), 1)
    assert.equal(await tab(name).getAttribute('aria-selected'), 'true', name)
    assert.deepEqual(await shutOut(page), [], name)
    assert.equal(await sideways(page), 0, `${name} stays within its window`)
    for (const view of ['small-light', 'small-dark'] as const) {
      await page.emulateMedia({ colorScheme: view === 'small-dark' ? 'dark' : 'light' })
      await page.screenshot({ path: join(kept, `asset-${name.toLowerCase()}-${view}.png`) })
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  await open(path, { tab: 'findings' })
  await rows().first().waitFor()
  const count = Number(/^Affected by (\d+)/.exec(sentence)![1])
  assert.ok((await rows().count()) >= count, 'every number leads to its rows')
  await open(path)
  await tab('Overview').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.waitForURL(/tab=findings/)
  assert.deepEqual(complaints, [])
})

test('a past time stands in the address, with what is known now or what was known then', { skip }, async () => {
  await open('/assets/SA-HMI-L6-01', { at: '2025-11-30T12:00:00Z', known: 'past' })
  assert.match(await page.locator('main').innerText(), /You look at the past: 2025-11-30 CW\s48 Sun 13:00/)
  const then = await page.locator('h1').innerText()
  assert.doesNotMatch(then, /No advisory we have/, 'what nobody had looked at then was not clear')
  await page.getByLabel('Known').selectOption('')
  await page.waitForURL(url => !url.searchParams.has('known'))
  await settled(page)
  await page.locator('h1', { hasText: 'Affected by' }).waitFor()
  await page.getByRole('button', { name: 'Back to now' }).click()
  await page.waitForURL(url => !url.searchParams.has('at'))
})

test('who may settles what sources contradict, and names from outside stay text', { skip }, async () => {
  await open('/assets/NH-RACK-1')
  const main = page.locator('main')
  assert.match(await main.innerText(), /<img src=x onerror=alert\(1\)>/)
  assert.equal(await page.locator('main img').count(), 0)
  const firmware = page.locator('dl > div').filter({ hasText: 'Contradicted:' }).filter({ hasText: 'V3.20' })
  assert.match(await firmware.innerText(), /^Firmware\s+V2\.70/)
  await firmware.getByRole('button', { name: 'Settle' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/V3\.20/).check()
  await dialog.getByRole('textbox').fill('read at the device')
  await page.screenshot({ path: join(kept, 'asset-settle-small-light.png') })
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.waitFor({ state: 'detached' })
  await firmware.waitFor({ state: 'detached' })
  assert.match(
    await page
      .locator('dl > div')
      .filter({ hasText: /^Firmware/ })
      .innerText(),
    /V3\.20/,
  )
  await open('/assets/NH-RACK-1', { tab: 'journal' })
  assert.match(await rows().first().innerText(), /conflicts\.settle/)
  // What a list said of it is in the journal under the list.
  await page.screenshot({ path: join(kept, 'asset-journal-light.png') })
  await rows().filter({ hasText: '"digest"' }).getByRole('link').click()
  await page.waitForURL(/\/imports\/import-/)
  await page.getByText('list.csv').first().waitFor()
  assert.deepEqual(complaints, [])
})

test('a chassis shows its slots; what is picked of them narrows the components', { skip }, async () => {
  await open('/assets/NH-RACK-1', { tab: 'software' })
  const stack = page.locator('nav[aria-labelledby=stack]')
  assert.match(await stack.innerText(), /Slot 2\s+Ethernet module/)
  await rows().first().waitFor()
  assert.equal(await rows().count(), 2)
  await stack.getByRole('button', { name: /BMXNOE0100 V6\.4/ }).click()
  await page.waitForURL(/bill=sha256/)
  await settled(page)
  assert.equal(await rows().count(), 1)
  assert.match(await rows().first().innerText(), /BMXNOE0100/)
  await stack.getByRole('link', { name: 'Ethernet module' }).click()
  await page.waitForURL(/\/assets\/asset-/)
  await page.getByText('module of NH-RACK-1').waitFor()
  assert.doesNotMatch(await page.locator('h1').innerText(), /^Assets$/)
})

test('an original leaves as it came, and the asset prints on A4 without what is for the screen', { skip }, async () => {
  await open('/assets/SA-HMI-L6-01', { tab: 'documents' })
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).first().click(),
  ])
  assert.match(download.suggestedFilename(), /\.json$/)
  await open('/assets/SA-HMI-L6-01')
  // Words are painted in pieces: without blanks they are whole.
  const text = textOfPages(await page.pdf({ preferCSSPageSize: true }))
    .join('')
    .replaceAll(/\s+/g, '')
  for (const words of ['Nameplate', 'approved, observed', 'What happened', 'Printed by Millcert'])
    assert.ok(text.includes(words.replaceAll(' ', '')), words)
  assert.ok(!text.includes('Documents'), 'no tabs on paper')
  assert.deepEqual(complaints, [])
})

test('what there is no asset of says so in German too', { skip }, async () => {
  const context = await on.window({ ...views['small-light']!, german: true })
  const other = await signedIn(context, 'admin', on.served.password)
  await other.goto('/assets/nothing')
  await settled(other)
  assert.equal(await other.locator('h1').innerText(), 'Diese Anlage gibt es nicht')
  await other.goto('/assets/NH-RACK-1?tab=timeline')
  await settled(other)
  assert.match(await other.locator('main').innerText(), /Modicon M340 V\d\.\d+ gesehen/)
  await other.screenshot({ path: join(kept, 'asset-timeline-german.png') })
  await context.close()
})
