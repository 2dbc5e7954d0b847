import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Advisory, advisoryOf, vendorKey } from './csaf-tree.ts'
import { exactReference, reportedPerAsset } from './exact-names.ts'
import { inventoryCsv } from './inventory-csv.ts'
import { makePairs } from './pairs.ts'
import { inPlainRange, plainRange } from './plain-range.ts'
import { draw } from './random.ts'
import { inVendorList, inYears } from './shares.ts'
import { spellings } from './spellings.ts'

interface Product {
  name: string
  version: string
  order?: string
}

function advisory(
  id: string,
  year: number,
  vendor: string,
  affected: readonly Product[],
  fine: readonly Product[] = [],
): Advisory {
  const product = ({ name, version, order }: Product) => ({
    category: 'product_name',
    name: order ? `${name} (${order})` : name,
    branches: [
      {
        category: 'product_version_range',
        name: version,
        product: { product_id: name + order, product_identification_helper: { model_numbers: order ? [order] : [] } },
      },
    ],
  })
  const ids = (products: readonly Product[]) => products.map(({ name, order }) => name + order)
  return advisoryOf({
    document: { tracking: { id, initial_release_date: `${year}-03-01T00:00:00Z` } },
    product_tree: { branches: [{ category: 'vendor', name: vendor, branches: [...affected, ...fine].map(product) }] },
    vulnerabilities: [{ product_status: { known_affected: ids(affected), known_not_affected: ids(fine) } }],
  })
}

const advisories = [
  advisory('MILL-1', 2022, 'Muster Steuerungen GmbH', [
    { name: 'ROLLA CPU 410-2 PN', version: 'vers:all/<V3.1.4', order: '6XX7410-2AB00-0AB0' },
    { name: 'ROLLA CPU 412-2 PN', version: '>= 2.0.0 | < 2.5.3' },
  ]),
  advisory('MILL-2', 2023, 'Muster Steuerungen GmbH', [{ name: 'ROLLA CPU 630-1 PN', version: '<= 5.0.7' }]),
  advisory('MILL-3', 2022, 'Muster Steuerungen GmbH', [{ name: 'ROLLA CPU 630-1 family', version: 'vers:all/*' }]),
  advisory(
    'MILL-4',
    2022,
    'Other, Inc.',
    [{ name: 'Gauge Server', version: '< V7.1 SP3' }],
    [{ name: 'Gauge Client', version: '*' }],
  ),
]
const all = { seed: 5, count: 60, year: () => true, vendor: () => true }

test('the same seed makes the same pairs, another seed others', () => {
  assert.deepEqual(makePairs(advisories, all), makePairs(advisories, all))
  assert.notDeepEqual(makePairs(advisories, all), makePairs(advisories, { ...all, seed: 6 }))
})

test('a share keeps to its years and makers', () => {
  const { pairs } = makePairs(advisories, { ...all, year: year => year % 2 === 0, vendor: key => key !== 'other' })
  assert.deepEqual(new Set(pairs.map(({ advisory: id }) => id)), new Set(['MILL-1', 'MILL-3']))
})

test('labels follow the range of the product', () => {
  const { pairs, plain } = makePairs(advisories, all)
  assert.ok(pairs.length > 20)
  for (const [i, pair] of pairs.entries()) {
    if (!pair.detail.endsWith('plain')) continue
    const range = plainRange(/(?:vers:|[<>*]).*$/.exec(pair.stated)?.[0] ?? '')
    const version = plain[i]?.version.replace('V', '') ?? ''
    assert.equal(range !== undefined && inPlainRange(range, version), pair.expect === 'affected', JSON.stringify(pair))
  }
})

test('no version is labelled that another line of the same product answers otherwise', () => {
  const line = (version: string) => ({ name: 'ROLLA SC 64-2', version, order: '6XX7064-2AB00-0AB0' })
  const twice = [advisory('MILL-9', 2022, 'Muster Steuerungen GmbH', [line('< 3.0.2'), line('vers:all/*')])]
  const { pairs } = makePairs(twice, { ...all, count: 20 })
  assert.deepEqual(new Set(pairs.map(({ expect }) => expect)), new Set(['affected']))
})

test('a sibling is no product of the advisory, a member of a family is one', () => {
  const { pairs, plain } = makePairs(advisories, { ...all, count: 120 })
  const productsOf = (kind: string) =>
    new Set(pairs.flatMap((pair, i) => (pair.kind === kind ? [`${pair.advisory} ${plain[i]?.product}`] : [])))
  assert.ok(productsOf('sibling').has('MILL-2 ROLLA CPU 412-2 PN'))
  assert.ok(!productsOf('sibling').has('MILL-3 ROLLA CPU 630-1 PN'))
  assert.deepEqual(productsOf('family-member'), new Set(['MILL-3 ROLLA CPU 630-1 PN']))
  assert.deepEqual(productsOf('known-not-affected'), new Set(['MILL-4 Gauge Client']))
})

test('every spelling changes a row it is meant for, and has a name of its own', () => {
  const asset = {
    vendor: 'Phoenix Contact GmbH',
    product: 'SCALANCE XR324-4M EEC (24V) Telecontrol Runtime, PN/DP',
    orderNumber: '6GK5324-4GG00-2ER2',
    version: 'V4.1',
  }
  const context = { random: draw(1), atEdge: false, orderNumbers: [asset.orderNumber] }
  const idle = spellings.filter(
    ({ write }) => write(asset, context) === undefined && write({ ...asset, version: 'V4 SP1' }, context) === undefined,
  )
  assert.deepEqual(
    idle.map(({ id }) => id),
    [],
  )
  assert.equal(new Set(spellings.map(({ id }) => id)).size, spellings.length)
})

test('nothing is added to a version at an edge', () => {
  const asset = { vendor: 'A', product: 'B', orderNumber: '', version: 'V4.1.2' }
  const context = { random: draw(1), atEdge: true, orderNumbers: [] }
  for (const { id, write } of spellings.filter(spelling => /build|date/.test(spelling.id)))
    assert.equal(write(asset, context), undefined, id)
})

test('a field of an inventory is quoted where it must be', () => {
  const csv = inventoryCsv(
    [{ id: '1', vendor: 'A, B', product: '7" panel', orderNumber: '', version: '="4.10"' }],
    draw(1),
  )
  assert.equal(csv.split('\r\n')[1]?.replace(/^"1"/, '1').replace(',"",', ',,'), '1,"A, B","7"" panel",,"=""4.10"""')
})

test('the exact reference finds equal names and order numbers in plain ranges, and nothing else', () => {
  const asset = { id: 'a', product: 'rolla cpu 410-2 pn', orderNumber: '', version: 'FW V3.1.3' }
  const found = exactReference(advisories, [
    asset,
    { ...asset, id: 'b', version: '3.1.4' },
    { ...asset, id: 'c', product: 'CPU 410', orderNumber: '6XX7410-2AB00-0AB0' },
    { ...asset, id: 'd', product: 'Gauge Server', version: 'V7.1 SP2' },
  ])
  assert.deepEqual(
    [...found.values()].map(ids => [...ids]),
    [['MILL-1'], [], ['MILL-1'], []],
  )
  assert.deepEqual(reportedPerAsset(found), { median: 1, p95: 1, most: 1, found: 2 })
})

test('a legal form does not make another maker', () => {
  assert.equal(vendorKey('Johnson Controls, Inc.'), vendorKey('Johnson Controls Inc'))
  assert.equal(vendorKey('Schneider Electric Software, LLC'), vendorKey('Schneider Electric'))
})

test('makers are held out by the whole words their names begin with', () => {
  const held = inVendorList('held-out')
  const keys = ['Schneider Electric Software, LLC', 'ABB', 'MOXA', 'ABBYY', 'Hitachi Energy'].map(vendorKey)
  assert.deepEqual(keys.map(held), [true, true, true, false, false])
  assert.deepEqual([2021, 2022].map(inYears('odd')), [true, false])
  assert.deepEqual([2021, 2022].map(inYears('2022,2023')), [false, true])
})
