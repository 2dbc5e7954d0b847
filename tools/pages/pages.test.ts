import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { said, startServer } from '../story/served.ts'
import { shutOut } from './accessibility.ts'
import { complaintsOf, cutOff, settled, sideways, signedIn, type View, views, windowOf } from './browser.ts'
import { kept, onPages, skip } from './on-pages.ts'
import { everyPage, type PageLine, realPath } from './served.ts'

const on = onPages()

/** Opens every page, somebody signed in for all but those before the door. */
async function onEach(view: View, look: (page: Page, line: PageLine, complaints: string[]) => Promise<void>) {
  for (const bare of [true, false]) {
    const context = await on.window(view)
    const page = bare ? await context.newPage() : await signedIn(context, 'admin', on.served.password)
    await settled(page)
    const complaints = complaintsOf(page, on.served.address)
    for (const line of everyPage().filter(one => one.bare === bare)) {
      const path = await realPath(line, on.served)
      await page.goto(line.name === 'setup' ? `${path}#link=none` : path)
      await settled(page)
      await look(page, line, complaints)
    }
    await context.close()
  }
}

test('every page is well on a small and a large screen, light and dark', { skip }, async () => {
  await onEach(views['small-light']!, async (page, line, complaints) => {
    assert.equal(await page.locator('h1').count(), 1, `${line.path}: one heading of the first level`)
    for (const [name, { width, height, dark }] of Object.entries(views)) {
      const at = `${line.path} ${name}`
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      assert.equal(await sideways(page), 0, `${at}: scrolls sideways`)
      assert.deepEqual(await shutOut(page), [], at)
      await page.screenshot({ path: join(kept, `${line.name}-${name}.png`) })
    }
    assert.deepEqual(complaints, [], line.path)
  })
})

test('every page is well in German', { skip }, async () => {
  await onEach({ width: 1366, height: 768, german: true }, async (page, line, complaints) => {
    assert.deepEqual(complaints, [], line.path)
    assert.equal(await page.getAttribute('html', 'lang'), 'de', line.path)
    assert.equal(await sideways(page), 0, `${line.path}: scrolls sideways`)
    assert.deepEqual(await cutOff(page), [], `${line.path}: German words are long`)
    assert.deepEqual(await shutOut(page), [], line.path)
    await page.screenshot({ path: join(kept, `${line.name}-german.png`) })
  })
})

test('a session that ends leads to the door, and back to where one was', { skip }, async () => {
  const context = await on.window()
  const page = await context.newPage()
  await page.goto('/nowhere?tab=x')
  await page.waitForURL(/\/sign-in\?back=/)
  await page.fill('input[name=name]', 'admin')
  await page.fill('input[name=password]', on.served.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${on.served.address}/nowhere?tab=x`)
  await page.getByRole('button', { name: /Administrator/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL(/\/sign-in/)
  await page.goto('/sign-in?back=//elsewhere.example/')
  await page.fill('input[name=name]', 'admin')
  await page.fill('input[name=password]', on.served.password)
  await page.keyboard.press('Enter')
  await page.waitForURL(`${on.served.address}/`)
  await context.close()
})

test('a wrong password is told, and nothing else', { skip }, async () => {
  const context = await on.window()
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.fill('input[name=name]', 'admin')
  await page.fill('input[name=password]', 'not this one, surely')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  assert.match(page.url(), /\/sign-in$/)
  await context.close()
  const german = await on.window({ width: 1366, height: 768, german: true })
  const other = await german.newPage()
  await other.goto('/sign-in')
  await other.fill('input[name=name]', 'admin')
  await other.fill('input[name=password]', 'not this one, surely')
  await other.keyboard.press('Enter')
  await other.getByText('Name oder Passwort stimmt nicht').waitFor()
  await german.close()
})

test('the field to ask is reached with / and Ctrl-K, and language and appearance are kept', { skip }, async () => {
  const context = await on.window()
  const page = await signedIn(context, 'admin', on.served.password)
  await page.goto('/nowhere')
  await page.getByRole('heading', { level: 1 }).waitFor()
  for (const key of ['/', 'Control+k']) {
    await page.evaluate('document.activeElement.blur()')
    await page.keyboard.press(key)
    assert.equal(await page.evaluate('document.activeElement.name'), 'q', key)
  }
  await page.getByRole('button', { name: /Administrator/ }).click()
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
  await page.getByRole('heading', { name: 'Unter dieser Adresse ist nichts' }).waitFor()
  await page.getByRole('button', { name: /Administrator/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dunkel' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Unter dieser Adresse ist nichts' }).waitFor()
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark')
  await context.close()
})

test('the first start prints the address at which the first password is chosen', { skip }, async context => {
  const data = join(mkdtempSync(join(tmpdir(), 'millcert-setup-')), 'data')
  const fresh = await startServer({ data })
  context.after(() => fresh.kill().then(() => rmSync(dirname(data), { recursive: true, force: true })))
  const address = await said(fresh, /^ {2}(http:\S+\/setup#link=\S+)$/m)
  const window = await windowOf(on.browser, fresh.address, views['small-light']!)
  const page = await window.newPage()
  await page.goto(address)
  await page.fill('input[name=password]', fresh.address)
  await page.fill('input[name=again]', 'something else entirely')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await page.fill('input[name=password]', on.served.password)
  await page.fill('input[name=again]', on.served.password)
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /Administrator/ }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/')
  assert.doesNotMatch(fresh.err(), new RegExp(address.slice(-20)))
  await window.close()
})
