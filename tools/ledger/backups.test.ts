import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { listJobs, type Seen } from '#ledger'
import { backups, tasks } from '#ledger/operations'
import { disk } from '../../src/cli/disk.ts'
import { calling } from '../databases/calling.ts'
import { onEachDatabase } from '../databases/each.ts'

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
    await assert.rejects(tasks['database.backup'](world, { file: '../millcert.db' }), /not called/)
  },
)

onEachDatabase('whoever has a right at some sites alone neither orders nor sees a backup', async database => {
  const some = calling(await database.ledger([]), { sites: ['site-a'] })
  await assert.rejects(some.ask(backups.list, {}), { code: 'ledger/outside' })
  await assert.rejects(some.act(backups.make, {}), { code: 'ledger/outside' })
})
