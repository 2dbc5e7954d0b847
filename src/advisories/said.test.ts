import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryWorld } from '../../tools/memory/world.ts'
import { openDatabase } from './database.ts'
import { db } from './operations.ts'

const key = 'npm/valve'
const run = (...events: object[]) => ({ ranges: [{ type: 'SEMVER', events }] })
const record = (id: string, affected: object, over: object = {}) => ({
  ...{ id, modified: '2026-11-20T00:00:00Z', aliases: ['CVE-2026-1111', 'GHSA-aaaa-bbbb-cccc'] },
  affected: [{ package: { ecosystem: 'npm', name: 'valve' }, ...affected }],
  ...over,
})
const from1 = run({ introduced: '1.0.0' }, { fixed: '1.2.0' })
const usual = [record('GHSA-2222-3333-4444', from1), record('OSV-2026-5', { versions: ['1.1.0', 'spring'] })]
/** Another package's record of a CVE that the first of these names: its rating is known of that CVE. */
const other = {
  ...record('GHSA-5555-6666-7777', from1, {
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  }),
  affected: [{ package: { ecosystem: 'npm', name: 'pump' }, ...from1 }],
}

/** What is said of the package when the files are laid one over the other. */
async function said(files: readonly (readonly object[])[], doubt?: string): Promise<number> {
  const world = memoryWorld()
  for (const [number, records] of files.entries()) {
    world.files.set(`${number}.ndjson`, Buffer.from(records.map(one => JSON.stringify(one)).join('\n')))
    const flags = new Map([
      ['from', [`${number}.ndjson`]],
      ['db', ['db']],
      ...(number > 0 ? [['add', ['']] as [string, string[]]] : []),
    ] as [string, string[]][])
    assert.equal(await db.build.run(world, { words: [], flags }), 0)
  }
  const feeds = openDatabase(world.disk, 'db')!.manifest.feeds
  const doubts = doubt === undefined ? [] : feeds.map(({ id }) => [id, { reason: doubt, since: 0 }] as const)
  const database = openDatabase(world.disk, 'db', undefined, new Map(doubts) as never)!
  assert.equal(database.said('npm/nobody'), 0)
  return database.said(key)
}

test('what is said has one print, in however many pieces and in whatever order it came', async () => {
  const [first, second] = usual as [object, object]
  const print = await said([usual])
  assert.notEqual(print, 0)
  for (const files of [[[second, first]], [[first], [second]], [[second], [first]], [[first], [], [second]]])
    assert.equal(await said(files.filter(one => one.length > 0)), print)
  // A newer state takes the place of the one before, wherever that stood.
  const older = record('GHSA-2222-3333-4444', run({ introduced: '0' }), { modified: '2026-11-01T00:00:00Z' })
  assert.equal(await said([[older, second], [first]]), print)
})

test('whatever is said otherwise has another print', async () => {
  const [first, second] = usual as [ReturnType<typeof record>, ReturnType<typeof record>]
  const id = first.id
  const others: (readonly object[])[] = [
    usual,
    [first],
    [second],
    [record(id, run({ introduced: '1.0.1' }, { fixed: '1.2.0' })), second],
    [record(id, run({ introduced: '1.0.0' }, { fixed: '1.2.1' })), second],
    [record(id, run({ introduced: '1.0.0' }, { last_affected: '1.2.0' })), second],
    [record(id, run({ introduced: '1.0.0' })), second],
    [record(id, run({ introduced: '0' }, { fixed: '1.2.0' })), second],
    [record(id, run({ introduced: '0' })), second],
    [record(id, run({ introduced: '1.2.0' }, { last_affected: '1.2.0' })), second],
    [record('GHSA-2222-3333-4445', from1), second],
    [record(id, from1, { aliases: [] }), second],
    [record(id, from1, { aliases: ['CVE-2026-1112', 'GHSA-aaaa-bbbb-cccc'] }), second],
    [record(id, from1, { modified: '2026-11-20T00:00:01Z' }), second],
    [record(id, from1, { published: '2026-11-20T00:00:00Z' }), second],
    [record(id, from1, { database_specific: { severity: 'HIGH' } }), second],
    [first, record(second.id, { versions: ['1.1.0', 'summer'] })],
    [first, record(second.id, { versions: ['1.1.1', 'spring'] })],
    [first, record(second.id, { versions: ['1.1.0'] })],
    // The runs of the two are exchanged: each says something else, all of them the same.
    [record(id, { versions: ['1.1.0', 'spring'] }), record(second.id, from1)],
    [...usual, other],
  ]
  const prints = await Promise.all(others.map(records => said([records])))
  prints.push(await said([usual], 'a doubt'), await said([usual], 'another'))
  assert.equal(new Set(prints).size, prints.length, prints.join(' '))
})
