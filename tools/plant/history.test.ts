import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paperOf } from '#boms'
import * as findingsRoom from '#findings/operations'
import { papers } from '#intake/operations'
import type { Act } from '#ledger'
import { prepareImports, readImport } from '#plant'
import * as plantRoom from '#plant/operations'
import * as vendorRoom from '#vendors/operations'
import { plantFiles } from '../plant.ts'
import { plantAssets } from './assets.ts'
import { storyClock } from './calendar.ts'
import { demoSteps } from './demo.ts'
import { deployments, drifting } from './deployments.ts'
import { historyFiles } from './history.ts'
import { snapshotDays } from './versions.ts'

const files = historyFiles()
const tags = new Map(plantAssets().map(asset => [asset.id, asset]))
const places = new Set(plantAssets().flatMap(({ area, line, cell }) => [`${area}/${line}/`, `${area}/${line}/${cell}`]))

/** Lines of a list of the history as cells. */
function list(path: string, delimiter = ','): string[][] {
  return files
    .get(`history/${path}`)!
    .replace('\ufeff', '')
    .trimEnd()
    .split(/\r?\n/)
    .map(line => line.split(delimiter))
}

interface Row {
  number: string
  status: string
  place: string
  asset: string
  from: number
  until: number
  shipped: number
  left: number
  made: number
}

const at = (text: string) => (text === '' ? Number.NaN : Date.parse(text))

function northern(): Row[] {
  return list('nordhafen-lots.csv')
    .slice(1)
    .map(cells => {
      const [number = '', , made = '', , status = '', area, line, cell, asset = '', from = '', until = ''] = cells
      const [, , shipped = '', left = ''] = cells.slice(11)
      const place = area === '' ? '' : `${area}/${line}/${cell}`
      return {
        number,
        status,
        place,
        asset,
        from: at(from),
        until: at(until),
        shipped: at(shipped),
        left: Number(left),
        made: Number(made),
      }
    })
}

test('there are 400 lots, each made at places that are there and before now', () => {
  const rows = northern()
  const southern = list('suedaue-lots.csv', ';').slice(1)
  assert.equal(new Set([...rows.map(({ number }) => number), ...southern.map(([number]) => number)]).size, 400)
  for (const { number, place, asset, from, until, shipped, status } of rows) {
    assert.ok(place === '' || places.has(place), `${number}: ${place}`)
    assert.ok(asset === '' || tags.get(asset)?.site === 'Nordhafen', `${number}: ${asset}`)
    assert.ok(!(from > storyClock) && !(until > storyClock) && !(shipped > storyClock) && !(until <= from), number)
    assert.equal(Number.isNaN(until) && place !== '', status === 'started', number)
  }
  for (const [number, , , , , area, line, cell, asset = ''] of southern) {
    assert.ok(area === '' || places.has(`${area}/${line}/${cell}`), number)
    assert.ok(asset === '' || tags.get(asset)?.site === 'Südaue', number)
  }
})

test('no more of a lot was shipped than was made, and all of it when it says so', () => {
  const lots = Map.groupBy(northern(), ({ number }) => number)
  const states = new Set<string>()
  for (const [number, rows] of lots) {
    const { made, status } = rows[0]!
    const left = rows.reduce((sum, row) => sum + row.left, 0)
    states.add(status)
    assert.ok(left <= made, number)
    assert.equal(left === made, status === 'shipped', number)
    if (status === 'held' || status === 'started' || status === 'completed') assert.equal(left, 0, number)
  }
  assert.deepEqual([...states].sort(), ['completed', 'held', 'released', 'shipped', 'started'])
})

/** A time of the German list; all that is asked for is in winter. */
function winter(text: string): number {
  const [, day, month, year, time] = /^(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d)$/.exec(text) ?? []
  return Date.parse(`${year}-${month}-${day}T${time}+01:00`)
}

test('thirteen lots were labelled with the malicious helper, and nine of them have left', () => {
  const left = new Set([
    ...northern().flatMap(row => (row.left > 0 ? [row.number] : [])),
    ...list('suedaue-lots.csv', ';')
      .slice(1)
      .flatMap(cells => (cells[14] === '' ? [] : [cells[0]!])),
  ])
  const since = (place: string, rollout: string) =>
    northern().flatMap(row => (row.place === place && !(row.until <= Date.parse(rollout)) ? [row.number] : []))
  const labelled = [
    ...since('Filling/Line 1/', '2026-11-17T05:50:00Z'),
    ...since('Filling/Line 2/', '2026-11-17T06:20:00Z'),
    ...list('suedaue-lots.csv', ';').flatMap(([number = '', , , , , area, , , , , until = '']) =>
      area === 'Filling' && winter(until) > Date.parse('2026-11-17T13:10:00Z') ? [number] : [],
    ),
  ]
  assert.deepEqual([labelled.length, labelled.filter(number => left.has(number)).length], [13, 9], labelled.join())
})

test('deployments name assets and bills that are there, follow each other, and drift on three assets', () => {
  const known = plantFiles()
  const lines = Map.groupBy(deployments(), ({ asset, kind }) => `${asset} ${kind}`)
  for (const [name, spans] of lines)
    for (const [n, { asset, bom, until }] of spans.entries()) {
      assert.ok(tags.has(asset) && known.has(bom), `${asset} ${bom}`)
      assert.equal(until, spans[n + 1]?.from ?? '', name)
    }
  const open = (asset: string, kind: string) => lines.get(`${asset} ${kind}`)?.at(-1)?.bom
  const drift = [...tags.keys()].filter(tag => {
    const approved = open(tag, 'approved')
    return approved !== undefined && approved !== open(tag, 'observed')
  })
  assert.deepEqual(drift.sort(), [...drifting].sort())
  for (const { id, bom } of plantAssets())
    if (bom !== '') assert.equal(open(id, 'observed'), `boms/${bom}`, `${id} runs what assets.csv says`)
})

test('the last list of each site says what assets.csv says, on all levels', () => {
  const levels = new Set<string>()
  for (const [site, file] of [
    ['Nordhafen', 'nordhafen'],
    ['Südaue', 'suedaue'],
  ]) {
    const text = files.get(`history/${file}-assets-${snapshotDays.at(-1)}.csv`)!
    const own = plantAssets().filter(asset => asset.site === site)
    assert.equal(text.trimEnd().split('\n').length, own.length + 1)
    for (const { id, version, level } of own) {
      assert.ok(text.includes(`\n${id},`) && text.includes(`,${version},`), id)
      levels.add(level)
    }
  }
  assert.deepEqual([...levels].sort(), ['0', '1', '2', '3', '3.5', '4', '5'])
})

test('the history is small and says that it is simulated', () => {
  assert.ok([...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0) < 600_000)
  for (const [path, text] of files) assert.match(text, /simul/i, path)
  for (const path of files.keys())
    if (path.endsWith('.csv')) {
      const delimiter = path.includes('suedaue-lots') ? ';' : ','
      for (const line of files.get(path)!.trimEnd().split(/\r?\n/).slice(1))
        assert.match(line, new RegExp(`${delimiter}(?:true|ja)(?:${delimiter}|$)`), path)
    }
})

test('lines of the calendars are as long as the format allows', () => {
  for (const [path, text] of files)
    if (path.endsWith('.ics'))
      for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, `${path}: ${line}`)
})

test('the steps of the demo stand in the order of time and name files that are there', () => {
  const known = plantFiles()
  const steps = demoSteps()
  const names = new Set<string>()
  for (const [n, step] of steps.entries()) {
    assert.ok(n === 0 || steps[n - 1]!.at <= step.at, step.at)
    assert.ok(Date.parse(step.at) <= storyClock, step.at)
    assert.ok(step.file === undefined || known.has(step.file), step.file)
    for (const value of Object.values(step.with)) {
      const wanted = /^\$(\w+)\./.exec(String(value))?.[1]
      assert.ok(wanted === undefined || names.has(wanted), `${wanted} is given before it is asked for`)
    }
    if (step.as !== undefined) names.add(step.as)
  }
  // Every file of the history is used, but for the list of deployments, which is these steps for people.
  const used = new Set(steps.map(({ file }) => file))
  assert.deepEqual(
    [...files.keys()].filter(path => !used.has(path)),
    ['history/deployments.csv'],
  )
  assert.deepEqual(JSON.parse(Buffer.from(known.get('demo.json')!).toString()), steps)
})

test('advisories are fetched on days of the year, and only what was published by then is there', () => {
  const known = plantFiles()
  const fetched = demoSteps().filter(({ advisories }) => advisories !== undefined)
  assert.ok(fetched.length >= 2)
  let before: readonly string[] = []
  for (const { at, advisories = [] } of fetched) {
    assert.ok(advisories.length > before.length && before.every(file => advisories.includes(file)), at)
    for (const file of advisories) {
      const { published } = JSON.parse(Buffer.from(known.get(file)!).toString())
      assert.ok(published === undefined || published < at, `${file} of ${published} is there on ${at}`)
    }
    before = advisories
  }
  // What the story is about was known to nobody before.
  assert.ok(!before.some(file => /x_SIM-|MAL-/.test(file)))
})

test('the lists, plans and calendars are read whole, without a doubt about any row', async () => {
  await prepareImports()
  const read = (name: string) => {
    const paper = { ...paperOf(name, files.get(`history/${name}`)!), now: storyClock }
    const { assets, zones, conduits, windows, refused, notes } = readImport(paper, { timeZone: 'Europe/Berlin' })
    assert.deepEqual({ refused, notes }, { refused: [], notes: [] }, name)
    return { assets, zones, conduits, windows }
  }
  for (const [file, assets, zones, conduits, windows] of [
    ['nordhafen', 74, 8, 11, 330],
    ['suedaue', 46, 5, 6, 136],
  ] as const) {
    const last = read(`${file}-assets-${snapshotDays.at(-1)}.csv`).assets
    assert.equal(last.length, assets)
    assert.ok(last.every(asset => asset.level !== undefined && asset.zone !== undefined && asset.simulated))
    for (const day of snapshotDays) assert.ok(read(`${file}-assets-${day}.csv`).assets.length >= assets - 1)
    assert.equal(read(`${file}-zones.csv`).zones.length, zones)
    assert.equal(read(`${file}-conduits.csv`).conduits.length, conduits)
    const found = read(`${file}-windows.ics`).windows
    assert.equal(found.length, windows)
    assert.deepEqual([...new Set(found.map(({ kind }) => kind))].sort(), ['freeze', 'maintenance', 'shutdown'])
  }
})

test('each step of the demo is one that its operation takes', async () => {
  const road = await papers()
  const rooms = { ...plantRoom, ...vendorRoom, ...findingsRoom, import: road.import, boms: road.boms } as Record<
    string,
    unknown
  >
  for (const step of demoSteps()) {
    const [noun = '', verb = ''] = step.do.split('.')
    const found = rooms[noun] as Record<string, unknown>
    const operation = (verb === '' ? found : found[verb]) as Act | undefined
    assert.ok(operation, step.do)
    assert.equal(operation.file !== undefined, step.file !== undefined, step.do)
    operation.takes.parse(step.with)
  }
})
