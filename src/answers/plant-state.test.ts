import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { insertRows, type Ledger, rowsOf } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisoriesOf, billDigest, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { plant } from './operations.ts'
import type { PlantState } from './plant-state.ts'

const files = advisoriesOf('2026-11-20')

const tally = ({ states }: PlantState) => {
  const sums: Record<string, number> = {}
  for (const { state, assets } of states) sums[state] = (sums[state] ?? 0) + assets
  return sums
}

const [integer, text] = ['integer', 'text'] as const
const run = {
  ...{ number: integer, digest: text, segments: text, covers: text, at: integer },
  ...{ judged: integer, started: integer, ended: integer },
}

/** Everything was laid against the advisories again, as is done after each change of them and of what runs. */
function laidAgain(ledger: Ledger) {
  return ledger.derive(db =>
    insertRows(db, 'match_run', run, [[2, 'again', '[]', '', Date.UTC(2026, 10, 20), 0, 0, 0]]),
  )
}

onEachDatabase('every asset counts once, by the worst that can be said of it', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a], files })
  const shown = await reader.ask(plant.show, {})
  assert.ok(!JSON.stringify(shown).includes(canary), 'nothing of the other site is told')
  const { rows } = await reader.ask(plant.assets, {})
  const sums = tally(shown)
  for (const state of new Set(rows.map(row => row.state)))
    assert.equal(sums[state], rows.filter(row => row.state === state).length, state)
  assert.equal(
    Object.values(sums).reduce((a, b) => a + b, 0),
    rows.length,
  )
  assert.equal(rows[0]!.tag, 'hmi-1')
  assert.equal(rows[0]!.state, 'affected')
  const line = shown.places.find(({ name }) => name === 'line-1')!
  assert.match(line.window!.inPlantTime, /^CW 48 Sat 2026-11-28 06:00$/)

  const first = await reader.ask(plant.assets, { limit: 1 })
  const second = await reader.ask(plant.assets, { limit: 500, after: first.next! })
  assert.deepEqual([...first.rows, ...second.rows], rows)
  const affected = await reader.ask(plant.assets, { state: 'affected', level: 2, path: rows[0]!.path })
  assert.deepEqual(
    affected.rows.map(({ tag }) => tag),
    ['hmi-1'],
  )
  const tags = async (asked: unknown) => (await reader.ask(plant.assets, asked)).rows.map(({ tag }) => tag).sort()
  assert.deepEqual(await tags({ path: 'A/area', alone: true }), ['other-one', 'server'], 'of the lines below nothing')
  assert.deepEqual(await tags({ path: 'A', alone: true }), [], 'everything has a place')
  assert.deepEqual(await tags({ levelless: true }), [], 'every level is known')
  assert.deepEqual(await tags({ words: 'SCHNEIDER' }), ['plc'])
  assert.deepEqual(await tags({ words: '10.0.0.9' }), ['other-one'], 'by its address')
  assert.deepEqual(await tags({ words: '%' }), [], 'signs of a pattern are signs')
  assert.deepEqual(await tags({ kind: 'hmi', words: 'hmi-1' }), ['hmi-1'])
  assert.deepEqual(await tags({ kind: 'plc' }), [])
  assert.deepEqual(await tags({ conflicts: true }), [])
  assert.deepEqual(
    await tags({ atLeast: 'undecided' }),
    rows
      .filter(({ state }) => state !== 'clear' && state !== 'unknown')
      .map(({ tag }) => tag)
      .sort(),
  )
  await assert.rejects(reader.ask(plant.assets, { after: 'elsewhere' }), { code: 'answers/bad-page' })

  // What is known to be exploited is worse; it is told from the next change of what records say.
  await ledger.derive(db =>
    insertRows(
      db,
      'vulnerability',
      { id: 'text', severity: 'text', kev: 'integer', malicious: 'integer', epss: 'real', urgency: 'integer' },
      [['CVE-2026-44431', 'high', 1, 0, null, 0]],
    ),
  )
  await laidAgain(ledger)
  const exploited = await reader.ask(plant.assets, { state: 'exploited' })
  assert.deepEqual(
    exploited.rows.map(({ tag }) => tag),
    ['hmi-1'],
  )
  const past = await reader.ask(plant.show, { at: '2020-01-01' })
  assert.deepEqual(Object.keys(tally(past)), ['unknown'], 'of a time before anything was known to run nothing is clear')
})

onEachDatabase('what has no place stands at its site, and what has no level is found too', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  await ledger.derive(async db => {
    await insertRows(
      db,
      'zone',
      { site_id: 'text', id: 'text', name: 'text', simulated: 'integer', recorded_at: 'integer' },
      [
        [site.a, 'zone-1', 'Line 1', 1, 0],
        [site.b, 'zone-1', `Line ${canary}`, 1, 0],
      ],
    )
    await insertRows(
      db,
      'asset',
      {
        ...{ site_id: 'text', id: 'text', tag: 'text', path: 'text', zone_id: 'text' },
        ...{ simulated: 'integer', conflicts: 'integer', recorded_at: 'integer' },
      },
      [
        [site.a, 'lost', 'lost', 'A/lost', 'zone-1', 1, 0, 0],
        [site.b, 'lost-b', canary, `B${canary}/lost`, 'zone-1', 1, 0, 0],
      ],
    )
  })
  const reader = calling(ledger, { sites: [site.a], files })
  const everyone = calling(ledger, { sites: 'everywhere', files })
  for (const asked of [{ levelless: true }, { alone: true }, { path: 'A', alone: true }, { zoneId: 'zone-1' }]) {
    const { rows } = await reader.ask(plant.assets, asked)
    assert.deepEqual(
      rows.map(({ tag, zone, state }) => ({ tag, zone, state })),
      [{ tag: 'lost', zone: 'Line 1', state: 'unknown' }],
      JSON.stringify(asked),
    )
  }
  const { rows } = await everyone.ask(plant.assets, { path: 'A', alone: true })
  assert.equal(rows.length, 1, 'of one site alone')
  // Of another time than now nothing is used that was counted before: these rows have no entry in the journal.
  const shown = await reader.ask(plant.show, { at: '2026-11-21T10:00:00Z' })
  assert.deepEqual(shown.zones, [{ siteId: site.a, zoneId: 'zone-1', name: 'Line 1' }])
  assert.deepEqual(
    shown.states
      .filter(({ placeId }) => placeId === null)
      .map(({ level, zoneId, assets }) => ({ level, zoneId, assets })),
    [{ level: null, zoneId: 'zone-1', assets: 1 }],
  )
})

onEachDatabase('what was never laid against an advisory is unknown, not clear', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a], files })
  const clear = async () => (await reader.ask(plant.assets, { state: 'clear' })).rows.map(({ tag }) => tag)
  assert.ok((await clear()).includes('other-one'), 'all of it was judged')
  // What people say of an asset is a bill of one line, of which nobody has judged the component yet.
  const text = 'text' as const
  const integer = 'integer' as const
  const rows: [string, Record<string, 'text' | 'integer'>, (string | number)[]][] = [
    [
      'component',
      { id: integer, key: text, type: text, name: text, name_key: text, facts: text, context: text },
      [77, 'key 77', 'firmware', 'Router', 'router', '{}', ''],
    ],
    [
      'bom',
      {
        ...{ id: integer, digest: text, format: text, kind: text, components: integer, notes: text },
        ...{ received_at: integer, size: integer },
      },
      [177, billDigest(177), 'asset-row', 'inventory', 1, '[]', 0, 1],
    ],
    ['bom_component', { bom_id: integer, number: integer, component_id: integer, ref: text }, [177, 1, 77, 'router']],
    [
      'deployment',
      {
        ...{ site_id: text, id: text, asset_id: text, bom_id: integer, kind: text, part: text, source_id: text },
        ...{ confidence: text, valid_from: integer, recorded_at: integer },
      },
      [site.a, 'a-ran-new', 'a-other-one', 177, 'observed', 'firmware', 'people', 'confirmed', 0, 0],
    ],
  ]
  for (const [table, columns, row] of rows) await ledger.derive(db => insertRows(db, table, columns, [row]))
  await laidAgain(ledger)
  assert.ok(!(await clear()).includes('other-one'))
  const unknown = await reader.ask(plant.assets, { state: 'unknown' })
  assert.ok(unknown.rows.some(({ tag }) => tag === 'other-one'))
})

onEachDatabase(
  'each site is told as a whole, the worst first, and nothing of a site that may not be seen',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await twoSites(ledger)
    const reader = calling(ledger, { sites: [site.a], files })
    const own = await reader.ask(plant.sites, {})
    assert.ok(!JSON.stringify(own).includes(canary), 'nothing of the other site is told')
    const [a] = own.sites
    assert.equal(own.sites.length, 1)
    assert.equal(Object.keys(a!.states).length, 5, 'every state has a number')
    const shown = tally(await reader.ask(plant.show, {}))
    for (const [state, assets] of Object.entries(a!.states)) assert.equal(assets, shown[state] ?? 0, state)
    assert.equal(
      a!.assets,
      Object.values(shown).reduce((sum, assets) => sum + assets, 0),
    )
    assert.equal(a!.window!.inPlantTime, 'CW 48 Sat 2026-11-28 06:00')
    assert.match(a!.window!.place, /^A\/area\/line-1$/)

    const everyone = calling(ledger, { sites: 'everywhere', files })
    const { sites } = await everyone.ask(plant.sites, {})
    assert.deepEqual(
      sites.map(({ siteId, states }) => [siteId, states.affected]),
      [
        [site.b, 2],
        [site.a, 1],
      ],
      'where more is affected first, whatever the codes are',
    )
    const before = await everyone.ask(plant.sites, { at: '2030-01-01' })
    assert.ok(
      before.sites.every(({ window }) => window === undefined),
      'no window is planned so late',
    )
  },
)

onEachDatabase('before anything was laid against advisories nothing is clear', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a], files })
  const of = async (known: string) => {
    const { rows } = await reader.ask(plant.assets, { known })
    const sums = tally(await reader.ask(plant.show, { known }))
    for (const state of new Set([...rows.map(row => row.state), ...Object.keys(sums)]))
      assert.equal(sums[state] ?? 0, rows.filter(row => row.state === state).length, state)
    return sums
  }
  const after = await of('2026-11-20T12:00:00Z')
  assert.ok(after['clear']! > 0)
  const before = await of('2026-11-19')
  assert.equal(before['clear'] ?? 0, 0, 'what had not been judged is not clear')
  assert.equal(before['unknown'], (after['unknown'] ?? 0) + after['clear']!)
  assert.equal(before['affected'], after['affected'], 'what was known of a component then is told')
})

onEachDatabase('an asset that is listed no more was there before, and is where nobody knew it yet', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a], files })
  const seen = async (asked: object) => {
    const { rows } = await reader.ask(plant.assets, asked)
    const counted = Object.values(tally(await reader.ask(plant.show, asked))).reduce((a, b) => a + b, 0)
    assert.equal(rows.length, counted)
    return rows.map(({ tag }) => tag).includes('plc')
  }
  await ledger.derive(db =>
    rowsOf(
      db,
      sql`update asset set gone_at = ${Date.UTC(2026, 10, 19)} where tag = 'plc' and site_id = ${site.a} returning id`,
    ),
  )
  assert.equal(await seen({ at: '2026-11-18T00:00:00Z' }), true)
  assert.equal(await seen({ at: '2026-11-20T00:00:00Z' }), false)
  assert.equal(await seen({ at: '2026-11-20T00:00:00Z', known: '2026-11-18T00:00:00Z' }), true)
})
