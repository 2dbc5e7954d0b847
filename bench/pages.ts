/**
 * How long people wait for pages, as a browser paints them: from nothing to the first answer, and from one page to the next, beside an
 * empty page of the same server, in turn. On the simulated plant, or on a made fleet: `node bench/pages.ts [--file DATABASE] [--rounds 7]`
 * copies the database; it must have the fleet in it and no accounts.
 *
 * Times are of the page's own clock (`page-clock.ts`): from where the browser begins to fetch the page, or from the click, to the frame
 * after the last change of what is seen. So everything that was asked for stands there, rows and counts and whatever came late, and
 * nothing of the wait for that to be sure counts. Nothing is pointed at before it is clicked: whoever does has part of it fetched sooner.
 */
import { copyFileSync, mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser, signedIn, views, windowOf } from '../tools/pages/browser.ts'
import { servePages } from '../tools/pages/served.ts'
import { password, setUp, startServer } from '../tools/story/served.ts'
import { cvesOf, fleet } from './fleet.ts'
import { machine, median, row, scratch } from './measure.ts'
import { type Taken, taken, withClock } from './page-clock.ts'

const { values } = parseArgs({ options: { file: { type: 'string' }, rounds: { type: 'string', default: '7' } } })
const rounds = Number(values.rounds)
const served = values.file === undefined ? await servePages() : await ofFleet(values.file)
const browser = await openBrowser()
const view = views['small-light']!
const question = values.file === undefined ? await urgent() : await largest()
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
  await withClock(context)
  const blank = await context.newPage()
  await blank.goto('/healthz')
  tell('an empty page', (await taken(blank, true)).whole)
  await blank.close()
  const page = await context.newPage()
  await page.goto(`/?q=${question}`)
  const first = await taken(page)
  tell('from nothing to the sentence of the first answer', first.sentence)
  tell('from nothing to all of the first answer', first.whole)
  for (const path of pages) tell(`to ${path}`, (await gone(page, path)).whole)
}

/** Goes to a page by the navigation, as people do. */
async function gone(page: Page, path: string): Promise<Taken> {
  await page.locator(`nav a[href="${path}"], nav a[href^="${path}?"]`).first().click()
  await page.waitForURL(({ pathname }) => pathname === path)
  return taken(page)
}

/** The most urgent vulnerability of the plant. */
async function urgent(): Promise<string> {
  const { json } = await served.get('/findings', { query: { limit: '1' } })
  return json.rows[0].vulnerability
}

/** Of some vulnerabilities of the fleet the one that most assets have something to do with. */
async function largest(): Promise<string> {
  const sizes = await Promise.all(
    cvesOf(fleet)
      .slice(0, 20)
      .map(async question => {
        const { counts } = (await served.get('/ask', { query: { question, limit: '1' } })).json
        return { question, assets: counts.affected + counts.undecided + counts.fixed + counts.notAffected }
      }),
  )
  return sizes.reduce((most, one) => (one.assets > most.assets ? one : most)).question
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
