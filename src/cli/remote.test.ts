import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Problem } from '#base'
import { everyOperation } from '#operations/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { atServer } from './remote.ts'

const list = (await everyOperation()).find(({ name }) => name === 'sites.list')!
const network = () => {
  throw new Error('not asked in this test')
}
const world = (token?: string) => ({
  ...memoryWorld(),
  network,
  env: (name: string) => (name === 'MILLCERT_TOKEN' ? token : undefined),
})

test('a token goes over plain http to this machine alone', () => {
  const refused = (address: string, token?: string, plain?: boolean) => {
    try {
      atServer(world(token), list, address, plain)
      return undefined
    } catch (error) {
      return (error as Problem).code
    }
  }
  for (const address of [
    'http://millcert.plant.example',
    'http://10.0.0.5:8470',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://128.0.0.1',
    'http://[::2]',
  ]) {
    assert.deepEqual([address, refused(address, 'mct_x')], [address, 'cli/plain-http'])
    assert.deepEqual([address, refused(address)], [address, undefined])
    assert.deepEqual([address, refused(address, 'mct_x', true)], [address, undefined])
  }
  for (const address of [
    'https://millcert.plant.example',
    'http://localhost:8470',
    'http://LOCALHOST',
    'http://mes.localhost',
    'http://127.0.0.1:8470',
    'http://127.8.8.8',
    'http://2130706433',
    'http://[::1]:8470',
  ])
    assert.deepEqual([address, refused(address, 'mct_x')], [address, undefined])
  assert.throws(
    () => atServer(world('mct_x'), list, 'http://10.0.0.5'),
    (error: Problem) => /https:.*--plain-http/.test(error.detail.next!) && !error.message.includes('mct_x'),
  )
})

test('nothing is sent where the token would be read on the way, but with --plain-http', async context => {
  const seen: (string | undefined)[] = []
  const server = createServer((request, answer) => {
    seen.push(request.headers.authorization)
    answer.end('{}')
  })
  await new Promise<void>(resolve => server.listen(0, '0.0.0.0', resolve))
  context.after(() => server.close())
  const address = `http://0.0.0.0:${(server.address() as AddressInfo).port}`
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const refused = spawnSync(process.execPath, [main, 'sites', 'list', '--server', address], {
    env: { PATH: process.env['PATH'], MILLCERT_TOKEN: 'mct_secret', MILLCERT_PLAIN_HTTP: '1' },
    encoding: 'utf8',
  })
  assert.equal(refused.status, 2)
  assert.match(refused.stderr, /everybody on the way can read it .*--plain-http/)
  assert.doesNotMatch(refused.stderr + refused.stdout, /mct_secret/)
  assert.deepEqual(seen, [])
  await atServer(world('mct_secret'), list, address, true).ask({})
  assert.deepEqual(seen, ['Bearer mct_secret'])
})
