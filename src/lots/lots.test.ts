import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertRows, type Ledger } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { joinedRuns, joinedShipments } from './lot.ts'
import { lots } from './operations.ts'
import { assetFinder, placeFinder } from './placing.ts'

const madeAt = { from: '2026-03-01T06:00:00Z', until: '2026-03-01T18:00:00Z' }

async function plant(ledger: Ledger): Promise<void> {
  const [text, integer] = ['text', 'integer'] as const
  const place = { site_id: text, id: text, parent_id: text, kind: text, code: text, name: text, path: text }
  const asset = { site_id: text, id: text, tag: text, path: text, place_id: text }
  await ledger.derive(async db => {
    await insertRows(
      db,
      'place',
      { ...place, recorded_at: integer },
      ['a', 'b'].map(site => [
        `site-${site}`,
        `line-${site}`,
        null,
        'line',
        'L2',
        'Line 2',
        `${site.toUpperCase()}/L2`,
        0,
      ]),
    )
    await insertRows(db, 'asset', { ...asset, simulated: integer, conflicts: integer, recorded_at: integer }, [
      ['site-a', 'asset-1', 'F-201', 'A/L2/F-201', 'line-a', 1, 0, 0],
    ])
  })
}

onEachDatabase('a lot is kept with where it was made and what was shipped', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const runs = [
    { place: 'a/l2', ...madeAt },
    { asset: 'f-201', from: '2026-03-01T08:00:00+02:00' },
  ]
  const lot = await act(lots.add, {
    siteId: 'site-a',
    number: 'L-1',
    product: 'Oat drink',
    quantity: 1200.5,
    unit: 'kg',
    runs,
  })
  assert.deepEqual([lot.madeFrom, lot.madeUntil, lot.shipments], ['2026-03-01T06:00:00Z', null, 0])
  assert.deepEqual(
    lot.runs.map(({ placeId, assetId }) => [placeId, assetId]),
    [
      ['line-a', null],
      [null, 'asset-1'],
    ],
  )
  await act(lots.ship, { id: lot.id, customer: 'Mill Street Stores', delivery: 'D-1' })
  await act(lots.ship, { id: lot.id, customer: 'Mill Street Stores', delivery: 'D-1', quantity: 3 })
  const shown = await ask(lots.show, { id: lot.id })
  assert.equal(shown.shipments, 1)
  assert.deepEqual(shown.shipped[0]?.quantity, 3)
  await assert.rejects(act(lots.add, { siteId: 'site-a', number: 'L-1', runs }), { code: 'lots/exists' })
  await assert.rejects(act(lots.add, { siteId: 'site-a', number: 'L-2', runs: [{ place: 'L9', ...madeAt }] }), {
    code: 'lots/unknown-place',
  })
})

onEachDatabase(
  'lots are listed the newest first, page by page, and only those of sites that one may see',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await plant(ledger)
    const all = calling(ledger)
    for (const [number, site] of ['a', 'b', 'a', 'a'].entries())
      await all.act(lots.add, {
        siteId: `site-${site}`,
        number: `L-${number}`,
        runs: [{ place: 'L2', from: `2026-03-0${1 + number}T06:00:00Z` }],
      })
    const mine = calling(ledger, { sites: ['site-a'] })
    const first = await mine.ask(lots.list, { limit: 2 })
    const second = await mine.ask(lots.list, { limit: 2, after: first.next })
    assert.deepEqual(
      [first, second].map(page => page.lots.map(({ number }) => number)),
      [['L-3', 'L-2'], ['L-0']],
    )
    assert.equal(second.next, undefined)
    const [foreign] = (await all.ask(lots.list, { siteId: 'site-b' })).lots
    await assert.rejects(mine.ask(lots.show, { id: foreign!.id }), { code: 'lots/not-found' })
    await assert.rejects(mine.act(lots.ship, { id: foreign!.id }), { code: 'lots/not-found' })
    const runs = [{ place: 'L2', ...madeAt }]
    await assert.rejects(mine.act(lots.add, { siteId: 'site-b', number: 'X', runs }), { code: 'lots/not-found' })
  },
)

onEachDatabase('lots are found by product, status, words, time and whether any of them was shipped', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const made = [
    ['N1-01', 'Oat drink', 'released', '2026-03-01'],
    ['N1-02', 'Oat drink', 'held', '2026-03-02'],
    ['N1_03', 'Soja drink 50%', undefined, '2026-03-03'],
  ] as const
  for (const [number, product, status, day] of made) {
    const runs = [{ place: 'L2', from: `${day}T06:00:00Z`, until: `${day}T18:00:00Z` }]
    const lot = await act(lots.add, { siteId: 'site-a', number, product, ...(status && { status }), runs })
    if (number === 'N1-02') await act(lots.ship, { id: lot.id, customer: 'Mill Street Stores' })
  }
  const numbers = async (wanted: object) => (await ask(lots.list, wanted)).lots.map(({ number }) => number)
  assert.deepEqual(await numbers({ product: 'oat DRINK' }), ['N1-02', 'N1-01'])
  assert.deepEqual(await numbers({ status: 'Released' }), ['N1-01'])
  assert.deepEqual(await numbers({ words: 'SOJA' }), ['N1_03'])
  assert.deepEqual(await numbers({ words: '1_0' }), ['N1_03'], 'a sign of patterns is no pattern')
  assert.deepEqual(await numbers({ words: '50%' }), ['N1_03'])
  assert.deepEqual(await numbers({ shipped: true }), ['N1-02'])
  assert.deepEqual(await numbers({ shipped: false }), ['N1_03', 'N1-01'])
  assert.deepEqual(await numbers({ from: '2026-03-02T12:00:00Z' }), ['N1_03', 'N1-02'], 'one that was under way counts')
  assert.deepEqual(await numbers({ until: '2026-03-02' }), ['N1-01'])
  assert.equal((await ask(lots.list, { shipped: false, limit: 1 })).total, 2)
  assert.deepEqual(await numbers({ product: 'Oat drink', from: '2026-03-02', limit: 1 }), ['N1-02'])
  assert.deepEqual(await ask(lots.kinds, {}), {
    products: [
      { product: 'Oat drink', lots: 2 },
      { product: 'Soja drink 50%', lots: 1 },
    ],
    statuses: [
      { status: 'held', lots: 1 },
      { status: 'released', lots: 1 },
    ],
  })
  assert.deepEqual(await calling(ledger, { sites: ['site-b'] }).ask(lots.kinds, {}), { products: [], statuses: [] })
})

test('a place is found by its path or its end, and not where two may be meant', () => {
  const find = placeFinder([
    { id: '1', path: 'NH/Filling/L2' },
    { id: '2', path: 'NH/Packing/L2' },
    { id: '3', path: 'NH/Packing' },
    { id: '4', path: 'L2' },
  ])
  assert.deepEqual(find(['filling', 'L2']), { id: '1' })
  assert.deepEqual(find(['nh/packing/l2']), { id: '2' })
  assert.deepEqual(find(['Packing']), { id: '3' })
  assert.deepEqual(find(['L2']), { id: '4' })
  assert.deepEqual(find(['L3']), { fault: 'unknown', named: 'L3' })
  assert.deepEqual(find([]), { fault: 'unknown', named: '' })
  const several = placeFinder([
    { id: '1', path: 'NH/Filling/L2' },
    { id: '2', path: 'NH/Packing/L2' },
  ])
  assert.deepEqual(several(['L2']), { fault: 'several', named: 'L2' })
})

test('an asset is found as written before it is found in another case', () => {
  const find = assetFinder([
    { id: '1', name: 'F-201' },
    { id: '2', name: 'f-201' },
    { id: '3', name: 'P-1' },
  ])
  assert.deepEqual(find('f-201'), { id: '2' })
  assert.deepEqual(find('p-1'), { id: '3' })
  assert.deepEqual(find('F-201 '), { fault: 'several', named: 'F-201 ' })
})

test('what two papers say of a lot is joined', () => {
  const at = { placeId: 'p', assetId: null }
  const open = { ...at, from: 1, until: null }
  assert.deepEqual(joinedRuns([open], [{ ...at, from: 1, until: 5 }]), [{ ...at, from: 1, until: 5 }])
  assert.deepEqual(joinedRuns([{ ...at, from: 1, until: 5 }], [open]), [{ ...at, from: 1, until: 5 }])
  assert.equal(joinedRuns([open], [{ ...at, from: 2, until: 5 }]).length, 2)
  const shipped = { customer: 'c', delivery: 'd', shippedAt: null, quantity: null }
  assert.equal(joinedShipments([shipped], [shipped, { ...shipped, delivery: 'e' }]).length, 2)
})
