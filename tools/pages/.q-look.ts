import { complaintsOf, openBrowser, settled, sideways, signedIn, windowOf } from './browser.ts'
const [base, flags, ...paths] = process.argv.slice(2) as [string, string, ...string[]]
const browser = await openBrowser()
const context = await windowOf(browser, base, { width: flags.includes('wide') ? 1920 : 1366, height: flags.includes('wide') ? 1080 : 768, dark: flags.includes('dark'), german: flags.includes('german') })
const page = await signedIn(context, 'admin', 'simulated plant of 2026')
const bad = complaintsOf(page, base)
for (const path of paths) {
  const t = Date.now()
  await page.goto(path, { timeout: 90000 })
  await settled(page)
  await page.waitForTimeout(Number(process.env.REST ?? 400))
  const out = `/tmp/web/q${flags ? '-' + flags : ''}_${paths.indexOf(path)}.png`
  await page.screenshot({ path: out, fullPage: flags.includes('whole') })
  console.log(out, Date.now() - t, 'sideways', await sideways(page), 'h1', await page.locator('h1').count(), bad.splice(0))
}
await browser.close()
