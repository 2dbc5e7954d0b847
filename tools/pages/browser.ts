import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const program = '/usr/bin/chromium'

/** Why pages cannot be opened here, as a test says when it skips; undefined where they can. */
export const noBrowser = existsSync(program)
  ? undefined
  : `SKIPPED: there is no ${program} (Debian: apt-get install chromium): pages are not opened`
if (noBrowser) console.log(noBrowser)

/** A browser that asks nobody but the server. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
}

/** How a page is looked at. */
export interface View {
  width: number
  height: number
  dark?: boolean
  german?: boolean
}

/** The views that screenshots are kept of: the smallest screen people have, a large one; light and dark. */
export const views: Readonly<Record<string, View>> = {
  'small-light': { width: 1366, height: 768 },
  'small-dark': { width: 1366, height: 768, dark: true },
  'large-light': { width: 1920, height: 1080 },
  'large-dark': { width: 1920, height: 1080, dark: true },
}

/** A window of a browser, of somebody who looks so. */
export function windowOf(browser: Browser, address: string, { width, height, dark, german }: View) {
  return browser.newContext({
    baseURL: address,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: german ? 'de-DE' : 'en-GB',
    reducedMotion: 'reduce',
  })
}

/** Signs in as the page does, and waits for the first page. */
export async function signedIn(context: BrowserContext, name: string, password: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.fill('input[name=name]', name)
  await page.fill('input[name=password]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(({ pathname }) => pathname !== '/sign-in')
  return page
}

/** Everything a page did that it may not: what it tells as its errors, refused by its policy, or asked of anybody else. */
export function complaintsOf(page: Page, address: string): string[] {
  const found: string[] = []
  page.on('console', message => {
    if (message.type() === 'error' || /content security policy/i.test(message.text())) found.push(message.text())
  })
  page.on('pageerror', error => found.push(error.message))
  page.on('request', request => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== address && protocol !== 'data:' && protocol !== 'blob:') found.push(`asks ${request.url()}`)
  })
  return found
}

/** Milliseconds in which a page that was led elsewhere begins to ask, and says that it is busy. */
const beginning = 300

/** Waits until nothing is asked any more and what stands in for answers is gone. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  // A locator looks from outside, as `until` does.
  const busy = page.locator('[aria-busy=true]')
  do {
    await busy.first().waitFor({ state: 'detached' })
    await wait(beginning)
  } while ((await busy.count()) > 0)
}

/** Waits for an expression to be true, asked from outside: what asks again and again in the page would be refused by its policy. */
export async function until(page: Page, expression: string): Promise<void> {
  const tries = 200
  for (let i = 0; i < tries; i++) {
    if (await page.evaluate<boolean>(expression)) return
    await wait(50)
  }
  throw new Error(`It did not come true: ${expression}`)
}

/** Headings of columns, tabs and buttons whose text has less room than it needs. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('th, [role=columnheader], [role=tab], button')]
    .flatMap(heading => [heading, ...heading.querySelectorAll('*')])
    .filter(part => getComputedStyle(part).textOverflow === 'ellipsis' && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.textContent)`)
}

/** Pixels by which a page is wider than its window. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate<number>(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  )
}
