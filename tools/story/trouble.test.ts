import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { postgresPrograms, startCluster } from '../databases/cluster.ts'
import { madeBill } from './made.ts'
import { done, millcert, password, type Served, setUp, startServer, type Told } from './served.ts'

/** A folder on a disk of its own of some megabytes; undefined where this may not be made. */
function smallDisk(megabytes: number, context: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0
  context.after(() => {
    if (mounted) spawnSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  return mounted ? folder : undefined
}

function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (const size of [1 << 16, 1 << 12, 1]) {
      const piece = Buffer.alloc(size, 'x')
      try {
        for (;;) writeSync(file, piece)
      } catch {
        // Full for pieces of this size.
      }
    }
  } finally {
    closeSync(file)
  }
}

const addAsset = (served: Served, tag: string): Promise<Told> =>
  served.post('/assets', { body: { siteId: 'NH', tag, description: 'x'.repeat(500) } })

async function tagsOf(served: Served): Promise<string[]> {
  const tags: string[] = []
  for (let after: string | undefined; ; ) {
    const { json } = done(await served.get('/assets', { query: { limit: '200', ...(after && { after }) } }))
    tags.push(...json.rows.map((row: { tag: string }) => row.tag))
    after = json.next
    if (after === undefined) return tags.sort()
  }
}

/** A refusal that a program understands and that tells nothing of the machine's inside. */
function refused(told: Told, status: number, code: RegExp): void {
  assert.equal(told.status, status, told.text)
  assert.match(told.headers.get('content-type')!, /^application\/problem\+json/)
  assert.match(told.json.code, code)
  assert.doesNotMatch(told.text, /\bat .*\.ts|node:|node_modules|\/tmp\//)
}

test('on a full disk writes are refused, reading goes on, and it works again when there is room', async context => {
  const disk = smallDisk(24, context)
  if (disk === undefined) return context.skip('a small disk cannot be mounted here: this wants root')
  const served = await startServer({ data: `${disk}/data` })
  context.after(() => served.kill())
  await setUp(served)
  done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
  const kept: string[] = []
  for (let n = 0; n < 5; n++) {
    done(await addAsset(served, `before-${n}`))
    kept.push(`before-${n}`)
  }
  fill(`${disk}/fill`)
  let told = await addAsset(served, 'full-0')
  // Room that the database has in its own files is used first.
  for (let n = 1; told.status < 300; n++) {
    kept.push(`full-${n - 1}`)
    assert.ok(n < 5000, 'the disk never was full')
    told = await addAsset(served, `full-${n}`)
  }
  refused(told, 507, /^ledger\/disk-full$/)
  const paper = { file: madeBill('1.0'), query: { siteId: 'NH', name: 'bom.json' } }
  const upload = await served.post('/boms/upload', paper)
  refused(upload, 507, /disk-full|full/)
  refused(await served.post('/import', { ...paper, file: Buffer.alloc(1 << 20, 'a,b,c\n') }), 507, /full/)
  assert.deepEqual(await tagsOf(served), kept.toSorted())
  assert.equal(done(await served.get('/ask', { query: { question: 'asset:before-1' } })).json.state, 'undecided')
  assert.equal((await fetch(`${served.address}/healthz`)).status, 200)
  rmSync(`${disk}/fill`)
  done(await addAsset(served, 'after'))
  done(await served.post('/boms/upload', paper))
  assert.deepEqual(await tagsOf(served), [...kept, 'after'].sort())
  const verify = millcert(['journal', 'verify', '--pages', '--data', served.data], { cwd: disk })
  assert.equal(await verify.ended, 0, verify.out() + verify.err())
  assert.equal(await served.stop(), 0)
})

test('a server whose PostgreSQL goes away refuses, stays up, and works again when it is back', {
  skip: postgresPrograms() === undefined && 'there is no PostgreSQL on this machine',
}, async context => {
  const cluster = await startCluster()
  context.after(() => cluster.stop())
  const folder = mkdtempSync(join(tmpdir(), 'millcert-gone-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(`${folder}/data`)
  const env = { MILLCERT_DATABASE_URL: cluster.address }
  const served = await startServer({ data: `${folder}/data`, env })
  context.after(() => served.kill())
  await setUp(served)
  done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
  done(await addAsset(served, 'before'))
  const busy = Promise.allSettled(Array.from({ length: 8 }, (_, n) => addAsset(served, `during-${n}`)))
  await cluster.down()
  const during = await busy
  refused(await addAsset(served, 'gone'), 503, /^ledger\/unreachable$/)
  const asked = await served.get('/assets')
  refused(asked, 503, /^ledger\/unreachable$/)
  assert.ok(Number(asked.headers.get('retry-after')) > 0)
  refused(
    await served.post('/boms/upload', { file: madeBill('1.0'), query: { siteId: 'NH' } }),
    503,
    /^ledger\/unreachable$/,
  )
  refused(
    await served.post('/session/start', { body: { name: 'admin', password }, token: '' }),
    503,
    /^ledger\/unreachable$/,
  )
  assert.equal((await fetch(`${served.address}/healthz`)).status, 200)
  assert.equal((await fetch(`${served.address}/readyz`)).status, 503)
  assert.match(
    served.err(),
    /"code":"ledger\/unreachable","message":"Cannot reach the database: \S/,
    'the log says more',
  )
  await cluster.up()
  for (let tries = 0; (await addAsset(served, `after-${tries}`)).status !== 201; tries++) {
    assert.ok(tries < 50)
    await wait(100)
  }
  const tags = await tagsOf(served)
  assert.ok(tags.includes('before') && !tags.includes('gone'))
  for (const [n, one] of during.entries())
    if (one.status === 'fulfilled' && one.value.status === 201) assert.ok(tags.includes(`during-${n}`), `during-${n}`)
  const verify = millcert(['journal', 'verify', '--data', served.data], { cwd: folder, env })
  assert.equal(await verify.ended, 0, verify.out() + verify.err())
  assert.equal(await served.stop(), 0)
})
