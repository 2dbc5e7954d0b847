import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { zipSync } from 'fflate'
import { realWorld } from '../../src/cli/world.ts'
import { type PullOrder, pull } from '../../src/operations/pull-task.ts'
import { onEachDatabase } from '../databases/each.ts'
import { done, homeOf, millcert, type Served, setUp, startServer } from './served.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void
let answer: Answer = (_, response) => void response.writeHead(404).end()
const server = createServer((request, response) =>
  request.url === '/osv/PyPI/all.zip' ? answer(request, response) : void response.writeHead(404).end(),
)
let mirror = ''
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** Records of packages `press-1`, `press-2`… up to a number, as the source packs them. */
function packed(count: number): Uint8Array {
  const record = (n: number) => ({
    id: `PYSEC-2026-${n}`,
    aliases: [`CVE-2026-9000${n}`],
    modified: `2026-11-${10 + n}T00:00:00Z`,
    affected: [
      {
        package: { ecosystem: 'PyPI', name: `press-${n}` },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
      },
    ],
  })
  const all = Array.from({ length: count }, (_, i) => [`PYSEC-2026-${i + 1}.json`, record(i + 1)] as const)
  return zipSync(Object.fromEntries(all.map(([name, one]) => [name, Buffer.from(JSON.stringify(one))])))
}

const gives =
  (bytes: Uint8Array, etag: string): Answer =>
  (request, response) => {
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
    response.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes)
  }
const refuses: Answer = (_, response) => void response.writeHead(403).end('no')
const breaksOff: Answer = (_, response) => {
  const bytes = packed(9)
  response.writeHead(200, { etag: '"cut"', 'content-length': bytes.length })
  response.write(bytes.subarray(0, bytes.length / 2), () => setTimeout(() => response.destroy(), 20))
}
const stalls: Answer = (_, response) => {
  const bytes = packed(9)
  response.writeHead(200, { etag: '"slow"', 'content-length': bytes.length })
  response.write(bytes.subarray(0, 100))
}
/** Whole by its length, and no archive. */
const lies: Answer = (_, response) => void response.writeHead(200, { etag: '"lie"' }).end('<html>sign in</html>')

async function until(what: string, met: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 600; turn++) {
    if (await met()) return
    await wait(50)
  }
  assert.fail(`it did not come to that: ${what}`)
}

/** What the log says of the jobs of a kind. */
const results = (served: Served, kind: string) =>
  served
    .err()
    .split('\n')
    .flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as Record<string, string>] : []))
    .flatMap(line => (line['kind'] === kind ? [String(line['result'])] : []))

const bill = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  components: [1, 4, 5].map(n => ({
    type: 'library',
    name: `press-${n}`,
    version: '1.0.0',
    purl: `pkg:pypi/press-${n}@1.0.0`,
  })),
}
const stateOf = async (served: Served, n: number) =>
  done(await served.get('/ask', { query: { question: `CVE-2026-9000${n}` } })).json.state
const feedOf = async (served: Served) => done(await served.get('/feeds')).json.feeds[0]

onEachDatabase(
  'a served plant fetches its feeds, and what a source does wrong changes nothing',
  async (base, context) => {
    const { data, env } = homeOf(base.place, context)
    let token = ''
    const start = async () => {
      const args = ['--pull', 'osv-pypa', '--mirror', mirror]
      const served = await startServer({ data, env, args, token })
      context.after(() => served.kill())
      return served
    }
    const manifest = () => readFileSync(join(data, 'advisories/manifest.json'), 'utf8')

    answer = gives(packed(3), '"1"')
    let served = await start()
    token = await setUp(served)
    done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen', timeZone: 'Europe/Berlin' } }))
    done(await served.post('/assets', { body: { siteId: 'NH', tag: 'F-201', kind: 'server' } }))
    const query = { siteId: 'NH', assetId: 'F-201', name: 'bom.json', validFrom: '2026-11-01T00:00:00Z' }
    done(await served.post('/boms/upload', { file: Buffer.from(JSON.stringify(bill)), query }))
    await until('pulled', () => results(served, 'feeds.pull').includes('done'))
    await until('affected', async () => (await stateOf(served, 1)) === 'affected')
    const first = await feedOf(served)
    assert.deepEqual([first.id, first.records, first.newest], ['osv-pypa', 3, '2026-11-13T00:00:00Z'])
    assert.ok(first.attempt !== null && first.success === first.attempt && first.failure === null)
    await served.stop()

    const held = manifest()
    for (const bad of [refuses, breaksOff, lies]) {
      answer = bad
      served = await start()
      await until('failed', () =>
        results(served, 'feeds.pull').some(one => one.startsWith('operations/feed-not-fetched')),
      )
      assert.equal(manifest(), held)
      assert.equal(await stateOf(served, 1), 'affected')
      const feed = await feedOf(served)
      assert.deepEqual([feed.records, feed.newest, feed.success], [3, first.newest, first.success])
      assert.ok(feed.attempt >= first.attempt && feed.failure.reason.length > 0, JSON.stringify(feed))
      await served.stop()
    }

    answer = gives(packed(4), '"2"')
    served = await start()
    await until('the newer one', async () => (await stateOf(served, 4)) === 'affected')
    const mended = await feedOf(served)
    assert.deepEqual([mended.records, mended.failure], [4, null])

    // Somebody else brings the index up to date while it is served.
    answer = gives(packed(5), '"3"')
    const update = millcert(['db', 'update', 'osv-pypa', '--mirror', mirror, '--db', join(data, 'advisories')], {
      cwd: data,
    })
    assert.equal(await update.ended, 0, update.err())
    await until('what somebody else fetched', async () => (await stateOf(served, 5)) === 'affected')
    await served.stop()
  },
)

test('a pull that comes to nothing leaves the index as it was, and says why', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-pull-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const { world } = realWorld({ now: undefined, quiet: true, output: undefined, limits: [], online: true })
  const order: PullOrder = { feeds: ['osv-pypa'], mirror, timeout: 1 }
  const run = () => pull({ ...world, folder }, order)
  answer = gives(packed(3), '"1"')
  assert.deepEqual(await run(), { feeds: [{ id: 'osv-pypa', outcome: 'updated', reason: null, records: 3 }] })
  const manifest = () => readFileSync(join(folder, 'advisories/manifest.json'), 'utf8')
  const held = manifest()
  for (const bad of [refuses, breaksOff, stalls, lies]) {
    answer = bad
    await assert.rejects(run(), { code: 'operations/feed-not-fetched', message: /^Cannot fetch osv-pypa: ./ })
    assert.equal(manifest(), held)
  }
  answer = gives(packed(3), '"1"')
  const again = await run()
  assert.equal(again.feeds[0]?.outcome, 'unchanged')
})
