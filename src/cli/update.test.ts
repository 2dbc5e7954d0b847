import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { zipSync } from 'fflate'
import { openDatabase, readQuarantine } from '#advisories'
import { db as room } from '#advisories/operations'
import { digest, Problem, type Tool } from '#base'
import { sourceFiles } from '../../tools/check/laws.ts'
import { readArguments } from './arguments.ts'
import { disk } from './disk.ts'
import { exitCodeOf } from './exit-codes.ts'
import { get } from './network.ts'
import { realWorld } from './world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-update-'))
const now = ['--now', '2026-11-21T10:00:00Z']

type Answer = (request: IncomingMessage, response: ServerResponse) => void
/** What the server answers, by path; a test sets its own. */
const answers = new Map<string, Answer>()
const asked: { path: string; headers: IncomingMessage['headers'] }[] = []
const server = createServer((request, response) => {
  asked.push({ path: request.url!, headers: request.headers })
  const answer = answers.get(request.url!)
  if (answer) return answer(request, response)
  response.writeHead(404).end()
})
let mirror = ''
before(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Ran {
  code: number | null
  out: string
  err: string
}

/** Runs the command line beside this process, so that the server here can answer. */
function millcert(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [`${root}src/cli/main.ts`, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  return new Promise(resolve => child.on('close', code => resolve({ code, out, err })))
}

/** Runs a command of the room in this process: faster, where settings, exit codes of the program and its death do not matter. */
async function within(tool: Tool, args: readonly string[]): Promise<Ran> {
  const input = readArguments(tool, args, () => undefined)
  const { flags } = input
  const limits = flags.get('limit') ?? []
  const { world } = realWorld({ now: flags.get('now')?.at(-1), quiet: true, output: undefined, limits, online: true })
  const printed: string[] = []
  const out = (text: string | Uint8Array) => void printed.push(String(text))
  try {
    const code = await tool.run({ ...world, env: () => undefined, out }, input)
    return { code, out: printed.join(''), err: '' }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: exitCodeOf(error.code), out: printed.join(''), err: error.message }
  }
}

const kevPath = '/kev/known_exploited_vulnerabilities.json'
const pypiPath = '/osv/PyPI/all.zip'

function kev(count: number, day = '2026-11-19'): Buffer {
  const vulnerabilities = Array.from({ length: count }, (_, i) => ({
    cveID: `CVE-2026-${10_000 + i}`,
    vendorProject: 'Simulated',
    product: 'Simulated',
    vulnerabilityName: 'Simulated',
    dateAdded: day,
    shortDescription: 'Simulated',
    requiredAction: 'None',
    dueDate: day,
    knownRansomwareCampaignUse: 'Unknown',
    notes: '',
  }))
  const head = { title: 'CISA Catalog of Known Exploited Vulnerabilities', catalogVersion: day.replaceAll('-', '.') }
  return Buffer.from(JSON.stringify({ ...head, dateReleased: `${day}T00:00:00Z`, count, vulnerabilities }))
}

function pypi(ids: readonly string[], over: object = {}, level: 0 | 6 = 6): Buffer {
  const record = (id: string) => ({
    id,
    modified: '2026-11-20T00:00:00Z',
    summary: 'Simulated',
    affected: [
      {
        package: { ecosystem: 'PyPI', name: `press-${id.toLowerCase()}` },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }],
      },
    ],
    ...over,
  })
  return Buffer.from(
    zipSync(Object.fromEntries(ids.map(id => [`${id}.json`, Buffer.from(JSON.stringify(record(id)))])), { level }),
  )
}

/** A server that keeps to the rules: ETag, ranges. */
function honest(bytes: Uint8Array, etag: string): Answer {
  return (request, response) => {
    const known = { etag, 'last-modified': 'Thu, 19 Nov 2026 00:00:00 GMT' }
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, known).end()
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]
    if (from === undefined || request.headers['if-range'] !== etag)
      return void response.writeHead(200, { ...known, 'content-length': bytes.length }).end(bytes)
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`
    response.writeHead(206, { ...known, 'content-range': range }).end(bytes.subarray(Number(from)))
  }
}

const says =
  (status: number, body: string | Uint8Array, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body)

const ids = (count: number) => Array.from({ length: count }, (_, i) => `PYSEC-2026-${i + 1}`)

/** Ids of the records that the database holds of the feed. */
function liveOf(db: readonly string[]): string[] {
  const database = openDatabase(disk, db[1]!)!
  try {
    return [...database.live()].map(({ id }) => id).sort()
  } finally {
    database.close()
  }
}

const quarantinedIn = (db: readonly string[]) => [...readQuarantine(disk, db[1]!).keys()]

let databases = 0
/** A database of two feeds from an honest mirror. */
async function made(records = 3): Promise<string[]> {
  const db = ['--db', join(folder, `db${databases++}`)]
  answers.set(kevPath, honest(kev(records), '"k1"'))
  answers.set(pypiPath, honest(pypi(ids(records)), '"p1"'))
  const { code, err } = await update(db)
  assert.equal(code, 0, err)
  return db
}

const asking = () => ['kev', 'osv-pypa', '--mirror', mirror, ...now]

function update(db: readonly string[], more: readonly string[] = []): Promise<Ran> {
  return within(room.update, [...asking(), ...db, ...more])
}

/** The same as a process of its own. */
function updateAlone(
  db: readonly string[],
  more: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Ran> {
  return millcert(['db', 'update', ...asking(), ...db, ...more], env)
}

const digestOf = (db: readonly string[]) => JSON.parse(readFileSync(join(db[1]!, 'manifest.json'), 'utf8')).digest

test('an update takes what a mirror has, and the next one only what is newer', async () => {
  const db = await made()
  const first = digestOf(db)
  asked.length = 0
  const second = await updateAlone(db, ['--format', 'json'])
  assert.equal(second.code, 0, second.err)
  assert.deepEqual(
    JSON.parse(second.out).feeds.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome]),
    [
      ['kev', 'unchanged'],
      ['osv-pypa', 'unchanged'],
    ],
  )
  assert.deepEqual(asked.map(({ headers }) => headers['if-none-match']).sort(), ['"k1"', '"p1"'])
  assert.equal(digestOf(db), first)
  answers.set(pypiPath, honest(pypi([...ids(3), 'PYSEC-2026-900', 'GHSA-aaaa-bbbb-cccc']), '"p2"'))
  const third = await update(db)
  assert.equal(third.code, 0, third.err)
  assert.match(third.out, /osv-pypa +updated +3 +4/)
  const { feeds } = JSON.parse(readFileSync(join(db[1]!, 'manifest.json'), 'utf8'))
  assert.deepEqual(
    feeds.map(({ id, records }: { id: string; records: number }) => [id, records]),
    [
      ['kev', 3],
      ['osv-pypa', 4],
    ],
    'records of feeds that were not asked for stay out',
  )
  const originals = join(db[1]!, 'feeds/originals')
  assert.deepEqual(readFileSync(join(originals, kevPath)), kev(3), 'originals are kept as they came')
  assert.equal(existsSync(join(db[1]!, 'lock')), false)
})

test('the folder of originals serves as a mirror', async () => {
  const db = await made()
  const originals = join(db[1]!, 'feeds/originals')
  for (const path of [kevPath, pypiPath]) answers.set(path, says(200, readFileSync(join(originals, path))))
  const other = ['--db', join(folder, 'from-mirror')]
  assert.equal((await update(other)).code, 0)
  assert.equal(digestOf(other), digestOf(db))
})

const lies: Record<string, [answer: Answer, said: RegExp]> = {
  '403': [says(403, 'no'), /the answer is 403/],
  '404': [says(404, 'no'), /the answer is 404/],
  '429 with Retry-After': [says(429, '', { 'retry-after': '3600' }), /429, to be asked again after "3600"/],
  '503': [says(503, ''), /503/],
  'a redirect to a file': [says(302, '', { location: 'file:///etc/passwd' }), /302, to "file:\/\/\/etc\/passwd"/],
  'a redirect to metadata': [
    says(301, '', { location: 'http://me:secret@169.254.169.254/latest?token=secret' }),
    /to "http:\/\/169\.254\.169\.254\/latest": redirects are not followed/,
  ],
  'HTML with 200': [says(200, '<!doctype html><title>Log in</title>'), /Cannot take osv\/PyPI\/all\.zip/],
  'an empty body': [says(200, ''), /empty/],
  'a coding nobody asked for': [says(200, gzipSync('x'), { 'content-encoding': 'gzip' }), /coded as "gzip"/],
  '206 to no range': [says(206, 'x', { 'content-range': 'bytes 5-5/6' }), /another part/],
  '304 to no condition': [
    (request, response) => {
      if (request.headers['if-none-match'] === '"p1"') response.writeHead(200, { 'content-length': 9 }).end('<html></>')
      else response.writeHead(304).end()
    },
    /Cannot take/,
  ],
  'a longer body stated than sent': [
    (_, response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write('PK')
      setImmediate(() => response.socket!.destroy())
    },
    /cut/,
  ],
  'another file than asked for': [says(200, kev(2)), /no record in it is of osv-pypa/],
  'a zip with nothing in it': [says(200, zipSync({})), /Cannot take/],
  'half a zip': [(_, response) => void response.end(pypi(ids(9)).subarray(0, 400)), /Cannot take/],
  'a zip bomb': [says(200, zipSync({ 'GHSA-a.json': Buffer.alloc(100 * 1024 ** 2) })), /expansion limit/],
  'huge headers': [says(200, 'x', { 'x-huge': 'x'.repeat(100_000) }), /Cannot fetch/],
  'a drip that stalls': [(_, response) => void response.writeHead(200).write('PK'), /nothing came for 0\.5 seconds/],
  'no answer at all': [() => {}, /nothing came for 0\.5 seconds/],
  'a cut connection': [request => void request.socket.destroy(), /cut|hang up/],
}
for (const [name, [answer, said]] of Object.entries(lies))
  test(`${name}: only its own feed fails, and the database keeps it`, async () => {
    const db = await made()
    answers.set(kevPath, honest(kev(4), '"k2"'))
    answers.set(pypiPath, answer)
    const { code, out, err } = await update(db, ['--timeout', '0.5'])
    assert.equal(code, 5, out + err)
    assert.match(out, said)
    assert.doesNotMatch(out + err, /secret/)
    assert.match(out, /kev +updated +3 +4/)
    const status = await within(room.status, ['--verify', '--format', 'json', ...db, ...now])
    const { feeds, updates } = JSON.parse(status.out)
    assert.deepEqual(
      feeds.map(({ records }: { records: number }) => records),
      [4, 3],
    )
    assert.equal(updates[1].failure.at, '2026-11-21T10:00:00Z')
    assert.match(updates[1].failure.reason, said)
    answers.set(pypiPath, honest(pypi(ids(4)), '"p3"'))
    const again = await update(db)
    assert.deepEqual([again.code, /osv-pypa +updated +3 +4/.test(again.out)], [0, true], again.out)
  })

test('a body without end stops at the limit, and nothing of it stays', async () => {
  const db = await made()
  answers.set(pypiPath, (_, response) => {
    response.writeHead(200, { etag: '"endless"' })
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      if (!response.destroyed) response.once('drain', more)
    }
    more()
  })
  const { code, out } = await update(db, ['--limit', 'bytes=1000000'])
  assert.equal(code, 5)
  assert.match(out, /larger than the limit of 1000000 bytes/)
  assert.deepEqual(readdirSync(join(db[1]!, 'feeds/aside/osv/PyPI')), [])
})

test('a drip is not listened to for ever, and another origin is not asked', async () => {
  answers.set('/drip', (_, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write('x'), 20)
    response.on('close', () => clearInterval(drip))
  })
  const rules = { origins: [mirror], tokens: new Map(), idle: 10_000, whole: 200 }
  const all = async () => {
    for await (const _ of (await get(rules, `${mirror}/drip`, {}, 1e6)).body);
  }
  await assert.rejects(all, { code: 'base/network-slow' })
  for (const url of ['file:///etc/passwd', 'http://169.254.169.254/', `${mirror.replace('//', '//me:pass@')}/drip`])
    await assert.rejects(async () => get(rules, url, {}, 1e6), { code: 'base/network-refused' })
})

test('a cut fetch goes on where it was, and starts anew when the file is another or the range is not kept', async () => {
  const whole = pypi(ids(50))
  for (const [kind, answer] of Object.entries({
    goes: honest(whole, '"w"'),
    anew: honest(whole, '"other"'),
    ignored: says(200, whole),
  })) {
    const db = await made()
    let cuts = 0
    asked.length = 0
    answers.set(pypiPath, (request, response) => {
      if (cuts++ > 0) return answer(request, response)
      response.writeHead(200, { etag: '"w"', 'content-length': whole.length })
      response.write(whole.subarray(0, 1000), () => setImmediate(() => response.socket!.destroy()))
    })
    const { code, out } = await update(db)
    assert.deepEqual([code, /osv-pypa +updated +3 +50/.test(out)], [0, true], `${kind}: ${out}`)
    assert.equal(
      asked.some(({ headers }) => headers.range !== undefined && headers['if-range'] === '"w"'),
      true,
    )
    assert.deepEqual(readFileSync(join(db[1]!, 'feeds/originals', pypiPath)), whole, kind)
  }
})

test('parts of two files are never taken for one', async () => {
  const db = await made()
  const whole = pypi(ids(50))
  let cuts = 0
  answers.set(pypiPath, (request, response) => {
    if (cuts++ > 0) return honest(Buffer.alloc(whole.length, 7), '"w"')(request, response)
    response.writeHead(200, { etag: '"w"', 'content-length': whole.length })
    response.write(whole.subarray(0, 1000), () => setImmediate(() => response.socket!.destroy()))
  })
  assert.equal((await update(db)).code, 5)
  answers.set(pypiPath, honest(whole, '"w"'))
  assert.equal((await update(db)).code, 0)
})

test('an original that changed on the disk puts its feed in quarantine, and the next update fetches it anew and ends that', async () => {
  const db = await made()
  const original = join(db[1]!, 'feeds/originals', pypiPath)
  const whole = readFileSync(original)
  writeFileSync(
    original,
    whole.map((byte, index) => (index === 40 ? byte ^ 1 : byte)),
  )
  // The source has nothing newer: what lies here is taken for what came, and the check is what finds it.
  const found = await millcert(['db', 'update', ...asking(), ...db])
  assert.match(found.err, /In quarantine: osv-pypa/)
  const list = await within(room.quarantine, [...db, ...now, '--format', 'json'])
  assert.deepEqual([list.code, JSON.parse(list.out).feeds.map(({ feed }: { feed: string }) => feed)], [3, ['osv-pypa']])
  const mended = await millcert(['db', 'update', ...asking(), ...db])
  assert.equal(mended.code, 0, mended.err)
  assert.doesNotMatch(mended.err, /In quarantine/)
  assert.deepEqual(readFileSync(original), whole)
  assert.notDeepEqual(readFileSync(join(db[1]!, 'feeds/damaged', pypiPath)), whole)
  assert.equal((await within(room.quarantine, [...db])).code, 0)
})

test('an original that changed on the disk is not read: its feed fails, and comes anew with the next update', async () => {
  const db = await made()
  const original = join(db[1]!, 'feeds/originals', pypiPath)
  const whole = pypi(ids(3), {}, 0)
  answers.set(pypiPath, honest(whole, '"p2"'))
  await update(db)
  const forged = pypi(['PYSEC-2026-7', 'PYSEC-2026-2', 'PYSEC-2026-3'], {}, 0)
  assert.equal(forged.length, whole.length)
  writeFileSync(original, forged)
  const full = await update(db, ['--full'])
  assert.deepEqual([full.code, /PyPI\/all\.zip: it changed on the disk/.test(full.out)], [5, true], full.out)
  assert.deepEqual(liveOf(db), ids(3))
  const { code, out } = await update(db)
  assert.deepEqual([code, /osv-pypa +updated/.test(out), liveOf(db)], [0, true, ids(3)], out)
  assert.deepEqual(readFileSync(original), whole)
})

test('a feed of a damaged original is read anew before its quarantine ends, also where the right bytes were held before', async () => {
  const db = ['--db', join(folder, `db${databases++}`)]
  const forged = pypi(['PYSEC-2026-7', 'PYSEC-2026-2', 'PYSEC-2026-3'], {}, 0)
  const right = pypi(ids(3), {}, 0)
  answers.set(kevPath, honest(kev(3), '"k1"'))
  answers.set(pypiPath, honest(forged, '"p1"'))
  await update(db)
  const place = join(db[1]!, 'feeds/state.json')
  writeFileSync(place, readFileSync(place, 'utf8').replaceAll(digest(forged), digest(right)))
  answers.set(pypiPath, honest(right, '"p1"'))
  const found = await update(db)
  assert.deepEqual([/osv-pypa +unchanged/.test(found.out), quarantinedIn(db)], [true, ['osv-pypa']], found.out)
  const mended = await update(db)
  assert.deepEqual([/osv-pypa +updated/.test(mended.out), liveOf(db)], [true, ids(3)], mended.out)
  assert.deepEqual(quarantinedIn(db), [])
})

test('a quarantine of the check stays while an original is away, and while it is not known what the feed was read from', async () => {
  const db = await made()
  const check = () => within(room.quarantine, ['--check', ...db, ...now])
  const original = join(db[1]!, 'feeds/originals', pypiPath)
  const whole = readFileSync(original)
  rmSync(original)
  assert.equal((await check()).code, 0, 'an original that is away is no fault of its own')
  writeFileSync(original, whole.subarray(1))
  assert.equal((await check()).code, 3)
  rmSync(original)
  assert.equal((await check()).code, 3)
  writeFileSync(original, whole.subarray(1))
  answers.set(pypiPath, says(503, 'no'))
  for (const _ of [1, 2]) {
    assert.equal((await update(db)).code, 5)
    assert.deepEqual(quarantinedIn(db), ['osv-pypa'])
  }
  answers.set(pypiPath, honest(whole, '"p1"'))
  assert.equal((await update(db)).code, 0)
  assert.deepEqual(quarantinedIn(db), [])
})

test('pins that cannot be read, or are of a feed that nobody knows, stop an update before anything is published', async () => {
  const db = await made()
  const before = digestOf(db)
  answers.set(pypiPath, honest(pypi(ids(4)), '"p2"'))
  const pin = (id: string, field = 'sha256') => `[feed."${id}"]\n${field} = "${'ab'.repeat(32)}"\n`
  for (const [second, said] of [
    [pin('kev', 'sha255'), /sha255/],
    [pin('osv-pipa'), /there is no feed "osv-pipa"/],
  ] as const) {
    writeFileSync(join(db[1]!, 'pins.toml'), pin('osv-pypa') + second)
    const stopped = await update(db)
    assert.deepEqual([stopped.code, said.test(stopped.err), digestOf(db)], [2, true, before], stopped.err)
    assert.equal((await within(room.quarantine, ['--check', ...db, ...now])).code, 2)
  }
  writeFileSync(join(db[1]!, 'pins.toml'), pin('osv-pypa'))
  assert.equal((await update(db)).code, 0)
  assert.deepEqual([liveOf(db).length, quarantinedIn(db)], [4, ['osv-pypa']])
})

test('a sudden shrink, many withdrawals or an older snapshot are held back until a person accepts them', async () => {
  for (const [said, bytes] of [
    [/150 records, where 300 are held/, pypi(ids(150))],
    [
      /its newest record is of 2026-01-01, the one held of 2026-11-20/,
      pypi(ids(300), { modified: '2026-01-01T00:00:00Z' }),
    ],
    [
      /300 records withdrawn, where 0 were/,
      pypi(ids(300), { modified: '2026-11-20T12:00:00Z', withdrawn: '2026-11-20T12:00:00Z' }),
    ],
    [/records cannot be read|Cannot take/, pypi(ids(300), { affected: 7 })],
  ] as const) {
    const db = await made(300)
    const held = digestOf(db)
    answers.set(pypiPath, honest(bytes, '"p2"'))
    const { code, out } = await update(db)
    assert.match(out, said)
    assert.equal(digestOf(db), held)
    if (code === 5) continue
    assert.equal(code, 1, out)
    const again = await update(db)
    assert.deepEqual([again.code, said.test(again.out)], [1, true], 'it stays held back')
    const status = await within(room.status, [...db, ...now])
    assert.match(status.out, said)
    const accepted = await update(db, ['--accept', 'osv-pypa'])
    assert.equal(accepted.code, 0, accepted.out)
    assert.match(accepted.out, /osv-pypa +updated/)
  }
})

test('a dry run and --offline change nothing, and offline asks nobody', async () => {
  const db = await made()
  const state = readFileSync(join(db[1]!, 'feeds/state.json'), 'utf8')
  answers.set(pypiPath, honest(pypi(ids(9)), '"p2"'))
  const dry = await update(db, ['--dry-run'])
  assert.equal(dry.code, 0, dry.err)
  assert.match(dry.out, /osv\/PyPI\/all\.zip +would be fetched +\d+/)
  assert.match(dry.out, /known_exploited_vulnerabilities\.json +nothing newer/)
  asked.length = 0
  const offline = await updateAlone(db, ['--offline'])
  assert.equal(offline.code, 5)
  assert.match(offline.err, /--offline opens no socket/)
  assert.deepEqual(asked, [])
  assert.equal(readFileSync(join(db[1]!, 'feeds/state.json'), 'utf8'), state)
})

test('a token goes to its own origin alone and is never shown', async () => {
  const db = await made()
  asked.length = 0
  const token = 'verysecret'
  const own = await updateAlone(db, [], { MILLCERT_TOKENS: `https://other.example=nobody, ${mirror}=${token}` })
  assert.equal(own.code, 0, own.err)
  assert.deepEqual(
    asked.map(({ headers }) => headers.authorization),
    [`Bearer ${token}`, `Bearer ${token}`],
  )
  asked.length = 0
  await updateAlone(db, [], { MILLCERT_TOKENS: `https://127.0.0.1=${token}` })
  assert.deepEqual(
    asked.map(({ headers }) => headers.authorization),
    [undefined, undefined],
  )
  const bad = await updateAlone(db, [], { MILLCERT_TOKENS: `${token}` })
  assert.equal(bad.code, 2)
  const plain = await millcert(['db', 'update', 'kev', '--mirror', 'http://mirror.example', ...db, ...now], {
    MILLCERT_TOKENS: `http://mirror.example=${token}`,
  })
  assert.equal(plain.code, 5)
  assert.match(plain.out, /a token is not sent without TLS/)
  for (const { out, err } of [own, bad, plain]) assert.doesNotMatch(out + err, /verysecret/)
  assert.equal(readFileSync(join(db[1]!, 'feeds/state.json'), 'utf8').includes(token), false)
})

test('a proxy is asked as the environment says, and never for this machine itself', async () => {
  const db = ['--db', join(folder, 'proxied')]
  answers.set(`http://mirror.example${kevPath}`, honest(kev(3), '"k1"'))
  const env = { HTTP_PROXY: mirror, http_proxy: mirror }
  const args = ['db', 'update', 'kev', '--mirror', 'http://mirror.example', ...db, ...now]
  const through = await millcert(args, env)
  assert.equal(through.code, 0, through.out + through.err)
  const without = await millcert(args, { ...env, NO_PROXY: 'mirror.example' })
  assert.equal(without.code, 5, 'it is asked directly, and there is none')
  const own = await made()
  assert.equal((await updateAlone(own, [], { HTTP_PROXY: 'http://127.0.0.1:1' })).code, 0)
})

test('an answer without TLS to a question with it fails', async () => {
  const db = ['--db', join(folder, 'tls')]
  const { code, out } = await millcert([
    'db',
    'update',
    'kev',
    '--mirror',
    mirror.replace('http:', 'https:'),
    ...db,
    ...now,
  ])
  assert.deepEqual([code, /kev +failed/.test(out)], [5, true], out)
})

test('one process writes at a time; what a killed one left is taken over', async () => {
  const db = await made()
  const lock = join(db[1]!, 'lock')
  writeFileSync(lock, `${process.pid} ${hostname()}\n`)
  const held = await updateAlone(db)
  assert.equal(held.code, 2)
  assert.match(held.err, new RegExp(`process ${process.pid} on`))
  writeFileSync(lock, `1 elsewhere.example\n`)
  assert.equal((await updateAlone(db)).code, 2, 'of another machine nobody knows')
  writeFileSync(lock, `999999999 ${hostname()}\n`)
  assert.equal((await updateAlone(db)).code, 0)
  // The power was cut while it was written, and before this machine was started: the number is another process's now.
  for (const text of ['', '12', `${process.pid} ${hostname()} 00000000-0000-4000-8000-000000000000\n`]) {
    if (text.length > 2 && !existsSync('/proc/sys/kernel/random/boot_id')) continue
    writeFileSync(lock, text)
    assert.equal((await updateAlone(db)).code, 0, text)
  }
})

test('killed at any answer, an update leaves the old database, and the next one makes the new', async () => {
  const db = await made()
  const held = digestOf(db)
  const whole = pypi(ids(9))
  answers.set(kevPath, honest(kev(5), '"k2"'))
  const child = spawn(
    process.execPath,
    [`${root}src/cli/main.ts`, 'db', 'update', 'kev', 'osv-pypa', '--mirror', mirror, ...db, ...now],
    { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder }, stdio: 'ignore' },
  )
  const gone = new Promise(resolve => child.on('close', resolve))
  answers.set(pypiPath, (_, response) => {
    response.writeHead(200, { etag: '"p2"', 'content-length': whole.length })
    response.write(whole.subarray(0, 500), () => child.kill('SIGKILL'))
  })
  await gone
  assert.equal(digestOf(db), held)
  assert.equal((await within(room.status, ['--verify', ...db, ...now])).out.includes('every byte verified'), true)
  answers.set(pypiPath, honest(whole, '"p2"'))
  const { code, out } = await update(db)
  assert.deepEqual([code, /osv-pypa +updated +3 +9/.test(out), /kev +updated +3 +5/.test(out)], [0, true, true], out)
})

test('what is no feed, no mirror or no time is a fault of usage', async () => {
  const db = ['--db', join(folder, 'none')]
  for (const args of [
    ['no-such-feed'],
    ['csaf-cisa'],
    ['--accept', 'no-such-feed'],
    ['kev', '--mirror', 'file:///etc'],
    ['kev', '--mirror', 'http://me:verysecret@mirror.example'],
    ['kev', '--mirror', 'http://mirror.example/?key=verysecret'],
    ['kev', '--timeout', 'soon'],
  ]) {
    const { code, err } = await millcert(['db', 'update', ...args, ...db])
    assert.equal(code, 2, `${args}: ${err}`)
    assert.doesNotMatch(err, /verysecret/)
  }
  assert.equal(existsSync(db[1]!), false)
})

test('the answers are what their published schemas say', async () => {
  const db = await made()
  answers.set(kevPath, says(500, ''))
  const ajv = addFormats.default(new Ajv({ allErrors: true, allowUnionTypes: true }))
  for (const [name, args] of [
    ['db-update', ['db', 'update', 'kev', 'osv-pypa', '--mirror', mirror]],
    ['db-update', ['db', 'update', 'kev', 'osv-pypa', '--mirror', mirror, '--dry-run']],
    ['db-quarantine', ['db', 'quarantine', 'kev', '--reason', 'a drill']],
    ['db-status', ['db', 'status']],
  ] as const) {
    const { out } = await millcert([...args, '--format', 'json', ...db, ...now])
    const answer = JSON.parse(out)
    assert.equal(answer.schema, `millcert-${name}/1`)
    const schema = JSON.parse(readFileSync(`${root}docs/schemas/millcert-${name}-1.schema.json`, 'utf8'))
    assert.equal(ajv.validate(schema, answer), true, ajv.errorsText())
  }
})

test('only db update loads what opens sockets', async () => {
  const db = await made()
  mkdirSync(join(folder, 'tree'), { recursive: true })
  writeFileSync(join(folder, 'tree/requirements.txt'), 'press==1.0\n')
  writeFileSync(join(folder, 'kev.json'), kev(1))
  const watch = join(folder, 'watch.mjs')
  writeFileSync(
    watch,
    `const got = process.getBuiltinModule
import { registerHooks } from 'node:module'
const wanted = new Set()
registerHooks({ resolve(name, context, next) {
  const found = next(name, context)
  if (/^node:(?:http|https|http2|net|tls|dgram|dns|undici)/.test(found.url)) wanted.add(found.url)
  return found
} })
process.getBuiltinModule = name => {
  if (/(?:http|net|tls|dgram|dns)/.test(name)) wanted.add(name)
  return got.call(process, name)
}
process.on('exit', () => process.stderr.write('LOADED ' + [...wanted].sort().join(' ') + '\\n'))
`,
  )
  const loads = async (args: readonly string[]) => {
    const { err } = await millcert(args, { NODE_OPTIONS: `--import ${watch}` })
    return /^LOADED (.*)$/m.exec(err)?.[1]
  }
  for (const args of [
    ['scan', 'tree', ...db, ...now],
    ['inspect', 'kev.json'],
    ['db', 'build', '--from', 'kev.json', '--db', join(folder, 'built')],
    ['db', 'status', ...db],
    ['db', 'update', 'kev', '--offline', ...db],
  ])
    assert.equal(await loads(args), '', args.join(' '))
  assert.equal(await loads(['db', 'update', 'kev', '--mirror', mirror, ...db, ...now]), 'node:http node:https')
})

test('five files alone import what opens sockets: for feeds, for the server a command names, to listen, and to sign with a login', () => {
  const sockets = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns|undici)(?:\/|$)/
  const found = sourceFiles(root)
    .filter(({ path }) => !path.endsWith('.test.ts'))
    .filter(({ imports, text }) => imports.some(name => sockets.test(name)) || /\bfetch\(/.test(text))
  assert.deepEqual(
    found.map(({ path }) => path),
    [
      ...['src/cli/network.ts', 'src/cli/remote.ts', 'src/server/wire.ts'],
      ...['src/trust/keyless-browser.ts', 'src/trust/keyless.ts'],
    ],
  )
})
