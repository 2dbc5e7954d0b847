import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columnsOf, levelsOf, mostColumns, nextTile, outlines } from './columns.ts'
import { placed, waysOf } from './conduit-layout.ts'
import {
  attentionOf,
  countOf,
  nodeAt,
  type Plant,
  type State,
  sumOf,
  topLevels,
  total,
  treeOf,
  windowOf,
  worstOf,
} from './model.ts'

const site = { siteId: 's', code: 'AA', name: 'Aue', timeZone: 'Europe/Berlin', simulated: true }
const window = (startsAt: string) => ({ name: 'stop', startsAt, endsAt: '2027-01-01T00:00:00Z', inPlantTime: '' })
const place = (path: string, kind: string, startsAt?: string): Plant['places'][number] => ({
  siteId: 's',
  placeId: path,
  parentId: path.split('/').length === 2 ? null : path.slice(0, path.lastIndexOf('/')),
  kind,
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  ...(startsAt !== undefined && { window: window(startsAt) }),
})
const stand = (
  placeId: string | null,
  level: number | null,
  state: State,
  assets: number,
  zoneId: string | null = null,
  siteId = 's',
) => ({ siteId, placeId, zoneId, level, state, assets })

const plant: Plant = {
  schema: 'millcert-plant/1',
  asOf: { at: '2026-11-21T10:00:00Z', known: null },
  sites: [site],
  zones: [],
  places: [
    place('AA/Fill', 'area'),
    place('AA/Fill/L1', 'line', '2026-12-05T05:00:00Z'),
    place('AA/Fill/L1/C1', 'cell'),
    place('AA/Fill/L2', 'line', '2026-11-28T05:00:00Z'),
    place('AA/Pack', 'area'),
  ],
  states: [
    stand('AA/Fill/L1/C1', 1, 'unknown', 3, 'z1'),
    stand('AA/Fill/L1', 2, 'exploited', 1, 'z1'),
    stand('AA/Fill/L2', 1, 'affected', 2, 'z2'),
    stand('AA/Fill', 3.5, 'clear', 4),
    stand('AA/Pack', 1, 'undecided', 1, 'z1'),
    stand(null, null, 'unknown', 5),
    stand('AA/Fill/L1', 2, 'exploited', 100, null, 'elsewhere'),
  ],
}
const root = treeOf(plant, site)
const fill = nodeAt(root, 'AA/Fill')

test('each asset counts once at its place, and in every place above', () => {
  assert.deepEqual(sumOf(root.all), { exploited: 1, affected: 2, undecided: 1, unknown: 8, clear: 4 })
  assert.deepEqual(sumOf(fill.all), { exploited: 1, affected: 2, undecided: 0, unknown: 3, clear: 4 })
  assert.equal(total(sumOf(fill.own)), 4)
  assert.equal(attentionOf(sumOf(root.all)), 4)
  assert.equal(worstOf(sumOf(nodeAt(root, 'AA/Pack').all)), 'undecided')
  assert.equal(nodeAt(root, 'AA/nowhere'), root)
})

test('a place whose parent is missing stands at the site', () => {
  const alone = treeOf({ ...plant, places: [place('AA/Fill/L1', 'line')] }, site)
  assert.equal(alone.children.length, 1)
  assert.equal(total(sumOf(alone.all)), 16)
})

test('the next window is that of the line, from the cell and from the area too', () => {
  assert.equal(windowOf(nodeAt(root, 'AA/Fill/L1/C1'))?.of.name, 'L1')
  assert.equal(windowOf(fill)?.of.name, 'L2', 'the soonest below')
  assert.equal(windowOf(root)?.of.name, 'L2')
  assert.equal(windowOf(nodeAt(root, 'AA/Pack')), undefined)
})

test('columns are lines under their areas where there is room, and what stands at a place itself has one', () => {
  const names = (of: typeof root) => columnsOf(of).map(({ node, alone, group }) => [group?.name, node.name, alone])
  assert.deepEqual(names(root), [
    ['Fill', 'L1', false],
    ['Fill', 'L2', false],
    ['Fill', 'Fill', true],
    ['Pack', 'Pack', false],
    [undefined, 'Aue', true],
  ])
  assert.deepEqual(columnsOf(nodeAt(root, 'AA/Pack')), [])
  const lines = Array.from({ length: 16 }, (_, n) => place(`AA/Fill/L${n}`, 'line'))
  const large = treeOf({ ...plant, places: [place('AA/Fill', 'area'), place('AA/Pack', 'area'), ...lines] }, site)
  assert.deepEqual(
    columnsOf(large).map(({ node, alone }) => [node.name, alone]),
    [
      ['Fill', false],
      ['Pack', false],
      ['Aue', true],
    ],
  )
  assert.ok(mostColumns * 8 < 300, 'a page of the drawing has some hundreds of tiles at most')
})

test('the level that nobody knows has a row only where something has none', () => {
  assert.deepEqual(levelsOf(root), [5, 4, 3.5, 3, 2, 1, 0, null])
  assert.deepEqual(levelsOf(fill), [5, 4, 3.5, 3, 2, 1, 0])
})

test('tiles that lie together in one zone have one outline, named once', () => {
  const columns = columnsOf(root)
  const rows = levelsOf(root)
  const lines = outlines(columns, rows)
  const at = (level: number, column: number) => lines[rows.indexOf(level)]![column]
  assert.deepEqual(at(2, 0), { zones: ['z1'], top: false, right: false, bottom: true, left: false, first: true })
  assert.equal(at(1, 0)!.top, true)
  assert.equal(at(1, 0)!.first, false)
  assert.deepEqual(at(1, 1)!.zones, ['z2'])
  assert.equal(at(1, 3)!.first, true, 'the same zone elsewhere is named again')
  assert.equal(at(3.5, 2), undefined)
})

test('what a list will show is counted by the same selection', () => {
  const all = { alone: false, level: undefined, zoneId: '', states: [] }
  assert.equal(countOf(plant, site, root, all), 16)
  assert.equal(countOf(plant, site, root, { ...all, alone: true }), 5)
  assert.equal(countOf(plant, site, fill, { ...all, alone: true }), 4)
  assert.equal(countOf(plant, site, fill, { ...all, level: 1 }), 5)
  assert.equal(countOf(plant, site, root, { ...all, level: null }), 5)
  assert.equal(countOf(plant, site, root, { ...all, zoneId: 'z1' }), 5)
  assert.equal(countOf(plant, site, root, { ...all, states: ['exploited', 'affected'] }), 3)
})

test('arrows go to the next tile over what is empty, and stay where there is none', () => {
  const there = (row: number, column: number) => ['0 0', '0 3', '2 0'].includes(`${row} ${column}`)
  const go = (key: string, from: [number, number]) => nextTile(there, [3, 4], from, key)
  assert.deepEqual(go('ArrowRight', [0, 0]), [0, 3])
  assert.deepEqual(go('ArrowLeft', [0, 3]), [0, 0])
  assert.deepEqual(go('ArrowDown', [0, 0]), [2, 0])
  assert.deepEqual(go('ArrowUp', [2, 0]), [0, 0])
  assert.deepEqual(go('End', [0, 0]), [0, 3])
  assert.deepEqual(go('Home', [0, 3]), [0, 0])
  assert.equal(go('ArrowUp', [0, 3]), undefined)
  assert.equal(go('a', [0, 0]), undefined)
})

test('zones are drawn at their highest level, and conduits between the same two are one line', () => {
  assert.deepEqual([...topLevels(plant, site)].sort(), [
    ['z1', 2],
    ['z2', 1],
  ])
  const ways = waysOf([
    { fromZone: 'z1', toZone: 'z2', protocol: 's7', port: '102' },
    { fromZone: 'z1', toZone: 'z2', protocol: 'opc-ua' },
    { fromZone: 'z2', toZone: 'gone' },
  ])
  assert.deepEqual(ways[0], { from: 'z1', to: 'z2', said: ['s7 102', 'opc-ua'] })
  const zones = [
    { id: 'z1', name: 'one', level: 2 },
    { id: 'z2', name: 'two', level: 1 },
  ]
  const drawing = placed(zones, ways, 400)
  assert.deepEqual(
    drawing.ways.map(({ from, to }) => [from, to]),
    [['z1', 'z2']],
    'a zone that is not there draws no line',
  )
  const [above, below] = drawing.boxes
  assert.ok(above!.y < below!.y)
  assert.match(drawing.ways[0]!.path, /^M\d+ \d+C(?:-?\d+ ?){6}$/)
})
