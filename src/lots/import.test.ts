import assert from 'node:assert/strict'
import { insertRows, type Ledger } from '#ledger'
import { imports } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { lots } from './operations.ts'

const [text, integer] = ['text', 'integer'] as const

async function plant(ledger: Ledger): Promise<void> {
  const place = { site_id: text, id: text, parent_id: text, kind: text, code: text, name: text, path: text }
  const asset = { site_id: text, id: text, tag: text, path: text, place_id: text }
  const site = { id: text, code: text, name: text, time_zone: text, simulated: integer, recorded_at: integer }
  await ledger.derive(async db => {
    await insertRows(db, 'site', site, [['site-a', 'NH', 'Nordhafen', 'Europe/Berlin', 1, 0]])
    await insertRows(db, 'place', { ...place, recorded_at: integer }, [
      ['site-a', 'line', null, 'line', 'L2', 'Line 2', 'NH/Filling/L2', 0],
    ])
    await insertRows(db, 'asset', { ...asset, simulated: integer, conflicts: integer, recorded_at: integer }, [
      ['site-a', 'asset-1', 'F-201', 'NH/Filling/L2/F-201', 'line', 1, 0, 0],
    ])
  })
}

const bytes = (...lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)
const header = 'lot;product;line;asset;start;end;customer;delivery'
const first = bytes(
  header,
  '24-001;Oat drink;L2;;2026-03-01 06:00;2026-03-01 14:00;Mill Street Stores;D-1',
  '24-002;Oat drink;;F-201;2026-03-02 06:00;2026-03-02 14:00;;',
  '24-003;Oat drink;L9;;2026-03-03 06:00;2026-03-03 14:00;;',
  '24-004;Oat drink;;F-999;2026-03-04 06:00;2026-03-04 14:00;;',
)

onEachDatabase(
  'lots come in by a file; a place that is not there waits; the same file changes nothing',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await plant(ledger)
    const { act, ask } = calling(ledger)
    const input = { siteId: 'site-a', name: 'lots.csv' }
    const dry = await act(lots.import, { ...input, dryRun: true }, first)
    assert.deepEqual([dry.changes, dry.counts], [true, { new: 2, changed: 0, same: 0, refused: 2, elsewhere: 0 }])
    assert.deepEqual((await ask(lots.list, {})).lots, [])
    const taken = await act(lots.import, input, first)
    assert.deepEqual(
      taken.refused.map(({ code, cells }) => [code, cells[0]]),
      [
        ['unknown-place', '24-003'],
        ['unknown-asset', '24-004'],
      ],
    )
    const listed = await ask(lots.list, {})
    assert.deepEqual(
      listed.lots.map(({ number, madeFrom, shipments }) => [number, madeFrom, shipments]),
      [
        ['24-002', '2026-03-02T05:00:00Z', 0],
        ['24-001', '2026-03-01T05:00:00Z', 1],
      ],
    )
    const again = await act(lots.import, input, first)
    assert.deepEqual([again.changes, again.importId, again.counts.same], [false, null, 2])
  },
)

onEachDatabase('lots of another site are left to it, and a quantity that is none is said', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  await ledger.derive(db =>
    insertRows(
      db,
      'site',
      { id: text, code: text, name: text, time_zone: text, simulated: integer, recorded_at: integer },
      [['site-b', 'SA', 'Südaue', 'Europe/Berlin', 1, 0]],
    ),
  )
  const { act, ask } = calling(ledger)
  const row = (site: string, number: string, quantity: string, day: number, product = '') =>
    `${site};${number};${product};${quantity};L2;2026-03-0${day} 06:00;2026-03-0${day} 14:00`
  const list = bytes(
    'site;lot;product;quantity;line;start;end',
    row('NH', '1', '-5', 1, 'Milk'),
    row('', '1', '1', 6, 'Cream'),
    row('Nordhafen', '1', '7', 2),
    row('', '2', 'x', 3),
    row('SA', '1', '9', 4),
    row('südaue', '3', '9', 5),
    row('Westhafen', '2', '', 7),
  )
  const taken = await act(lots.import, { siteId: 'site-a', name: 'lots.csv' }, list)
  assert.deepEqual(taken.counts, { new: 2, changed: 0, same: 0, refused: 1, elsewhere: 2 })
  assert.deepEqual(
    taken.lots.map(({ number, runs }) => [number, runs]),
    [
      ['1', 2],
      ['2', 2],
    ],
  )
  assert.equal(taken.refused[0]!.code, 'lot-differs')
  const codes = taken.notes.map(({ code }) => code)
  assert.deepEqual(codes.sort(), ['quantity-not-read', 'quantity-not-read', 'site-not-known'])
  const shown = (await ask(lots.list, {})).lots
  assert.deepEqual(shown.map(({ number, quantity }) => [number, quantity ?? null]).sort(), [
    ['1', 7],
    ['2', null],
  ])
})

onEachDatabase('a later file adds to a lot and takes nothing from it', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const input = { siteId: 'site-a', name: 'lots.csv' }
  await act(lots.import, input, first)
  const more = bytes(header, '24-002;;L2;;2026-03-02 16:00;2026-03-02 20:00;Harbour Foods;D-7')
  const taken = await act(lots.import, input, more)
  assert.deepEqual(taken.counts, { new: 0, changed: 1, same: 0, refused: 0, elsewhere: 0 })
  const told = async (importDid?: string) =>
    (await ask(lots.list, { siteId: 'site-a', importId: taken.importId, importDid })).lots.map(({ number }) => number)
  assert.deepEqual([await told(), await told('changed'), await told('new')], [['24-002'], ['24-002'], []])
  const both = bytes(header, '24-001;;;;;;;', '24-002;Oat milk;L2;;2026-03-02 16:00;2026-03-02 20:00;Harbour Foods;D-7')
  const next = await act(lots.import, input, both)
  assert.deepEqual([next.counts.same, next.counts.changed], [1, 1])
  const same = await ask(imports.rows, { id: next.importId, what: 'same' })
  const [known] = (await ask(lots.list, { number: '24-001' })).lots
  assert.deepEqual(same.rows, [{ noun: 'lot', id: known!.id, label: '24-001', row: 2 }], 'what said nothing new too')
  const [lot] = (await ask(lots.list, { number: '24-002' })).lots
  const whole = await ask(lots.show, { id: lot!.id })
  assert.deepEqual([whole.product, whole.runs.length, whole.shipped.length], ['Oat milk', 2, 1])
  assert.equal(whole.madeUntil, '2026-03-02T19:00:00Z')
})

onEachDatabase('rows that were mended leave the quarantine, and what is still wrong waits once', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const input = { siteId: 'site-a', name: 'lots.csv' }
  const damaged = bytes(
    header,
    ';Oat drink;L2;;2026-03-01 06:00;2026-03-01 14:00;;',
    '24-006;Oat drink;L2;;lately;2026-03-02 14:00;;',
    '24-007;Oat drink;L2;;soon;2026-03-03 14:00;;',
  )
  await act(lots.import, input, damaged)
  const waiting = async () => (await ask(imports.quarantine, { siteId: 'site-a' })).rows
  assert.equal((await waiting()).length, 3)
  const { csv } = await ask(imports.mend, { siteId: 'site-a' })
  const mended = csv.replace(',,Oat', ',24-005,Oat').replace('lately', '2026-03-02 06:00').replace('soon', 'later')
  const dry = await act(lots.import, { ...input, name: 'quarantine.csv', dryRun: true }, Buffer.from(mended))
  assert.deepEqual([dry.counts.new, dry.mended, dry.counts.refused], [2, 2, 1])
  const taken = await act(lots.import, { ...input, name: 'quarantine.csv' }, Buffer.from(mended))
  assert.deepEqual(
    (await waiting()).map(row => [row.importId, row.header, row.cells[4]]),
    [[taken.importId, header.split(';'), 'later']],
  )
  const again = await act(lots.import, { ...input, name: 'quarantine.csv' }, Buffer.from(mended))
  assert.deepEqual([again.changes, again.mended], [false, 0])
})

onEachDatabase('who may not see the site takes nothing in there', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const mine = calling(ledger, { sites: ['site-b'] })
  await assert.rejects(mine.act(lots.import, { siteId: 'site-a' }, first), { code: 'plant/not-found' })
  await assert.rejects(calling(ledger).act(lots.import, { siteId: 'site-a' }, new Uint8Array()), {
    code: 'plant/no-file',
  })
})

onEachDatabase('a run that begins in one file of events ends in the next', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const event = (type: string, timestamp: string, where: object) => ({
    ...{ event_id: `${type} ${timestamp}`, event_type: `production.batch.${type}`, schema_version: '1.0.0', timestamp },
    ...{ source: { system: 'demo' }, context: { site_id: 'NH', batch_id: 'b2', ...where } },
    ...{ payload: { batch_id: 'b2', lot_id: 'L-2', status: type }, metadata: { simulated: true } },
  })
  const line = { area_id: 'Filling', line_id: 'L2' }
  const take = (...events: object[]) =>
    act(lots.import, { siteId: 'site-a', name: 'week.jsonl' }, bytes(...events.map(one => JSON.stringify(one))))
  const runs = async () =>
    (await ask(lots.show, { id: (await ask(lots.list, {})).lots[0]!.id })).runs.map(({ from, until }) => [from, until])
  await take(event('started', '2026-03-02T08:00:00Z', line))
  assert.deepEqual(await runs(), [['2026-03-02T08:00:00Z', null]])
  const ended = await take(event('completed', '2026-03-02T10:00:00Z', line))
  assert.deepEqual([ended.counts.changed, ended.counts.refused], [1, 0])
  assert.deepEqual(await runs(), [['2026-03-02T08:00:00Z', '2026-03-02T10:00:00Z']])
  await take(event('started', '2026-03-02T08:00:00Z', line))
  assert.deepEqual(await runs(), [['2026-03-02T08:00:00Z', '2026-03-02T10:00:00Z']], 'an older file opens nothing')
})

onEachDatabase('a batch whose end says no place ends where it runs', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act, ask } = calling(ledger)
  const event = (type: string, timestamp: string, where: object) =>
    JSON.stringify({
      ...{ event_id: type, event_type: `production.batch.${type}`, schema_version: '1.0.0', timestamp },
      ...{ source: { system: 'demo' }, context: { site_id: 'NH', batch_id: 'b2', ...where } },
      ...{ payload: { batch_id: 'b2', lot_id: 'L-2', status: type }, metadata: { simulated: true } },
    })
  const file = bytes(
    event('started', '2026-03-02T08:00:00Z', { area_id: 'Filling', line_id: 'L2' }),
    event('completed', '2026-03-02T10:00:00Z', {}),
  )
  await act(lots.import, { siteId: 'site-a', name: 'week.jsonl' }, file)
  const { runs } = await ask(lots.show, { id: (await ask(lots.list, {})).lots[0]!.id })
  assert.deepEqual(
    runs.map(({ until }) => until),
    ['2026-03-02T10:00:00Z'],
  )
})

onEachDatabase('the shipments of a lot that waits wait with it', async database => {
  const ledger = await database.ledger(roomSteps)
  await plant(ledger)
  const { act } = calling(ledger)
  const columns = 'lot;product;line;start;end;customer;delivery;shipped;shippedqty'
  const file = bytes(
    columns,
    '24-9;P;L11;2026-03-01 06:00;2026-03-01 08:00;Mill Street Stores;D77;2026-03-05;500',
    '24-9;P;;;;Mill Lane Stores;D78;2026-03-06;20',
  )
  const { refused } = await act(lots.import, { siteId: 'site-a', name: 'lots.csv' }, file)
  assert.equal(refused.length, 2)
  const mended = bytes(
    refused[0]!.header.join(';'),
    ...refused.map(({ cells }) => cells.map(cell => cell.replace('L11', 'L2')).join(';')),
  )
  const { counts } = await act(lots.import, { siteId: 'site-a', name: 'mended.csv' }, mended)
  assert.deepEqual([counts.new, counts.refused], [1, 0])
  const [lot] = (await calling(ledger).ask(lots.list, {})).lots
  assert.equal(lot!.shipments, 2)
})
