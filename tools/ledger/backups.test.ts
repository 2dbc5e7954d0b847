import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { listJobs, rowsOf, type Seen } from '#ledger'
import { backups, tasks } from '#ledger/operations'
import { namedIn } from '#operations/operations'
import { disk } from '../../src/cli/disk.ts'
import { calling } from '../databases/calling.ts'
import { onEachDatabase } from '../databases/each.ts'
import { toyLedger, toyServer } from '../house/toy-server.ts'
import { memoryWorld } from '../memory/world.ts'

onEachDatabase(
  'a backup that is ordered is written once, whole, and told of when it is there',
  async (database, context) => {
    const { place } = database
    const ledger = await database.ledger([])
    const folder = 'file' in place ? dirname(place.file) : mkdtempSync(join(tmpdir(), 'millcert-backups-'))
    if (!('file' in place)) context.after(() => rmSync(folder, { recursive: true, force: true }))
    const env = (name: string) => (name === 'MILLCERT_DATABASE_URL' && 'address' in place ? place.address : undefined)
    const now = () => Date.parse('2026-11-21T10:00:00Z')
    const over: Partial<Seen> = { disk, folder, env, now }
    const admin = calling(ledger, { over })
    const kind = 'file' in place ? 'db' : 'jsonl'

    const before = await admin.ask(backups.list, {})
    assert.deepEqual([before.backups, before.state, before.folder], [[], 'idle', folder])
    assert.equal(before.database, 'file' in place ? 'sqlite' : 'postgresql')

    const { file } = await admin.act(backups.make, {})
    assert.equal(file, `2026-11-21T100000Z.${kind}`)
    assert.equal((await admin.ask(backups.list, {})).state, 'waiting')
    const [job] = await ledger.read(db => listJobs(db, { kind: 'backups.make', limit: 9 }))
    assert.deepEqual(job?.input, { file })

    // What a try left that was ended in the middle of it is no backup, and is written again.
    disk.makeFolder(`${folder}/backups`)
    writeFileSync(`${folder}/backups/${file}`, 'torn')
    assert.deepEqual((await admin.ask(backups.list, {})).backups, [])
    const world = { disk, now, env, folder }
    const made = await tasks['database.backup'](world, { file })
    assert.ok(Number(made.size) > 1000)
    assert.deepEqual(await tasks['database.backup'](world, { file }), { file })

    writeFileSync(`${folder}/backups/.hidden.db`, 'x')
    writeFileSync(`${folder}/backups/notes.txt`, 'x')
    const { backups: found } = await admin.ask(backups.list, {})
    assert.deepEqual(
      found.map(({ file, size, portable }) => ({ file, size, portable })),
      [{ file, size: made.size, portable: kind === 'jsonl' }],
    )
    const sum = createHash('sha256')
      .update(readFileSync(`${folder}/backups/${file}`))
      .digest('hex')
    assert.equal(found[0]!.digest, `sha256:${sum}`)
    assert.deepEqual(await admin.act(backups.fetch, { file }), found[0])
    for (const other of ['../millcert.db', '.hidden.db', 'notes.txt', `${file}.sha256`, 'x'])
      await assert.rejects(admin.act(backups.fetch, { file: other }), { code: 'ledger/not-found' }, other)
    await assert.rejects(tasks['database.backup'](world, { file: '../millcert.db' }), /not called/)
  },
)

onEachDatabase('whoever has a right at some sites alone neither orders nor sees a backup', async database => {
  const some = calling(await database.ledger([]), { sites: ['site-a'] })
  await assert.rejects(some.ask(backups.list, {}), { code: 'ledger/outside' })
  await assert.rejects(some.act(backups.make, {}), { code: 'ledger/outside' })
  await assert.rejects(some.act(backups.fetch, { file: 'x.db' }), { code: 'ledger/outside' })
})

test('the bytes of a backup leave as they are, with their digest and an entry that says so', async context => {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-backups-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const ledger = await toyLedger(context)
  const bytes = Buffer.from(Array.from({ length: 700_000 }, (_, n) => n % 251))
  const digest = createHash('sha256').update(bytes).digest()
  disk.makeFolder(`${folder}/backups`)
  writeFileSync(`${folder}/backups/a.db`, bytes)
  writeFileSync(`${folder}/backups/a.db.sha256`, `${digest.toString('hex')}  a.db\n`)
  const world = { ...memoryWorld({}), disk, folder, aside: () => Promise.reject(new Error('nothing is done aside')) }
  const known = { actor: { kind: 'user', id: 'ada', name: 'Ada' }, scopeFor: () => 'everywhere' as const } as const
  const { address } = await toyServer(ledger, context, {
    house: { ledger, world },
    operations: namedIn({ backups }, ['backups']),
    doorkeeper: { ofToken: async () => known, ofSession: async () => undefined },
  })
  const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' }
  const send = (file: string, more: Record<string, string> = {}) =>
    fetch(`${address}/api/v1/backups/fetch`, {
      ...{ method: 'POST', headers: { ...headers, ...more } },
      body: JSON.stringify({ file }),
    })
  const got = await send('a.db', { accept: 'application/octet-stream' })
  assert.equal(got.status, 200)
  assert.equal(got.headers.get('content-length'), '700000')
  assert.equal(got.headers.get('repr-digest'), `sha-256=:${digest.toString('base64')}:`)
  assert.equal(got.headers.get('content-disposition'), "attachment; filename*=UTF-8''a.db")
  assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes))
  assert.equal(((await (await send('a.db')).json()) as { size: number }).size, 700_000, 'else what it is is told')
  const none = await send('b.db', { accept: 'application/octet-stream' })
  assert.deepEqual([none.status, ((await none.json()) as { code: string }).code], [404, 'ledger/not-found'])
  const told = await ledger.read(db => rowsOf<{ line: string }>(db, sql`select line from journal_entry order by seq`))
  assert.deepEqual(
    told.map(({ line }) => (({ operation, object, result }) => [operation, object, result])(JSON.parse(line))),
    [
      ['backups.fetch', 'backup', 'done'],
      ['backups.fetch', 'backup', 'done'],
      ['backups.fetch', 'backups.fetch', 'failed'],
    ],
  )
})
