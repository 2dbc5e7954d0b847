import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ask } from '../../tools/house/toy-server.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-serve-'))
const data = join(folder, 'data')
const servers: ChildProcess[] = []
after(() => {
  for (const server of servers) server.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  XDG_DATA_HOME: folder,
  XDG_CACHE_HOME: folder,
  XDG_CONFIG_HOME: folder,
}

function millcert(args: readonly string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...env, ...more },
    encoding: 'utf8',
    // One that serves where it should not would never end.
    timeout: 120_000,
  })
  return { code: status, out: stdout, err: stderr }
}

/** Starts a server on a free port; gives what it printed once it listens, and its end. */
async function served(): Promise<{
  port: number
  out: () => string
  err: () => string
  stop(): Promise<number | null>
}> {
  const child = spawn(process.execPath, [main, 'serve', '--data', data, '--port', '0'], { cwd: folder, env })
  servers.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', piece => {
    out += piece
  })
  child.stderr.on('data', piece => {
    err += piece
  })
  const ended = new Promise<number | null>(resolve => child.on('close', resolve))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', () => /listens at .*\n/.test(out) && resolve())
    child.on('close', () => reject(new Error(err)))
  })
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  return { port: Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(out)![1]), out: () => out, err: () => err, stop }
}

test('a plant is made, served, set up with the one-time link, asked, and stopped', async () => {
  const bare = millcert(['assets', 'list', '--data', data])
  assert.deepEqual([bare.code, bare.out], [2, ''])
  assert.match(bare.err, /there is none \(millcert serve makes one/)

  const first = await served()
  const { port } = first
  const mode = (name: string) => statSync(join(data, name)).mode & 0o777
  assert.deepEqual(['', 'millcert.db', 'page.key', 'server.lock'].map(mode), [0o700, 0o600, 0o600, 0o600])
  const link = async () => {
    while (!/"link":"([\w-]+)"/.test(first.out())) await new Promise(resolve => setTimeout(resolve, 20))
    return /"link":"([\w-]+)"/.exec(first.out())![1]!
  }
  const json = { 'content-type': 'application/json' }
  const password = 'a mill by the river Elbe 7'
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(port, 'POST', `/api/v1${path}`, { ...json, ...headers }, JSON.stringify(body))
  assert.equal((await post('/setup/finish', { link: await link(), password })).status, 200)
  assert.notEqual((await post('/setup/finish', { link: await link(), password })).status, 200)
  const login = await post('/session/start', { name: 'admin', password })
  assert.equal(login.status, 200)
  const cookie = login.headers['set-cookie']!.split(';')[0]!
  const own = { cookie, origin: `http://127.0.0.1:${port}` }
  const site = await post('/sites', { code: 'NH', name: 'Nordhafen' }, own)
  assert.equal(site.status, 201)
  const expires = new Date(Date.now() + 86_400_000).toISOString()
  const token = await post('/tokens', { name: 'import', role: 'engineer', everywhere: true, expires }, own)
  const secret = String(token.json['token'] ?? token.json['secret'])
  assert.match(secret, /^mct_/)

  writeFileSync(join(folder, 'assets.csv'), 'asset_id,vendor,product,firmware\nHMI-7,Talwerk,FillView,2.1\n')
  const server = `http://127.0.0.1:${port}`
  const remote = { MILLCERT_TOKEN: secret }
  const taken = millcert(
    ['imports', 'add', 'assets.csv', '--site', 'NH', '--server', server, '--format', 'json'],
    remote,
  )
  assert.equal(taken.code, 0, taken.err)
  assert.equal(JSON.parse(taken.out).counts.new, 1)
  const listed = millcert(['assets', 'list', '--server', server, '--format', 'json'], remote)
  assert.equal(JSON.parse(listed.out).rows[0].tag ?? JSON.parse(listed.out).rows[0].path, 'HMI-7')
  assert.equal(millcert(['accounts', 'list', '--server', server], remote).code, 5)
  assert.equal(millcert(['assets', 'list', '--server', server, '--offline'], remote).code, 5)

  const here = millcert(['assets', 'list', '--data', data])
  assert.match(here.out, /HMI-7/)
  const busy = millcert(['sites', 'add', '--code', 'SA', '--name', 'x', '--data', data])
  assert.equal(busy.code, 5)
  assert.match(busy.err, new RegExp(`a server works there .*--server http://127\\.0\\.0\\.1:${port}`))
  const second = millcert(['serve', '--data', data])
  assert.equal(second.code, 2)

  assert.equal(await first.stop(), 0)
  assert.ok(!readFileSync(join(data, 'millcert.db')).includes(secret))
  assert.doesNotMatch(first.err(), new RegExp(`${secret}|${password}|${cookie.split('=')[1]}`))
  for (const line of first.err().trim().split('\n')) assert.doesNotThrow(() => JSON.parse(line), line)
  assert.equal(millcert(['sites', 'add', '--code', 'SA', '--name', 'Südaue', '--data', data]).code, 0)
  assert.equal(millcert(['ask', 'CVE-2026-0001', '--data', data]).code, 3)
  const affected = [{ package: { ecosystem: 'npm', name: 'made-up' }, versions: ['1.0.0'] }]
  writeFileSync(
    join(folder, 'mail.json'),
    JSON.stringify({ id: 'GHSA-made-upup-one1', modified: '2026-05-09T00:00:00Z', affected }),
  )
  const byFile = millcert(['ask', 'mail.json', '--data', data, '--format', 'json'])
  assert.equal(byFile.err, '')
  const { schema, question, asked } = JSON.parse(byFile.out)
  assert.deepEqual([byFile.code, schema, question, asked.found], [3, 'millcert-ask/1', 'mail.json', true])
  assert.match(millcert(['ask', 'mail.json', '--level', '2', '--data', data]).err, /Cannot take --level with a file/)
  assert.match(millcert(['ask', 'mail.jsn', '--data', data]).err, /Cannot understand the question "mail.jsn"/)
})

test('a database that is damaged or was cut off is not served', () => {
  const other = join(folder, 'damaged')
  assert.equal(millcert(['sites', 'add', '--code', 'NH', '--name', 'Nordhafen', '--data', other]).code, 0)
  const file = join(other, 'millcert.db')
  const whole = readFileSync(file)
  const flipped = Buffer.from(whole)
  // The head of the second page: what the file says of its tables goes over more than one (sqlite.org/fileformat2.html, 1.3).
  const second = whole.readUInt16BE(16)
  flipped.fill(0xa5, second, second + 64)
  writeFileSync(file, flipped)
  const damaged = millcert(['serve', '--data', other, '--port', '0'])
  assert.deepEqual([damaged.code, damaged.out], [5, ''])
  assert.match(damaged.err, /Cannot (?:serve|read) the database .*millcert restore FILE/)
  writeFileSync(file, '')
  writeFileSync(join(other, 'page.key'), Buffer.alloc(32))
  assert.match(
    millcert(['serve', '--data', other, '--port', '0']).err,
    /it is empty, and something was kept here before/,
  )
})

test('commands of the plant have help, near misses and bad values as all have', () => {
  assert.match(millcert(['help']).out, /millcert assets list\|show\|add/)
  assert.match(millcert(['assets']).err, /millcert assets list .*\n/)
  assert.match(millcert(['assets', 'add', '--help']).out, /--tag TEXT/)
  assert.match(millcert(['assets', 'lst']).err, /did you mean assets list/)
  assert.match(millcert(['ask']).err, /QUESTION is missing/)
  assert.match(millcert(['import', main, '--data', data]).err, /--site is missing/)
  assert.match(millcert(['completion', 'bash']).out, /assets/)
  assert.equal(millcert(['sites', 'add', '--code', 'SA', '--name', 'x', '--simulated', '--server', 'ftp://x']).code, 2)
  assert.equal(millcert(['--thread']).code, 2)
})

test('a scan loads no server, no database and no schema library', () => {
  const watch = join(folder, 'watch.mjs')
  writeFileSync(
    watch,
    `import { registerHooks } from 'node:module'
const wanted = new Set()
registerHooks({ resolve(name, context, next) {
  const found = next(name, context)
  const room = /node_modules\\/(zod|kysely|pg|hono|@hono)\\/|src\\/(server|ledger|access)\\//.exec(found.url)
  if (room) wanted.add(room[1] ?? room[2])
  return found
} })
process.on('exit', () => process.stderr.write('LOADED ' + [...wanted].sort().join(' ') + '\\n'))
`,
  )
  writeFileSync(join(folder, 'requirements.txt'), 'press==1.0\n')
  const { err } = millcert(['scan', 'requirements.txt'], { NODE_OPTIONS: `--import ${watch}` })
  assert.equal(/^LOADED (.*)$/m.exec(err)?.[1], '')
})
