import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { formatsPage } from './page.ts'
import { suiteResults } from './suites.ts'

const page = fileURLToPath(new URL('../../docs/formats.md', import.meta.url))
const data = process.env['MILLCERT_TESTDATA']

test('docs/formats.md says what the members say, and what they make of the suites', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set: the suites are not there',
}, async () => {
  const text = formatsPage(await suiteResults(data!))
  if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(page, text)
  assert.equal(readFileSync(page, 'utf8'), text, 'run npm run formats and read the difference')
})
