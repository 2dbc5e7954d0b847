import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'
import { db as room } from '#advisories/operations'
import { digest, Problem, type Tool } from '#base'
import { readArguments } from './arguments.ts'
import { exitCodeOf } from './exit-codes.ts'
import { realWorld } from './world.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-changes-'))

/** What the mirror has, by path; a function answers by itself. */
const files = new Map<string, Buffer | ((response: ServerResponse) => void)>()
const asked: string[] = []
/** The same again, that sent a body. */
const sent: string[] = []
const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url!)
  asked.push(path)
  const body = files.get(path)
  if (typeof body === 'function') return body(response)
  if (!Buffer.isBuffer(body)) return void response.writeHead(404).end()
  const headers = { etag: `"${digest(body)}"`, 'last-modified': 'Thu, 19 Nov 2026 00:00:00 GMT' }
  if (request.headers['if-none-match'] === headers.etag) return void response.writeHead(304, headers).end()
  sent.push(path)
  response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
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
beforeEach(() => files.clear())

interface Ran {
  code: number | null
  out: string
  said: string
}

/** Runs a command of the room in this process; times are those of 2026-11-21, ten o'clock. */
async function within(tool: Tool, args: readonly string[]): Promise<Ran> {
  const input = readArguments(tool, [...args, '--now', '2026-11-21T10:00:00Z'], () => undefined)
  const at = input.flags.get('now')?.at(-1)
  const { world } = realWorld({ now: at, quiet: true, output: undefined, limits: [], online: true })
  const printed: string[] = []
  const spoken: string[] = []
  try {
    const out = (text: string | Uint8Array) => void printed.push(String(text))
    const say = (text: string) => void spoken.push(text)
    const code = await tool.run({ ...world, env: () => undefined, out, say }, input)
    return { code, out: printed.join(''), said: spoken.join('\n') }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { code: exitCodeOf(error.code), out: printed.join(''), said: error.message }
  }
}

const at = (name: string, ecosystem = 'PyPI') => `/osv/${ecosystem}/${name}`

/** A record; `day` is of November 2026. */
function record(id: string, day = 1, over: object = {}): Buffer {
  const name = `press-${id.toLowerCase()}`
  const ranges = [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0.0' }] }]
  return Buffer.from(
    JSON.stringify({
      id,
      modified: dayOf(day),
      summary: 'Simulated',
      affected: [{ package: { ecosystem: 'PyPI', name }, ranges }],
      ...over,
    }),
  )
}

const dayOf = (day: number) => `2026-11-${String(day).padStart(2, '0')}T10:00:00Z`
const idOf = (number: number) => `PYSEC-2026-${number}`

/** The archive of records by id. */
function archive(records: Readonly<Record<string, Buffer>>): Buffer {
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(records).map(([id, bytes]) => [`${id}.json`, bytes]))))
}

const listOf = (lines: Readonly<Record<string, number>>) =>
  Buffer.from(
    Object.entries(lines)
      .sort(([, a], [, b]) => b - a)
      .map(([id, day]) => `${dayOf(day)},${id}\n`)
      .join(''),
  )

/** Records 1 to `count`, all of the first of November. */
const plain = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [idOf(i + 1), 1]))

let databases = 0
/** A database of `count` records from a mirror that has a list. */
async function made(count = 3): Promise<string[]> {
  const lines = plain(count)
  files.set(at('all.zip'), archive(Object.fromEntries(Object.keys(lines).map(id => [id, record(id)]))))
  files.set(at('modified_id.csv'), listOf(lines))
  const db = ['--db', join(folder, `db${databases++}`)]
  const { code, out } = await update(db)
  assert.equal(code, 0, out)
  return db
}

/** Updates, and forgets what was asked before. */
function update(db: readonly string[], more: readonly string[] = [], feeds = ['osv-pypa']): Promise<Ran> {
  asked.length = 0
  sent.length = 0
  return within(room.update, [...feeds, '--mirror', mirror, ...db, ...more])
}

const manifestOf = (db: readonly string[]) => JSON.parse(readFileSync(join(db[1]!, 'manifest.json'), 'utf8'))
const entryOf = (db: readonly string[], id = 'osv-pypa') =>
  manifestOf(db).feeds.find((feed: { id: string }) => feed.id === id)
const baseOf = (db: readonly string[]) => manifestOf(db).segments[0].digest
const originalAt = (db: readonly string[], path: string) => join(db[1]!, 'feeds/originals', path)

/** What the list and the mirror say after some records are changed. */
function change(lines: Readonly<Record<string, number>>, records: Readonly<Record<string, Buffer>>): void {
  files.set(at('modified_id.csv'), listOf(lines))
  for (const [id, bytes] of Object.entries(records)) files.set(at(`${id}.json`), bytes)
}

test('of a short list of changes only those records are fetched, and laid over the database', async () => {
  const db = await made()
  const base = baseOf(db)
  const withdrawn = record(idOf(1), 20, { withdrawn: dayOf(20) })
  change(
    { ...plain(3), [idOf(1)]: 20, [idOf(4)]: 19, 'MAL-2026-7': 18 },
    { [idOf(1)]: withdrawn, [idOf(4)]: record(idOf(4), 19), 'MAL-2026-7': record('MAL-2026-7', 18) },
  )
  const { code, out } = await update(db)
  assert.equal(code, 0, out)
  assert.deepEqual(sent.sort(), [
    at('MAL-2026-7.json'),
    at('PYSEC-2026-1.json'),
    at('PYSEC-2026-4.json'),
    at('modified_id.csv'),
  ])
  assert.equal(baseOf(db), base, 'the base is not compiled again')
  const { records, withdrawn: back, newest } = entryOf(db)
  assert.deepEqual([records, back, newest], [4, 1, Date.parse(dayOf(20))])
  assert.deepEqual(
    manifestOf(db).feeds.map(({ id }: { id: string }) => id),
    ['osv-pypa'],
    'records of feeds that were not asked for stay out',
  )
  assert.deepEqual(readFileSync(originalAt(db, at('PYSEC-2026-1.json'))), withdrawn, 'originals are kept as they came')
  const again = await update(db)
  assert.match(again.out, /osv-pypa +unchanged +4 +4/)
  assert.deepEqual([asked, sent], [[at('modified_id.csv')], []])
})

test('a record that changed on the disk comes anew, although the list has nothing newer', async () => {
  const db = await made()
  const right = record(idOf(1), 20)
  change({ ...plain(3), [idOf(1)]: 20 }, { [idOf(1)]: right })
  await update(db)
  const place = originalAt(db, at(`${idOf(1)}.json`))
  for (const more of [[], ['--full']]) {
    writeFileSync(place, String(right).replace('2.0.0', '9.0.0'))
    assert.equal((await update(db, more)).code, more.length === 0 ? 0 : 5)
    const { code, out } = await update(db)
    assert.deepEqual([code, entryOf(db).newest], [0, Date.parse(dayOf(20))], out)
    assert.deepEqual(readFileSync(place), right)
    assert.equal((await within(room.quarantine, ['--check', ...db])).code, 0)
  }
})

test('the folder with later records serves as a mirror, and the next whole archive folds them away', async () => {
  const db = await made()
  change(
    { ...plain(3), [idOf(4)]: 19, [idOf(2)]: 18 },
    { [idOf(4)]: record(idOf(4), 19), [idOf(2)]: record(idOf(2), 18) },
  )
  assert.equal((await update(db)).code, 0)
  files.clear()
  for (const name of readdirSync(originalAt(db, at('')))) files.set(at(name), readFileSync(originalAt(db, at(name))))
  assert.equal(files.size, 4)
  const other = ['--db', join(folder, 'from-mirror')]
  assert.equal((await update(other)).code, 0)
  assert.deepEqual(entryOf(other), entryOf(db))
  files.set(
    at('all.zip'),
    archive(Object.fromEntries([1, 2, 4].map(n => [idOf(n), record(idOf(n), n === 1 ? 1 : 19)]))),
  )
  files.set(at('modified_id.csv'), listOf({ [idOf(1)]: 1, [idOf(2)]: 19, [idOf(4)]: 19 }))
  for (const one of [db, other]) {
    const { code, out } = await update(one)
    assert.deepEqual([code, sent.includes(at('all.zip'))], [0, true], `a record that is gone from the list: ${out}`)
    assert.deepEqual(readdirSync(originalAt(one, at(''))).sort(), ['all.zip', 'modified_id.csv'])
    assert.equal(entryOf(one).records, 3)
  }
  assert.equal(manifestOf(db).digest, manifestOf(other).digest)
})

test('an archive that lags behind its list is taken with the records that it lacks', async () => {
  const db = ['--db', join(folder, 'lagging')]
  files.set(at('all.zip'), archive({ [idOf(1)]: record(idOf(1)) }))
  change({ [idOf(1)]: 1, [idOf(2)]: 20, [idOf(3)]: 19 }, { [idOf(2)]: record(idOf(2), 20) })
  assert.equal((await update(db)).code, 0)
  assert.equal(entryOf(db).records, 2)
  files.set(at(`${idOf(3)}.json`), record(idOf(3), 19))
  assert.equal((await update(db)).code, 0, 'what did not come is asked for again')
  assert.deepEqual([entryOf(db).records, asked.includes(at('all.zip'))], [3, false])
})

test('where much was changed, or a record does not come as the list says, the whole archive is asked for', async () => {
  const many = Object.fromEntries(Array.from({ length: 301 }, (_, i) => [idOf(1000 + i), 19]))
  const wrong: Record<string, [lines: Record<string, number>, records: Record<string, Buffer>]> = {
    'a long list': [{ ...plain(3), ...many }, {}],
    'a record that is gone': [{ ...plain(3), [idOf(4)]: 19 }, {}],
    'a record that is another': [{ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(9), 19) }],
    'a record that is older': [{ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 18) }],
    'a page of a portal': [{ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: Buffer.from('<!doctype html>') }],
    'a line that went': [{ [idOf(1)]: 1, [idOf(2)]: 1, [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 19) }],
  }
  for (const [name, [lines, records]] of Object.entries(wrong)) {
    const db = await made()
    files.delete(at(`${idOf(4)}.json`))
    change(lines, records)
    files.set(at('all.zip'), archive({ ...Object.fromEntries([1, 2, 4].map(n => [idOf(n), record(idOf(n), 19)])) }))
    const { code, out } = await update(db)
    assert.deepEqual([code, sent.includes(at('all.zip'))], [0, true], `${name}: ${out}`)
    assert.equal(entryOf(db).records, 3, name)
    assert.equal(existsSync(originalAt(db, at(`${idOf(4)}.json`))), false, name)
  }
})

const lies: Record<string, [list: () => Buffer, said: RegExp]> = {
  'times to come': [() => Buffer.from(`2027-11-20T10:00:00Z,${idOf(4)}\n`), /is after 2026-11-21/],
  'millions of lines': [
    () => Buffer.from(Array.from({ length: 1_000_001 }, (_, i) => `2026-11-20T10:00:00Z,A-${i}`).join('\n')),
    /more than 1000000 lines/,
  ],
  'endless bytes': [() => Buffer.alloc(65 * 1024 ** 2, 0x61), /larger than the limit of 67108864 bytes/],
  'one long line': [() => Buffer.alloc(10_000, 0x61), /more than 200 bytes/],
  'an id with a slash': [() => Buffer.from('2026-11-20T10:00:00Z,PyPI/PYSEC-2026-4\n'), /is not an advisory id/],
  'an id that climbs': [() => Buffer.from('2026-11-20T10:00:00Z,..\n'), /is not an advisory id/],
  'an id with dots': [() => Buffer.from('2026-11-20T10:00:00Z,PYSEC-..-4\n'), /is not an advisory id/],
  'a record twice': [
    () => Buffer.from(`2026-11-20T10:00:00Z,${idOf(4)}\n2026-11-19T10:00:00Z,${idOf(4)}\n`),
    /stands there twice/,
  ],
  'no time': [() => Buffer.from(`yesterday,${idOf(4)}\n`), /is no time and id/],
  'an older list': [() => Buffer.from('2026-10-01T10:00:00Z,PYSEC-2026-4\n'), /older than the one that is held/],
  nothing: [() => Buffer.from('\n'), /no time and id|no lines/],
  HTML: [() => Buffer.from('<!doctype html><title>Log in</title>'), /is no time and id/],
}
for (const [name, [list, said]] of Object.entries(lies))
  test(`a list with ${name} is not followed, and the archive is asked for instead`, async () => {
    const db = await made()
    const held = manifestOf(db).digest
    files.set(at('modified_id.csv'), list())
    files.set(at(`${idOf(4)}.json`), record(idOf(4), 19))
    const lied = await update(db)
    assert.deepEqual([lied.code, asked], [0, [at('modified_id.csv'), at('all.zip')]], lied.out)
    assert.match(lied.said, said)
    assert.equal(manifestOf(db).digest, held)
    change({ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 19) })
    const honest = await update(db)
    assert.deepEqual([honest.code, entryOf(db).records], [0, 4], honest.out)
    assert.equal(asked.includes(at('all.zip')), false)
  })

test('a list that nobody keeps any more does not hide what the archive has', async () => {
  const db = await made()
  files.set(at('all.zip'), archive(Object.fromEntries([1, 2, 3, 4].map(n => [idOf(n), record(idOf(n), 20)]))))
  const { code, out } = await update(db)
  assert.deepEqual([code, entryOf(db).records], [0, 4], out)
})

test('a dry run asks for the list alone where it says nothing new', async () => {
  const db = await made()
  const same = await update(db, ['--dry-run'])
  assert.deepEqual([same.code, asked, /all\.zip +nothing newer/.test(same.out)], [0, [at('modified_id.csv')], true])
  change({ ...plain(3), [idOf(4)]: 19 }, {})
  files.set(at('all.zip'), archive({ [idOf(4)]: record(idOf(4), 19) }))
  const newer = await update(db, ['--dry-run'])
  assert.deepEqual([newer.code, /all\.zip +would be fetched +\d+/.test(newer.out)], [0, true], newer.out)
})

test('--full asks for whole archives and reads all anew', async () => {
  const db = await made()
  change({ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 19) })
  assert.equal((await update(db)).code, 0)
  assert.equal(manifestOf(db).segments.length, 2)
  const { code, out } = await update(db, ['--full'])
  assert.deepEqual([code, asked.includes(at('all.zip')), /osv-pypa +updated +4 +4/.test(out)], [0, true, true], out)
  assert.equal(manifestOf(db).segments.length, 1)
})

test('many records taken back one by one are held back as those of an archive are', async () => {
  const db = await made(250)
  const held = manifestOf(db).digest
  const back = Array.from({ length: 150 }, (_, i) => idOf(i + 1))
  change(
    { ...plain(250), ...Object.fromEntries(back.map(id => [id, 20])) },
    Object.fromEntries(back.map(id => [id, record(id, 20, { withdrawn: dayOf(20) })])),
  )
  for (const _ of [1, 2]) {
    const { code, out } = await update(db)
    assert.equal(code, 1, out)
    assert.match(out, /150 records withdrawn, where 0 were/)
    assert.equal(manifestOf(db).digest, held)
  }
  assert.deepEqual(sent, [], 'what lies aside is not fetched again')
  assert.equal((await update(db, ['--accept', 'osv-pypa'])).code, 0)
  assert.equal(entryOf(db).withdrawn, 150)
})

test('feeds that share an archive are each made of its changes', async () => {
  const db = await made()
  change({ ...plain(3), 'MAL-2026-7': 19 }, { 'MAL-2026-7': record('MAL-2026-7', 19) })
  assert.equal((await update(db)).code, 0)
  const npm = (id: string) =>
    record(id, 19, { affected: [{ package: { ecosystem: 'npm', name: 'x' }, versions: ['1'] }] })
  for (const name of ['npm', 'RubyGems', 'NuGet', 'crates.io', 'Go', 'Maven'])
    files.set(at('all.zip', name), archive({ 'MAL-2026-1': npm('MAL-2026-1') }))
  const both = ['osv-pypa', 'osv-malicious']
  const { code, out } = await update(db, [], both)
  assert.equal(code, 0, out)
  assert.match(out, /osv-malicious +updated +2/)
  change({ ...plain(3), 'MAL-2026-7': 19, 'MAL-2026-8': 20 }, { 'MAL-2026-8': record('MAL-2026-8', 20) })
  const next = await update(db, [], both)
  assert.match(next.out, /osv-malicious +updated +2 +3/)
  assert.match(next.out, /osv-pypa +unchanged +3 +3/)
  assert.equal(sent.includes(at('all.zip')), false)
})

test('a file of several that does not come costs nothing that was held, and the feed has failed', async () => {
  const names = ['Hackage', 'GHC']
  const db = ['--db', join(folder, 'several')]
  const haskell = (id: string, day: number, ecosystem: string) =>
    record(id, day, { affected: [{ package: { ecosystem, name: 'x' }, versions: ['1'] }] })
  for (const [index, name] of names.entries())
    files.set(at('all.zip', name), archive({ [`HSEC-2026-000${index}`]: haskell(`HSEC-2026-000${index}`, 1, name) }))
  files.delete(at('all.zip', 'GHC'))
  const none = await update(db, [], ['osv-haskell'])
  assert.deepEqual(
    [none.code, existsSync(join(db[1]!, 'manifest.json'))],
    [5, false],
    'nothing is checked by half a feed',
  )
  files.set(at('all.zip', 'GHC'), archive({ 'HSEC-2026-0001': haskell('HSEC-2026-0001', 1, 'GHC') }))
  assert.equal((await update(db, [], ['osv-haskell'])).code, 0)
  const before = entryOf(db, 'osv-haskell')
  files.delete(at('all.zip', 'GHC'))
  const more = {
    'HSEC-2026-0000': haskell('HSEC-2026-0000', 1, 'Hackage'),
    'HSEC-2026-0003': haskell('HSEC-2026-0003', 9, 'Hackage'),
  }
  files.set(at('all.zip', 'Hackage'), archive(more))
  for (const _ of [1, 2]) {
    const { code, out } = await update(db, [], ['osv-haskell'])
    assert.equal(code, 5, out)
    assert.match(
      out,
      /osv-haskell +failed +\d +3 +Cannot fetch .*GHC\/all\.zip: the answer is 404; what was held of it stays/,
    )
    const entry = entryOf(db, 'osv-haskell')
    assert.deepEqual([entry.records, entry.snapshotAt, entry.ecosystems], [3, before.snapshotAt, before.ecosystems])
    const state = JSON.parse(readFileSync(join(db[1]!, 'feeds/state.json'), 'utf8')).feeds['osv-haskell']
    assert.match(state.failure.reason, /GHC/)
  }
})

test('after a build or an import, an update makes the database of its feeds anew', async () => {
  const db = await made()
  change({ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 19) })
  assert.equal((await update(db)).code, 0)
  const other = join(folder, 'other.json')
  writeFileSync(other, record('GHSA-aaaa-bbbb-cccc', 5))
  assert.equal((await within(room.build, ['--from', other, ...db])).code, 0)
  const built = await update(db)
  assert.deepEqual(
    [built.code, /osv-pypa +updated +4/.test(built.out), asked],
    [0, true, [at('modified_id.csv')]],
    built.out,
  )
  assert.deepEqual(
    manifestOf(db).feeds.map(({ id, records }: { id: string; records: number }) => [id, records]),
    [
      ['osv-ghsa', 1],
      ['osv-pypa', 4],
    ],
  )
  const carried = join(folder, 'carried.millcert')
  const small = ['--db', join(folder, 'small')]
  const old = join(folder, 'old.json')
  writeFileSync(old, record(idOf(1), 1))
  assert.equal((await within(room.build, ['--from', old, ...small])).code, 0)
  const exported = await within(room.export, [carried, ...small, '--unsigned'])
  assert.equal(exported.code, 0, exported.said)
  assert.equal((await within(room.import, [carried, '--unsigned', '--accept', ...db])).code, 0)
  assert.equal(entryOf(db).records, 1)
  change({ ...plain(3), [idOf(4)]: 19, [idOf(5)]: 20 }, { [idOf(5)]: record(idOf(5), 20) })
  const imported = await update(db)
  assert.deepEqual([imported.code, entryOf(db).records, asked.includes(at('all.zip'))], [0, 5, false], imported.out)
})

/** Updates in a process of its own; `env` may tell it when to die. */
function updateAlone(db: readonly string[], env: Record<string, string> = {}): { pid: number; gone: Promise<Ran> } {
  const args = ['db', 'update', 'osv-pypa', '--mirror', mirror, '--now', '2026-11-21T10:00:00Z', ...db]
  const child = spawn(process.execPath, [`${root}src/cli/main.ts`, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ran: Ran = { code: null, out: '', said: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.said += text))
  return { pid: child.pid!, gone: new Promise(resolve => child.on('close', code => resolve({ ...ran, code }))) }
}

/** Kills its process just before the file of the number in DIES_AT is put in its place. */
const dying = `import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
const real = fs.renameSync
let count = 0
fs.renameSync = (from, to) => {
  if (++count === Number(process.env.DIES_AT)) process.kill(process.pid, 'SIGKILL')
  return real(from, to)
}
syncBuiltinESMExports()
`

/** Names below a folder that a killed process may have left. */
const leftIn = (db: readonly string[]) =>
  readdirSync(db[1]!, { recursive: true }).filter(name => /\.new$|^lock/.test(String(name)))

test('killed before any file is put in its place, a database is whole, and the next update makes it new', async () => {
  const dies = join(folder, 'dies.mjs')
  writeFileSync(dies, dying)
  const whole = archive(Object.fromEntries([1, 2, 3, 5].map(n => [idOf(n), record(idOf(n), 20)])))
  for (const [name, expected] of [
    ['laid over', 4],
    ['whole', 4],
  ] as const) {
    let deaths = 0
    for (let at_ = 1; at_ <= 30; at_++) {
      const db = await made()
      const old = manifestOf(db).digest
      if (name === 'whole') {
        files.set(at('all.zip'), whole)
        files.delete(at('modified_id.csv'))
      } else change({ ...plain(3), [idOf(4)]: 19 }, { [idOf(4)]: record(idOf(4), 19) })
      const killed = await updateAlone(db, { NODE_OPTIONS: `--import ${dies}`, DIES_AT: String(at_) }).gone
      if (killed.code === 0) break
      deaths++
      assert.equal(killed.code, null, killed.said)
      const status = await within(room.status, ['--verify', ...db])
      assert.match(status.out, /every byte verified/, `${name}, ${at_}`)
      assert.equal([3, expected].includes(entryOf(db).records), true)
      if (entryOf(db).records === 3) assert.equal(manifestOf(db).digest, old)
      const next = await update(db)
      assert.deepEqual([next.code, entryOf(db).records], [0, expected], `${name}, ${at_}: ${next.out}${next.said}`)
      assert.deepEqual(leftIn(db), [], `${name}, ${at_}`)
    }
    assert.equal(deaths > 5 && deaths < 30, true, `${deaths} deaths`)
  }
})

test('of two updates at once one waits for nobody and says who writes; killed, it is in nobody’s way', async () => {
  const db = await made()
  const held = manifestOf(db).digest
  change({ ...plain(3), [idOf(4)]: 19 }, {})
  const stuck = new Promise<void>(resolve => {
    files.set(at(`${idOf(4)}.json`), response => {
      response.writeHead(200, { etag: '"stuck"' })
      response.write('{"id":', () => resolve())
    })
  })
  const first = updateAlone(db)
  await stuck
  const second = await updateAlone(db).gone
  assert.equal(second.code, 2)
  assert.match(second.said, new RegExp(`process ${first.pid} on ${hostname()}`))
  const carried = join(folder, 'held.millcert')
  assert.equal((await within(room.export, [carried, ...db, '--unsigned'])).code, 0)
  const empty = ['--db', join(folder, 'empty')]
  mkdirSync(empty[1]!)
  writeFileSync(join(empty[1]!, 'lock'), `${first.pid} ${hostname()}\n`)
  const imported = await within(room.import, [carried, '--unsigned', ...empty])
  assert.deepEqual(
    [imported.code, existsSync(join(empty[1]!, 'manifest.json'))],
    [2, false],
    'an import waits for nobody too',
  )
  process.kill(first.pid, 'SIGKILL')
  await first.gone
  assert.equal(manifestOf(db).digest, held)
  assert.equal((await within(room.import, [carried, '--unsigned', ...empty])).code, 0)
  assert.deepEqual(leftIn(empty), [])
  files.set(at(`${idOf(4)}.json`), record(idOf(4), 19))
  const third = await update(db)
  assert.deepEqual([third.code, entryOf(db).records], [0, 4], third.out + third.said)
})

test('what a killed process was writing goes with the next write, and what a living one writes stays', async () => {
  const db = await made()
  const names = [
    'manifest.json.999999999.new',
    `manifest.json.${process.ppid}.new`,
    'base.999999999.new.txt',
    `manifest.json.${process.pid}.new`,
  ]
  for (const name of names) writeFileSync(join(db[1]!, name), 'x')
  assert.equal((await update(db)).code, 0)
  assert.deepEqual(
    names.map(name => existsSync(join(db[1]!, name))),
    [false, true, true, false],
  )
})
