import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '#boms'
import { findImport, importHead, prepareImports } from '#plant'
import { findLots, lotFormats, prepareLots, readLots } from '../import-read.ts'
import * as all from './all.ts'

await prepareLots()
await prepareImports()

/** The paper of each importer: `testdata/<id>/sample.<any>`, and what is read of it beside. */
const samples = new Map(
  lotFormats.map(({ id }) => {
    const folder = new URL(`testdata/${id}/`, import.meta.url)
    const name = existsSync(folder) ? readdirSync(folder).find(one => /^sample\.(?!golden)/.test(one)) : undefined
    return [id, name === undefined ? undefined : readFileSync(new URL(name, folder))]
  }),
)

test('lot imports: every file of the folder is a member of all.ts, with an id of its own', () => {
  const members = Object.entries(all)
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(members.map(([, { id }]) => `${id}.ts`).sort(), files.sort())
})

for (const format of lotFormats) {
  const sample = samples.get(format.id)

  test(`${format.label}: its sample is known by its content alone, and by no other importer`, () => {
    assert.ok(sample !== undefined, `one file testdata/${format.id}/sample.* is wanted`)
    const head = importHead(paperOf('paper', sample))
    assert.deepEqual(
      lotFormats.filter(one => one.sniff(head)).map(({ id }) => id),
      [format.id],
    )
  })

  test(`${format.label}: what is read of its sample is as written down, bad rows among it`, () => {
    const found = readLots(paperOf('paper', sample!), { timeZone: 'Europe/Berlin' })
    const golden = new URL(`testdata/${format.id}/sample.golden.json`, import.meta.url)
    const text = `${JSON.stringify(found, null, 2)}\n`
    if (process.env['MILLCERT_GOLDEN'] === 'write') writeFileSync(golden, text)
    assert.ok(existsSync(golden), 'write it with MILLCERT_GOLDEN=write')
    assert.equal(text, readFileSync(golden, 'utf8'))
    assert.ok(found.lots.length > 1)
    assert.ok(found.refused.length > 0, 'a sample has a row that is refused')
    for (const { runs } of found.lots) for (const { from, until } of runs) assert.ok(until === null || until > from)
  })

  test(`${format.label}: the same paper gives the same, and one over the limit of bytes is refused`, () => {
    const whole = readLots(paperOf('paper', sample!))
    assert.deepEqual(readLots(paperOf('paper', sample!)), whole)
    assert.throws(
      () => readLots(paperOf('paper', sample!, new Map(), { ...defaultLimits, bytes: 40 }), {}, format),
      (error: unknown) => error instanceof Problem && error.code === 'base/too-large',
    )
  })
}

test('a list of lots is no list of assets, and the other way round', () => {
  const lots = paperOf('x', samples.get('table')!)
  assert.equal(findImport(lots), undefined)
  const assets = paperOf('x', 'tag,vendor,product,firmware,serial,line\nF-1,V,valve,V1,S1,L\n')
  assert.equal(findLots(assets), undefined)
  assert.equal(findImport(assets)?.id, 'table')
})

test('times of a lot are in the zone of its source, and in UTC with a note where none is said', () => {
  const text = 'lot,line,start,end\n1,L,2026-07-01 06:00,2026-07-01 08:00\n'
  const from = (timeZone?: string) => readLots(paperOf('x', text), timeZone === undefined ? {} : { timeZone })
  assert.equal(from('Europe/Berlin').lots[0]?.runs[0]?.from, Date.UTC(2026, 6, 1, 4))
  assert.equal(from().lots[0]?.runs[0]?.from, Date.UTC(2026, 6, 1, 6))
  assert.ok(from().notes.some(({ code }) => code === 'time-zone-assumed'))
  assert.ok(!from('Europe/Berlin').notes.some(({ code }) => code === 'time-zone-assumed'))
})

test('a time that the clock shows twice is the first, unless the run would end before it begins, and told', () => {
  const read = (start: string, end: string) =>
    readLots(paperOf('x', `lot,line,start,end\n1,L,${start},${end}\n`), { timeZone: 'Europe/Berlin' })
  const times = (start: string, end: string) => {
    const { lots, notes, refused } = read(start, end)
    const [run] = lots[0]?.runs ?? []
    return [run?.from, run?.until, notes.filter(({ code }) => code === 'time-shown-twice').length, refused.length]
  }
  // 25 October 2026: at three o'clock it is two again.
  const at = (hour: number, minute: number) => Date.UTC(2026, 9, 25, hour, minute)
  assert.deepEqual(times('2026-10-25 02:45', '2026-10-25 02:15'), [at(0, 45), at(1, 15), 2, 0])
  assert.deepEqual(times('2026-10-25 01:00', '25.10.2026 02:30'), [at(-1, 0), at(0, 30), 1, 0])
  assert.deepEqual(times('2026-10-25T02:45+01:00', '2026-10-25 03:10'), [at(1, 45), at(2, 10), 0, 0])
  assert.deepEqual(times('2026-10-25 03:45', '2026-10-25 03:15').slice(2), [0, 1])
})

test('a time that the clock never shows is as much later as it is put forward, and told', () => {
  const read = (row: string, timeZone: string) => {
    const { lots, notes } = readLots(paperOf('x', `lot,line,start,end,shipped\n1,L,${row}\n`), { timeZone })
    const told = notes.filter(({ code }) => code === 'time-never-shown').map(({ message }) => message)
    return [lots[0]?.runs[0]?.from, told] as const
  }
  const [from, told] = read('2026-03-08 02:30,2026-03-08 05:00,', 'America/New_York')
  assert.equal(from, Date.UTC(2026, 2, 8, 7, 30))
  assert.equal(told.length, 1)
  assert.match(told[0]!, /2026-03-08 02:30.*2026-03-08T07:30/)
  assert.equal(read('2026-03-08 01:30,2026-03-08 02:15,2026-03-08 02:59', 'America/New_York')[1].length, 2)
  for (const row of ['2026-03-08 01:59,2026-03-08 03:00,', '2026-03-08T02:30-05:00,2026-03-08 04:00,', '2026-03-08,,'])
    assert.deepEqual(read(row, 'America/New_York')[1], [], row)
  assert.deepEqual(read('2026-03-08 02:30,2026-03-08 05:00,', 'UTC')[1], [])
})

test('a day as an end is in the run, also when its night is an hour shorter', () => {
  const { lots } = readLots(paperOf('x', 'lot,line,start,end\n1,L,29.03.2026,29.03.2026\n'), {
    timeZone: 'Europe/Berlin',
  })
  const [run] = lots[0]!.runs
  assert.equal(run!.until! - run!.from, 23 * 3_600_000)
})

const data = process.env['MILLCERT_TESTDATA']

test('a batch that a simulator started is a lot that says so, on its area and line', t => {
  if (data === undefined) return t.skip('MILLCERT_TESTDATA is not set')
  const { lots, simulated } = readLots(paperOf('batch_event.json', readFileSync(`${data}/events/batch_event.json`)))
  assert.equal(simulated, true)
  assert.equal(lots.length, 1)
  assert.equal(lots[0]!.number, 'lot_demo_20260101')
  assert.deepEqual(lots[0]!.runs, [
    { placePath: ['area_packaging', 'line_1'], from: Date.UTC(2026, 0, 1, 7, 55), until: null },
  ])
})
