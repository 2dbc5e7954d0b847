import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type Ledger, rowsOf } from '#ledger'
import { lots } from '#lots/operations'
import { imports, sites, zones } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { papers } from './operations.ts'

const { imports: undoing } = await papers()

/** What stands, with what only tells when and by which row it was written left out. */
const standing: Record<string, string> = {
  site: 'select code, name from site order by code',
  place: 'select path, kind, name, parent_id, made_in from place order by path',
  zone: 'select name, description, sl_t, sl_c, sl_a, parent_id, made_in from zone order by name',
  conduit: 'select name, from_zone, to_zone, protocol, port from conduit order by id',
  asset: 'select * from asset where taken_back_at is null order by id',
  fact: 'select number, asset_id, field, value, source_id, standing from asset_fact where replaced_at is null order by number',
  ref: 'select * from asset_ref order by source_id, ref',
  deployment: `select asset_id, bom_id, kind, part, valid_from, valid_until, source_id, import_id from deployment
    where replaced_at is null order by asset_id, kind, part, valid_from`,
  window: `select name, kind, place_id, asset_id, starts_at, ends_at, ref, import_id from maintenance_window
    where replaced_at is null order by name, ref, starts_at`,
  quarantine: `select import_id, number, header, cells, left_in from quarantine where state = 'waiting' order by import_id, number`,
  lot: 'select * from lot order by id',
  run: 'select * from lot_run order by lot_id, number',
  shipment: 'select * from shipment order by lot_id, number',
}

async function snapshot(ledger: Ledger): Promise<Record<string, unknown>> {
  const tables = await ledger.read(async db => {
    const found: Record<string, unknown> = {}
    for (const [name, statement] of Object.entries(standing))
      found[name] = (await rowsOf<object>(db, sql.raw(statement))).map(row => ({ ...row }))
    return found
  })
  return { ...tables, sources: (await calling(ledger).ask(imports.sources, { siteId: 'NH' })).rows }
}

type Given = { tag: number; line: number; version: number; zone: number; ip: number }
type Paper =
  | { kind: 'assets'; source: string; complete: boolean; rows: Given[] }
  | { kind: 'places'; rows: { line: number; name: number }[] }
  | { kind: 'zones'; rows: { zone: number; level: number }[] }
  | { kind: 'calendar'; complete: boolean; rows: { event: number; day: number }[] }
  | { kind: 'lots'; rows: { lot: number; line: number; day: number; shipped: boolean }[] }

const few = (most: number) => fc.integer({ min: 0, max: most })
const paper: fc.Arbitrary<Paper> = fc.oneof(
  fc.record({
    kind: fc.constant('assets' as const),
    source: fc.constantFrom('sheet', 'tool'),
    complete: fc.boolean(),
    rows: fc.array(fc.record({ tag: few(4), line: few(3), version: few(2), zone: few(3), ip: few(4) }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
  fc.record({
    kind: fc.constant('places' as const),
    rows: fc.array(fc.record({ line: few(3), name: few(3) }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('zones' as const),
    rows: fc.array(fc.record({ zone: few(3), level: few(3) }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('calendar' as const),
    complete: fc.boolean(),
    rows: fc.array(fc.record({ event: few(3), day: few(8) }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('lots' as const),
    rows: fc.array(fc.record({ lot: few(3), line: few(3), day: few(8), shipped: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    }),
  }),
)

const call = (ledger: Ledger, day: number) =>
  calling(ledger, { now: new Date(Date.UTC(2026, 2, 1 + day)).toISOString() })

/** Takes a paper in; gives the id of the import where anything changed. */
async function takeIn(ledger: Ledger, day: number, given: Paper): Promise<string | undefined> {
  const { act } = call(ledger, day)
  const lines = (...texts: string[]) => Buffer.from(`${texts.join('\n')}\n`)
  if (given.kind === 'assets') {
    const rows = given.rows.map(({ tag, line, version, zone, ip }) =>
      [
        tag === 4 ? '' : `F-${tag}`,
        `Line ${line}`,
        'Acme',
        'PLC',
        `V${version}.0.1`,
        `Zone ${zone}`,
        `10.0.0.${ip}`,
      ].join(),
    )
    const file = lines('tag,line,vendor,product,firmware,zone,ip', ...rows)
    const { source, complete } = given
    return (await act(imports.add, { siteId: 'NH', name: `${source}.csv`, source, complete }, file)).importId
  }
  if (given.kind === 'places') {
    const rows = given.rows.map(({ line, name }) => `NH-Line ${line},Line ${line},Called ${name},Area`)
    const file = lines('Path,Short Code,Entity Name,Template', 'NH,NH,Nordhafen,Site', ...rows)
    return (await act(imports.add, { siteId: 'NH', name: 'template.csv' }, file)).importId
  }
  if (given.kind === 'zones') {
    const rows = given.rows.map(({ zone, level }) => `Zone ${zone},${level === 0 ? '' : 'Zone 9'},${level}`)
    return (await act(imports.add, { siteId: 'NH', name: 'zones.csv' }, lines('zone,parent,SL-T', ...rows))).importId
  }
  if (given.kind === 'calendar') {
    const events = given.rows.map(
      ({ event, day: on }) =>
        `BEGIN:VEVENT\r\nUID:e${event}\r\nDTSTAMP:20260201T000000Z\r\nDTSTART:202604${10 + event}T060000Z\r\nDTEND:202604${20 + on}T060000Z\r\nSUMMARY:Stop ${event}\r\nEND:VEVENT\r\n`,
    )
    const text = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n${events.join('')}END:VCALENDAR\r\n`
    const input = { siteId: 'NH', name: 'stops.ics', complete: given.complete }
    return (await act(imports.add, input, Buffer.from(text))).importId
  }
  const rows = given.rows.map(
    ({ lot, line, day: on, shipped }) =>
      `L-${lot},Oats,Line ${line},2026-03-1${on} 06:00,2026-03-1${on} 14:00,${shipped ? `Stores,D-${on}` : ','}`,
  )
  const file = lines('lot,product,line,start,end,customer,delivery', ...rows)
  const { id: siteId } = await calling(ledger).ask(sites.show, { id: 'NH' })
  return (await act(lots.import, { siteId, name: 'lots.csv' }, file)).importId ?? undefined
}

onEachDatabase('an import that is undone leaves everything as it was before it', async database => {
  const ledger = await database.ledger(roomSteps)
  await calling(ledger).act(sites.add, { code: 'NH', name: 'Nordhafen' })
  let day = 0
  const runs = database.kind === 'sqlite' ? 12 : 5
  await fc.assert(
    fc.asyncProperty(fc.array(paper, { minLength: 1, maxLength: 4 }), async papersIn => {
      const taken: { id: string; before: Record<string, unknown> }[] = []
      for (const given of papersIn) {
        const before = await snapshot(ledger)
        const id = await takeIn(ledger, ++day, given)
        if (id === undefined) assert.deepEqual(await snapshot(ledger), before)
        else taken.push({ id, before })
      }
      for (const { id, before } of taken.reverse()) {
        const undone = await call(ledger, ++day).act(undoing.undo, { id })
        assert.deepEqual(undone.kept, [])
        assert.deepEqual(await snapshot(ledger), before)
      }
      // The next round begins with what one of them leaves.
      await takeIn(ledger, ++day, papersIn[0]!)
    }),
    { numRuns: runs, seed: 7 },
  )
})

onEachDatabase('what somebody changed since an import is left by its undoing, and told with why', async database => {
  const ledger = await database.ledger(roomSteps)
  const { id: siteId } = await calling(ledger).act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const zonesOf = (level: number): Paper => ({ kind: 'zones', rows: [{ zone: 1, level }] })
  await takeIn(ledger, 1, zonesOf(1))
  const zoned = await takeIn(ledger, 2, zonesOf(2))
  const list = await takeIn(ledger, 3, {
    kind: 'assets',
    source: 'sheet',
    complete: false,
    rows: [{ tag: 1, line: 1, version: 1, zone: 1, ip: 1 }],
  })
  const made = await takeIn(ledger, 4, { kind: 'lots', rows: [{ lot: 1, line: 1, day: 1, shipped: false }] })
  const { act, ask } = call(ledger, 5)

  const back = await act(undoing.undo, { id: list })
  assert.deepEqual(
    back.kept.map(({ what, name, why }) => [what, name, why]),
    [['place', 'NH/Line 1', 'it is in use']],
    'a lot was made there',
  )
  const [zone] = (await ask(zones.list, { siteId })).rows.filter(({ name }) => name === 'Zone 1')
  await act(zones.change, { id: zone!.id, description: 'of line 1' })
  const unzoned = await act(undoing.undo, { id: zoned })
  assert.deepEqual(
    unzoned.kept.map(({ what, name, why }) => [what, name, why]),
    [['zone', 'Zone 1', 'it was changed since']],
  )
  const lot = (await ask(lots.list, { siteId })).lots[0]!
  await act(lots.ship, { id: lot.id, customer: 'Stores' })
  const unmade = await act(undoing.undo, { id: made })
  assert.deepEqual([unmade.lots, unmade.kept.map(({ what, name }) => [what, name])], [0, [['lot', 'L-1']]])
})

onEachDatabase('a place, a zone and a lot are again what they were called before an import', async database => {
  const ledger = await database.ledger(roomSteps)
  await calling(ledger).act(sites.add, { code: 'NH', name: 'Nordhafen' })
  await takeIn(ledger, 1, { kind: 'zones', rows: [{ zone: 1, level: 1 }] })
  const before = await snapshot(ledger)
  const id = await takeIn(ledger, 2, { kind: 'zones', rows: [{ zone: 1, level: 3 }] })
  assert.notDeepEqual(await snapshot(ledger), before)
  const undone = await call(ledger, 3).act(undoing.undo, { id })
  assert.deepEqual([undone.renamed, undone.kept], [1, []])
  assert.deepEqual(await snapshot(ledger), before)
})
