import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { shutOut } from './accessibility.ts'
import { settled, sideways, until, type View, views } from './browser.ts'
import { kept, onPages, skip } from './on-pages.ts'

const small = views['small-light']!
/** Vulnerabilities of the simulated plant: of a package, and one that leaves assets undecided. */
const affecting = 'CVE-2023-44487'
const doubtful = 'CVE-1900-90004'
const on = onPages()

async function withPage(view: View, look: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const { context, page, complaints } = await on.comeIn(view)
  await look(page, context)
  // What the server refuses stands in the console of the browser, whoever asked.
  assert.deepEqual(
    complaints.filter(line => !/status of 4\d\d/.test(line)),
    [],
  )
  await context.close()
}

const headline = (page: Page) => page.locator('h1').innerText()
const rows = (page: Page, table: string) =>
  page.getByRole('grid', { name: table, exact: true }).getAttribute('aria-rowcount')

/** Pastes a text into the field, as the keyboard does. */
async function paste(page: Page, text: string): Promise<void> {
  await page.locator('input[name=q]').waitFor()
  await page.evaluate(
    `(() => {
      const carried = new DataTransfer()
      carried.setData('text/plain', ${JSON.stringify(text)})
      const event = new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true })
      document.querySelector('input[name=q]').dispatchEvent(event)
    })()`,
  )
}

test('the most urgent is one click away, and every number of the sentence leads to its rows', { skip }, async () => {
  await withPage(small, async page => {
    assert.equal(await page.evaluate('document.activeElement.name'), 'q')
    await page
      .getByRole('link', { name: new RegExp(affecting) })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: /^Affected: 4 assets on 4 lines \(exact\)/ }).waitFor()
    await settled(page)
    const said = await headline(page)
    assert.match(
      said,
      /none undecided, 1 not affected\. .*360 lots since 2025-11-21, 355 shipped\. Fixed in 0\.17\.0, 1\.56\.3\./,
    )
    assert.equal(await rows(page, 'Assets by line'), '6')
    await page.getByRole('link', { name: '1 not affected' }).click()
    await page.waitForURL(/verdict=not_affected/)
    await until(page, `document.querySelector('#list [role=grid]')?.getAttribute('aria-rowcount') === '2'`)
    await page.getByRole('link', { name: 'Show all' }).click()
    await page.getByRole('link', { name: '355 shipped' }).click()
    await page.waitForURL(/shipped=yes/)
    await page.getByRole('grid', { name: 'Lots', exact: true }).waitFor()
    assert.ok(await page.getByLabel('Shipped ones only').isChecked())
    await page.reload()
    await settled(page)
    assert.equal(await headline(page), said)
    assert.ok(await page.getByLabel('Shipped ones only').isChecked())
    await page.goto('/')
    await page.getByRole('heading', { name: 'Asked before' }).waitFor()
    await page.getByRole('link', { name: affecting, exact: true }).waitFor()
  })
})

test('an answer is well in both themes and on paper, its tabs too', { skip }, async () => {
  await withPage(small, async page => {
    for (const tab of ['lots', 'vendors', 'paths', 'evidence', 'unknown']) {
      await page.goto(`/?q=${doubtful}&tab=${tab}`)
      await settled(page)
      assert.equal(await page.locator('h1').count(), 1)
      for (const [name, { width, height, dark }] of Object.entries(views)) {
        await page.setViewportSize({ width, height })
        await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
        assert.equal(await sideways(page), 0, `${tab} ${name}`)
        assert.deepEqual(await shutOut(page), [], `${tab} ${name}`)
        await page.screenshot({ path: join(kept, `ask-answer-${tab}-${name}.png`) })
      }
    }
    await page.emulateMedia({ media: 'print', colorScheme: 'light' })
    await until(page, `document.querySelectorAll('#list tbody [data-row]').length === 3`)
    assert.equal(await page.locator('input[name=q]').isVisible(), false)
    await page.screenshot({ path: join(kept, 'ask-answer-print.png'), fullPage: true })
  })
})

test('what is undecided is said so, with what would settle it', { skip }, async () => {
  await withPage(small, async page => {
    await page.goto(`/?q=${doubtful}&verdict=undecided&tab=unknown`)
    await settled(page)
    assert.match(await headline(page), /^Affected: 1 asset on 1 line \(exact\), 2 undecided\./)
    assert.equal(await rows(page, 'Assets by line'), '3')
    await page.getByText('version not comparable').first().waitFor()
    assert.ok((await page.getByText('What settles it').count()) >= 2)
  })
})

test('the same answer in German is a German sentence', { skip }, async () => {
  await withPage({ ...small, german: true }, async page => {
    await page.goto(`/?q=${affecting}`)
    await settled(page)
    assert.match(
      await headline(page),
      /^Betroffen: 4 Anlagen auf 4 Linien \(exakt\), keine unentschieden, 1 nicht betroffen\. .*360 Chargen seit 2025-11-21, 355 ausgeliefert\. Behoben in 0\.17\.0, 1\.56\.3\. Nächstes Wartungsfenster NH\/Filling\/Line 2: 2026-11-22 KW 47 So 06:00\.$/,
    )
    await page.goto('/?q=CVE-2099-1234')
    await settled(page)
    assert.equal(await headline(page), 'Keine hier bekannte Meldung nennt CVE-2099-1234.')
    await page.screenshot({ path: join(kept, 'ask-answer-german.png') })
  })
})

test('a letter and an advisory that are pasted are asked with, and stand in the address', { skip }, async () => {
  await withPage(small, async page => {
    await paste(page, `Dear all,\nplease look at ${affecting} and ${doubtful}.\nRegards`)
    await page.waitForURL(new RegExp(`q=${affecting}\\+${doubtful}`))
    await page.getByRole('heading', { level: 1, name: /^Affected: 5 assets/ }).waitFor()
    await page.goto('/')
    const advisory = {
      id: 'GHSA-made-upup-ones',
      modified: '2026-05-09T00:00:00Z',
      aliases: [affecting],
      affected: [{ package: { ecosystem: 'Go', name: 'golang.org/x/net' }, versions: ['1'] }],
    }
    await paste(page, JSON.stringify(advisory, null, 1))
    await page.getByRole('heading', { level: 1, name: /^Affected: 4 assets/ }).waitFor()
    assert.match(page.url(), /q=GHSA-MADE-UPUP-ONES\+CVE-2023-44487/)
    await page.getByText('read from pasted text.json').waitFor()
    // The file says of products what its names alone do not tell.
    await page.goto('/')
    const [affected] = advisory.affected
    const every = { ...affected, versions: undefined, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }
    await paste(
      page,
      JSON.stringify({ ...advisory, id: 'GHSA-made-upup-two2', aliases: [], affected: [every] }, null, 1),
    )
    await page.getByRole('heading', { level: 1, name: /^Affected: 5 assets/ }).waitFor()
    assert.match(page.url(), /q=GHSA-MADE-UPUP-TWO2/)
    await page.getByText('This is what the file itself says, too').waitFor()
    await page.screenshot({ path: join(kept, 'ask-answer-file.png'), fullPage: true })
    await page.getByRole('tab', { name: /Evidence/ }).click()
    await page.getByText('GHSA-made-upup-two2').first().waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: /no advisory known here names GHSA-MADE-UPUP-TWO2/i }).waitFor()
  })
})

test('a bill of materials is no question, and belongs to Import', { skip }, async () => {
  await withPage(small, async page => {
    const bill = {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: [{ type: 'library', name: 'valve' }],
    }
    await page.setInputFiles('input[type=file]', {
      name: 'valve.cdx.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(bill)),
    })
    await page.getByText('It is a bill of materials (cyclonedx-json, 1 component).').waitFor()
    assert.equal(
      await page.getByRole('link', { name: 'Take it in on the page Import' }).getAttribute('href'),
      '/import',
    )
  })
})

test('what is no question gets the words of the server and questions that have an answer here', { skip }, async () => {
  await withPage(small, async page => {
    await page.fill('input[name=q]', 'whatever')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'That is no question that is understood' }).waitFor()
    await page.getByText('Cannot understand the question "whatever"').waitFor()
    assert.deepEqual(await shutOut(page), [])
    await page.getByRole('link', { name: /^pkg:/ }).click()
    await page.getByRole('heading', { level: 1, name: /^Runs on / }).waitFor()
  })
})

test('texts from outside stay text, however long', { skip }, async () => {
  await withPage(small, async page => {
    for (const question of ['<img src=x onerror=alert(1)>@1', `lot:${'x'.repeat(1900)}`, 'asset:‮txet😀']) {
      await page.goto(`/?q=${encodeURIComponent(question)}`)
      await settled(page)
      assert.match(await headline(page), /^(?:No|Undecided)/i, question)
      assert.equal(await page.locator('main img').count(), 0)
      assert.equal(await sideways(page), 0, question)
    }
  })
})

test('the keyboard alone asks, opens a path and comes back', { skip }, async () => {
  await withPage(small, async page => {
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press('/')
    await page.keyboard.type(affecting)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /^Affected/ }).waitFor()
    await page.getByRole('tab', { name: /Lots/ }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForURL(/tab=paths/)
    await page.locator('#more [aria-expanded]').first().focus()
    await page.keyboard.press('Enter')
    await page.locator('#more ol li').first().waitFor()
    await page.goBack()
    await page.locator('#more [aria-expanded=false]').first().waitFor()
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'What is affected?' }).waitFor()
  })
})

test('the past is told as it was, and said to be the past', { skip }, async () => {
  await withPage(small, async page => {
    await page.goto(`/?q=${affecting}&at=2026-03-01`)
    await settled(page)
    assert.match(await headline(page), /^Affected: 2 assets on 2 lines/)
    await page.getByText('You look at the past:').waitFor()
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.getByRole('heading', { level: 1, name: /^Affected: 4 assets/ }).waitFor()
  })
})

test('the recall list is exported whole, the versions of assets as text', { skip }, async () => {
  await withPage(small, async page => {
    await page.goto(`/?q=${affecting}`)
    await settled(page)
    const more = page.locator('#more')
    await more.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('CSV, comma').click()])
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n')
    assert.equal(lines.length, 361)
    assert.match(lines[0]!, /Lot,Verdict,Shipments,Product/)
    const unshipped = lines.findIndex(line => /,affected,0,/.test(line))
    assert.equal(unshipped, 356, 'shipped ones first')
    await page.locator('#list').getByRole('button', { name: 'Export' }).click()
    const [list] = await Promise.all([page.waitForEvent('download'), page.getByText('CSV, comma').click()])
    const assets = readFileSync(await list.path(), 'utf8')
    assert.match(assets, /Line,Asset,Verdict,Name,Component,Why,Zone,Level/)
    assert.match(assets, /NH\/Filling\/Line 1,NH-GW-L1,affected,/)
  })
})
