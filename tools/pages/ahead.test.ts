import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { settled } from './browser.ts'
import { onPages, skip } from './on-pages.ts'

const on = onPages()

/** Milliseconds after which the page gives up an answer that nobody took. */
const given = 16_000

test('what is asked before a page is there is what the page asks, and is asked once', { skip }, async () => {
  const { json } = await on.served.get('/findings', { query: { limit: '1' } })
  const question = json.rows[0].vulnerability
  const { context } = await on.comeIn()
  const pages = []
  for (const path of [`/?q=${question}`, '/', '/plant', '/assets', '/lots', '/components', '/health']) {
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', request => {
      const { pathname, search } = new URL(request.url())
      if (pathname.startsWith('/api/v1/')) asked.push(`${pathname}${search}`)
    })
    await page.goto(path)
    await settled(page)
    assert.deepEqual(asked, [...new Set(asked)], `${path}: nothing is asked twice`)
    pages.push({ path, page })
  }
  const [{ page: first }] = pages as [(typeof pages)[0]]
  for (const name of ['plant', 'assets', 'lots', 'components', 'health']) {
    await first.locator(`nav a[href^="/${name}"]`).first().click()
    await settled(first)
  }
  await wait(given)
  for (const { path, page } of pages) {
    const marks = await page.evaluate<string[]>("performance.getEntriesByType('mark').map(({ name }) => name)")
    assert.deepEqual(
      marks.filter(name => name.startsWith('asked in vain')),
      [],
      path,
    )
  }
})
