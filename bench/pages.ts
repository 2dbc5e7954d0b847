/**
 * How long people wait for pages, as a browser paints them: from nothing to the first answer, and from one page to the next, beside an
 * empty page of the same server, in turn. On the simulated plant, or on a made fleet: `node bench/pages.ts [--file DATABASE] [--rounds 7]`
 * copies the database; it must have the fleet in it and no accounts.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, settled, signedIn, views, windowOf } from '../tools/pages/browser.ts'
import { servePages } from '../tools/pages/served.ts'
import { password, setUp, startServer } from '../tools/story/served.ts'
import { machine, median, row, scratch } from './measure.ts'

const { values } = parseArgs({ options: { file: { type: 'string' }, rounds: { type: 'string', default: '7' } } })
const rounds = Number(values.rounds)
const served = values.file === undefined ? await servePages() : await ofFleet(values.file)
const browser = await openBrowser()
const view = views['small-light']!
const question = await urgent()
const pages = ['/plant', '/assets', '/lots', '/components', '/health', '/'] as const
const took = new Map<string, number[]>()
const note = (name: string, ms: number) => took.set(name, [...(took.get(name) ?? []), ms])

const home = await windowOf(browser, served.address, view)
await signedIn(home, 'admin', password)
const kept = await home.storageState()
for (let round = 0; round <= rounds; round++) {
  // The first round fills what the server keeps; browsers are new each time, with nothing of a page kept.
  const context = await browser.newContext({ baseURL: served.address, viewport: view, storageState: kept })
  const tell = round === 0 ? () => {} : note
  await looked(context, tell)
  await context.close()
}
await end(browser)

console.log(`${machine()}\n\n| what | figure | mark | |\n|---|---|---|---|`)
const empty = median(took.get('an empty page')!)
const most = values.file === undefined ? 200 : 1000
for (const [name, times] of took) {
  const mark = name.startsWith('from nothing') ? 1000 : name === 'an empty page' ? undefined : most
  row(name, median(times), 'ms', mark)
  if (mark !== undefined) console.log(`| ÷ an empty page | ${(median(times) / empty).toFixed(1)} × | |`)
}

async function looked(context: BrowserContext, tell: (name: string, ms: number) => void): Promise<void> {
  const blank = await context.newPage()
  tell('an empty page', await timed(() => blank.goto('/healthz')))
  await blank.close()
  const page = await context.newPage()
  const answer = () => page.locator('h1', { hasText: /[0-9]/ }).first().waitFor()
  tell('from nothing to the first answer', await timed(() => page.goto(`/?q=${question}`).then(answer)))
  await settled(page)
  for (const path of pages) tell(`to ${path}`, await timed(() => gone(page, path)))
}

/** Goes to a page by the navigation, as people do, until everything that was asked for stands there. */
async function gone(page: Page, path: string): Promise<void> {
  await page.locator(`nav a[href="${path}"], nav a[href^="${path}?"]`).first().click()
  await page.waitForURL(({ pathname }) => pathname === path)
  await page.locator('h1').first().waitFor()
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** The most urgent vulnerability of the plant. */
async function urgent(): Promise<string> {
  const { json } = await served.get('/findings', { query: { limit: '1' } })
  return json.rows[0].vulnerability
}

async function ofFleet(file: string) {
  const data = `${scratch()}/data`
  mkdirSync(data, { mode: 0o700 })
  copyFileSync(file, `${data}/millcert.db`)
  const started = await startServer({ data, args: ['--offline'] })
  await setUp(started)
  return { ...started, get: started.get, end: () => started.stop() }
}

async function end(browser: Browser): Promise<void> {
  await browser.close()
  await served.end()
}
