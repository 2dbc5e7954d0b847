import assert from 'node:assert/strict'
import type { Ledger } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { assets, deployments, drift, sites, windows } from './operations.ts'

const at = (ledger: Ledger, now: string) => calling(ledger, { now })

interface Shown {
  bomId: number
  validFrom: string
  validUntil?: string | undefined
}
const spans = (rows: readonly Shown[], names: ReadonlyMap<number, string>) =>
  rows.map(row => `${names.get(row.bomId)} ${row.validFrom.slice(0, 10)}..${row.validUntil?.slice(0, 10) ?? ''}`)

/** A controller that was V1 from January, updated to V2 in May, which we learned in June. */
async function updatedController(ledger: Ledger) {
  await at(ledger, '2026-01-10T00:00:00Z').act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const product = { vendor: 'Siemens', product: 'S7-1500', orderNumber: '6ES7516-3AN02-0AB0' }
  const { id } = await at(ledger, '2026-01-10T00:00:00Z').act(assets.add, {
    ...{ siteId: 'NH', tag: 'PLC-1', ...product, firmware: 'V1' },
    observedAt: '2026-01-05T00:00:00Z',
  })
  await at(ledger, '2026-06-10T00:00:00Z').act(assets.change, {
    ...{ id, firmware: 'V2', observedAt: '2026-05-01T00:00:00Z' },
  })
  const { rows } = await at(ledger, '2026-06-11T00:00:00Z').ask(deployments.list, { id })
  const standing = rows.filter(row => row.replacedAt === undefined)
  return { id, names: new Map(standing.map((row, index) => [row.bomId, `V${index + 1}`])) }
}

onEachDatabase('what ran is answered for a time on the floor and a time of knowledge', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id, names } = await updatedController(ledger)
  const ask = async (now: string, times: { at?: string; knownAt?: string }) =>
    spans((await at(ledger, now).ask(deployments.list, { id, ...times })).rows, names)

  assert.deepEqual(await ask('2026-07-01T00:00:00Z', { at: '2026-03-01T00:00:00Z' }), ['V1 2026-01-05..2026-05-01'])
  assert.deepEqual(await ask('2026-07-01T00:00:00Z', { at: '2026-05-15T00:00:00Z' }), ['V2 2026-05-01..'])
  assert.deepEqual(
    await ask('2026-07-01T00:00:00Z', { at: '2026-05-15T00:00:00Z', knownAt: '2026-05-20T00:00:00Z' }),
    ['V1 2026-01-05..'],
    'in May nobody knew of the update',
  )
  assert.deepEqual(await ask('2026-07-01T00:00:00Z', { at: '2026-01-04T00:00:00Z' }), [], 'before it was seen')
  assert.deepEqual(
    await ask('2026-07-01T00:00:00Z', { at: '2026-03-01T00:00:00Z', knownAt: '2026-01-09T00:00:00Z' }),
    [],
    'before it was written down',
  )
  assert.deepEqual(
    await ask('2026-07-01T00:00:00Z', {}),
    ['V1 2026-01-05..', 'V1 2026-01-05..2026-05-01', 'V2 2026-05-01..'],
    'the history keeps what was replaced',
  )
})

onEachDatabase('what was seen late is put where it belongs and deletes nothing', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id, names } = await updatedController(ledger)
  const [v1] = [...names.keys()]
  const call = at(ledger, '2026-07-01T00:00:00Z')
  const { added, replaced } = await call.act(deployments.observe, {
    ...{ assetId: id, bomId: v1, part: 'firmware', from: '2025-11-01T00:00:00Z' },
    reason: 'found in the log book',
  })
  assert.deepEqual(spans(added, names), ['V1 2025-11-01..2026-01-05'])
  assert.deepEqual(replaced, [])
  const again = await call.act(deployments.observe, {
    ...{ assetId: id, bomId: v1, part: 'firmware', from: '2025-11-01T00:00:00Z' },
  })
  assert.deepEqual(again, { added: [], replaced: [] })
  const open = (await call.ask(deployments.list, { id, at: '2026-07-01T00:00:00Z' })).rows[0]!
  await call.act(deployments.end, { id: open.id, until: '2026-06-20T00:00:00Z' })
  assert.deepEqual((await call.ask(deployments.list, { id, at: '2026-06-21T00:00:00Z' })).rows, [])
  await assert.rejects(call.act(deployments.end, { id: open.id }), { code: 'plant/changed' })
})

onEachDatabase('drift is what was seen against what was approved, at a time', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id, names } = await updatedController(ledger)
  const [v1] = [...names.keys()]
  const july = at(ledger, '2026-07-01T00:00:00Z')
  assert.equal((await july.ask(drift.show, { id })).state, 'not-approved')
  assert.deepEqual((await july.ask(drift.list, {})).rows, [], 'what was never approved does not drift')
  await july.act(deployments.approve, { assetId: id, bomId: v1, part: 'firmware', from: '2026-02-01T00:00:00Z' })

  const now = await july.ask(drift.show, { id })
  assert.equal(now.state, 'drifted')
  assert.deepEqual(
    now.changed.map(each => [each.approved.version, each.observed.version]),
    [['V1', 'V2']],
  )
  assert.deepEqual([now.missing, now.extra], [[], []])
  const march = await july.ask(drift.show, { id, at: '2026-03-01T00:00:00Z' })
  assert.equal(march.state, 'same')
  assert.equal((await july.ask(drift.show, { id, at: '2025-01-01T00:00:00Z' })).state, 'unknown')

  const listed = await july.ask(drift.list, { siteId: 'NH' })
  assert.deepEqual(
    listed.rows.map(row => [row.tag, row.state, row.extra, row.missing]),
    [['PLC-1', 'drifted', 1, 1]],
  )
  const same = await july.ask(drift.list, { at: '2026-03-01T00:00:00Z', states: ['same'] })
  assert.equal(same.rows.length, 1)
})

onEachDatabase('who may write what was seen does not withdraw what was approved', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id, names } = await updatedController(ledger)
  const [v1] = [...names.keys()]
  const call = at(ledger, '2026-07-01T00:00:00Z')
  assert.equal(deployments.approve.can, 'plant.approve')
  const { added } = await call.act(deployments.approve, { assetId: id, bomId: v1, part: 'firmware' })
  await assert.rejects(call.act(deployments.end, { id: added[0]!.id }), { code: 'plant/not-found' })
  await call.act(deployments.withdraw, { id: added[0]!.id, until: '2026-07-01T00:00:00Z' })
  const { rows } = await call.ask(deployments.list, { id, kind: 'approved', at: '2026-07-01T00:00:00Z' })
  assert.deepEqual(rows, [])
})

onEachDatabase('bills that are not there, and spans that make no sense, are refused', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id, names } = await updatedController(ledger)
  const [v1] = [...names.keys()]
  const call = at(ledger, '2026-07-01T00:00:00Z')
  const refused = (input: object, code: string) =>
    assert.rejects(call.act(deployments.observe, { assetId: id, bomId: v1, ...input }), { code })
  await refused({ bomId: 1 }, 'plant/not-found')
  await refused({ from: '2027-01-01T00:00:00Z' }, 'plant/in-future')
  await refused({ from: '2026-05-01T00:00:00Z', until: '2026-04-01T00:00:00Z' }, 'plant/bad-span')
})

onEachDatabase('windows are listed, come next for a place, and can be taken back', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = at(ledger, '2026-07-01T00:00:00Z')
  const { places } = await import('./operations.ts')
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  await call.act(places.add, { siteId: 'NH', code: 'Filling' })
  const line = await call.act(places.add, { siteId: 'NH', parent: 'NH/Filling', code: 'L2' })
  const add = (name: string, place: string | undefined, day: string, kind = 'maintenance') =>
    call.act(windows.add, {
      ...{ siteId: 'NH', name, kind, startsAt: `${day}T06:00:00Z`, endsAt: `${day}T14:00:00Z` },
      ...(place && { place }),
    })
  await add('past', 'NH/Filling/L2', '2026-06-01')
  await add('freeze', 'NH/Filling/L2', '2026-07-02', 'freeze')
  const own = await add('line', 'NH/Filling/L2', '2026-08-20')
  const area = await add('area', 'NH/Filling', '2026-08-10')
  await add('site', undefined, '2026-12-24')
  const next = async () => (await call.ask(windows.next, { place: line.id })).window?.name
  assert.equal(await next(), 'area')
  await call.act(windows.cancel, { id: area.id, reason: 'moved' })
  assert.equal(await next(), 'line')
  await call.act(windows.cancel, { id: own.id })
  assert.equal(await next(), 'site')
  const { rows } = await call.ask(windows.list, { siteId: 'NH', from: '2026-07-01T00:00:00Z' })
  assert.deepEqual(
    rows.map(row => row.name),
    ['freeze', 'site'],
  )
})

onEachDatabase('no window comes next that a frozen time of its place or of one above it overlaps', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = at(ledger, '2026-12-01T00:00:00Z')
  const { places } = await import('./operations.ts')
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  await call.act(places.add, { siteId: 'NH', code: 'Filling' })
  const [one, two] = [
    await call.act(places.add, { siteId: 'NH', parent: 'NH/Filling', code: 'L1' }),
    await call.act(places.add, { siteId: 'NH', parent: 'NH/Filling', code: 'L2' }),
  ]
  const add = (name: string, kind: string, place: string | undefined, from: string, until: string) =>
    call.act(windows.add, {
      ...{ siteId: 'NH', name, kind, startsAt: `2026-12-${from}:00:00Z`, endsAt: `2026-12-${until}:00:00Z` },
      ...(place && { place }),
    })
  const next = async ({ id }: { id: string }) => (await call.ask(windows.next, { place: id })).window?.name
  await add('within the trade', 'maintenance', 'NH/Filling', '12T06', '12T10')
  await add('after the trade', 'maintenance', 'NH/Filling', '19T06', '19T10')
  await add('stop', 'shutdown', undefined, '24T00', '30T00')
  assert.equal(await next(one), 'within the trade')
  const trade = await add('no changes', 'freeze', undefined, '07T00', '19T06')
  assert.equal(await next(one), 'after the trade')
  await add('audit', 'freeze', 'NH/Filling/L2', '18T00', '20T00')
  assert.deepEqual([await next(one), await next(two)], ['after the trade', 'stop'])
  await call.act(windows.cancel, { id: trade.id })
  assert.deepEqual([await next(one), await next(two)], ['within the trade', 'within the trade'])
})

onEachDatabase('what was seen is approved part by part; anything seen later is drift', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = (now: string) => calling(ledger, { now })
  const first = call('2026-03-01T00:00:00Z')
  await first.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  for (const tag of ['F-201', 'F-202', 'F-203'])
    await first.act(assets.add, { siteId: 'NH', tag, vendor: 'Siemens', product: 'S7-1500', firmware: 'V2.9.4' })
  const later = call('2026-04-01T00:00:00Z')
  const done = await later.act(deployments.baseline, { siteId: 'NH', assets: ['F-201', 'F-202'], part: 'firmware' })
  assert.deepEqual(done, { assets: 2, approved: 2, same: 0 })
  assert.deepEqual(await later.act(deployments.baseline, { siteId: 'NH', assets: ['F-201'] }), {
    ...{ assets: 0, approved: 0, same: 1 },
  })
  await call('2026-05-01T00:00:00Z').act(assets.change, { id: 'F-202', firmware: 'V3.0.1' })
  const states = ['same', 'drifted', 'not-approved', 'not-observed']
  const drifted = async () => {
    const { rows } = await call('2026-06-01T00:00:00Z').ask(drift.list, { siteId: 'NH', states })
    return Object.fromEntries(rows.map(({ tag, state }) => [tag, state]))
  }
  assert.deepEqual(await drifted(), { 'F-201': 'same', 'F-202': 'drifted', 'F-203': 'not-approved' })
  await call('2026-06-01T00:00:00Z').act(deployments.baseline, { siteId: 'NH' })
  assert.deepEqual(await drifted(), { 'F-201': 'same', 'F-202': 'same', 'F-203': 'same' })
  const elsewhere = calling(ledger, { sites: ['site-of-others'] })
  await assert.rejects(elsewhere.act(deployments.baseline, { siteId: 'NH' }), { code: 'plant/not-found' })
})
