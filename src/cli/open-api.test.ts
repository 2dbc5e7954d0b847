import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { everyOperation, routeOf } from '#operations/operations'
import { openApi } from '#server'

const golden = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url))

test('the description of the API is the one in docs/openapi.json', async () => {
  const text = `${JSON.stringify(openApi(await everyOperation()), null, 1)}\n`
  if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(golden, text)
  assert.equal(text, readFileSync(golden, 'utf8'), 'npm run golden writes it anew')
})

test('no two operations have one path, and every one says what it is and who may', async () => {
  const operations = await everyOperation()
  const routes = operations.map(named => `${routeOf(named).method} ${routeOf(named).path}`)
  assert.deepEqual(
    routes.filter((route, at) => routes.indexOf(route) !== at),
    [],
  )
  const names = operations.map(({ name }) => name)
  assert.deepEqual(
    names.filter((name, at) => names.indexOf(name) !== at),
    [],
  )
  for (const { name, operation } of operations) {
    assert.match(operation.about, /^[A-Z].*[^.]$/, name)
    assert.match(operation.can, /^(?:self|open|[a-z]+\.(?:read|write|approve|admin))$/, name)
  }
})
