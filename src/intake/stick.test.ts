import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { Ajv } from 'ajv'
import type { Problem } from '#base'
import { signing } from '#trust/operations'
import { onEachDatabase, type TestDatabase } from '../../tools/databases/each.ts'
import { realDisk } from '../../tools/databases/intake.ts'
import {
  bill,
  bundle,
  decidedBy,
  feed,
  firmware,
  hex,
  intake,
  other,
  own,
  signed,
  station,
} from '../../tools/databases/station.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import type { FileSeen } from './check-command.ts'
import { carrying, checking } from './operations.ts'

const { check } = (await checking()).intake
const { stick } = (await carrying()).intake
const pieces = {
  'main.cjs':
    "(function(exports,require,module,__filename,__dirname){console.log(require('./other.cjs').said, process.argv[2])\n})",
  'other.cjs':
    "(function(exports,require,module,__filename,__dirname){module.exports={said:require('node:path').basename(__filename)}\n})",
  'millcert.cjs': 'the front that reads the others',
}

/** An answer as a script reads it, held against its published schema. */
function read<T>(printed: string, name: string): T {
  const folder = join(import.meta.dirname, '..', '..', 'docs', 'schemas')
  const valid = new Ajv().compile(JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8')))
  const told: unknown = JSON.parse(printed)
  assert.ok(valid(told), JSON.stringify(valid.errors))
  return told as T
}

/** A plant with a stick of it, and a folder of files on a laptop. */
async function carried(database: TestDatabase, context: TestContext) {
  const plant = await station(database, context, '')
  const { folder } = plant
  const { place } = database
  const data = 'file' in place ? dirname(place.file) : join(folder, 'data')
  mkdirSync(data, { recursive: true })
  for (const at of [data, folder]) await feed(at, '2026-11-20')
  const dist = join(folder, 'dist')
  mkdirSync(dist)
  for (const [name, text] of Object.entries(pieces)) writeFileSync(join(dist, name), text)
  writeFileSync(join(data, 'journal.key'), own.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const laptop = join(folder, 'laptop')
  mkdirSync(laptop)
  const at = join(folder, 'stick')
  const worldAt = (now: string) => ({
    ...memoryWorld({}, now),
    disk: realDisk,
    tools: () => [{ name: 'millcert', version: '0', path: join(dist, 'millcert.cjs') }],
    env: (name: string) => (name === 'MILLCERT_DATABASE_URL' && 'address' in place ? place.address : undefined),
  })
  const make = async (flags: Record<string, string[]> = {}, to = at) => {
    const world = worldAt('2026-11-21T11:00:00Z')
    const all = { data: [data], site: ['A'], format: ['json'], ...flags }
    assert.equal(await stick.run(world, { words: [to], flags: new Map(Object.entries(all)) }), 0)
    return read<{ files: number }>(world.printed(), 'millcert-intake-stick-1')
  }
  const look = async (
    bytes: Uint8Array,
    beside: Record<string, Uint8Array> = {},
    flags: Record<string, string[]> = {},
    now = '2026-11-21T12:00:00Z',
  ) => {
    rmSync(laptop, { recursive: true })
    mkdirSync(laptop)
    writeFileSync(join(laptop, 'pump.bin'), bytes)
    for (const [name, content] of Object.entries(beside)) writeFileSync(join(laptop, name), content)
    const world = worldAt(now)
    const all = {
      stick: [at],
      vendor: ['Pressworks'],
      format: ['json'],
      paper: Object.keys(beside).map(name => join(laptop, name)),
      ...flags,
    }
    const code = await check.run(world, { words: [join(laptop, 'pump.bin')], flags: new Map(Object.entries(all)) })
    return { code, answer: read<FileSeen>(world.printed(), 'millcert-intake-check-1') }
  }
  return { ...plant, data, at, make, look, worldAt, laptop }
}

onEachDatabase(
  'a laptop with a stick says of a file what the plant says, check by check',
  async (database, context) => {
    const { make, look, files, caller, at } = await carried(database, context)
    const approved = Buffer.from('a file of old times')
    const refused = Buffer.from('a file that nobody wants')
    const held = await files(approved)
    await caller.act(intake.approve, { id: held.id, reason: 'looked at it' })
    const { id } = await files(refused)
    await caller.act(intake.refuse, { id, reason: 'no need of it' })
    const blocked = Buffer.from('a file that wipes disks')
    await caller.act(intake.block, { digests: [`sha256:${hex(blocked)}`], source: 'a list', reason: 'wipes disks' })
    assert.equal((await make()).files, 3, 'program, index and manifest')
    const list = Buffer.from(`${hex(firmware)}  pump.bin\n`)
    const purl = 'pkg:npm/press-helper@1.0.1'
    const cases: [number, Uint8Array, Record<string, Uint8Array>, string | undefined][] = [
      [0, firmware, signed, undefined],
      [3, firmware, {}, undefined],
      [4, Buffer.from('changed'), signed, undefined],
      [4, firmware, { 'pump.bin.sigstore.json': bundle(firmware, other.privateKey) }, undefined],
      [0, firmware, { ...signed, SHA256SUMS: list, 'b.json': bill('pump.bin', firmware) }, undefined],
      [4, Buffer.from('x'), { SHA256SUMS: list }, undefined],
      [4, firmware, { ...signed, 'b.json': bill('pump.bin', firmware, [purl]) }, undefined],
      [4, firmware, signed, purl],
      [0, approved, {}, undefined],
      [4, refused, {}, undefined],
      [4, blocked, { 'pump.bin.sigstore.json': bundle(blocked, own.privateKey) }, undefined],
    ]
    for (const [code, bytes, beside, of] of cases) {
      const here = await look(bytes, beside, of === undefined ? {} : { package: [of] })
      const there = await files(bytes, { package: of }, beside)
      assert.equal(here.answer.verdict, there.verdict, JSON.stringify(here.answer.reasons))
      assert.deepEqual(decidedBy(here.answer), decidedBy(there))
      assert.equal(here.code, code, JSON.stringify(here.answer.reasons))
      const told = ({ checks }: { checks: readonly { name: string; outcome: string; because: string }[] }) =>
        checks
          .filter(({ name }) => !name.endsWith('-before'))
          .map(({ name, outcome, because }) => [name, outcome, because])
      assert.deepEqual(told(here.answer), told(there))
    }
    const seen = readFileSync(join(at, 'seen.jsonl'), 'utf8').trim().split('\n')
    assert.equal(seen.length, cases.length)
    assert.equal(JSON.parse(seen[0]!).sha256, hex(firmware))
    const elsewhere = Buffer.from('a file that only the laptop saw')
    const itsOwn = { 'pump.bin.sigstore.json': bundle(elsewhere, own.privateKey) }
    assert.equal((await look(elsewhere, itsOwn)).code, 0)
    const log = readFileSync(join(at, 'seen.jsonl'))
    const { files: before } = await caller.ask(intake.list, { limit: 500 })
    const odd = Buffer.from('{"schema":1}\n')
    const taken = await caller.act(intake.seen, { siteId: 'site-a' }, Buffer.concat([log, odd]))
    const count = cases.length + 1
    assert.deepEqual([taken.files, taken.added, taken.odd.map(({ line }) => line)], [count, count, [count + 1]])
    assert.equal((await caller.act(intake.seen, { siteId: 'site-a' }, log)).added, 0)
    assert.equal((await caller.act(intake.seen, { siteId: 'site-b' }, log)).files, 0, 'a stick of another site')
    const { files: listed } = await caller.ask(intake.list, { limit: 500 })
    assert.equal(listed.length, before.length + count)
    const laptops = listed.find(({ carried, state }) => carried && state === 'quarantined')!
    await assert.rejects(caller.act(intake.approve, { id: laptops.id, reason: 'x' }), { code: 'intake/not-open' })
    const first = await files(elsewhere, {}, itsOwn)
    assert.match(first.checks.find(({ name }) => name === 'approved-before')!.because, /were not accepted here before/)
    assert.equal(readFileSync(join(at, 'README.txt'), 'utf8').trim().split('\n').length, 3)
    const ran = spawnSync(process.execPath, [join(at, 'millcert.cjs'), 'word'], { encoding: 'utf8' })
    assert.equal(ran.stdout, 'millcert.cjs word\n', ran.stderr)
  },
)

onEachDatabase(
  'a stick that was changed, or is too old, is refused by the check that is meant for it',
  async (database, context) => {
    const { make, look, at, folder, data, files, laptop, worldAt } = await carried(database, context)
    await make({ days: ['7'] })
    const safe = join(folder, 'safe')
    cpSync(at, safe, { recursive: true })
    const refusedBy = async (
      name: string,
      change: () => void | Promise<void>,
      flags: Record<string, string[]> = {},
      now?: string,
    ) => {
      await change()
      await assert.rejects(look(firmware, signed, flags, now), (error: Problem) => {
        assert.deepEqual([error.code, error.detail.at], ['intake/stick-refused', name], error.message)
        return true
      })
      rmSync(at, { recursive: true })
      cpSync(safe, at, { recursive: true })
    }
    const file = (name: string) => join(at, name)
    const edited = (name: string, edit: (text: string) => string) => () =>
      writeFileSync(file(name), edit(readFileSync(file(name), 'latin1')), 'latin1')
    const nothing = () => {}
    for (const name of ['station.pub', 'station.json.sigstore.json'])
      await refusedBy('stick-signed', () => rmSync(file(name)))
    await refusedBy(
      'stick-signed',
      edited('station.json', text => text.replace('"wants":["signature",', '"wants":[')),
    )
    await refusedBy(
      'stick-signed',
      edited('station.json', text => `${text} `),
    )
    await refusedBy(
      'stick-signed',
      edited('station.json.sigstore.json', () => '{}'),
    )
    await refusedBy(
      'stick-whole',
      edited('millcert.cjs', text => `${text}\n`),
    )
    await refusedBy(
      'stick-whole',
      edited('advisories/manifest.json', text => text.replace('osv-malicious', 'osv-maliciouz')),
    )
    await refusedBy('stick-whole', () => rmSync(file('advisories/manifest.json')))
    await refusedBy('stick-whole', () => writeFileSync(file('advisories/quarantine.json'), '{}'))
    await refusedBy('stick-current', nothing, {}, '2026-11-28T11:00:01Z')
    await refusedBy('stick-current', nothing, {}, '2026-11-19T00:00:00Z')
    // Who changes all of it changes its key, too: only a key that came another way tells.
    const key = join(folder, 'plant.pub')
    writeFileSync(key, own.publicKey.export({ type: 'spki', format: 'pem' }))
    await refusedBy(
      'stick-signed',
      async () => {
        const evil = join(folder, 'evil.key')
        writeFileSync(evil, other.privateKey.export({ type: 'pkcs8', format: 'pem' }))
        await make({ key: [evil] })
      },
      { key: [key] },
    )
    assert.equal((await look(firmware, signed, { key: [key] })).code, 0)
    await assert.rejects(look(firmware, signed, { stick: [laptop] }), { code: 'intake/no-stick' })
    // A statement of something else, rightly signed with the same key.
    await refusedBy('stick-signed', async () => {
      writeFileSync(file('station.json'), '{"schema":"millcert-else/1"}')
      rmSync(file('station.json.sigstore.json'))
      const { sign } = await signing()
      const flags = new Map([['key', [join(data, 'journal.key')]]])
      assert.equal(await sign.run(worldAt('2026-11-21T11:00:00Z'), { words: [file('station.json')], flags }), 0)
    })
    assert.equal((await files(firmware, {}, signed)).verdict, 'accept')
  },
)

onEachDatabase(
  'a stick is made where nothing of anybody else lies, of a bundled program and a key',
  async (database, context) => {
    const { make, at, data, laptop, worldAt, look } = await carried(database, context)
    writeFileSync(join(laptop, 'holiday.jpg'), '')
    await assert.rejects(make({}, laptop), { code: 'intake/not-a-stick' })
    await assert.rejects(make({ site: ['Z'] }), { code: 'plant/not-found' })
    await assert.rejects(make({ days: ['0'] }), { code: 'cli/usage' })
    await assert.rejects(make({ program: ['src/cli/main.ts'] }), { code: 'intake/no-program' })
    await make()
    await look(firmware, signed)
    await make()
    assert.ok(
      readFileSync(join(at, 'seen.jsonl'), 'utf8').length > 0,
      'what was seen stays on a stick that is made anew',
    )
    rmSync(join(data, 'journal.key'))
    await assert.rejects(make(), /the journal has no key/)
    const world = worldAt('2026-11-21T12:00:00Z')
    const flags = new Map([['stick', [at]]])
    assert.equal(await check.run(world, { words: [join(laptop, 'pump.bin')], flags }), 3)
    assert.match(world.printed(), /quarantined\.\n[\s\S]*It does not prove[\s\S]*As A knew on 2026-11-21T11:00:00Z/)
  },
)
