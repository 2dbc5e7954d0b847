import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { enterpriseChain, listJobs } from '#ledger'
import { asHouse, everyMigration } from '#operations/operations'
import { runJobs } from '#server'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { addDue, withCheckpoints } from './checkpoints.ts'
import { disk } from './disk.ts'
import { houseOf } from './house.ts'
import { watched } from './watched-ledger.ts'

onEachDatabase(
  'the journal is signed by itself when it is due, and the note is kept beside the database',
  async (database, context) => {
    const folder = mkdtempSync(join(tmpdir(), 'millcert-checkpoints-'))
    context.after(() => rmSync(folder, { recursive: true, force: true }))
    let now = Date.parse('2026-11-21T10:00:00Z')
    const world = { ...memoryWorld(), disk, now: () => now }
    const ledger = watched(await database.ledger(await everyMigration()), world, folder)
    const house = houseOf(ledger, world, folder)
    await asHouse(house, 'sites.add', { code: 'NH', name: 'Nordhafen' })
    const day = { hours: 24, entries: 10_000 }
    assert.deepEqual(await addDue(house, day), [])
    assert.deepEqual(await addDue(house, { hours: 0, entries: 1 }), [enterpriseChain])
    assert.deepEqual(await addDue(house, { hours: 0, entries: 0 }), [])
    now += 25 * 3_600_000
    assert.deepEqual(await addDue(house, day), [enterpriseChain])
    const jobs = runJobs(
      { house, far: async () => Promise.reject(new Error('nothing is far here')) },
      withCheckpoints,
      {
        look: 20,
        lease: 5000,
        tidy: 3_600_000,
      },
    )
    const done = async () => (await ledger.read(db => listJobs(db, { limit: 10 }))).filter(job => job.state === 'done')
    for (let turn = 0; turn < 500 && (await done()).length === 0; turn++) await wait(20)
    await jobs.stop()
    // Asked for twice while it waited, it was signed once.
    assert.deepEqual(
      (await done()).map(({ kind, output }) => [kind, output]),
      [['journal.checkpoint', { chain: enterpriseChain, size: 1 }]],
    )
    assert.ok(existsSync(join(folder, 'journal.key')))
    assert.deepEqual(await addDue(house, day), [])
    now += 25 * 3_600_000
    assert.deepEqual(await addDue(house, day), [])
    await ledger.close()
    const { chains } = JSON.parse(readFileSync(join(folder, 'journal.seen'), 'utf8'))
    assert.match(chains[0].note, /\/enterprise\n1\n/)
  },
)
