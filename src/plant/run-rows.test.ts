import assert from 'node:assert/strict'
import { zstdCompressSync } from 'node:zlib'
import { sql } from 'kysely'
import { insertRows, rowsOf, type SiteId } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { assets, imports, sites, undoImport } from './operations.ts'

const header = 'tag,line,vendor,product,firmware,serial'
const sheet = (...rows: string[]) => Buffer.from([header, ...rows, ''].join('\n'))
const one = 'F-201,Line 2,Siemens,S7-1500,V2.9.4,S C-X1'
const two = 'F-202,Line 2,Siemens,S7-1500,V2.9.4,S C-X2'
const three = 'F-203,Line 3,Siemens,S7-1500,V2.9.4,S C-X3'

onEachDatabase(
  'each count of an import leads to its assets, as they were then, whatever came later',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const call = (now: string) => calling(ledger, { now })
    const site = await call('2026-03-01T00:00:00Z').act(sites.add, { code: 'NH', name: 'Nordhafen' })
    const take = (now: string, name: string, rows: Buffer, more = {}) =>
      call(now).act(imports.add, { siteId: 'NH', name, ...more }, rows)
    const first = await take('2026-03-02T00:00:00Z', 'list.csv', sheet(one, two, three))
    const other = await take('2026-03-03T00:00:00Z', 'scan.csv', sheet(one.replace('V2.9.4', 'V3.0.1')))
    const second = await take('2026-04-01T00:00:00Z', 'list.csv', sheet(one, two.replace('V2.9.4', 'V3.0.1')), {
      complete: true,
    })
    assert.equal(other.counts.conflicting, 1)
    assert.deepEqual([second.counts.changed, second.counts.gone, second.counts.same], [1, 1, 1])
    // What people say later does not change what an import did.
    await call('2026-05-01T00:00:00Z').act(assets.change, { id: 'F-202', firmware: 'V3.2.0' })
    await call('2026-05-01T00:00:00Z').act(assets.change, { id: 'F-201', firmware: 'V3.0.1' })
    await take('2026-05-02T00:00:00Z', 'scan.csv', sheet(one.replace('V2.9.4', 'V3.1.0')))

    // An import of lots tells no facts, and says so by the number 1.
    const columns = {
      site_id: 'text',
      id: 'text',
      number: 'integer',
      source_id: 'text',
      file: 'text',
      digest: 'text',
    } as const
    const more = { size: 'integer', format: 'text', mapping: 'text', counts: 'text', notes: 'text' } as const
    const last = { first_fact: 'integer', actor: 'text', recorded_at: 'integer' } as const
    await ledger.derive(db =>
      insertRows(db, 'import_run', { ...columns, ...more, ...last }, [
        [
          site.id,
          'import-lots',
          99,
          'mes',
          'lots.csv',
          '',
          1,
          'table',
          '{}',
          '{}',
          '[]',
          1,
          'x',
          Date.parse('2026-05-03'),
        ],
      ]),
    )
    const later = call('2026-06-01T00:00:00Z')
    const rows = async (id: string | undefined, what: string, more = {}) =>
      later.ask(imports.rows, { id, what, ...more })
    const labels = async (id: string | undefined, what: string) => {
      const { rows: found, total } = await rows(id, what)
      assert.equal(total, found.length)
      return found.map(({ label }) => label)
    }
    assert.deepEqual(await labels(first.importId, 'new'), ['F-201', 'F-202', 'F-203'])
    assert.deepEqual(await labels(first.importId, 'changed'), [])
    assert.deepEqual(await labels(first.importId, 'deployments'), ['F-201', 'F-202', 'F-203'])
    assert.deepEqual(await labels(first.importId, 'places'), ['NH/Line 2', 'NH/Line 3'])
    assert.deepEqual(
      (await rows(other.importId, 'conflicting')).rows.map(({ label, contested, row }) => [label, contested, row]),
      [['F-201', ['firmware'], 2]],
    )
    assert.deepEqual(await labels(other.importId, 'changed'), [], 'what contradicts is not counted as changed too')
    const [changed, ...none] = (await rows(second.importId, 'changed')).rows
    assert.deepEqual(none, [])
    assert.deepEqual(
      [changed!.label, changed!.row, changed!.changes],
      ['F-202', 3, [{ field: 'firmware', before: 'V2.9.4', after: 'V3.0.1' }]],
    )
    const [gone] = (await rows(second.importId, 'gone')).rows
    assert.deepEqual([gone!.label, gone!.goneAt], ['F-203', '2026-04-01T00:00:00Z'])
    const page = await rows(first.importId, 'new', { limit: 2 })
    assert.equal(page.total, 3)
    assert.deepEqual(
      (await rows(first.importId, 'new', { limit: 2, after: page.next })).rows.map(({ label }) => label),
      ['F-203'],
    )
    const elsewhere = calling(ledger, { sites: ['site-of-others' as SiteId] })
    await assert.rejects(elsewhere.ask(imports.rows, { id: first.importId, what: 'new' }), { code: 'plant/not-found' })
    assert.equal(site.code, 'NH')
  },
)

onEachDatabase('what an import made and is taken back has no rows any more', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = calling(ledger, { now: '2026-03-01T00:00:00Z' })
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const { importId } = await call.act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(one, two))
  await call.act(undoImport([]), { id: importId })
  for (const what of [
    'new',
    'changed',
    'same',
    'mended',
    'conflicting',
    'gone',
    'deployments',
    'zones',
    'conduits',
    'windows',
    'rows',
    'weak',
    'elsewhere',
    'facts',
  ])
    assert.deepEqual((await call.ask(imports.rows, { id: importId, what })).rows, [], what)
})

onEachDatabase(
  'rows that say nothing new are listed as they came in, whatever became of their assets',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const call = (now: string) => calling(ledger, { now })
    await call('2026-03-01T00:00:00Z').act(sites.add, { code: 'NH', name: 'Nordhafen' })
    const take = (now: string, name: string, rows: Buffer) =>
      call(now).act(imports.add, { siteId: 'NH', name, source: 'list' }, rows)
    const unread = one.replace('F-201', '').replace('S C-X1', '')
    const first = await take('2026-03-02T00:00:00Z', 'first.csv', sheet(one, unread, three))
    const second = await take('2026-03-03T00:00:00Z', 'second.csv', sheet(one, two, three, one))
    assert.deepEqual([first.counts.refused, second.counts.new, second.counts.same], [1, 1, 3])
    await call('2026-03-05T00:00:00Z').act(assets.change, { id: 'F-201', tag: 'K-1' })

    const later = call('2026-06-01T00:00:00Z')
    const rows = async (id: string | undefined, more = {}) => later.ask(imports.rows, { id, what: 'same', ...more })
    const same = await rows(second.importId)
    assert.deepEqual(
      same.rows.map(({ noun, row, label, path }) => [noun, row, label, path]),
      [
        ['asset', 2, 'F-201', 'NH/Line 2/K-1'],
        ['asset', 4, 'F-203', 'NH/Line 3/F-203'],
        ['asset', 5, 'F-201', 'NH/Line 2/K-1'],
      ],
      'what the row said, and where its asset is now',
    )
    assert.deepEqual([same.total, same.next, same.unwritten], [3, undefined, undefined])
    const page = await rows(second.importId, { limit: 2 })
    assert.deepEqual([page.rows.length, page.total], [2, 3])
    assert.deepEqual((await rows(second.importId, { limit: 2, after: page.next })).rows, same.rows.slice(2))
    assert.deepEqual((await rows(second.importId, { after: 'no place' })).rows, same.rows)
    assert.deepEqual((await rows(first.importId)).rows, [])

    await ledger.derive(db => rowsOf(db, sql`delete from asset where tag = 'F-203'`))
    assert.deepEqual(
      (await rows(second.importId)).rows.map(({ id, label, path }) => [id, label, path]),
      same.rows.map(({ id, label, path }) => [id, label, label === 'F-203' ? undefined : path]),
      'of an asset that is gone from the table, what it was',
    )

    // A pack of before, which had these rows alone, and not that they said nothing new.
    await ledger.derive(async db => {
      const { row, noun, label, of } = {
        ...{ row: [2, 2, 1], noun: ['asset', 'asset', 'asset'], label: ['F-201', 'F-203', 'F-201'] },
        of: same.rows.map(({ id }) => id),
      }
      const pack = zstdCompressSync(JSON.stringify({ row, noun, label, of }))
      await rowsOf(db, sql`update import_outcome set pack = ${pack} where import_id = ${second.importId}`)
    })
    assert.deepEqual(
      (await rows(second.importId)).rows.map(({ id, row }) => [id, row]),
      same.rows.map(({ id, row }) => [id, row]),
    )
    assert.deepEqual(await rows(second.importId, { what: 'rows' }), { rows: [], total: 4, unwritten: true })
    // A file that came in before it was written down.
    await ledger.derive(db => rowsOf(db, sql`delete from import_outcome`))
    assert.deepEqual(await rows(second.importId), { rows: [], total: 3, unwritten: true })
    await later.act(undoImport([]), { id: second.importId })
    assert.deepEqual(await rows(second.importId), { rows: [], total: 0 })
  },
)

onEachDatabase('rows that waited lead from the import that has them mended to why they had waited', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = calling(ledger, { now: '2026-03-01T00:00:00Z' })
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const told = { siteId: 'NH', name: 'list.csv' }
  const otherwise = [one.replace('V2.9.4', 'V3.0.1'), two.replace('F-202', 'F-201')]
  const first = await call.act(imports.add, told, sheet(one, ...otherwise))
  assert.equal(first.counts.refused, 2)
  const { csv } = await call.ask(imports.mend, { siteId: 'NH' })
  const mendedCsv = Buffer.from(
    csv
      .replaceAll('F-201', 'F-209')
      .replace('F-209,Line 2,Siemens,S7-1500,V3', 'F-208,Line 2,Siemens,S7-1500,V3')
      .replace('S C-X1', 'S C-X8'),
  )
  const mended = await call.act(imports.add, told, mendedCsv)
  assert.equal(mended.counts.mended, 2)
  const ask = (more = {}) => call.ask(imports.rows, { id: mended.importId, what: 'mended', ...more })
  const { rows, total } = await ask()
  assert.deepEqual(
    rows.map(({ noun, label, row, code, refusedIn }) => [noun, label, row, code, refusedIn]),
    [3, 4].map(row => ['row', 'F-201', row, 'said-otherwise', first.importId]),
  )
  assert.equal(total, 2)
  const page = await ask({ limit: 1 })
  assert.deepEqual((await ask({ limit: 1, after: page.next })).rows, rows.slice(1))
})

onEachDatabase('a list of thousands that comes again every day is kept in a few bytes a row', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = (now: string) => calling(ledger, { now })
  await call('2026-03-01T00:00:00Z').act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const lines = Array.from(
    { length: 4500 },
    (_, at) => `F-${10000 + at},Line ${at % 30},Siemens,S7-1500,V2.9.4,S C-${at}`,
  )
  const take = (now: string, rows: string[]) =>
    call(now).act(imports.add, { siteId: 'NH', name: 'list.csv' }, sheet(...rows))
  await take('2026-03-02T00:00:00Z', lines)
  const again = await take('2026-03-03T00:00:00Z', lines.with(7, lines[7]!.replace('V2.9.4', 'V3.0.1')))
  assert.deepEqual([again.counts.same, again.counts.changed], [4499, 1])
  const later = call('2026-06-01T00:00:00Z')
  const ask = (more = {}) => later.ask(imports.rows, { id: again.importId, what: 'same', ...more })
  const seen: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await ask({ limit: 499, ...(after !== undefined && { after }) })
    seen.push(...page.rows.map(({ row, label, path }) => `${row} ${label} ${path}`))
    after = page.next
    if (after === undefined) break
  }
  const wanted = lines.map((_, at) => `${at + 2} F-${10000 + at} NH/Line ${at % 30}/F-${10000 + at}`)
  assert.deepEqual(seen, wanted.toSpliced(7, 1))
  const packs = await ledger.read(db =>
    rowsOf<{ pack: Uint8Array }>(db, sql`select pack from import_outcome where import_id = ${again.importId}`),
  )
  const bytes = packs.reduce((sum, { pack }) => sum + pack.length, 0)
  assert.ok(bytes < 4500 * 6, `${bytes} bytes of 4500 rows`)
})

onEachDatabase('every row of a file, what became of it, and every fact that it told', async database => {
  const ledger = await database.ledger(roomSteps)
  const call = calling(ledger, { now: '2026-03-01T00:00:00Z' })
  await call.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  await call.act(sites.add, { code: 'SA', name: 'Salzach' })
  const header = 'site,tag,line,ip,firmware'
  const take = (name: string, ...rows: string[]) =>
    call.act(imports.add, { siteId: 'NH', name }, Buffer.from([header, ...rows, ''].join('\n')))
  await take('list.csv', 'NH,F-201,Line 2,192.0.2.3,V2.9.4', 'NH,F-202,Line 2,192.0.2.4,V2.9.4')
  const scan = await take(
    'scan.csv',
    'NH,,Line 2,192.0.2.3,V2.9.4',
    'SA,S-1,Line 9,198.51.100.9,V1',
    'NH,F-203,Line 3,192.0.2.5,V3.0.1',
    'NH,F-203,Line 3,192.0.2.5,V3.0.2',
    'NH,F-203,Line 3,192.0.2.5,V3.0.1',
  )
  const { counts, preview, differences, elsewhere } = scan
  assert.deepEqual([counts.rows, counts.weak, counts.elsewhere, counts.refused, counts.same], [5, 1, 1, 1, 1])
  assert.deepEqual([elsewhere, preview[1]!.what, differences.at(-1)!.site], [['SA'], 'elsewhere', 'SA'])
  const ask = (what: string, more = {}) => call.ask(imports.rows, { id: scan.importId, what, ...more })
  const all = await ask('rows')
  assert.deepEqual(
    all.rows.map(({ row, noun, label, fate, path }) => [row, noun, label, fate, path]),
    [
      [2, 'asset', '192.0.2.3', 'changed', 'NH/Line 2/F-201'],
      [3, 'row', 'S-1', 'elsewhere', undefined],
      [4, 'asset', 'F-203', 'new', 'NH/Line 3/F-203'],
      [5, 'row', 'F-203', 'refused', undefined],
      [6, 'asset', 'F-203', 'same', 'NH/Line 3/F-203'],
    ],
  )
  assert.deepEqual([all.total, all.next], [5, undefined])
  const half = await ask('rows', { limit: 3 })
  assert.deepEqual((await ask('rows', { limit: 3, after: half.next })).rows, all.rows.slice(3))
  const weak = await ask('weak')
  assert.deepEqual(
    weak.rows.map(({ row, knownBy, path }) => [row, knownBy, path]),
    [[2, 'address', 'NH/Line 2/F-201']],
  )
  assert.deepEqual([weak.total, weak.next], [1, undefined], 'no empty page behind the only row')
  const other = await ask('elsewhere')
  assert.deepEqual([other.rows.map(({ label, site }) => [label, site]), other.total], [[['S-1', 'SA']], 1])
  const told = await ask('facts')
  assert.equal(told.total, counts.facts)
  assert.equal(told.rows.length, told.total)
  const firmware = told.rows.filter(({ fact }) => fact?.field === 'firmware')
  assert.deepEqual(
    firmware.map(({ label, row, fact }) => [label, row, fact?.value]),
    [
      ['F-201', 2, 'V2.9.4'],
      ['F-203', 4, 'V3.0.1'],
    ],
  )
  const places = told.rows.flatMap(({ fact }) => (fact?.field === 'placeId' ? [fact.value] : []))
  assert.deepEqual(places, ['NH/Line 2', 'NH/Line 3'], 'as people read it')
  const some = await ask('facts', { limit: 2 })
  assert.deepEqual((await ask('facts', { after: some.next })).rows, told.rows.slice(2))
})
