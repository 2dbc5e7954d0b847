import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Disk, OpenFile } from '#base'
import { ecosystemOfKey } from '#identity'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import type { Database } from './database.ts'
import { db } from './operations.ts'
import { changeQuarantine } from './quarantine.ts'
import { sharedDatabase } from './shared-database.ts'

const folder = 'plant/advisories'

async function build(world: MemoryWorld, fixed: string): Promise<void> {
  const record = {
    schema_version: '1.7.0',
    id: 'GHSA-a',
    modified: '2026-11-20T00:00:00Z',
    affected: [
      {
        package: { ecosystem: 'npm', name: 'left' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }],
      },
    ],
  }
  world.files.set('a.json', Buffer.from(JSON.stringify(record)))
  const flags = new Map([
    ['from', ['a.json']],
    ['db', [folder]],
  ])
  assert.equal(await db.build.run(world, { words: [], flags }), 0)
}

/** The disk of a world, which counts the files of the index that are open. */
function counted(world: MemoryWorld) {
  const counts = { opened: 0, open: 0 }
  const disk: Disk = {
    ...world.disk,
    open(path) {
      const file = world.disk.open(path)
      if (!path.endsWith('.index')) return file
      counts.opened++
      counts.open++
      const close: OpenFile['close'] = () => {
        counts.open--
        file.close()
      }
      return { ...file, close }
    },
  }
  return { disk, counts }
}

const verdict = (database: Database | undefined) =>
  database!.records('npm/left', '1.5.0', ecosystemOfKey('npm/left')!.order)[0]!.verdict

test('a database is opened once for all who ask, and holds nothing of its files when nobody does', async () => {
  const world = memoryWorld()
  await build(world, '2.0.0')
  const { disk, counts } = counted(world)
  const [one, other] = [sharedDatabase(disk, folder)!, sharedDatabase(disk, folder)!]
  assert.equal(verdict(one), 'affected')
  const { reads } = one.cost()
  assert.equal(verdict(other), 'affected')
  assert.equal(other.cost().reads, reads, 'what one has read the other need not')
  one.close()
  one.close()
  assert.equal(verdict(other), 'affected')
  assert.equal(other.cost().reads, reads, 'who closes twice closes nobody else’s')
  other.close()
  const next = sharedDatabase(disk, folder)!
  assert.deepEqual(counts, { opened: 1, open: 1 })
  assert.equal(verdict(next), 'affected')
  assert.ok(next.cost().reads > reads, 'read again')
  next.close()
})

test('another index is opened for who asks next; who has the one before keeps it until it is closed', async () => {
  const world = memoryWorld()
  await build(world, '2.0.0')
  const { disk, counts } = counted(world)
  const before = sharedDatabase(disk, folder)!
  await build(world, '1.0.0')
  const after = sharedDatabase(disk, folder)!
  assert.deepEqual([verdict(before), verdict(after)], ['affected', 'fixed'])
  assert.deepEqual(counts, { opened: 2, open: 2 })
  before.close()
  assert.deepEqual(counts, { opened: 2, open: 1 })
  after.close()
  await build(world, '2.0.0')
  const last = sharedDatabase(disk, folder)!
  assert.equal(verdict(last), 'affected')
  last.close()
  assert.deepEqual(counts, { opened: 3, open: 1 }, 'nobody had the one before')
})

test('a quarantine, and the same index put there again, make another one of it; where there is none there is none', async () => {
  const world = memoryWorld()
  await build(world, '2.0.0')
  const { disk, counts } = counted(world)
  sharedDatabase(disk, folder)!.close()
  changeQuarantine(disk, folder, () => new Map([['osv', { since: 0, by: 'x', reason: 'y', cause: 'person' }]]))
  const quarantined = sharedDatabase(disk, folder)!
  assert.deepEqual([...quarantined.quarantined.keys()], ['osv'])
  quarantined.close()
  assert.deepEqual(counts, { opened: 2, open: 1 })
  const { stat } = disk
  const mended: Disk = Object.assign(disk, {
    stat: (path: string) => {
      const found = stat(path)
      return found && { ...found, modified: found.modified + 1 }
    },
  })
  sharedDatabase(mended, folder)!.close()
  assert.deepEqual(counts, { opened: 3, open: 1 })
  world.files.clear()
  assert.equal(sharedDatabase(disk, folder), undefined)
  assert.deepEqual(counts, { opened: 3, open: 0 })
})
