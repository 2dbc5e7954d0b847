import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sourceFiles } from '../check/laws.ts'
import { onEachDatabase } from '../databases/each.ts'
import { layMadeAdvisory, madeBill, madeCve } from './made.ts'
import { done, homeOf, type Served, setUp, startServer } from './served.ts'

const guard = fileURLToPath(new URL('deny-network.mjs', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Files that may name what opens sockets, each with its reason. */
const mayOpen = new Map([
  ['src/server/wire.ts', 'listens, and connects to nobody'],
  ['src/cli/network.ts', 'fetches advisories when somebody asks for them'],
  ['src/cli/remote.ts', 'asks a server that somebody named with --server'],
  ['src/ledger/postgres.ts', 'reaches the database that somebody named'],
  ['src/trust/keyless-browser.ts', 'listens on this machine for who logs in with --keyless --browser'],
  ['src/trust/keyless.ts', 'signs in the name of who logs in, when somebody asks for it with --keyless'],
])
/** Files that may start a program, each with its reason. */
const mayStart = new Map([
  ['src/cli/database-look.ts', 'runs `journal verify` of this very program, which opens no socket'],
  [
    'src/cli/program.ts',
    'on the command line alone: git, which is asked what is released, and the signer that a maker names',
  ],
])
const opening =
  /^(?:node:)?(?:net|tls|http|https|http2|dns|dns\/promises|dgram|undici|pg|ws|serialport|@sigstore\/(?:sign|tuf)|make-fetch-happen)$/

test('only the files that say why name anything that opens a socket', () => {
  const files = sourceFiles(root).filter(({ path }) => !/\.test\.ts$/.test(path))
  assert.ok(files.length > 300)
  const found = files.filter(
    ({ text, imports }) =>
      imports.some(name => opening.test(name)) || /\b(?:fetch\(|WebSocket\(|EventSource\()/.test(code(text)),
  )
  assert.deepEqual(found.map(({ path }) => path).sort(), [...mayOpen.keys()].sort())
  // Nobody starts another program, which could, but for those files.
  assert.deepEqual(
    files.filter(({ imports }) => imports.some(name => /child_process|cluster$/.test(name))).map(({ path }) => path),
    [...mayStart.keys()],
  )
})

test('no file knows how to write to a controller', () => {
  const words = /\b(?:modbus-serial|nodes7|node-snap7|node-opcua|ethernet-ip|bacnet|mqtt|createConnection)\b/
  const files = sourceFiles(root).filter(({ path }) => !/\.test\.ts$|products\//.test(path))
  assert.deepEqual(
    files.filter(({ imports }) => imports.some(name => words.test(name))).map(({ path }) => path),
    [],
  )
})

const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '')

test('the guard of these tests stops what it has to stop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-guard-'))
  const log = join(folder, 'denied')
  const tries = [
    `fetch('http://127.0.0.1:8471')`,
    `(await import('node:net')).connect(9, '127.0.0.1')`,
    `(await import('node:https')).get('https://plant.example')`,
    `(await import('node:dns')).lookup('plant.example', () => {})`,
    `(await import('node:dgram')).createSocket('udp4')`,
    `(await import('node:child_process')).spawn('true')`,
    `(async () => { const { Worker } = await import('node:worker_threads'); await new Promise(end => new Worker("process.getBuiltinModule('node:net').connect(9)", { eval: true }).on('error', end)) })()`,
  ]
  for (const attempt of tries) {
    const script = `try { await ${attempt} } catch {}`
    const env = { PATH: process.env['PATH'], MILLCERT_STORY_DENIED: log }
    spawnSync(process.execPath, ['--import', guard, '--input-type=module', '-e', script], { env })
    const lines = readFileSync(log, 'utf8')
      .split('\n')
      .filter(line => line !== '' && line !== 'watching')
    assert.ok(lines.length > 0, attempt)
    rmSync(log)
  }
  rmSync(folder, { recursive: true })
})

onEachDatabase('imports, matching and answers open no connection', async (database, context) => {
  const { data, env } = homeOf(database.place, context)
  const log = `${data}.denied`
  const allowed = 'address' in database.place ? new URL(database.place.address).searchParams.get('host')! : ''
  const guarded = { ...env, MILLCERT_STORY_DENIED: log, MILLCERT_STORY_ALLOWED: allowed }
  const served = await startServer({ data, env: guarded, nodeArgs: ['--import', guard] })
  context.after(() => served.kill())
  await setUp(served)
  await everything(served)
  assert.equal(await served.stop(), 0)
  const lines = readFileSync(log, 'utf8').trim().split('\n')
  assert.ok(lines.length > 1, 'the threads are watched too')
  assert.deepEqual(
    lines.filter(line => line !== 'watching'),
    [],
  )
})

async function everything(served: Served): Promise<void> {
  done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
  const csv = 'asset_id,vendor,product,version,ip\nPLC-1,Siemens,SIMATIC S7-1500,V2.9,10.20.3.11\n'
  done(await served.post('/import', { file: Buffer.from(csv), query: { siteId: 'NH', name: 'a.csv' } }))
  await layMadeAdvisory(served.data)
  done(await served.post('/feeds/rematch'))
  const bill = { siteId: 'NH', assetId: 'PLC-1', part: 'software', name: 'b.json' }
  const uploaded = done(await served.post('/boms/upload', { file: madeBill('1.0'), query: bill })).json
  assert.equal(uploaded.judged.affected, 1)
  const runs = [{ asset: 'PLC-1', from: '2026-11-20T06:00:00Z' }]
  done(await served.post('/lots', { body: { siteId: 'NH', number: 'L-1', runs } }))
  for (const question of [
    madeCve,
    'pkg:pypi/made-mixer',
    'lot:L-1',
    'asset:10.20.3.11',
    uploaded.digest,
    'Siemens:SIMATIC S7-1500',
  ])
    done(await served.get('/ask', { query: { question } }))
  for (const path of ['/health', '/monoculture', '/findings', '/drift', '/feeds', '/journal', '/windows', '/conflicts'])
    done(await served.get(path))
  done(await served.post('/journal/checkpoint'))
}
