import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { digest, type Problem } from '#base'
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

/** One batch that began, as the event of a factory. */
const batchAt = (site_id: string, lot_id: string) => ({
  ...{ event_id: `${site_id} ${lot_id}`, event_type: 'production.batch.started', schema_version: '1.0.0' },
  ...{ timestamp: '2026-11-01T06:00:00Z', source: { system: 'demo' } },
  context: { site_id, area_id: 'filling', line_id: 'line_2', batch_id: lot_id },
  payload: { batch_id: lot_id, lot_id, product_name: 'Yoghurt', status: 'started' },
  metadata: { simulated: true },
})

onEachDatabase('lots and places of another site that is known are left to it', async (database, context) => {
  const { ledger, caller } = await intakeHouse(database, context)
  const before = await counts(ledger)
  const alone = Buffer.from(JSON.stringify(batchAt('B', 'L-1')))
  const left = await caller.act(take, { siteId: 'site-a', name: 'batch.json' }, alone)
  assert.equal(left.changed, false)
  const of = (part: unknown) => (part as { counts: Record<string, number> }).counts
  assert.deepEqual([of(left.lots)['new'], of(left.lots)['elsewhere'], of(left.plant)['places']], [0, 1, 0])
  assert.deepEqual((left.plant as { elsewhere: string[] }).elsewhere, ['B'])
  assert.deepEqual(await counts(ledger), before)
  const both = Buffer.from(JSON.stringify([batchAt('Site b', 'L-1'), batchAt('A', 'L-1'), batchAt('A', 'L-2')]))
  const taken = await caller.act(take, { siteId: 'site-a', name: 'batches.json' }, both)
  assert.deepEqual([of(taken.lots)['new'], of(taken.lots)['elsewhere'], of(taken.plant)['places']], [2, 1, 2])
  const { importId } = taken.lots as { importId: string }
  const { rows } = await caller.ask(imports.rows, { id: importId, what: 'elsewhere' })
  assert.deepEqual(
    rows.map(({ label, site }) => [label, site]),
    [['L-1', 'Site b']],
  )
  const table = 'lot;product;site;line;start\nL-3;Yoghurt;B;line_2;2026-11-02\nL-3;Yoghurt;;line_2;2026-11-02\n'
  const listed = await caller.act(take, { siteId: 'site-a', name: 'lots.csv' }, Buffer.from(table))
  assert.deepEqual([of(listed.lots)['new'], of(listed.lots)['elsewhere']], [1, 1])
})

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
  const table = Buffer.from('Maschine;Hersteller;Stand\nM1;Siemens;2.0\n')
  await assert.rejects(caller.act(take, { siteId: site.id, name: 'list.csv' }, table), ({ detail }: Problem) =>
    /mapping=HEADER=role/.test(detail.next!),
  )
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

const mixedLots = (...lines: string[]) =>
  Buffer.from(['lot;product;asset;start;end', ...lines].map(line => `${line}\n`).join(''))

onEachDatabase(
  'rows of several kinds and sources wait together, and go back to where they came from',
  async (...on) => {
    const { ledger, caller } = await intakeHouse(...on)
    const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
    const words = { siteId: site.id }
    await caller.act(take, { ...words, name: 'assets.csv' }, inventory)
    const damaged = [
      'tag,name,vendor,product,order number,firmware version,line',
      'F-204,Filler,Siemens,S7,6ES7516-3AN02-0AB0,1.1E+5,Line 1',
      '',
    ].join('\n')
    await caller.act(take, { ...words, name: 'assets.csv' }, Buffer.from(damaged))
    // A source that has names alone: they are its tags, whatever columns others have.
    const named = 'name,product,line,firmware\nP-1,Press,Line 3,1.1E+6\n'
    await caller.act(take, { ...words, name: 'presses.csv' }, Buffer.from(named))
    const waitingLots = mixedLots(
      ';Milk;F-201;2026-11-01 06:00;2026-11-01 14:00',
      'L-9;Milk;F-202;lately;2026-11-01 14:00',
    )
    await caller.act(take, { ...words, name: 'lots.csv' }, waitingLots)
    const waiting = async () => (await caller.ask(imports.quarantine, { ...words, limit: 50 })).rows
    const before = await waiting()
    assert.equal(before.length, 4)
    const { csv } = await caller.ask(imports.mend, words)
    const list = { ...words, name: 'quarantine.csv' }

    const counted = await counts(ledger)
    const same = await caller.act(take, list, Buffer.from(csv))
    assert.equal(same.changed, false, 'not mended, nothing changes')
    assert.deepEqual([await waiting(), await counts(ledger)], [before, counted])

    const mended = csv.replace('1.1E+5', 'V2.9.5').replace('1.1E+6', 'V1.0.7').replace('lately', '2026-11-01 06:00')
    const cells = mended.split('\r\n').map(line => line.split(','))
    const lot = cells[0]!.indexOf('lot')
    for (const row of cells) if (row.includes('Milk') && row[lot] === '') row[lot] = 'L-8'
    const file = Buffer.from(cells.map(row => row.join(',')).join('\r\n'))
    const part = await caller.act(take, { ...list, as: 'lots', dryRun: true }, file)
    assert.deepEqual(
      [part.plant, (part.lots as { mended: number }).mended],
      [undefined, 2],
      'one kind where it is named',
    )
    const taken = await caller.act(take, { ...list, complete: true }, file)
    const told = [taken.plant, ...(taken.also ?? []).map(each => each.told)] as {
      source: string
      counts: Record<string, number>
      columns: { header: string }[]
    }[]
    for (const { counts } of told) assert.deepEqual([counts['new'], counts['mended'], counts['refused']], [1, 1, 0])
    for (const { counts } of told) assert.equal(counts['gone'], 0, 'rows that waited are no list of their source')
    assert.deepEqual(told.map(({ source }) => source).sort(), ['assets', 'presses'])
    const columns = told.find(({ source }) => source === 'presses')!.columns.map(({ header }) => header)
    assert.deepEqual(columns.sort(), ['firmware', 'line', 'name', 'next', 'product', 'quarantine', 'reason'])
    assert.deepEqual((taken.lots as { counts: unknown }).counts, {
      new: 2,
      changed: 0,
      same: 0,
      refused: 0,
      elsewhere: 0,
    })
    assert.deepEqual(await waiting(), [])
    const runs = (await caller.ask(imports.list, { ...words, limit: 50 })).rows
    const mends = runs.filter(run => run.file === 'quarantine.csv')
    assert.deepEqual(new Set(mends.map(run => run.counts['gone'] ?? 0)), new Set([0]))
    const own = sql<{ tag: string }>`select tag from asset where site_id = ${site.id} order by tag`
    const assets = await ledger.read(db => rowsOf<{ tag: string }>(db, own))
    assert.deepEqual(
      assets.map(({ tag }) => tag),
      ['F-201', 'F-202', 'F-203', 'F-204', 'P-1'],
    )
    assert.equal((await caller.act(take, list, file)).changed, false)
  },
)

onEachDatabase('cells with line breaks and formulas come out of the quarantine as they went in', async (...on) => {
  const { ledger, caller } = await intakeHouse(...on)
  const site = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const words = { siteId: site.id }
  const names = ['Pumpe\nHalle 4', 'Pump\r\nhall 5', 'Mixer\rhall 6', '=SUM(A1)', "'=x", `"Q" ${'x'.repeat(900)}`]
  const cellOf = (text: string) => `"${text.replaceAll('"', '""')}"`
  const rows = names.map((name, at) => `P-${at},${cellOf(name)},Acme,AX-${at},1.1E+5\r\n`)
  const file = Buffer.from(`tag,name,vendor,product,"firmware\nversion"\r\n${rows.join('')}`)
  await caller.act(take, { ...words, name: 'pumps.csv' }, file)
  const { csv } = await caller.ask(imports.mend, words)
  assert.doesNotMatch(csv, /\\u\{/)
  assert.match(csv, /,'=SUM\(A1\),/)
  const list = { ...words, name: 'quarantine.csv' }
  assert.equal((await caller.act(take, list, Buffer.from(csv))).changed, false)
  await caller.act(take, list, Buffer.from(csv.replaceAll('1.1E+5', 'V2.1')))
  assert.deepEqual((await caller.ask(imports.quarantine, { ...words, limit: 9 })).rows, [])
  const assetsOf = (id: string) =>
    sql<{ name: string; firmware: string }>`select name, firmware from asset where site_id = ${id} order by tag`
  const kept = await ledger.read(db => rowsOf(db, assetsOf(site.id)))
  const other = await caller.act(sites.add, { code: 'SH', name: 'South', timeZone: 'Europe/Berlin' })
  const right = Buffer.from(file.toString().replaceAll('1.1E+5', 'V2.1'))
  await caller.act(take, { siteId: other.id, name: 'pumps.csv' }, right)
  const straight = await ledger.read(db => rowsOf(db, assetsOf(other.id)))
  assert.deepEqual([kept.length, kept], [names.length, straight])
  assert.equal(kept[0]!.name, 'Pumpe\nHalle 4')
})

onEachDatabase('a version that is right leaves the quarantine by CSV in the way that its row names', async (...on) => {
  const { caller } = await intakeHouse(...on)
  const { id: siteId } = await caller.act(sites.add, { code: 'NH', name: 'North', timeZone: 'Europe/Berlin' })
  const file = Buffer.from('tag,vendor,product,firmware\nF-1,Acme,AX,1.1E+5\n')
  await caller.act(take, { siteId, name: 'assets.csv' }, file)
  const waiting = async () => (await caller.ask(imports.quarantine, { siteId, limit: 9 })).rows
  assert.match((await waiting())[0]!.next, /versionsAsWritten=true/)
  const { csv } = await caller.ask(imports.mend, { siteId })
  const list = { siteId, name: 'quarantine.csv' }
  assert.equal((await caller.act(take, list, Buffer.from(csv))).changed, false)
  const taken = await caller.act(take, { ...list, versionsAsWritten: true }, Buffer.from(csv))
  assert.deepEqual([(taken.plant as { counts: { mended: number } }).counts.mended, await waiting()], [1, []])
})
