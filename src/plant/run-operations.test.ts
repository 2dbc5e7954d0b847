import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Ledger, rowsOf } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { assets, conflicts, deployments, imports, places, sites, undoImport } from './operations.ts'

const undo = undoImport([])

const header = 'tag,line,vendor,product,order_number,firmware,serial,ip'
const sheet = (...rows: string[]) => Buffer.from([header, ...rows, ''].join('\n'))
const f201 = 'F-201,Line 2,Siemens,S7-1500,6ES7516-3AN02-0AB0,V2.9.4,S C-X1,10.0.0.1'
const f202 = 'F-202,Line 2,Siemens,S7-1500,6ES7516-3AN02-0AB0,V2.9.4,S C-X2,10.0.0.2'

async function plant(ledger: Ledger, now = '2026-03-01T00:00:00Z') {
  const call = calling(ledger, { now })
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  return call
}
const entries = (ledger: Ledger) =>
  ledger.read(async db => (await rowsOf<{ n: number }>(db, sql`select count(*) as n from journal_entry`))[0]!.n)
const tagged = async (ledger: Ledger, tag: string) => {
  const { rows } = await calling(ledger).ask(assets.list, { siteId: 'NH', words: tag, gone: true })
  return rows.find(row => row.tag === tag)
}

onEachDatabase('a dry run tells what would change and keeps nothing', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const before = await entries(ledger)
  const told = await call.act(imports.add, { siteId: 'NH', name: 'list.csv', dryRun: true }, sheet(f201, f202))
  assert.deepEqual([told.counts.new, told.counts.places, told.changes, told.importId], [2, 1, true, undefined])
  assert.deepEqual(
    told.preview.map(row => [row.row, row.what, row.label]),
    [
      [2, 'new', 'F-201'],
      [3, 'new', 'F-202'],
    ],
  )
  assert.equal(await entries(ledger), before)
  assert.deepEqual((await call.ask(assets.list, {})).rows, [])
  assert.deepEqual((await call.ask(places.list, {})).rows, [])
  assert.deepEqual((await call.ask(imports.sources, { siteId: 'NH' })).rows, [])
})

onEachDatabase('the same file twice changes nothing, another one only what it says', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const first = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  assert.equal(first.counts.deployments, 2)
  const before = await entries(ledger)
  const again = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  assert.deepEqual([again.changes, again.importId, again.counts.same], [false, undefined, 2])
  assert.equal(await entries(ledger), before)

  const later = calling(ledger, { now: '2026-04-01T00:00:00Z' })
  const changed = f202.replace('V2.9.4', 'V3.0.1')
  const told = await later.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, changed))
  assert.deepEqual([told.counts.same, told.counts.changed, told.counts.facts], [1, 1, 1])
  assert.deepEqual(told.differences[0]?.changes, [{ field: 'firmware', before: 'V2.9.4', after: 'V3.0.1' }])
  const asset = (await tagged(ledger, 'F-202'))!
  assert.equal(asset.firmware, 'V3.0.1')
  assert.equal(asset.path, 'NH/Line 2/F-202')
  const { rows } = await later.ask(deployments.list, { id: asset.id, at: '2026-04-02T00:00:00Z' })
  assert.deepEqual(
    rows.map(row => [row.validFrom, row.part, row.kind]),
    [['2026-04-01T00:00:00Z', 'firmware', 'observed']],
  )
  const march = await later.ask(deployments.list, { id: asset.id, at: '2026-03-15T00:00:00Z' })
  assert.equal(march.rows[0]?.validUntil, '2026-04-01T00:00:00Z')
  const untouched = (await tagged(ledger, 'F-201'))!
  assert.equal(march.rows[0]?.bomId, (await later.ask(deployments.list, { id: untouched.id })).rows[0]?.bomId)
})

onEachDatabase('every fact says which file and row it comes from', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const { digest, importId } = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  const { facts } = await call.ask(assets.show, { id: (await tagged(ledger, 'F-202'))!.id })
  const firmware = facts.find(fact => fact.field === 'firmware')!
  assert.deepEqual(
    [firmware.row, firmware.digest, firmware.importId, firmware.confidence, firmware.standing],
    [3, digest, importId, 'stated', 'current'],
  )
})

onEachDatabase('a weaker source does not overwrite a better one, and is listed as a conflict', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201))
  const { id } = (await tagged(ledger, 'F-201'))!
  const may = calling(ledger, { now: '2026-05-01T00:00:00Z' })
  await may.act(assets.change, { id, firmware: 'V3.0.1', confidence: 'observed-passively' })
  const deployed = (await may.ask(deployments.list, { id })).rows.length

  const june = calling(ledger, { now: '2026-06-01T00:00:00Z' })
  const weaker = f201.replace('V2.9.4', 'V2.9.5')
  const told = await june.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(weaker))
  assert.deepEqual([told.counts.conflicting, told.counts.changed], [1, 0])
  assert.deepEqual(told.differences[0]?.contested, ['firmware'])
  const asset = (await tagged(ledger, 'F-201'))!
  assert.deepEqual([asset.firmware, asset.conflicts], ['V3.0.1', 1])
  assert.equal((await june.ask(deployments.list, { id })).rows.length, deployed, 'nothing else was seen to run')

  const listed = await june.ask(conflicts.list, { siteId: 'NH' })
  assert.deepEqual(
    listed.rows.map(row => [row.tag, row.field, row.facts.map(fact => [fact.value, fact.standing])]),
    [
      [
        'F-201',
        'firmware',
        [
          ['V2.9.5', 'conflict'],
          ['V3.0.1', 'current'],
        ],
      ],
    ],
  )
  const fact = listed.rows[0]!.facts[0]!.number
  const settled = await june.act(conflicts.settle, { id, field: 'firmware', fact, reason: 'looked at it' })
  assert.equal(settled.conflicts, 0)
  assert.equal((await tagged(ledger, 'F-201'))!.firmware, 'V2.9.5')
  assert.deepEqual((await june.ask(conflicts.list, {})).rows, [])
})

onEachDatabase('a mended row leaves the quarantine', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const bad = ',Line 2,Siemens,S7-1200,,V4.5,,'
  const told = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, bad))
  assert.deepEqual([told.counts.new, told.counts.refused], [1, 1])
  const waiting = await call.ask(imports.quarantine, { siteId: 'NH', source: 'list' })
  assert.equal(waiting.rows.length, 1)
  assert.equal(waiting.rows[0]!.row, 3)

  const before = await entries(ledger)
  const again = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, bad))
  assert.equal(again.changes, false, 'what waits already is no news')
  assert.equal(await entries(ledger), before)

  const { csv } = await call.ask(imports.mend, { siteId: 'NH' })
  const [head, row] = csv.trimEnd().split('\r\n') as [string, string]
  assert.match(head, /^quarantine,tag,line.*,reason,next$/)
  assert.match(row, /^import-[0-9a-z]{26}:1,,Line 2,Siemens,S7-1200,,V4\.5,/)
  const mended = `${head}\r\n${row.replace(':1,,', ':1,F-209,')}\r\n`
  const back = await call.act(imports.add, { siteId: 'NH', name: 'mended.csv', source: 'list' }, Buffer.from(mended))
  assert.deepEqual([back.counts.new, back.counts.mended, back.counts.refused], [1, 1, 0])
  assert.deepEqual((await call.ask(imports.quarantine, { siteId: 'NH' })).rows, [])
  assert.equal((await tagged(ledger, 'F-209'))?.product, 'S7-1200')

  await call.act(undo, { id: back.importId })
  assert.equal((await call.ask(imports.quarantine, { siteId: 'NH' })).rows.length, 1, 'undone, it waits again')
})

onEachDatabase('a row that is taken under the same tag leaves the quarantine too', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const bad = 'F-203,a/b/c/d/e/f/g,Siemens,S7-1200,,V4.5,,'
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f201.replace('V2.9.4', 'V9'), bad))
  const waiting = (await call.ask(imports.quarantine, { siteId: 'NH' })).rows
  assert.deepEqual(
    waiting.map(row => row.code),
    ['said-otherwise'],
  )
  const told = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201.replace('V2.9.4', 'V9')))
  assert.equal(told.counts.mended, 1)
  assert.deepEqual((await call.ask(imports.quarantine, { siteId: 'NH' })).rows, [])
})

onEachDatabase('undo restores what an import changed, unless somebody changed it since', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  const [one, two] = [(await tagged(ledger, 'F-201'))!, (await tagged(ledger, 'F-202'))!]
  const april = calling(ledger, { now: '2026-04-01T00:00:00Z' })
  const f203 = 'F-203,Line 3,Siemens,S7-1200,,V4.5,,'
  const wrong = [f201, f202].map(row => row.replace('V2.9.4', 'V7'))
  const bad = await april.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(...wrong, f203))
  assert.deepEqual([bad.counts.changed, bad.counts.new], [2, 1])
  const may = calling(ledger, { now: '2026-05-01T00:00:00Z' })
  await may.act(assets.change, { id: two.id, firmware: 'V8' })

  const undone = await may.act(undo, { id: bad.importId, reason: 'wrong sheet' })
  assert.deepEqual([undone.removed, undone.restored, undone.places], [1, 1, 0])
  assert.deepEqual(
    undone.kept.map(kept => [kept.assetId, kept.what, kept.field]),
    [
      [two.id, 'deployment', undefined],
      [two.id, 'fact', 'firmware'],
    ],
  )
  assert.equal((await tagged(ledger, 'F-201'))!.firmware, 'V2.9.4')
  assert.equal((await tagged(ledger, 'F-202'))!.firmware, 'V8')
  assert.equal(await tagged(ledger, 'F-203'), undefined)
  const now = await may.ask(deployments.list, { id: one.id, at: '2026-04-15T00:00:00Z' })
  assert.deepEqual(
    now.rows.map(row => [row.validFrom, row.validUntil]),
    [['2026-03-01T00:00:00Z', undefined]],
  )
  const known = { id: one.id, at: '2026-04-15T00:00:00Z', knownAt: '2026-04-16T00:00:00Z' }
  assert.notEqual((await may.ask(deployments.list, known)).rows[0]?.bomId, now.rows[0]?.bomId, 'what was known then')
  await assert.rejects(may.act(undo, { id: bad.importId }), { code: 'plant/changed' })
  const again = await may.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201))
  assert.equal(again.counts.facts, 0)
})

onEachDatabase('what a source lists no more is told, and gone only when it lists everything', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  const told = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201))
  assert.deepEqual([told.counts.gone, told.changes], [1, false])
  assert.equal((await tagged(ledger, 'F-202'))!.goneAt, undefined)
  const whole = await call.act(imports.add, { siteId: 'NH', name: 'list.csv', complete: true }, sheet(f201))
  assert.equal(whole.changes, true)
  assert.equal((await tagged(ledger, 'F-202'))!.goneAt, '2026-03-01T00:00:00Z')
  assert.equal((await call.ask(assets.list, {})).rows.length, 1)
  const undone = await call.act(undo, { id: whole.importId })
  assert.equal(undone.removed, 0)
  assert.equal((await tagged(ledger, 'F-202'))!.goneAt, undefined)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv', complete: true }, sheet(f201))
  const back = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  assert.equal(back.counts.changed, 1)
  assert.equal((await tagged(ledger, 'F-202'))!.goneAt, undefined)
})

onEachDatabase('what runs on an asset ends when it goes, and begins again when it comes back', async database => {
  const ledger = await database.ledger(roomSteps)
  const first = await plant(ledger)
  const at = (now: string) => calling(ledger, { now })
  await first.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  const { id } = (await tagged(ledger, 'F-202'))!
  const spans = async () =>
    (await first.ask(deployments.list, { id })).rows
      .filter(({ replacedAt }) => replacedAt === undefined)
      .map(({ validFrom, validUntil }) => [validFrom, validUntil])
  assert.deepEqual(await spans(), [['2026-03-01T00:00:00Z', undefined]])
  const list = { siteId: 'NH', name: 'list.csv', complete: true }
  const whole = await at('2026-03-02T00:00:00Z').act(imports.add, list, sheet(f201))
  assert.deepEqual(await spans(), [['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z']])
  await at('2026-03-03T00:00:00Z').act(undo, { id: whole.importId })
  assert.deepEqual(await spans(), [['2026-03-01T00:00:00Z', undefined]])
  await at('2026-03-04T00:00:00Z').act(imports.add, list, sheet(f201))
  const back = await at('2026-03-05T00:00:00Z').act(imports.add, list, sheet(f201, f202))
  const both = [
    ['2026-03-01T00:00:00Z', '2026-03-04T00:00:00Z'],
    ['2026-03-05T00:00:00Z', undefined],
  ]
  assert.deepEqual(await spans(), both)
  await at('2026-03-06T00:00:00Z').act(undo, { id: back.importId })
  assert.deepEqual(await spans(), both.slice(0, 1))
})

onEachDatabase('a row that waits is in the list all the same', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const list = (firmware: string) => Buffer.from(`tag;vendor;model;firmware\nA;Mill;X1;${firmware}\nB;Mill;X1;V2.8\n`)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, list('V2.9'))
  const waits = await call.act(imports.add, { siteId: 'NH', name: 'list.csv', complete: true }, list('2,9'))
  assert.deepEqual([waits.counts.refused, waits.counts.gone], [1, 0])
  assert.equal((await call.ask(assets.list, {})).rows.length, 2)
})

onEachDatabase('an import that was undone is told so, and nothing else is named to be undone', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201))
  const second = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(f201, f202))
  await call.act(undo, { id: second.importId })
  await assert.rejects(call.act(undo, { id: second.importId }), { code: 'plant/changed', message: /undone already/ })
})

onEachDatabase('columns that were explained once are known for the source', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const odd = (firmware: string) => Buffer.from(`tag;Ding;Stand X\nF-201;S7-1500;${firmware}\n`)
  const mapping = ['Ding=product', 'Stand X=firmware']
  await call.act(imports.add, { siteId: 'NH', name: 'a.csv', source: 'odd', mapping }, odd('V1.1.1'))
  const told = await call.act(imports.add, { siteId: 'NH', name: 'b.csv', source: 'odd' }, odd('V2.2.2'))
  assert.equal(told.counts.changed, 1)
  const asset = (await tagged(ledger, 'F-201'))!
  assert.deepEqual([asset.product, asset.firmware], ['S7-1500', 'V2.2.2'])
  const { rows } = await call.ask(imports.sources, { siteId: 'NH' })
  assert.deepEqual(rows[0]?.mapping, { Ding: 'product', 'Stand X': 'firmware' })
})

onEachDatabase('rows about another site that is known are left to it', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  await call.act(sites.add, { code: 'SA', name: 'Südaue' })
  const both = Buffer.from('tag,site,product\nF-201,Nordhafen,S7-1500\nF-601,Südaue,S7-1200\n')
  const north = await call.act(imports.add, { siteId: 'NH', name: 'all.csv' }, both)
  assert.deepEqual([north.counts.new, north.counts.elsewhere, north.elsewhere], [1, 1, ['Südaue']])
  const south = await call.act(imports.add, { siteId: 'SA', name: 'all.csv' }, both)
  assert.deepEqual([south.counts.new, south.counts.elsewhere], [1, 1])
})

onEachDatabase('a file that cannot be read changes nothing', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const before = await entries(ledger)
  const add = (bytes?: Buffer, input = {}) => call.act(imports.add, { siteId: 'NH', name: 'x', ...input }, bytes)
  await assert.rejects(add(Buffer.from('no list of anything')), { code: 'plant/unknown-import' })
  await assert.rejects(add(), { code: 'plant/no-file' })
  await assert.rejects(add(sheet(f201), { format: 'none' }), { code: 'plant/unknown-format' })
  await assert.rejects(add(sheet(f201), { mapping: ['tag'] }), { code: 'plant/bad-mapping' })
  await assert.rejects(add(sheet(f201), { timeZone: 'Mars/North' }), { code: 'plant/unknown-time-zone' })
  assert.equal(await entries(ledger), before)
  assert.deepEqual((await call.ask(assets.list, {})).rows, [])
})

onEachDatabase('twenty thousand assets come in at once', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = await plant(ledger)
  const rows = Array.from({ length: 20_000 }, (_, n) =>
    [
      `T-${n}`,
      `Line ${n % 40}`,
      `Vendor ${n % 7}`,
      `P ${n % 300}`,
      `O-${n % 300}`,
      `V1.${n % 11}.0`,
      `S${n}X`,
      '',
    ].join(),
  )
  const told = await call.act(imports.add, { siteId: 'NH', name: 'fleet.csv' }, sheet(...rows))
  assert.deepEqual([told.counts.new, told.counts.refused, told.counts.deployments], [20_000, 0, 20_000])
  const again = await call.act(imports.add, { siteId: 'NH', name: 'fleet.csv' }, sheet(...rows))
  assert.equal(again.changes, false)
  let seen = 0
  for (let after: string | undefined, page = 0; page === 0 || after !== undefined; page++) {
    const { rows, next } = await call.ask(assets.list, { path: 'NH/Line 7', limit: 200, ...(after && { after }) })
    seen += rows.length
    after = next
  }
  assert.equal(seen, 500)
})

const folder = process.env['MILLCERT_TESTDATA']
const file = `${folder}/ot-pairs/assets.csv`
if (folder === undefined || !existsSync(file))
  test('a list of 3,000 industrial assets', { skip: 'MILLCERT_TESTDATA is not set' }, () => {})
else
  onEachDatabase('a list of 3,000 industrial assets is a site of its own', async database => {
    const ledger = await database.ledger(roomSteps)
    const call = await plant(ledger)
    const told = await call.act(imports.add, { siteId: 'NH', name: 'assets.csv' }, readFileSync(file))
    assert.equal(told.counts.new + told.counts.refused, 3000)
    assert.ok(told.counts.refused <= 30, `${told.counts.refused} rows are not taken`)
    assert.equal(told.counts.deployments, told.counts.new)
    assert.equal((await tagged(ledger, 'A00000'))?.product, 'RUGGEDCOM RS930W')
  })
