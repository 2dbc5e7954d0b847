import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-export-'))
const now = ['--now', '2026-11-21T10:00:00Z']
after(() => rmSync(folder, { recursive: true, force: true }))

const env = {
  PATH: process.env['PATH'],
  HOME: folder,
  XDG_CACHE_HOME: join(folder, 'cache'),
  XDG_CONFIG_HOME: join(folder, 'config'),
  NO_COLOR: '1',
}
const main = `${root}src/cli/main.ts`

interface Ran {
  code: number | null
  out: string
  err: string
}

function millcert(args: readonly string[], over: Record<string, string> = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { ...env, ...over },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  return { code: status, out: stdout, err: stderr }
}

/** Names and bytes of a folder; empty when it is not there. */
function bytesOf(name: string): Map<string, string> {
  const path = join(folder, name)
  if (!statSync(path, { throwIfNoEntry: false })) return new Map()
  return new Map(readdirSync(path).map(file => [file, readFileSync(join(path, file), 'latin1')]))
}

function key(name: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSync(join(folder, `${name}.pem`), privateKey.export({ format: 'pem', type: 'pkcs8' }))
  writeFileSync(join(folder, `${name}.public.pem`), publicKey.export({ format: 'pem', type: 'spki' }))
}

const trusting = (file: string, db: string, ...more: string[]) => [
  'db',
  'import',
  file,
  '--trust',
  'office.public.pem',
  '--db',
  db,
  ...more,
]

before(() => {
  key('office')
  key('other')
  const advisories = `${root}data/plant/advisories`
  const osv = readdirSync(join(advisories, 'osv')).filter(name => !name.startsWith('GHSA-'))
  const fewer = osv.flatMap(name => ['--from', join(advisories, 'osv', name)])
  const yesterday = ['--now', '2026-11-20T10:00:00Z']
  assert.equal(millcert(['db', 'build', ...fewer, '--db', 'yesterday', ...yesterday]).code, 0)
  assert.equal(millcert(['db', 'build', '--from', advisories, '--db', 'office', ...now]).code, 0)
  for (const db of ['office', 'yesterday']) {
    const ran = millcert(['db', 'export', `${db}.millcert`, '--key', 'office.pem', '--db', db])
    assert.equal(ran.code, 0, ran.err)
  }
})

test('what is carried into a plant answers there as it does at the office', () => {
  const first = millcert(trusting('office.millcert', 'plant'))
  assert.equal(first.code, 0, first.err)
  assert.match(first.out, /every byte verified, signed by sha256:/)
  assert.match(first.out, /Imported into plant\.\n$/)
  assert.deepEqual(bytesOf('plant'), bytesOf('office'))
  const scan = (db: string) =>
    millcert(['scan', `${root}data/plant/boms`, '--with-boms', '--db', db, '--format', 'json', ...now])
  const [there, here] = [scan('plant'), scan('office')]
  assert.equal(there.code, 1)
  assert.ok(JSON.parse(there.out).summary.matched > 10)
  assert.deepEqual(there, here)
  const again = millcert(trusting('office.millcert', 'plant'))
  assert.deepEqual([again.code, again.out.includes('Nothing changes')], [0, true])
  assert.deepEqual(bytesOf('plant'), bytesOf('office'))
})

test('a key may be named in the environment, and as the line that the export prints', () => {
  const exported = millcert(['db', 'export', 'by-setting', '--db', 'office'], { MILLCERT_KEY: 'office.pem' })
  assert.equal(exported.code, 0, exported.err)
  assert.deepEqual(readFileSync(join(folder, 'by-setting')), readFileSync(join(folder, 'office.millcert')))
  const publicKey = /^public key (\S+)$/m.exec(exported.out)![1]!
  const run = (trust: string) =>
    millcert(['db', 'import', 'by-setting', '--db', 'by-setting-db'], { MILLCERT_TRUST: trust }).code
  assert.equal(run('other.public.pem'), 4)
  assert.equal(run(`other.public.pem,${publicKey}`), 0)
})

test('what nobody trusted signed, or any byte of which changed, ends with 4 and changes nothing', () => {
  const good = readFileSync(join(folder, 'office.millcert'))
  assert.equal(millcert(trusting('yesterday.millcert', 'guarded')).code, 0)
  const was = bytesOf('guarded')
  const refused = (bytes: Uint8Array, reason: RegExp, args = trusting('bad', 'guarded', '--accept')) => {
    writeFileSync(join(folder, 'bad'), bytes)
    const { code, out, err } = millcert(args)
    assert.deepEqual([code, out], [4, ''], err)
    assert.match(err, /^millcert: Cannot import bad: [^\n]+\n$/)
    assert.match(err, reason)
    assert.deepEqual(bytesOf('guarded'), was)
  }
  const flipped = (at: number) => good.map((byte, index) => (index === at ? byte ^ 1 : byte))
  refused(flipped(3), /it is no export/)
  refused(flipped(16), /is written as millcert-export\/0, and this version reads millcert-export\/1/)
  refused(flipped(200), /is not what the key sha256:[0-9a-f]+ signed/)
  refused(flipped(good.length - 1), /is not what its digest names/)
  refused(good.subarray(0, -1), /it is cut short/)
  refused(Buffer.concat([good, Buffer.from([0])]), /1 bytes stand behind its end/)
  refused(new Uint8Array(), /it is no export/)
  const otherKey = ['db', 'import', 'bad', '--trust', 'other.public.pem', '--db', 'guarded']
  refused(good, /signed by the key sha256:[0-9a-f]+, which is not trusted/, otherKey)
  refused(good, /it is signed/, ['db', 'import', 'bad', '--unsigned', '--db', 'guarded'])
  assert.equal(millcert(['db', 'export', 'open', '--unsigned', '--db', 'office']).code, 0)
  refused(readFileSync(join(folder, 'open')), /nobody signed it/)
  assert.equal(millcert(['db', 'import', 'open', '--unsigned', '--db', 'guarded']).code, 0)
})

test('who trusts nobody, or names no key, is told so with 2', () => {
  for (const [args, message] of [
    [['db', 'import', 'office.millcert', '--db', 'nothing'], /no key is trusted \(name the public key/],
    [['db', 'export', 'x', '--db', 'office'], /no key is named that signs it \(--key FILE/],
    [['db', 'import', 'absent', '--trust', 'office.public.pem'], /Cannot read absent: there is no such file/],
    [['db', 'import', 'office.millcert', '--trust', 'office.pem'], /it is a private key/],
  ] as const) {
    const { code, out, err } = millcert(args)
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, message)
  }
  assert.equal(millcert(['db', 'export', 'x', '--key', 'office.pem', '--db', 'nothing']).code, 3)
  assert.deepEqual(bytesOf('nothing'), new Map())
})

test('a look changes nothing, and what is older waits for a person with 1', () => {
  assert.equal(millcert(trusting('yesterday.millcert', 'careful')).code, 0)
  const was = bytesOf('careful')
  const look = millcert(trusting('office.millcert', 'careful', '--dry-run'))
  assert.equal(look.code, 0)
  assert.match(look.out, /^osv-ghsa +\d+ +\S+ +\d+ +0 +0 +0$/m)
  assert.match(look.out, /^osv-ghsa new: GHSA-/m)
  assert.match(look.out, /Nothing was changed\.\n$/)
  assert.deepEqual(bytesOf('careful'), was)
  assert.equal(millcert(trusting('office.millcert', 'careful')).code, 0)
  const held = millcert(trusting('yesterday.millcert', 'careful'))
  assert.equal(held.code, 1)
  assert.match(held.out, /LOOK: the database: it was built at 2026-11-20T10:00:00Z/)
  assert.match(held.out, /LOOK: osv-ghsa: it is not there, where \d+ records are held/)
  assert.match(held.err, /with --accept/)
  assert.deepEqual(bytesOf('careful'), bytesOf('office'))
  assert.equal(millcert(trusting('yesterday.millcert', 'careful', '--accept')).code, 0)
  assert.deepEqual(bytesOf('careful'), was)
})

test('both answers are what their published schemas say', () => {
  const ajv = addFormats.default(new Ajv({ allErrors: true, allowUnionTypes: true }))
  const answers = {
    'db-export': [
      ['db', 'export', 'x', '--key', 'office.pem', '--db', 'office'],
      ['db', 'export', 'x', '--unsigned', '--db', 'office'],
    ],
    'db-import': [
      trusting('yesterday.millcert', 'told', '--dry-run'),
      trusting('office.millcert', 'told'),
      trusting('office.millcert', 'told'),
      trusting('yesterday.millcert', 'told'),
    ],
  }
  const outcomes: string[] = []
  for (const [name, runs] of Object.entries(answers)) {
    const schema = JSON.parse(readFileSync(`${root}docs/schemas/millcert-${name}-1.schema.json`, 'utf8'))
    for (const args of runs) {
      const answer: Record<string, unknown> = JSON.parse(millcert([...args, '--format', 'json']).out)
      assert.ok(ajv.validate(schema, answer), `${name}: ${ajv.errorsText()}`)
      assert.equal(ajv.validate(schema, { ...answer, schema: 'other/1' }), false)
      outcomes.push(String(answer['outcome'] ?? (answer['signedBy'] === null ? 'unsigned' : 'signed')))
    }
  }
  assert.deepEqual(outcomes, ['signed', 'unsigned', 'previewed', 'imported', 'unchanged', 'held-back'])
})

test('killed at any moment, an import leaves the old database or the new one, whole', async () => {
  assert.equal(millcert(trusting('yesterday.millcert', 'killed')).code, 0)
  const digests = ['yesterday', 'office'].map(db => JSON.parse(bytesOf(db).get('manifest.json')!).digest)
  for (let round = 0; round < 4; round++) {
    const [file] = round % 2 === 0 ? ['office.millcert'] : ['yesterday.millcert']
    const child = spawn(process.execPath, [main, ...trusting(file!, 'killed', '--accept')], {
      cwd: folder,
      env,
      stdio: 'ignore',
    })
    const ended = new Promise<void>(resolve => void child.once('close', () => resolve()))
    // Somewhere between its first read and its last rename, on machines fast and slow.
    await Promise.race([changeIn('killed'), ended, wait(20_000)])
    child.kill('SIGKILL')
    await ended
    const { code, out, err } = millcert(['db', 'status', '--verify', '--db', 'killed', '--format', 'json', ...now])
    assert.ok(code === 0 || code === 3, err)
    assert.ok(digests.includes(JSON.parse(out).digest))
  }
  assert.equal(millcert(trusting('office.millcert', 'killed')).code, 0)
})

/** Settles as soon as anything appears in a folder or goes. */
async function changeIn(name: string): Promise<void> {
  const names = () => [...readdirSync(join(folder, name))].join()
  const first = names()
  while (names() === first) await wait(1)
}
