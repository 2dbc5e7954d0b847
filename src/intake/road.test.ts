import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { digest } from '#base'
import { contentKept, rowsOf } from '#ledger'
import { imports, sites } from '#plant/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { counts, intakeHouse } from '../../tools/databases/intake.ts'
import { papers } from './operations.ts'

const { import: take } = await papers()
const testdata = process.env['MILLCERT_TESTDATA']

const inventory = Buffer.from(
  [
    'tag,name,vendor,product,order number,firmware version,line',
    'F-201,Filler,Siemens,SIMATIC S7-1500 CPU 1516-3 PN/DP,6ES7516-3AN02-0AB0,V2.9.4,Line 1',
    'F-202,Filler,Siemens,SIMATIC S7-1500 CPU 1516-3 PN/DP,6ES7516-3AN02-0AB0,V2.9.4,Line 1',
    'F-203,Palletizer,Rockwell,ControlLogix 5580,1756-L83E,33.011,Line 2',
    '',
  ].join('\n'),
)

onEachDatabase(
  'an inventory goes to the plant, its bytes are kept and what it lists is judged',
  async (database, context) => {
    const { ledger, at, left } = await intakeHouse(database, context)
    const caller = at('2026-11-21T10:00:00Z', 'everywhere', 3)
    const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
    const words = { siteId: site.id, name: 'assets.csv' }
    const before = await counts(ledger)
    const shown = await caller.act(take, { ...words, dryRun: true }, inventory)
    assert.deepEqual([shown.changed, shown.bom], [true, undefined])
    assert.deepEqual(await counts(ledger), before)
    const taken = await caller.act(take, words, inventory)
    assert.equal(taken.changed, true)
    // Two equal devices are one component.
    assert.equal(taken.judged?.components, 2)
    assert.equal((await ledger.read(db => contentKept(db, digest(inventory))))?.size, inventory.length)
    const after = await counts(ledger)
    assert.deepEqual([after['bom'], after['deployment'], after['journal_entry']], [2, 3, before['journal_entry']! + 1])
    const again = await caller.act(take, words, inventory)
    assert.equal(again.changed, false)
    assert.deepEqual(await counts(ledger), after)
    assert.equal(left(), 0)
  },
)

const lotList = Buffer.from(
  [
    'lot;product;quantity;unit;asset;start;end;customer;shipped at',
    'L-1;Yoghurt;1200;kg;F-201;2026-11-01 06:00;2026-11-01 14:00;Market;2026-11-03 08:00',
    'L-2;Yoghurt;900;kg;F-201;2026-11-02 06:00;2026-11-02 14:00;;',
    '',
  ].join('\n'),
)

onEachDatabase('a list of lots goes to the lots', async (database, context) => {
  const { ledger, caller, left } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  await caller.act(take, { siteId: site.id, name: 'assets.csv' }, inventory)
  const words = { siteId: site.id, name: 'lots.csv' }
  const lots = () => ledger.read(db => rowsOf<{ number: string }>(db, sql`select number from lot order by number`))
  const shown = await caller.act(take, { ...words, dryRun: true }, lotList)
  assert.deepEqual([shown.changed, (await lots()).length], [true, 0])
  const taken = await caller.act(take, words, lotList)
  assert.deepEqual([taken.changed, taken.plant, taken.bom], [true, undefined, undefined])
  assert.deepEqual(
    (await lots()).map(({ number }) => number),
    ['L-1', 'L-2'],
  )
  const after = await counts(ledger)
  assert.equal((await caller.act(take, words, lotList)).changed, false)
  assert.deepEqual(await counts(ledger), after)
  assert.equal(left(), 0)
})

onEachDatabase(
  'a table with columns of its own is taken when somebody says what they are',
  async (database, context) => {
    const { caller, left } = await intakeHouse(database, context)
    const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
    const table = Buffer.from('Kennung,Fabrikat,Ding\nK-1,Siemens,S7-1500\nK-2,Siemens,S7-1200\n')
    const words = { siteId: site.id, name: 'own.csv' }
    await assert.rejects(caller.act(take, words, table))
    const mapping = ['Kennung=tag', 'Fabrikat=vendor', 'Ding=product']
    const taken = await caller.act(take, { ...words, mapping }, table)
    assert.deepEqual([taken.changed, taken.judged?.components], [true, 2])
    const later = await caller.act(take, words, Buffer.concat([table, Buffer.from('K-3,Siemens,S7-1200\n')]))
    assert.equal((later.plant as { counts: { new: number } }).counts.new, 1)
    assert.equal(left(), 0)
  },
)

onEachDatabase('a paper that nobody reads is refused and changes nothing', async (database, context) => {
  const { ledger, caller, left } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const before = await counts(ledger)
  for (const [bytes, as, code] of [
    ['just some words about a machine', undefined, 'boms/unknown-format'],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6"}', 'inventory', 'intake/wrong-kind'],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6"}', 'drawing', 'intake/wrong-kind'],
    ['{"bomFormat":"CycloneDX","specVersion":"1.6"}', 'nmap', 'boms/not-xml'],
    ['{"bomFormat":"CycloneDX","specVersion":"9.9"}', undefined, 'boms/unknown-version'],
  ] as const)
    await assert.rejects(caller.act(take, { siteId: site.id, ...(as && { as }) }, Buffer.from(bytes)), { code }, code)
  assert.deepEqual(await counts(ledger), before)
  assert.equal(left(), 0)
})

onEachDatabase('real inventories go the same road', async (database, context) => {
  if (testdata === undefined) return context.skip('MILLCERT_TESTDATA is not set')
  const { ledger, caller, left } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  for (const name of ['ot-pairs/assets.csv', 'captures/nmap-ot.xml']) {
    const bytes: Uint8Array = readFileSync(`${testdata}/${name}`)
    const words = { siteId: site.id, name: name.split('/')[1]! }
    const taken = await caller.act(take, words, bytes)
    assert.equal(taken.changed, true, name)
    const after = await counts(ledger)
    assert.equal((await caller.act(take, words, bytes)).changed, false, name)
    assert.deepEqual(await counts(ledger), after, name)
    const [waiting] = await ledger.read(db =>
      rowsOf<{ count: number }>(
        db,
        sql`select count(*) as count from component c where not exists (select 1 from matched m where m.component_id = c.id)`,
      ),
    )
    assert.equal(Number(waiting!.count), 0, name)
    context.diagnostic(
      `${name}: ${JSON.stringify(taken.judged)}, ${after['bom']} bills, ${after['deployment']} deployments`,
    )
  }
  assert.equal(left(), 0)
})

onEachDatabase('events of a factory go to plant and lots, with one entry', async (database, context) => {
  if (testdata === undefined) return context.skip('MILLCERT_TESTDATA is not set')
  const { ledger, caller, left } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const lines = ['asset_event', 'batch_event'].map(name =>
    JSON.stringify(JSON.parse(readFileSync(`${testdata}/events/${name}.json`, 'utf8'))),
  )
  const words = { siteId: site.id, name: 'events.jsonl' }
  const before = await counts(ledger)
  const taken = await caller.act(take, words, Buffer.from(`${lines.join('\n')}\n`))
  assert.deepEqual([taken.changed, taken.plant !== undefined, taken.lots !== undefined], [true, true, true])
  const after = await counts(ledger)
  assert.equal(after['journal_entry'], before['journal_entry']! + 1)
  const again = await caller.act(take, words, Buffer.from(`${lines.join('\n')}\n`))
  assert.equal(again.changed, false)
  assert.deepEqual(await counts(ledger), after)
  assert.equal(left(), 0)
})

onEachDatabase('an empty list of requirements is a bill of nothing, and says so', async (database, context) => {
  const { caller, left } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const nothing = await caller.act(take, { siteId: site.id, name: 'requirements.txt' }, Buffer.alloc(0))
  assert.deepEqual([nothing.bom?.format, nothing.bom?.components], ['requirements', 0])
  assert.deepEqual(
    nothing.bom?.notes.map(({ code }) => code),
    ['file-empty', 'no-components'],
  )
  const lock = Buffer.from('{"name":"press","version":"1.0.0","lockfileVersion":3,"packages":{}}')
  const empty = await caller.act(take, { siteId: site.id, name: 'package-lock.json' }, lock)
  assert.deepEqual([empty.bom?.components, empty.bom?.notes.map(({ code }) => code)], [0, ['no-components']])
  await assert.rejects(caller.act(take, { siteId: site.id, name: 'package-lock.json' }, Buffer.alloc(0)), {
    code: 'intake/empty',
  })
  assert.equal(left(), 0)
})

onEachDatabase('the first rows of a table are shown before it is taken in', async (database, context) => {
  const { caller } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const { look } = (await papers()).imports
  const list = Buffer.from(
    'Anlagenliste;;\r\n\r\nKennzeichen;Gerät;Hersteller\r\nF\u00fc-1;CPU;Siemens\r\nF-2;C',
    'latin1',
  )
  const seen = await caller.act(look, { siteId: site.id, name: 'liste.csv', isCut: true }, list)
  assert.equal(seen.encoding, 'windows-1252')
  assert.deepEqual(seen.tables, [
    {
      sheet: null,
      separator: ';',
      rows: [
        { row: 1, cells: ['Anlagenliste', '', ''] },
        { row: 3, cells: ['Kennzeichen', 'Gerät', 'Hersteller'] },
        { row: 4, cells: ['Fü-1', 'CPU', 'Siemens'] },
      ],
    },
  ])
  assert.ok(seen.fields.inventory.includes('firmware') && seen.fields.lots.includes('lot'))
  const none = await caller.act(look, { siteId: site.id, name: 'a.json' }, Buffer.from('{"a":1}'))
  assert.deepEqual(none.tables, [])
  await assert.rejects(caller.act(look, { siteId: 'site-x', name: 'a.csv' }, list), { code: 'plant/not-found' })
})

onEachDatabase('the bytes of an import can be had again, and undoing it can be tried', async (database, context) => {
  const { ledger, caller } = await intakeHouse(database, context)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const taken = await caller.act(take, { siteId: site.id, name: 'assets.csv' }, inventory)
  const { importId: id } = taken.plant as { importId: string }
  const { name, base64, next } = await caller.ask(imports.original, { id })
  assert.deepEqual([name, Buffer.from(base64, 'base64'), next], ['assets.csv', inventory, undefined])
  await assert.rejects(caller.ask(imports.original, { id, piece: 1 }), { code: 'plant/not-found' })
  const before = await counts(ledger)
  const { undo } = (await papers()).imports
  const dry = await caller.act(undo, { id, dryRun: true })
  assert.equal(dry.removed, 3)
  assert.deepEqual(await counts(ledger), before)
  assert.equal((await caller.act(undo, { id })).removed, 3)
})
