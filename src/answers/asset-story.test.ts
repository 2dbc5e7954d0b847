import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { insertRows, type Ledger } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { billDigest, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { assets } from './asset-operations.ts'

const day = (text: string) => Date.parse(`${text}T00:00:00Z`)
const steps = [...access, ...roomSteps]

/** A module in the panel of line 1, in which the same software runs that the panel had before. */
async function addModule(ledger: Ledger): Promise<void> {
  await ledger.derive(db =>
    insertRows(
      db,
      'asset',
      {
        ...{ site_id: 'text', id: 'text', tag: 'text', path: 'text', parent_id: 'text', slot: 'text', product: 'text' },
        ...{ simulated: 'integer', conflicts: 'integer', recorded_at: 'integer' },
      },
      [[site.a, 'a-module', 'card-3', 'A/line-1/hmi-1/3', 'a-hmi-1', '3', 'Card', 0, 0, 0]],
    ),
  )
  await ledger.derive(db =>
    insertRows(
      db,
      'deployment',
      {
        ...{ site_id: 'text', id: 'text', asset_id: 'text', bom_id: 'integer', kind: 'text', part: 'text' },
        ...{ source_id: 'text', confidence: 'text', valid_from: 'integer', recorded_at: 'integer' },
      },
      [[site.a, 'a-ran-module', 'a-module', 103, 'observed', 'firmware', 'people', 'stated', day('2026-02-01'), 0]],
    ),
  )
}

onEachDatabase('an asset is told with its modules, its bills, its windows and its lots', async database => {
  const ledger = await database.ledger(steps)
  await twoSites(ledger)
  await addModule(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  const story = await reader.ask(assets.story, { id: 'hmi-1' })
  assert.equal(story.state, 'affected')
  assert.deepEqual(story.counts, {
    ...{ affected: 1, exploited: 0, undecided: 2, unjudged: 0, components: 3, bills: 2 },
  })
  assert.deepEqual(
    story.parts.map(({ assetId, parentId, slot, state }) => [assetId, parentId, slot, state]),
    [
      ['a-hmi-1', null, null, 'affected'],
      ['a-module', 'a-hmi-1', '3', 'undecided'],
    ],
  )
  const runs = story.runs.map(({ assetId, kind, digest, affected, undecided }) => ({
    ...{ assetId, kind, digest, affected, undecided },
  }))
  const holds = (assetId: string, kind: string, bill: number, affected: number, undecided: number) => ({
    ...{ assetId, kind, digest: billDigest(bill), affected, undecided },
  })
  for (const run of [
    holds('a-hmi-1', 'observed', 101, 1, 0),
    holds('a-hmi-1', 'approved', 102, 0, 0),
    holds('a-module', 'observed', 103, 0, 2),
  ])
    assert.ok(
      runs.some(one => JSON.stringify(one) === JSON.stringify(run)),
      JSON.stringify(run),
    )
  assert.equal(runs.length, 3)
  assert.equal(story.window?.inPlantTime, 'CW 48 Sat 2026-11-28 06:00')
  assert.deepEqual(
    story.places.map(({ name }) => name),
    ['area', 'line-1'],
  )
  assert.equal(story.lots.count, 2)
  assert.equal(story.lots.shipped, 2)
  assert.equal(story.lots.since, '2026-02-01T00:00:00Z')
  assert.deepEqual(
    story.lots.weeks.map(({ from, lots }) => [from.slice(0, 10), lots]),
    [
      ['2026-01-26', 1],
      ['2026-03-30', 1],
    ],
    'weeks begin on Monday',
  )
  const lots = await reader.ask(assets.lots, { id: 'hmi-1' })
  assert.deepEqual(
    lots.rows.map(({ number }) => number),
    ['lot-1', 'lot-0'],
    'what was made on another line is none of its lots',
  )
  const module = await reader.ask(assets.story, { id: 'a-module' })
  assert.deepEqual(
    [module.lots.count, module.above.map(({ assetId }) => assetId), module.window?.name],
    [2, ['a-hmi-1'], 'Stop '],
    'a module has the lots, the place and the window of what it is in',
  )
  const observed = story.events.filter(({ what, part }) => what === 'observed' && part === 'software')
  assert.deepEqual(
    observed.map(({ at, bill, until }) => [at.slice(0, 10), bill, until?.slice(0, 10)]),
    [
      ['2026-03-03', billDigest(101), undefined],
      ['2026-01-01', billDigest(104), '2026-03-03'],
    ],
  )
  assert.deepEqual(
    story.events
      .filter(({ what }) => what === 'learned')
      .map(({ at, learned }) => [at.slice(0, 10), learned?.affected]),
    [
      ['2026-05-10', 1],
      ['2026-01-10', 0],
    ],
  )
  assert.deepEqual(new Set(story.documents.map(({ digest }) => digest)), new Set([101, 102, 103, 104].map(billDigest)))
})

onEachDatabase(
  'what is wrong with an asset is listed with why, and a page goes on where the one before ended',
  async database => {
    const ledger = await database.ledger(steps)
    await twoSites(ledger)
    await addModule(ledger)
    const reader = calling(ledger, { sites: [site.a] })
    const { rows } = await reader.ask(assets.findings, { id: 'hmi-1' })
    assert.deepEqual(
      rows.map(({ vulnerability, verdict }) => [vulnerability, verdict]),
      [
        ['CVE-2026-44431', 'affected'],
        ['CVE-2026-5000', 'undecided'],
        ['CVE-2026-5001', 'undecided'],
      ],
    )
    assert.deepEqual(rows[0]!.fixed, ['2.7.0'])
    assert.deepEqual(
      rows[0]!.components.map(({ name, version }) => `${name} ${version}`),
      ['urllib3 2.6.3'],
    )
    assert.equal(rows[0]!.advisories[0]!.name, 'GHSA-MADE-UPUP-ONES')
    assert.equal(rows[1]!.settle, 'Read the version from the project.')
    const first = await reader.ask(assets.findings, { id: 'hmi-1', limit: 2 })
    const second = await reader.ask(assets.findings, { id: 'hmi-1', limit: 2, after: first.next! })
    assert.deepEqual([...first.rows, ...second.rows], rows)
    assert.equal(second.next, undefined)
    const affected = await reader.ask(assets.findings, { id: 'hmi-1', verdict: 'affected' })
    assert.equal(affected.rows.length, 1)

    const components = await reader.ask(assets.components, { id: 'hmi-1' })
    assert.deepEqual(
      components.rows.map(({ name, state, assetId }) => [name, state, assetId]),
      [
        ['urllib3', 'affected', 'a-hmi-1'],
        ['Modicon M340', 'undecided', 'a-module'],
        ['requests', 'clear', 'a-hmi-1'],
      ],
    )
    const page = await reader.ask(assets.components, { id: 'hmi-1', limit: 1 })
    const rest = await reader.ask(assets.components, { id: 'hmi-1', after: page.next! })
    assert.deepEqual([...page.rows, ...rest.rows], components.rows)
    const named = await reader.ask(assets.components, { id: 'hmi-1', text: 'URLLIB', bill: billDigest(101) })
    assert.equal(named.rows.length, 1)
    const lot = await reader.ask(assets.lots, { id: 'hmi-1', limit: 1 })
    const older = await reader.ask(assets.lots, { id: 'hmi-1', limit: 1, after: lot.next! })
    assert.deepEqual([lot.rows[0]!.number, older.rows[0]!.number, older.next], ['lot-1', 'lot-0', undefined])
    for (const list of [assets.findings, assets.components, assets.lots])
      await assert.rejects(reader.ask(list as typeof assets.lots, { id: 'hmi-1', after: '["x"]' }), {
        code: 'answers/bad-page',
      })
  },
)

onEachDatabase('an asset is told as it was, and with what was known then', async database => {
  const ledger = await database.ledger(steps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  const before = await reader.ask(assets.story, { id: 'hmi-1', at: '2026-02-01' })
  assert.deepEqual(
    before.runs.map(({ digest }) => digest),
    [billDigest(104)],
  )
  assert.equal(before.state, 'clear', 'with what is known now')
  const early = await reader.ask(assets.story, { id: 'hmi-1', at: '2026-02-01', known: '2026-02-01' })
  assert.equal(early.state, 'unknown', 'nothing was laid against advisories by then')
  assert.equal(early.doubts[0]!.code, 'unmatched')
  assert.equal(before.lots.count, 1, 'a lot that was begun later was not there')
  const then = await reader.ask(assets.story, { id: 'hmi-1', at: '2026-05-01', known: '2026-05-01' })
  const now = await reader.ask(assets.story, { id: 'hmi-1', at: '2026-05-01' })
  assert.deepEqual([then.counts.affected, now.counts.affected], [0, 1], 'nobody knew of it before 10 May')
  const { rows } = await reader.ask(assets.findings, { id: 'hmi-1', at: '2026-05-01', known: '2026-05-01' })
  assert.deepEqual(rows, [])
})

onEachDatabase('of what nothing is known the story says so, and of another site it says nothing', async database => {
  const ledger = await database.ledger(steps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  const server = await reader.ask(assets.story, { id: 'server' })
  assert.equal(server.state, 'unknown')
  assert.deepEqual(
    server.doubts.map(({ code }) => code),
    ['bare', 'nameless'],
  )
  const plc = await reader.ask(assets.story, { id: 'plc' })
  assert.deepEqual(
    plc.doubts.map(({ code }) => code),
    ['unversioned', 'sealed', 'undecided'],
  )
  const deployment = {
    site_id: 'text',
    id: 'text',
    asset_id: 'text',
    bom_id: 'integer',
    kind: 'text',
    part: 'text',
  } as const
  const told = { source_id: 'text', confidence: 'text', valid_from: 'integer', recorded_at: 'integer' } as const
  await ledger.derive(async db => {
    const columns = { id: 'integer', key: 'text', type: 'text', name: 'text', name_key: 'text' } as const
    const empty = { facts: 'text', context: 'text' } as const
    await insertRows(db, 'component', { ...columns, ...empty }, [[77, 'key 77', 'library', 'new', 'new', '{}', '']])
    const line = { bom_id: 'integer', number: 'integer', component_id: 'integer', ref: 'text' } as const
    await insertRows(db, 'bom_component', line, [[104, 2, 77, 'new']])
    await insertRows(db, 'deployment', { ...deployment, ...told }, [
      [site.a, 'a-new', 'a-server', 104, 'observed', 'software', 'people', 'stated', 0, 0],
    ])
  })
  const fresh = await reader.ask(assets.story, { id: 'server' })
  assert.equal(fresh.state, 'unknown', 'what nobody has judged is not clear')
  assert.deepEqual([fresh.doubts[0]!.code, fresh.doubts[0]!.components[0]!.name], ['fresh', 'new'])
  assert.equal(plc.doubts.at(-1)!.components[0]!.name, 'Modicon M340')
  for (const id of ['b-hmi-1', `hmi-1${canary}`])
    for (const question of [assets.story, assets.findings, assets.components, assets.lots])
      await assert.rejects(reader.ask(question as typeof assets.story, { id }), { code: 'answers/not-found' })
  const all = JSON.stringify([
    await reader.ask(assets.story, { id: 'hmi-1' }),
    await reader.ask(assets.findings, { id: 'hmi-1' }),
  ])
  assert.ok(!all.includes(canary))
})
