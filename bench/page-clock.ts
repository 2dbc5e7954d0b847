import type { BrowserContext, Page } from 'playwright-core'

/** How long a page took, in milliseconds of its own clock. */
export interface Taken {
  /** Until everything that was asked for stood there. */
  whole: number
  /** Until its heading had a number in it: the sentence that answers. */
  sentence: number
  /** Requests that it sent to the API. */
  asked: number
}

/**
 * Runs in every page before anything of it does. From the beginning of the page, and again from each click, it keeps when a frame was
 * drawn after the document last changed; a message that a frame posts comes after that frame was laid out and painted.
 */
const clock = `(() => {
  const kept = { from: 0, drawn: 0, sentence: 0, open: 0, asked: 0, changed: false }
  window.pageClock = kept
  let due = false
  const channel = new MessageChannel()
  const frame = () => {
    if (due) return
    due = true
    requestAnimationFrame(() => channel.port2.postMessage(0))
  }
  channel.port1.onmessage = () => {
    due = false
    kept.drawn = performance.now()
    if (kept.sentence === 0 && /[0-9]/.test(document.querySelector('h1')?.textContent ?? '')) kept.sentence = kept.drawn
  }
  new MutationObserver(records => {
    const within = part => records.some(({ target }) => part?.contains(target))
    if (within(document.querySelector('main'))) kept.changed = true
    // What stands in the head is not seen.
    if (within(document.body)) frame()
  }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true })
  addEventListener('DOMContentLoaded', frame)
  addEventListener('click', event => {
    Object.assign(kept, { from: event.timeStamp, drawn: 0, sentence: 0, asked: 0, changed: false })
  }, true)
  const fetched = window.fetch
  window.fetch = async (...given) => {
    kept.open++
    kept.asked++
    try {
      return await fetched(...given)
    } finally {
      kept.open--
    }
  }
})()`

/** Milliseconds in which nothing changes any more, nothing is asked and nothing says that it is busy: they do not count. */
const stillness = 500

const look = `(() => {
  const { from, drawn, sentence, open, asked, changed } = pageClock
  const still = drawn > 0 && open === 0 && performance.now() - drawn > ${stillness} && !document.querySelector('[aria-busy=true]')
  return { still, changed, whole: drawn - from, sentence: sentence - from, asked }
})()`

/** Gives every page of a context the clock. */
export async function withClock(context: BrowserContext): Promise<void> {
  await context.addInitScript({ content: clock })
}

/** What the clock of a page shows once the page is still; `plain` has no content that has to change. */
export async function taken(page: Page, plain = false): Promise<Taken> {
  for (;;) {
    await page.waitForTimeout(50)
    const { still, changed, ...took } = await page.evaluate<Taken & { still: boolean; changed: boolean }>(look)
    if (still && (changed || plain)) return took
  }
}
