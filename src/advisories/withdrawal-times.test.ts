import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { openDatabase } from './database.ts'
import { db } from './operations.ts'
import { withdrawalTimes } from './withdrawal-times.ts'

const record = (id: string, modified: string, over: object = {}) =>
  JSON.stringify({
    schema_version: '1.7.0',
    id,
    modified: `2026-${modified}T00:00:00Z`,
    affected: [
      { package: { ecosystem: 'npm', name: 'left' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] },
    ],
    ...over,
  })

const files = {
  'first.json': record('GHSA-a', '10-01'),
  'lagging.json': record('GHSA-a', '10-02'),
  'gone.json': record('GHSA-a', '10-03', { withdrawn: '2026-10-03T00:00:00Z' }),
  'back.json': record('GHSA-a', '10-04'),
  'other.json': record('GHSA-b', '10-01'),
}

async function build(world: MemoryWorld, from: keyof typeof files, ...flags: string[]): Promise<void> {
  await db.build.run(world, {
    words: [],
    flags: new Map<string, string[]>([
      ['from', [from]],
      ['db', ['db']],
      ...flags.map((flag): [string, string[]] => [flag, ['']]),
    ]),
  })
}

function counts(world: MemoryWorld): number[][] {
  return openDatabase(world.disk, 'db')!.manifest.feeds.map(({ records, withdrawn }) => [records, withdrawn])
}

function idsOf(world: MemoryWorld): string[] {
  const database = openDatabase(world.disk, 'db')!
  const order = { id: 'semver', number: 1, about: '', compare: () => 0, encode: () => -1 }
  return database.claims('npm/left', undefined, order).map(({ advisory }) => advisory.id)
}

test('an older live copy does not bring back what was withdrawn, a newer one does', async () => {
  const world = memoryWorld(files)
  await build(world, 'first.json')
  assert.deepEqual(idsOf(world), ['GHSA-a'])
  await build(world, 'gone.json', 'add')
  for (const old of ['first.json', 'lagging.json'] as const) {
    await build(world, old, 'add')
    assert.deepEqual([idsOf(world), counts(world)], [[], [[1, 1]]], old)
  }
  await build(world, 'back.json', 'add')
  assert.deepEqual([idsOf(world), counts(world)], [['GHSA-a'], [[1, 0]]])
})

test('the withdrawal is remembered where the record never stood, and when many deltas became one base', async () => {
  const world = memoryWorld(files)
  await build(world, 'gone.json')
  await build(world, 'lagging.json', 'add')
  assert.deepEqual([idsOf(world), counts(world)], [[], [[1, 1]]])
  for (let time = 0; time < 12; time++) await build(world, 'other.json', 'add')
  await build(world, 'lagging.json', 'add')
  assert.deepEqual([idsOf(world), counts(world)], [['GHSA-b'], [[2, 1]]])
})

test('times of withdrawal: written and read back, taken out again, damaged text holds none', () => {
  const times = withdrawalTimes(undefined)
  assert.equal(times.text(), undefined)
  times.set('osv-ghsa GHSA-a', 1_790_000_000_000)
  times.set('osv-ghsa GHSA-b', 1_790_000_000_999)
  times.set('osv-ghsa GHSA-c', 1_790_000_001_000)
  times.delete('osv-ghsa GHSA-c')
  const again = withdrawalTimes(times.text())
  assert.equal(again.of('osv-ghsa GHSA-a'), 1_790_000_000_000)
  assert.equal(again.of('osv-ghsa GHSA-b'), 1_790_000_000_000, 'whole seconds, as an index keeps them')
  assert.equal(again.of('osv-ghsa GHSA-c'), undefined)
  assert.equal(again.text(), times.text())
  assert.equal(withdrawalTimes(times.text()!.slice(0, 12)).of('osv-ghsa GHSA-a'), undefined)
})
