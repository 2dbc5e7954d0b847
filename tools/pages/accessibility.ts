import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds on a page that shuts somebody out: its serious and critical findings, one line each. */
export async function shutOut(page: Page): Promise<string[]> {
  // Over the wire of the browser, not into the document: the page's policy stands.
  await page.evaluate(axe)
  return page.evaluate<string[]>(`axe
    .run(document, { resultTypes: ['violations'] })
    .then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')))`)
}
