import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { insertRows, type Ledger, rowsOf, type Write } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { putLots } from './lot-store.ts'
import { beginningsOf, islandsOf, joined, type Ran, type Run, type Spot, shared, touches, upFrom } from './trace.ts'
import { lotsMet, softwareOfLot } from './trace-store.ts'

test('a span ends before its end: what begins then shares nothing with it', () => {
  assert.equal(shared({ from: 1, until: 5 }, { from: 5, until: 9 }), undefined)
  assert.deepEqual(shared({ from: 1, until: 5 }, { from: 4, until: null }), { from: 4, until: 5 })
  assert.deepEqual(shared({ from: 1, until: null }, { from: 4, until: null }), { from: 4, until: null })
  assert.equal(shared({ from: 3, until: 3 }, { from: 1, until: null }), undefined)
})

test('a run is found under one beginning of its place, and meets the greatest weight that any island has there', () => {
  const spot = { siteId: 's', placeId: 'p', assetId: null }
  let seed = 7
  const below = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % most
  }
  const spans = () =>
    joined(
      Array.from({ length: 1 + below(4) }, () => {
        const from = below(40)
        return { from, until: below(9) === 0 ? null : from + 1 + below(12) }
      }),
    )
  const weights = [7, 5, 4]
  for (let turn = 0; turn < 300; turn++) {
    const islands = [4, 7, 5].map(weight => ({ ...spot, weight, spans: spans() }))
    const beginnings = beginningsOf(islands, weights)
    for (let from = 0; from < 60; from++)
      for (const length of [0, 1, 5]) {
        const most = islands.reduce((weight, one) => {
          const met = one.spans.some(span => from < (span.until ?? 1e9) && from + length > span.from)
          return met ? Math.max(weight, one.weight) : weight
        }, 0)
        const mine = beginnings.filter(one => from >= one.from && from < one.until)
        assert.ok(mine.length <= 1)
        const found = weights.find((_, at) => from + length > (mine[0]?.after[at] ?? Number.POSITIVE_INFINITY))
        assert.equal(found ?? 0, most, `${turn} ${from} ${length}`)
      }
  }
  const under = [7, 4].map(weight => ({ ...spot, weight, spans: [{ from: 1, until: 9 }] }))
  assert.deepEqual(
    beginningsOf(under, [7, 4]).map(({ until, after }) => [until, after]),
    [[9, [1, null]]],
  )
})

test('the way up ends at the top, and where it goes in a circle', () => {
  const over = new Map([...Map.groupBy(places, ({ id }) => id)].map(([id, [place]]) => [id, place!.parentId]))
  assert.deepEqual(
    upFrom('cell-1', id => over.get(id)),
    ['cell-1', 'line-1', 'area'],
  )
  assert.deepEqual(
    upFrom('nowhere', id => over.get(id)),
    ['nowhere'],
  )
  assert.deepEqual(
    upFrom('a', id => (id === 'a' ? 'b' : 'a')),
    ['a', 'b'],
  )
})

test('spans that meet are one island', () => {
  const spans = [
    { from: 8, until: null },
    { from: 1, until: 3 },
    { from: 3, until: 5 },
    { from: 2, until: 4 },
    { from: 9, until: 10 },
  ]
  assert.deepEqual(joined(spans), [
    { from: 1, until: 5 },
    { from: 8, until: null },
  ])
})

/** A small plant: an area with two lines, a line with two cells, assets at all of them, one with a module. */
const places = [
  { id: 'area', parentId: null },
  { id: 'line-1', parentId: 'area' },
  { id: 'line-2', parentId: 'area' },
  { id: 'cell-1', parentId: 'line-1' },
  { id: 'cell-2', parentId: 'line-1' },
]
const assets = [
  { id: 'plc-1', placeId: 'cell-1', parentId: null },
  { id: 'plc-2', placeId: 'cell-2', parentId: null },
  { id: 'hmi-1', placeId: 'line-1', parentId: null },
  { id: 'hmi-2', placeId: 'line-2', parentId: null },
  { id: 'module', placeId: 'cell-1', parentId: 'plc-1' },
]

test('a run at a line touches what stands below it, one on an asset its modules, and nobody elsewhere', () => {
  const ran = assets.map(({ id }) => ({ assetId: id, bomId: 1, from: 0, until: null }))
  const touched = (run: Partial<Run>) =>
    touches([{ lotId: 'lot', placeId: null, assetId: null, from: 0, until: 9, ...run }], places, assets, ran)
      .map(({ assetId }) => assetId)
      .sort()
  assert.deepEqual(touched({ placeId: 'line-1' }), ['hmi-1', 'module', 'plc-1', 'plc-2'])
  assert.deepEqual(touched({ assetId: 'plc-1' }), ['module', 'plc-1'])
  assert.deepEqual(touched({ placeId: 'cell-2', assetId: 'plc-1' }), ['module', 'plc-1', 'plc-2'])
  assert.deepEqual(touched({ placeId: 'nowhere' }), [])
})

const site = 'site-a'
const span = fc
  .tuple(fc.integer({ min: 0, max: 12 }), fc.option(fc.integer({ min: 1, max: 6 })))
  .map(([from, length]) => ({ from, until: length === null ? null : from + length }))
const lotRuns = fc.array(
  fc.array(
    fc
      .tuple(
        span,
        fc.option(fc.constantFrom(...places.map(({ id }) => id))),
        fc.option(fc.constantFrom(...assets.map(({ id }) => id))),
      )
      .map(([spans, placeId, assetId]) => ({ ...spans, placeId, assetId })),
    { minLength: 1, maxLength: 3 },
  ),
  { maxLength: 5 },
)
const deployments = fc.array(
  fc
    .tuple(span, fc.constantFrom(...assets.map(({ id }) => id)), fc.integer({ min: 1, max: 3 }))
    .map(([spans, assetId, bomId]) => ({ ...spans, assetId, bomId })),
  { maxLength: 12 },
)

onEachDatabase('the database traces as the rule says, forwards and backwards', async database => {
  const ledger = await database.ledger(roomSteps)
  await write(ledger, keepPlant)
  const property = fc.asyncProperty(lotRuns, deployments, async (lots, ran) => {
    await ledger.derive(db => forget(db as Write))
    await write(ledger, async db => {
      await keepDeployments(db, ran)
      await putLots(db, lots.map(keptLot))
    })
    const runs = lots.flatMap((list, index) => list.map(run => ({ ...run, lotId: `lot-${index}` })))
    const wanted = touches(runs, places, assets, ran)
    for (const index of lots.keys()) {
      const found = await ledger.read(db => softwareOfLot(db, site, `lot-${index}`))
      const pairs = found.filter(({ bomId }) => bomId !== null).map(({ assetId, bomId }) => `${assetId} ${bomId}`)
      const mine = wanted.filter(({ lotId }) => lotId === `lot-${index}`)
      assert.deepEqual(unique(pairs), unique(mine.map(({ assetId, bomId }) => `${assetId} ${bomId}`)))
    }
    for (const bomId of [1, 2, 3]) {
      const found = await lotsOfBill(ledger, bomId, ran)
      const mine = wanted.filter(touch => touch.bomId === bomId)
      assert.deepEqual(unique(found), unique(mine.map(({ lotId }) => lotId)))
    }
    const spots = [1, 2, 3].flatMap(bomId => spotsOf(bomId, ran, bomId === 1 ? 7 : 4))
    const told = await ledger.read(db => lotsMet(db, islandsOf(spots, wayUp), { limit: 100 }))
    const heavy = new Set(wanted.filter(({ bomId }) => bomId === 1).map(({ lotId }) => lotId))
    const light = new Set(wanted.map(({ lotId }) => lotId)).difference(heavy)
    assert.deepEqual(
      told.counts.map(({ weight, lots }) => [weight, lots]),
      [...(heavy.size > 0 ? [[7, heavy.size]] : []), ...(light.size > 0 ? [[4, light.size]] : [])],
    )
    assert.deepEqual(
      unique(told.lots.map(({ lotId, weight }) => `${lotId} ${weight}`)),
      unique([...[...heavy].map(id => `${id} 7`), ...[...light].map(id => `${id} 4`)]),
    )
  })
  await fc.assert(property, { numRuns: database.kind === 'sqlite' ? 60 : 15 })
})

const unique = (texts: readonly string[]) => [...new Set(texts)].sort()

function write(ledger: Ledger, work: (db: Write) => Promise<void>): Promise<unknown> {
  const doing = {
    actor: { kind: 'house' as const, id: 'house', name: 'house' },
    operation: 'test',
    at: 0,
    sites: 'everywhere' as const,
  }
  return ledger.write(doing, async db => {
    await work(db)
    return { out: undefined, entry: { object: 'test', change: null } }
  })
}

async function forget(db: Write): Promise<void> {
  for (const table of ['lot', 'lot_run', 'shipment', 'deployment'])
    await rowsOf(db, sql`delete from ${sql.table(table)}`)
}

async function keepPlant(db: Write): Promise<void> {
  const text = 'text' as const
  await insertRows(
    db,
    'place',
    {
      site_id: text,
      id: text,
      parent_id: text,
      kind: text,
      code: text,
      name: text,
      path: text,
      recorded_at: 'integer',
    },
    places.map(({ id, parentId }) => [site, id, parentId, 'line', id, id, id, 0]),
  )
  const about = { site_id: text, id: text, path: text, place_id: text, parent_id: text }
  await insertRows(
    db,
    'asset',
    { ...about, simulated: 'integer', conflicts: 'integer', recorded_at: 'integer' },
    assets.map(({ id, placeId, parentId }) => [site, id, id, placeId, parentId, 1, 0, 0]),
  )
}

async function keepDeployments(db: Write, ran: readonly Ran[]): Promise<void> {
  const [text, integer] = ['text', 'integer'] as const
  const ids = { site_id: text, id: text, asset_id: text, bom_id: integer, kind: text, part: text, source_id: text }
  await insertRows(
    db,
    'deployment',
    { ...ids, confidence: text, valid_from: integer, valid_until: integer, recorded_at: integer },
    ran.map((one, index) => [
      ...[site, `deployment-${index}`, one.assetId, one.bomId, 'observed', 'software', 'test', 'stated'],
      ...[one.from, one.until, 0],
    ]),
  )
}

function keptLot(runs: readonly Omit<Run, 'lotId'>[], index: number) {
  return {
    siteId: site,
    id: `lot-${index}`,
    number: `L${index}`,
    product: null,
    quantity: null,
    unit: null,
    status: null,
    simulated: true,
    sourceId: null,
    recordedAt: 0,
    runs: [...runs],
    shipped: [],
  }
}

const above = new Map([...places, ...assets].map(({ id, parentId }) => [id, parentId]))

const wayUp = ({ placeId, assetId }: Spot) => upFrom(placeId ?? assetId ?? '', id => above.get(id))

function spotsOf(bomId: number, ran: readonly Ran[], weight: number) {
  return ran
    .filter(one => one.bomId === bomId)
    .flatMap(({ assetId, bomId: _, ...span }) => {
      const { placeId } = assets.find(({ id }) => id === assetId)!
      const spot = { siteId: site, weight, spans: [span] }
      return [
        { ...spot, placeId, assetId: null },
        { ...spot, placeId: null, assetId },
      ]
    })
}

async function lotsOfBill(ledger: Ledger, bomId: number, ran: readonly Ran[]): Promise<string[]> {
  const islands = islandsOf(spotsOf(bomId, ran, 4), wayUp)
  const { lots, counts } = await ledger.read(db => lotsMet(db, islands, { limit: 100 }))
  assert.equal(counts[0]?.lots ?? 0, lots.length)
  return lots.map(({ lotId }) => lotId)
}
