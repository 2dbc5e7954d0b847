// Opens an address as somebody signed in and keeps what it looks like, for whoever writes a page; the password stands in
// MILLCERT_PASSWORD. node tools/pages/look.ts http://127.0.0.1:5173/lots --dark --german --wide --print --whole --out FILE
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { complaintsOf, openBrowser, settled, sideways, signedIn, windowOf } from './browser.ts'

const flag = { type: 'boolean', default: false } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: flag,
    german: flag,
    wide: flag,
    print: flag,
    whole: flag,
    stranger: flag,
    name: { type: 'string', default: 'admin' },
    out: { type: 'string', default: '.artefacts/look.png' },
  },
})
const { href, origin } = new URL(positionals[0] ?? 'http://127.0.0.1:5173/')
const size = values.wide ? { width: 1920, height: 1080 } : { width: 1366, height: 768 }
const browser = await openBrowser()
const context = await windowOf(browser, origin, { ...size, dark: values.dark, german: values.german })
const page = values.stranger
  ? await context.newPage()
  : await signedIn(context, values.name, process.env['MILLCERT_PASSWORD'] ?? '')
const complaints = complaintsOf(page, origin)
await page.goto(href)
await settled(page)
if (values.print) await page.emulateMedia({ media: 'print' })
const over = await sideways(page)
for (const complaint of complaints) console.log(complaint)
if (over > 0) console.log(`the page scrolls sideways by ${over} px`)
mkdirSync(dirname(values.out), { recursive: true })
await page.screenshot({ path: values.out, fullPage: values.whole })
console.log(values.out)
await browser.close()
