import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { Ajv } from 'ajv'
import { sql } from 'kysely'
import type { Input, Tool } from '#base'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase, type TestDatabase } from '../../tools/databases/each.ts'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { readCheckpoint } from './checkpoint.ts'
import { type Ledger, rowsOf, type SiteId } from './index.ts'
import { continues, includes, leafHash } from './merkle.ts'
import { journal } from './operations.ts'

const site = 'site-a' as SiteId
const hostile = process.env['MILLCERT_HOSTILE']
const schema = new URL('../../docs/schemas/millcert-journal-verify-1.schema.json', import.meta.url)
const isAnswer = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))
const actor = { kind: 'user', id: 'u-1', name: 'Somebody' } as const

/** Entries about a site, one a second; `back` sets the clock of one back. */
async function work(ledger: Ledger, from: number, to: number, back?: number): Promise<void> {
  for (let n = from; n <= to; n++)
    await ledger.write(
      {
        actor,
        operation: 'assets.add',
        at: 1_700_000_000_000 + (n === back ? -5000 : n) * 1000,
        sites: new Set([site]),
      },
      async () => ({ out: n, entry: { site, object: `asset-${n % 5}`, change: { name: [null, `Pump ${n} ü`] } } }),
    )
}

/** Runs a tool on a database, with a disk in memory. */
function command(database: TestDatabase, files: MemoryWorld['files'] = new Map()) {
  const { place } = database
  return async (tool: Tool, words: readonly string[], flags: Record<string, readonly string[]> = {}) => {
    const world = memoryWorld()
    for (const [path, bytes] of files) world.files.set(path, bytes)
    const data = 'file' in place ? dirname(place.file) : 'none'
    const env = (name: string) => (name === 'MILLCERT_DATABASE_URL' && 'address' in place ? place.address : undefined)
    const input: Input = { words, flags: new Map(Object.entries({ data: [data], ...flags })) }
    const code = await tool.run({ ...world, env }, input)
    for (const [path, bytes] of world.files) files.set(path, bytes)
    return { code, out: world.printed() }
  }
}

/** Changes a row behind the back of the ledger. */
const behind = (ledger: Ledger, statement: string) => ledger.derive(db => rowsOf(db, sql.raw(statement)))

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-journal-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

onEachDatabase('the journal is read in pages, whole or of one object, by who may', async database => {
  const ledger = await database.ledger([])
  await work(ledger, 1, 12)
  const all = calling(ledger)
  const first = await all.ask(journal.list, { siteId: site, limit: 5 })
  assert.deepEqual(
    [first.entries.map(({ seq }) => seq), first.next, first.entries[0]!.change],
    [[12, 11, 10, 9, 8], '8', { name: [null, 'Pump 12 ü'] }],
  )
  assert.equal(first.entries[0]!.at, '2023-11-14T22:13:32Z')
  const next = await all.ask(journal.list, { siteId: site, limit: 50, after: first.next })
  assert.deepEqual([next.entries.map(({ seq }) => seq), next.next], [[7, 6, 5, 4, 3, 2, 1], undefined])
  const oldest = await all.ask(journal.list, { siteId: site, object: ['asset-2'], order: 'oldest', after: '2' })
  assert.deepEqual(
    oldest.entries.map(({ seq }) => seq),
    [7, 12],
  )
  const asked = async (input: object) =>
    (await all.ask(journal.list, { siteId: site, order: 'oldest', ...input })).entries.map(({ seq }) => seq)
  const times = { from: '2023-11-14T22:13:23Z', until: '2023-11-14T23:13:25+01:00' }
  assert.deepEqual(await asked(times), [3, 4])
  assert.deepEqual(await asked({ ...times, object: ['asset-4'], actor: 'user:u-1', operation: 'assets.add' }), [4])
  assert.deepEqual(await asked({ ...times, object: ['asset-3', 'asset-4', 'asset-9'] }), [3, 4])
  assert.deepEqual([await asked({ seq: 7 }), await asked({ seq: 70 })], [[7], []])
  assert.deepEqual([await asked({ actor: 'user:u-2' }), await asked({ operation: 'assets.change' })], [[], []])
  assert.deepEqual((await all.ask(journal.list, {})).entries, [])
  const other = calling(ledger, { sites: ['site-b'] })
  for (const input of [{ siteId: site }, {}])
    for (const ask of [journal.list, journal.checkpoints, journal.check])
      await assert.rejects(other.ask(ask as typeof journal.list, input), { code: 'ledger/not-found' })
  await assert.rejects(other.act(journal.checkpoint, { siteId: site }), { code: 'ledger/not-found' })
})

onEachDatabase('a checkpoint is signed with one key, which is never made again without being asked', async database => {
  const ledger = await database.ledger([])
  await work(ledger, 1, 7)
  const files: Record<string, Uint8Array> = {}
  const first = await calling(ledger, { files }).act(journal.checkpoint, { siteId: site })
  assert.equal(first.size, 7)
  // Each caller has a disk of its own: this one has no key.
  await assert.rejects(calling(ledger).act(journal.checkpoint, { siteId: site }), { code: 'ledger/key-missing' })
  const wrong = { 'data/journal.key': 'nothing' }
  await assert.rejects(calling(ledger, { files: wrong }).act(journal.checkpoint, { siteId: site }), {
    code: 'ledger/not-a-key',
  })
  const same = calling(ledger)
  const second = await same.act(journal.checkpoint, { siteId: site, newKey: true })
  assert.notEqual(second.publicKey, first.publicKey)
  await work(ledger, 8, 30)
  const third = await same.act(journal.checkpoint, { siteId: site })
  assert.deepEqual([third.publicKey, third.size], [second.publicKey, 32])
  const kept = await same.ask(journal.checkpoints, { siteId: site })
  assert.deepEqual(
    kept.checkpoints.map(({ size }) => size),
    [32, 8, 7],
  )
  assert.equal(kept.keys.length, 2)
  assert.match(first.note, /^millcert\/journal-(?:sqlite|postgres)\/site-a\n7\n/)
  await assert.rejects(same.act(journal.checkpoint, {}), /has no entry yet/)
  const { out, code } = await command(database)(journal.verify, [])
  assert.equal(code, 0, out)
  assert.match(out, /^good {2}site-a: 33 entries, sha256:[0-9a-f]{64}, 32 of them vouched for\n/)
})

onEachDatabase('a change behind the back of the journal is found at its entry', async database => {
  const ledger = await database.ledger([])
  const same = calling(ledger)
  await work(ledger, 1, 20, 9)
  await same.act(journal.checkpoint, { siteId: site })
  const verify = command(database)
  const whole = await verify(journal.verify, [], { pages: [''] })
  assert.equal(whole.code, 0)
  assert.match(whole.out, /note: the clock stood at .* for entry 9 /)
  const check = async () => {
    const { fault } = await same.ask(journal.check, { siteId: site })
    const { code, out } = await verify(journal.verify, [])
    assert.equal(code, fault ? 4 : 0, out)
    if (fault) assert.ok(out.includes(fault.message))
    return fault && [fault.code, fault.entry]
  }
  const entry = "chain = 'site-a' and seq ="
  await behind(ledger, `update journal_entry set detail = '1' where ${entry} 4`)
  assert.deepEqual(await check(), ['changed', 4])
  await behind(ledger, `update journal_entry set detail = '{"name":[null,"Pump 4 ü"]}' where ${entry} 4`)
  assert.equal(await check(), null)
  await behind(ledger, `update journal_entry set actor = 'user:u-2' where ${entry} 6`)
  assert.deepEqual(await check(), ['changed', 6])
  await behind(ledger, `update journal_entry set actor = 'user:u-1' where ${entry} 6`)
  await behind(ledger, `update journal_entry set line = replace(line, 'asset-2', 'asset-3') where ${entry} 7`)
  assert.deepEqual(await check(), ['changed', 7])
  await behind(ledger, `update journal_entry set line = replace(line, 'asset-3', 'asset-2') where ${entry} 7`)
  await behind(ledger, `delete from journal_entry where ${entry} 21`)
  assert.deepEqual(await check(), ['cut', 21])
  await behind(ledger, `delete from journal_entry where ${entry} 12`)
  assert.deepEqual(await check(), ['missing', 12])
  await behind(ledger, `update journal_entry set line = 'x' where ${entry} 2`)
  await assert.rejects(same.ask(journal.list, { siteId: site }), { code: 'ledger/damaged' })
  const verified = async () => (await verify(journal.verify, [])).out
  await behind(ledger, 'delete from journal_head')
  assert.match(await verified(), /^bad {3}site-a: 1 entry whole\n/)
  await behind(ledger, 'delete from journal_entry')
  assert.match(await verified(), /^bad {3}site-a: 0 entries whole\n.* entry 1 is missing: checkpoint 20 /)
})

onEachDatabase(
  'an exported journal is verified anywhere: every hostile copy is found at its entry',
  async (database, context) => {
    const ledger = await database.ledger([])
    await work(ledger, 1, 50)
    const { note, publicKey } = await calling(ledger).act(journal.checkpoint, { siteId: site })
    const files = new Map<string, Uint8Array>()
    const run = command(database, files)
    const written = await run(journal.export, [], { to: ['out'] })
    assert.deepEqual([...files.keys()], ['out/site-a.jsonl', 'out/site-a.checkpoint'])
    assert.match(written.out, /51 entries, signed up to 50/)
    assert.equal(Buffer.from(files.get('out/site-a.checkpoint')!).toString(), note)
    const alone = await run(journal.export, ['site-a'])
    assert.equal(alone.out, Buffer.from(files.get('out/site-a.jsonl')!).toString())
    await assert.rejects(run(journal.export, ['site-x']), { code: 'ledger/not-found' })
    const named = { against: ['out/site-a.checkpoint'], key: [publicKey] }
    const good = await run(journal.verify, ['out/site-a.jsonl'], { ...named, format: ['json'] })
    assert.equal(good.code, 0, good.out)
    const answer = JSON.parse(good.out)
    assert.equal(isAnswer(answer), true, JSON.stringify(isAnswer.errors))
    assert.deepEqual([answer.ok, answer.chains[0].entries, answer.chains[0].vouched], [true, 51, 50])
    const stranger = await run(journal.verify, ['out/site-a.jsonl'], { ...named, key: ['A'.repeat(43).concat('=')] })
    assert.equal(stranger.code, 4)
    const other = Buffer.from(note.replaceAll('site-a', 'site-b'))
    files.set('other', other)
    assert.equal((await run(journal.verify, ['out/site-a.jsonl'], { against: ['other'] })).code, 4)
    if (hostile === undefined) return context.diagnostic('MILLCERT_HOSTILE is not set: no hostile copies')
    const folder = temporary(context)
    writeFileSync(join(folder, 'site-a.jsonl'), files.get('out/site-a.jsonl')!)
    const words = [
      join(folder, 'site-a.jsonl'),
      join(folder, 'cases'),
      '--hash',
      'hash',
      '--prev',
      'prev',
      '--seq',
      'seq',
    ]
    assert.equal(spawnSync(process.execPath, [`${hostile}/open/mutate-ledger.mjs`, ...words]).status, 0)
    const index = readFileSync(join(folder, 'cases/INDEX.open.mutate-ledger.json'), 'utf8')
    const { cases } = JSON.parse(index) as {
      cases: { id: string; file: string; outcome: string; firstBadEntry: number }[]
    }
    // The head as it stood when the copies were made, as headquarters keeps it.
    const { note: head } = await calling(ledger).act(journal.checkpoint, { siteId: site, newKey: true })
    files.set('head', Buffer.from(head))
    for (const { id, file, outcome, firstBadEntry } of cases) {
      files.set(file, readFileSync(join(folder, 'cases', file)))
      const { code, out } = await run(journal.verify, [file], { against: ['head'], format: ['json'] })
      const wanted = { reject: 4, accept: 0, 'accept-with-warning': 3 }[outcome]
      assert.equal(code, wanted, `${id}: ${out}`)
      assert.equal(isAnswer(JSON.parse(out)), true, JSON.stringify(isAnswer.errors))
      const [chain] = JSON.parse(out).chains
      if (wanted === 4) assert.equal(chain.faults[0].entry, firstBadEntry + 1, `${id}: ${out}`)
      if (wanted === 3) assert.match(chain.torn.message, /^the last line is torn: bytes \d+ to \d+ /)
    }
    assert.equal(cases.length, 12)
  },
)

onEachDatabase(
  'an entry proves itself to who has a checkpoint alone, and the checkpoint to who has an older one',
  async database => {
    const ledger = await database.ledger([])
    const same = calling(ledger)
    await work(ledger, 1, 5)
    await assert.rejects(same.ask(journal.prove, { siteId: site, seq: 3 }), { code: 'ledger/not-found' })
    const old = readCheckpoint(Buffer.from((await same.act(journal.checkpoint, { siteId: site })).note), 'old')
    // More than are read at once, where acts are fast.
    const most = database.kind === 'sqlite' ? 1100 : 120
    await work(ledger, 6, most)
    await same.act(journal.checkpoint, { siteId: site })
    for (const seq of [1, 3, 6, 99, most + 1]) {
      const proof = await same.ask(journal.prove, { siteId: site, seq, since: 5 })
      const hashes = (texts: readonly string[]) => texts.map(text => Buffer.from(text, 'base64'))
      const tree = readCheckpoint(Buffer.from(proof.note), 'new')
      const leaf = { number: proof.number, hash: leafHash(proof.line) }
      assert.equal(JSON.parse(proof.line).seq, seq)
      assert.ok(includes(tree, leaf, hashes(proof.inclusion)), `${seq}`)
      assert.ok(!includes(tree, { ...leaf, hash: leafHash(`${proof.line} `) }, hashes(proof.inclusion)))
      assert.ok(continues(old, tree, hashes(proof.consistency)))
    }
    await assert.rejects(same.ask(journal.prove, { siteId: site, seq: most + 2 }), { code: 'ledger/not-found' })
  },
)
