import { mkdirSync } from 'node:fs'
import { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { complaintsOf, noBrowser, openBrowser, settled, signedIn, type View, views, windowOf } from './browser.ts'
import { type ServedPages, servePages } from './served.ts'

/** The folder that pictures of pages are kept in. */
export const kept = fileURLToPath(new URL('../../.artefacts/pages', import.meta.url))

/** As `test` takes it: why tests that open pages do not run here. */
export const skip = noBrowser ?? false

/** A page that somebody signed in to, its window, and what it did that it may not. */
export interface SignedIn {
  context: BrowserContext
  page: Page
  complaints: string[]
}

/** The pages as they are served to the tests of a file, and a browser to look at them: there while tests run. */
export interface OnPages {
  readonly served: ServedPages
  readonly browser: Browser
  /** A window of the browser: the smallest people have, unless another is wanted. */
  window(view?: View): Promise<BrowserContext>
  /** Signs the administrator in, in a window of their own, and waits until the first page is there. */
  comeIn(view?: View): Promise<SignedIn>
}

/** Serves the pages and opens a browser before the tests of a file, and ends both after them; `lay` adds what the tests need. */
export function onPages(lay?: (on: OnPages) => Promise<void>): OnPages {
  let served: ServedPages | undefined
  let browser: Browser | undefined
  const on: OnPages = {
    get served() {
      return there(served)
    },
    get browser() {
      return there(browser)
    },
    window: (view = views['small-light']!) => windowOf(on.browser, on.served.address, view),
    async comeIn(view) {
      const context = await on.window(view)
      const page = await signedIn(context, 'admin', on.served.password)
      await settled(page)
      return { context, page, complaints: complaintsOf(page, on.served.address) }
    },
  }
  before(async () => {
    if (noBrowser) return
    mkdirSync(kept, { recursive: true })
    served = await servePages()
    browser = await openBrowser()
    await lay?.(on)
  })
  after(async () => {
    await browser?.close()
    await served?.end()
  })
  return on
}

function there<T>(made: T | undefined): T {
  if (made === undefined) throw new Error('pages are served while tests run, not before')
  return made
}
