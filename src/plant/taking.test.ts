import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Ledger } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { assets, conduits, imports, places, sites, undoImport, windows, zones } from './operations.ts'

const undo = undoImport([])

async function plant(ledger: Ledger, now = '2026-11-21T10:00:00Z') {
  const call = calling(ledger, { now })
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen', timeZone: 'Europe/Berlin' })
  const add = (name: string, text: string | Uint8Array, input: object = {}) =>
    call.act(imports.add, { siteId: 'NH', name, ...input }, Buffer.from(text))
  return { ...call, add }
}

onEachDatabase('sources that name one device by tag, serial number or address tell of one asset', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.add('sheet.csv', 'tag,product,serial,ip\nF-201,S7-1500,S C-X1,10.0.0.1\nF-202,S7-1500,,10.0.0.2\n')
  const tool = await call.add(
    'tool.csv',
    'asset_id,product,serial,ip\n771,S7-1500,S C-X1,10.0.0.9\n772,S7-1500,,10.0.0.2\n',
  )
  assert.deepEqual(
    tool.preview.map(row => [row.what, row.knownBy]),
    [
      ['conflicting', 'serial'],
      ['changed', 'address'],
    ],
  )
  assert.deepEqual([tool.counts.new, tool.counts.weak], [0, 1])
  const { rows } = await call.ask(assets.list, {})
  assert.deepEqual(
    rows.map(row => row.tag),
    ['F-201', 'F-202'],
  )
})

onEachDatabase('a complete list of one line says nothing of another line', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.add('line1.csv', 'tag,product,serial\nF-101,S7-1500,S F-101\n', { complete: true })
  const other = await call.add('line2.csv', 'tag,product,serial\nF-201,S7-1500,S F-201\n', { complete: true })
  assert.equal(other.counts.gone, 0)
  const later = await call.add('line1-2026-11-27.csv', 'tag,product,serial\nF-102,S7-1500,S F-102\n', {
    complete: true,
  })
  assert.equal(later.counts.gone, 1)
})

onEachDatabase('a module stands in its chassis and moves with it', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const list = (line: string) =>
    `id,tag,parent,slot,line,product\nm1,,c1,3,,1756-EN2T\nc1,RACK-1,,,${line},1756-A10\nm2,,m1,1,,Card\n`
  await call.add('racks.csv', list('Line 1'))
  const paths = async () => (await call.ask(assets.list, {})).rows.map(row => row.path)
  assert.deepEqual(await paths(), ['NH/Line 1/RACK-1', 'NH/Line 1/RACK-1/3', 'NH/Line 1/RACK-1/3/1'])
  const told = await call.add('racks.csv', list('Line 2'))
  assert.equal(told.counts.changed, 1)
  assert.deepEqual(told.differences[0]?.changes, [{ field: 'placeId', before: 'NH/Line 1', after: 'NH/Line 2' }])
  assert.deepEqual(await paths(), ['NH/Line 2/RACK-1', 'NH/Line 2/RACK-1/3', 'NH/Line 2/RACK-1/3/1'])
  const { rows } = await call.ask(assets.list, {})
  assert.equal(new Set(rows.map(row => row.placeId)).size, 1, 'modules are where their chassis is')
  const rack = await call.ask(assets.show, { id: rows[0]!.id })
  assert.deepEqual(
    rack.modules.map(module => [module.slot, module.product]),
    [['3', '1756-EN2T']],
  )
  await assert.rejects(call.act(assets.change, { id: rows[0]!.id, parent: rows[2]!.id }), { code: 'plant/bad-parent' })
})

onEachDatabase('a calendar is taken in, and once more changes only what moved', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(places.add, { siteId: 'NH', code: 'Filling' })
  const line = await call.act(places.add, { siteId: 'NH', parent: 'NH/Filling', code: 'Line 2' })
  const event = (uid: string, end: string) =>
    `BEGIN:VEVENT\r\nUID:${uid}\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20261205T060000Z\r\nDTEND:202612${end}T140000Z\r\nSUMMARY:Maintenance\r\nEND:VEVENT\r\n`
  const calendar = (...events: string[]) =>
    `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n${events.join('')}END:VCALENDAR\r\n`
  const place = 'NH/Filling/Line 2'
  const first = await call.add('stops.ics', calendar(event('a', '05'), event('b', '06')), { place })
  assert.equal(first.counts.windows, 2)
  const again = await call.add('stops.ics', calendar(event('a', '05'), event('b', '06')), { place })
  assert.equal(again.changes, false)
  const moved = await call.add('stops.ics', calendar(event('a', '05'), event('b', '07')), { place })
  assert.deepEqual([moved.counts.windows, moved.counts.same, moved.counts.changed], [1, 1, 1])
  const ends = async () => (await call.ask(windows.list, { siteId: 'NH' })).rows.map(row => row.endsAt).sort()
  assert.deepEqual(await ends(), ['2026-12-05T14:00:00Z', '2026-12-07T14:00:00Z'])
  assert.equal((await call.ask(windows.next, { place: line.id })).window?.startsAt, '2026-12-05T06:00:00Z')
  await call.act(undo, { id: moved.importId })
  assert.deepEqual(await ends(), ['2026-12-05T14:00:00Z', '2026-12-06T14:00:00Z'])
})

onEachDatabase(
  'what a later calendar moves or calls off stands no more, and stands again when that is undone',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const call = await plant(ledger)
    await call.add('sheet.csv', 'tag,product,serial\nF-201,S7-1500,S1\nF-202,S7-1500,S2\n')
    const at = (day: string) => `DTSTART:202612${day}T060000Z\r\nDURATION:PT2H`
    const calendar = (...events: string[]) =>
      `BEGIN:VCALENDAR\r\n${events.map(event => `BEGIN:VEVENT\r\nSUMMARY:stop\r\n${event}\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`
    const rule = `UID:r\r\n${at('05')}\r\nRRULE:FREQ=WEEKLY;COUNT=4`
    const days = async () =>
      (await call.ask(windows.list, { siteId: 'NH' })).rows.map(row => row.startsAt.slice(8, 10)).join(' ')
    await call.add('stops.ics', calendar(`UID:a\r\n${at('01')}`, `UID:b\r\n${at('02')}\r\nRESOURCES:F-201,F-202`, rule))
    assert.equal(await days(), '01 02 02 05 12 19 26', 'one for each asset')
    const moved = await call.add('stops.ics', calendar(`UID:a\r\n${at('03')}`))
    assert.equal(await days(), '02 02 03 05 12 19 26')
    assert.deepEqual([moved.counts.windows, moved.notes.map(({ code }) => code)], [1, ['windows-ended']])
    const off = await call.add('stops.ics', calendar(`UID:b\r\n${at('02')}\r\nSTATUS:CANCELLED`))
    assert.equal(await days(), '03 05 12 19 26')
    await call.act(undo, { id: off.importId })
    assert.equal(await days(), '02 02 03 05 12 19 26')
    // One time of a rule, in a paper without the rule: the others stay.
    await call.add('stops.ics', calendar(`UID:r\r\nRECURRENCE-ID:20261212T060000Z\r\n${at('13')}`))
    assert.equal(await days(), '02 02 03 05 13 19 26')
    await call.add('stops.ics', calendar(`UID:r\r\nRECURRENCE-ID:20261219T060000Z\r\n${at('19')}\r\nSTATUS:CANCELLED`))
    assert.equal(await days(), '02 02 03 05 13 26')
    // An event that waits, since nobody knows its place, ends nothing.
    await call.add('stops.ics', calendar(`UID:a\r\n${at('03')}\r\nLOCATION:Nowhere`))
    assert.equal(await days(), '02 02 03 05 13 26')
    await call.add('stops.ics', calendar(rule.replace('COUNT=4', 'COUNT=2')))
    assert.equal(await days(), '02 02 03 05 12')
  },
)

onEachDatabase('zones and conduits are taken in with their levels', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const list = 'zone,parent,SL-T,SL-A\nCell 1,Plant,2 2 2 1 1 1 2,2 1 2 1 1 1 1\n'
  const told = await call.add('zones.csv', list)
  assert.equal(told.counts.zones, 2)
  const again = await call.add('zones.csv', list)
  assert.equal(again.changes, false)
  await assert.rejects(call.act(conduits.add, { siteId: 'NH', from: 'Cell 1', to: 'Cell 1' }), {
    code: 'plant/one-zone',
  })
  const { rows } = await call.ask(zones.list, { siteId: 'NH' })
  const cell = rows.find(zone => zone.name === 'Cell 1')!
  assert.deepEqual(cell.slTarget, [2, 2, 2, 1, 1, 1, 2])
  assert.deepEqual(cell.gaps, [2, 7])
  assert.deepEqual((await call.ask(conduits.list, {})).rows, [])
})

onEachDatabase('people and files speak of one asset; what a person clears is empty', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.add('sheet.csv', 'tag,product,serial,owner\nF-201,S7-1500,S1,ot\n')
  const { id } = (await call.ask(assets.list, {})).rows[0]!
  const told = await call.act(assets.change, { id, none: ['serial'], level: 1, rank: 1, owner: 'it' })
  assert.deepEqual(
    told.changes.map(({ field, after }) => [field, after]),
    [
      ['level', 1],
      ['rank', 1],
      ['owner', 'it'],
      ['serial', null],
    ],
  )
  const shown = await call.ask(assets.show, { id })
  assert.deepEqual([shown.serial, shown.owner, shown.level], [undefined, 'it', 1])
  assert.equal(shown.facts.find(fact => fact.field === 'owner' && fact.confidence === 'stated')?.standing, 'older')
  const same = await call.act(assets.change, { id, owner: 'it' })
  assert.deepEqual(same.changes, [])
  assert.equal((await call.ask(assets.list, { level: 1, siteId: 'NH' })).rows.length, 1)
  assert.equal((await call.ask(assets.list, { words: 's7-15' })).rows.length, 1)
  assert.equal((await call.ask(assets.list, { words: '%' })).rows.length, 0)
})

onEachDatabase('a module that cannot stand where its row says waits', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const list = (...rows: string[]) => `id,tag,parent,slot,product\n${rows.join('\n')}\n`
  const refused = async (...rows: string[]) => {
    const told = await call.add('racks.csv', list(...rows))
    return told.preview.flatMap(({ label, what, reason }) => (what === 'refused' ? [`${label} ${reason}`] : []))
  }
  const paths = async () => (await call.ask(assets.list, {})).rows.map(row => row.path)
  assert.deepEqual(
    await refused(
      'y1,,y2,1,CPU',
      'y2,,y1,,CPU',
      'y3,,nope,,CPU',
      'y4,,y5,1,CPU',
      'y5,RACK-1,,,Rack',
      'y6,,rack-1,1,CPU',
      'y7,,y7,,CPU',
      'y8,,y3,,Card',
    ),
    [
      'y1 It stands in "y2", which stands in it.',
      'y2 It stands in "y1", which stands in it.',
      'y3 It stands in "nope", which is not known here.',
      'y6 Slot "1" of "rack-1" is taken by row 5.',
      'y7 It stands in itself.',
      'y8 It stands in "y3", which is not known here.',
    ],
  )
  assert.deepEqual(await paths(), ['NH/RACK-1', 'NH/RACK-1/1'])
  assert.deepEqual(await refused('y5,RACK-1,y4,2,Rack'), ['y5 It stands in "y4", which stands in it.'])
  assert.deepEqual(await refused('y6,,RACK-1,2,CPU', 'y8,,y6,1,Card'), [])
  assert.deepEqual(await paths(), ['NH/RACK-1', 'NH/RACK-1/1', 'NH/RACK-1/2', 'NH/RACK-1/2/1'])
})

onEachDatabase('a version that a spreadsheet cut does not take the place of the whole one', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const list = (...rows: string[]) => `tag,vendor,product,firmware\n${rows.join('\n')}\n`
  const row = (tag: string, version: string) => `${tag},Rockwell Automation,1756-L85E,${version}`
  const firmware = async () => (await call.ask(assets.list, {})).rows.map(({ tag, firmware }) => `${tag} ${firmware}`)
  await call.add('v.csv', list(row('V1', '33.10'), row('V2', '33.11'), 'D1,Drives Ltd,G1,2.20'))
  const told = await call.add('v.csv', list(row('V1', '33.1'), row('V3', '33.2'), 'D1,,,2.2', 'D2,Drives Ltd,G2,2.2'))
  assert.deepEqual(
    told.preview.map(({ label, what, reason }) => `${label} ${what} ${reason ?? ''}`.trim()),
    [
      'V1 refused The version "33.1" may have lost a zero at its end: this asset has "33.10".',
      'V3 refused The version "33.2" may have lost a zero at its end: others of the same product have two digits there.',
      'D1 refused The version "2.2" may have lost a zero at its end: this asset has "2.20".',
      'D2 new',
    ],
  )
  assert.deepEqual(await firmware(), ['D1 2.20', 'D2 2.2', 'V1 33.10', 'V2 33.11'])
  const again = await call.add('v.csv', list(row('V1', "'33.1"), row('V3', "'33.2")))
  assert.deepEqual([again.counts.refused, again.counts.mended], [0, 2])
  assert.deepEqual(await firmware(), ['D1 2.20', 'D2 2.2', 'V1 33.1', 'V2 33.11', 'V3 33.2'])
  const confirmed = await call.add('v.csv', list(row('V1', '33.1')))
  assert.equal(confirmed.counts.refused, 0, 'what the asset has was looked at before')
})

onEachDatabase(
  'a tag is of one asset of a site; where lists gave it to several, the id tells them apart',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const call = await plant(ledger)
    const one = await call.act(assets.add, { siteId: 'NH', tag: 'A' })
    const two = await call.act(assets.add, { siteId: 'NH', tag: 'B' })
    await assert.rejects(call.act(assets.add, { siteId: 'NH', tag: 'A' }), { code: 'plant/exists' })
    await assert.rejects(call.act(assets.change, { id: two.id, tag: 'A' }), { code: 'plant/exists' })
    assert.deepEqual((await call.act(assets.change, { id: one.id, tag: 'A' })).changes, [])
    for (const source of ['cmdb', 'scada'])
      await call.add(`${source}.csv`, 'asset_id,product,line\nP1,G120,Line 1\n', { source })
    await assert.rejects(call.ask(assets.show, { id: 'P1' }), /several are called so/)
  },
)

onEachDatabase('an address that is none is refused', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  for (const [addresses, said] of [
    [{ ipAddresses: ['192.0.2.256'] }, /IP address/],
    [{ macAddresses: ['zz'] }, /MAC address/],
  ] as const)
    await assert.rejects(call.act(assets.add, { siteId: 'NH', tag: 'A', ...addresses }), said)
})

onEachDatabase('a text that no database keeps is refused', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await assert.rejects(call.act(assets.add, { siteId: 'NH', tag: 'a\u0000b' }), /NUL/)
  await assert.rejects(call.ask(assets.list, { words: '\ud800' }), /NUL/)
})

onEachDatabase('a list that leaves a column out unsays nothing', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.add('list.csv', 'tag,product,asset_type,level\nF-201,G120,drive,1\n')
  const told = await call.add('list.csv', 'tag,product,asset_type\nF-201,G120,drive\n')
  assert.deepEqual([told.counts.changed, told.counts.same, told.counts.facts], [0, 1, 0])
  assert.equal((await call.ask(assets.show, { id: 'F-201' })).level, 1)
})

const folder = process.env['MILLCERT_TESTDATA']
const captures = `${folder}/captures/nmap-ot.xml`
if (folder === undefined || !existsSync(captures))
  test('a scan of two controllers', { skip: 'MILLCERT_TESTDATA is not set' }, () => {})
else
  onEachDatabase('a scan of two controllers is two assets, and said to be active', async database => {
    const ledger = await database.ledger(roomSteps)
    const call = await plant(ledger)
    const told = await call.add('nmap-ot.xml', readFileSync(captures))
    assert.deepEqual([told.active, told.counts.new, told.counts.deployments], [true, 2, 2])
    const { rows } = await call.ask(assets.list, {})
    assert.deepEqual(rows.map(row => row.firmware).sort(), ['33.11', 'v2.9'])
    const again = await call.add('nmap-ot.xml', readFileSync(captures))
    assert.equal(again.changes, false)
    const shown = await call.ask(assets.show, { id: rows[0]!.id })
    assert.equal(shown.facts.find(fact => fact.field === 'firmware')?.confidence, 'observed-actively')
  })
