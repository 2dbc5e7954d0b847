import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sourceFile } from './laws.ts'
import { pageBreaches, pageFiles } from './page-laws.ts'

const files = pageFiles(fileURLToPath(new URL('../..', import.meta.url)))

test('the pages keep their laws', () => {
  assert.deepEqual(pageBreaches(files), [])
})

const breach = (path: string, text: string, expected: RegExp) =>
  assert.match(pageBreaches([...files.filter(file => file.path !== path), sourceFile(path, text)]).join('\n'), expected)

test('each law of the pages is broken by what breaks it', () => {
  breach('web/parts/x.tsx', "export const x = () => fetch('/api/v1/sites')\n", /fetch\( asks a server/)
  breach('web/parts/x.tsx', "export const x = new EventSource('/x')\n", /EventSource asks a server/)
  breach(
    'web/parts/x.tsx',
    'export const x = <p dangerouslySetInnerHTML={{ __html: 1 }} />\n',
    /makes text into markup/,
  )
  breach('web/parts/x.tsx', "document.body.innerHTML = ''\n", /makes text into markup/)
  breach(
    'web/parts/x.tsx',
    "import type { assets } from '#plant/operations'\nexport type X = typeof assets\n",
    /not for/,
  )
  breach('web/api.ts', "import { assets } from '#plant/operations'\nexport { assets }\n", /only types may be imported/)
  breach('web/api.ts', "import type { Asset } from '#plant'\nexport type X = Asset\n", /#plant is not for the pages/)
  breach('web/parts/x.tsx', "import { x } from '../../src/base/problem.ts'\n", /lies outside of the pages/)
  breach('web/parts/x.tsx', "import { join } from 'node:path'\n", /not there in a browser/)
  breach('web/pages/x.tsx', 'export function Page() {\n  return null\n}\n', /no line in web\/pages\/all\.ts/)
  breach('web/pages/all.ts', "export { x } from './x.tsx'\n", /is not one page's line/)
  breach('web/parts/x.tsx', "import { Page } from '../pages/setup.tsx'\n", /imports a page/)
  breach('web/parts/x.tsx', 'x\n'.repeat(401), /over 400/)
  breach('web/parts/helpers.tsx', '', /a name that says nothing/)
  breach('web/parts/Table.tsx', '', /not kebab-case/)
})
