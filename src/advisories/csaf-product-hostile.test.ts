import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, noteList } from '#base'
import { ecosystemOfKey } from '#identity'
import { memoryWorld } from '../../tools/memory/world.ts'
import type { Advisory } from './advisory.ts'
import { openDatabase } from './database.ts'
import type { PaperTaken } from './format.ts'
import { csaf } from './formats/csaf.ts'
import { db } from './operations.ts'

const list = <T>(count: number, one: (i: number) => T) => Array.from({ length: count }, (_, i) => one(i))
const ids = (count: number) => list(count, i => `P${i}`)
const product = (i: number, over: object = {}) => ({ name: `p${i}`, product_id: `P${i}`, ...over })
const branch = (category: string, name: string, inside: object | object[]) =>
  Array.isArray(inside) ? { category, name, branches: inside } : { category, name, product: inside }
const numbered = (i: number, model_numbers: string[]) =>
  product(i, { product_identification_helper: { model_numbers } })
const affected = (...known_affected: string[]) => [{ cve: 'CVE-2026-10001', product_status: { known_affected } }]

function paper(product_tree: object, vulnerabilities: object[], over: object = {}) {
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: '2.0',
      publisher: { category: 'coordinator', name: 'Mill', namespace: 'https://mill.example/' },
      title: 'Flaws',
      tracking: { id: 'MILL-1', status: 'final', version: '1', current_release_date: '2026-11-10T00:00:00Z' },
      ...over,
    },
    product_tree,
    vulnerabilities,
  }
}

async function read(document: object) {
  await csaf.prepare?.()
  const text = JSON.stringify(document)
  const advisories: Advisory[] = []
  const refused: string[] = []
  const papers: PaperTaken[] = []
  const notes = noteList(10)
  csaf.read(
    { name: 'a b: c.json', text: text.slice(0, 65536), bytes: Buffer.from(text), limits: defaultLimits, now: 0 },
    {
      notes,
      advisory: one => advisories.push(one),
      paper: one => papers.push(one),
      signal: () => assert.fail('no signals here'),
      scores: () => assert.fail('no signals here'),
      statement: () => undefined,
      refused: reason => refused.push(reason),
    },
  )
  const claims = advisories.flatMap(one =>
    one.affected.flatMap(({ key, product: claim }) => (claim ? [{ key, claim }] : [])),
  )
  return { advisories, claims, refused, papers, notes: notes.notes.map(({ code }) => code) }
}

const inBranches = (...branches: object[]) => ({ branches: [branch('vendor', 'Mill Works', branches)] })

test('names in very many branches are kept as far as they are read, whatever stands below them', async () => {
  const deep = (count: number) =>
    list(30, i => `${i}${'f'.repeat(1990)}`).reduceRight<object[]>(
      (inside, name) => [branch('product_family', name, inside)],
      list(count, i => branch('product_name', `X${i}`, product(i))),
    )
  const sizes = []
  for (const count of [100, 200]) {
    const { claims, refused } = await read(paper(inBranches(...deep(count)), affected(...ids(count))))
    assert.deepEqual(refused, [])
    sizes.push(JSON.stringify(claims).length)
    assert.ok(claims.every(({ claim }) => claim.family!.length <= 500))
  }
  assert.ok(sizes[1]! < 2.1 * sizes[0]!)
})

test('a document that names few texts for very many products and makers is refused', async () => {
  const numbers = list(200, i => `${i}-${'9'.repeat(190)}`)
  const relationships = list(2000, i => ({
    category: 'installed_on',
    product_reference: 'P1',
    relates_to_product_reference: 'P0',
    full_product_name: { name: `r${i}`, product_id: `R${i}` },
  }))
  const tree = {
    ...inBranches(branch('product_name', 'M7', numbered(0, numbers)), branch('product_version', '1.0', product(1))),
    relationships,
  }
  const { refused } = await read(paper(tree, affected(...list(2000, i => `R${i}`))))
  assert.match(refused.join(), /come to more than 67108864 characters at \/product_tree/)
  const makers = {
    branches: [
      branch(
        'vendor',
        'a1,b1,c1,d1,e1,f1,g1,h1,i1,j1,k1,l1',
        list(17_000, i => branch('product_name', `X${i}`, product(i))),
      ),
    ],
  }
  const many = await read(paper(makers, affected(...ids(17_000))))
  assert.match(many.refused.join(), /names more than 200000 products, counted for each of their makers/)
  const alike = inBranches(...list(2001, i => branch('product_name', 'M7', numbered(i, [`AB-${1000 + i}`]))))
  assert.match(
    (await read(paper(alike, affected(...ids(2001))))).refused.join(),
    /more than 2000 products are called "M7"/,
  )
})

test('what a branch cannot mean is noted, and the rest is read', async () => {
  const tree = inBranches(
    branch('product_name', 'M7', [branch('product_version_range', `< ${'1.'.repeat(1500)}`, product(0))]),
    branch('product_name', '\u202e\u200b--', [branch('product_version', '1.0', product(1, { name: '***' }))]),
    branch('product_name', '\u2066 ', numbered(2, ['AB-1234'])),
    branch('product_name', 'n'.repeat(2000), product(3)),
  )
  const { claims, refused, notes } = await read(paper(tree, affected(...ids(4))))
  assert.deepEqual(refused, [])
  assert.deepEqual(new Set(notes), new Set(['csaf-branch', 'csaf-product']))
  assert.deepEqual(
    claims.map(({ claim }) => [claim.name.length, claim.versions, claim.orderNumbers]),
    [
      [2, undefined, []],
      [2, undefined, ['AB-1234']],
      [500, undefined, []],
    ],
  )
})

test('names that a program knows are names like others', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  const tree = {
    branches: names.map((name, i) =>
      branch('vendor', name, [branch('product_name', name, { name, product_id: names[i]! })]),
    ),
  }
  const { claims, refused } = await read(paper(tree, affected(...names)))
  assert.deepEqual(refused, [])
  assert.deepEqual(
    claims.map(({ key }) => key),
    ['proto/\n__proto__', 'constructor/\nconstructor', 'tostring/\ntostring', 'hasownproperty/\nhasownproperty'].map(
      key => `product/vendor:${key}`,
    ),
  )
})

const runsOn = (id: string, what: string, of: string) => ({
  category: 'installed_on',
  product_reference: what,
  relates_to_product_reference: of,
  full_product_name: { name: `${what} on ${of}`, product_id: id },
})

test('what runs on itself is refused; what runs on a part is a doubt about the device; very long rows of parts end', async () => {
  const tree = (...relationships: object[]) => ({
    ...inBranches(branch('product_name', 'M7', product(0)), branch('product_version', '1.0', product(1))),
    relationships,
  })
  for (const circle of [
    [runsOn('R0', 'R0', 'P0')],
    [runsOn('R0', 'P1', 'R0')],
    [runsOn('R0', 'P1', 'R1'), runsOn('R1', 'P1', 'R0')],
  ])
    assert.match((await read(paper(tree(...circle), affected('P0')))).refused.join(), /circular relationships/)
  const { claims } = await read(paper(tree(runsOn('R0', 'P1', 'P0'), runsOn('R1', 'P1', 'R0')), affected('R0', 'R1')))
  assert.deepEqual(
    claims.map(({ claim }) => [claim.name, claim.versions?.text, claim.only]),
    [
      ['M7', '1.0', undefined],
      ['M7', '1.0', 'P1 on P0'],
    ],
  )
  const row = list(30_000, i => runsOn(`R${i}`, 'P1', i === 0 ? 'P0' : `R${i - 1}`))
  const long = await read(paper(tree(...row), affected('R29999', 'R0')))
  assert.deepEqual(long.refused, [])
  assert.equal(long.claims[0]!.claim.only, 'P1 on R29997')
})

const two = (over: object, id = 'MILL-1', day = '10') =>
  paper(
    {
      full_product_names: [0, 1].map(i =>
        product(i, { product_identification_helper: { purl: `pkg:npm/p${i}@1.0.0` } }),
      ),
    },
    [0, 1].map(i => ({ cve: `CVE-2026-1000${i}`, product_status: { known_affected: [`P${i}`] } })),
    { tracking: { id, status: 'final', version: day, current_release_date: `2026-11-${day}T00:00:00Z` }, ...over },
  )

const npm = ecosystemOfKey('npm/p0')!.order

async function built(...steps: object[][]) {
  const world = memoryWorld()
  for (const [index, papers] of steps.entries()) {
    for (const [i, one] of papers.entries()) world.files.set(`in/${i}.json`, Buffer.from(JSON.stringify(one)))
    const flags = new Map([
      ['from', papers.map((_, i) => `in/${i}.json`)],
      ['db', ['db']],
    ])
    await db.build.run(world, { words: [], flags: index > 0 ? flags.set('add', ['']) : flags })
  }
  return openDatabase(world.disk, 'db')!
}

test('a revision takes back every record that the one before it made, in one build and laid over it', async () => {
  const before = two({})
  const after = { ...two({}, 'MILL-1', '11'), vulnerabilities: two({}).vulnerabilities.slice(0, 1) }
  const nothing = { ...after, vulnerabilities: [] }
  const other = two({}, 'MILL-10')
  for (const [newer, expected] of [
    [after, 1],
    [nothing, 0],
  ] as const)
    for (const steps of [[[before, newer, other]], [[newer, before, other]], [[before, other], [newer]]]) {
      const database = await built(...steps)
      const said = ['npm/p0', 'npm/p1'].map(key => database.holds(key, undefined, npm))
      assert.deepEqual(said, [1 + expected, 1], JSON.stringify(steps.length))
    }
})

test('an older revision that comes later changes nothing', async () => {
  const nothing = { ...two({}, 'MILL-1', '11'), vulnerabilities: [] }
  const database = await built([two({}), two({}, 'MILL-10')], [nothing], [two({})])
  assert.equal(database.holds('npm/p0', undefined, npm), 1)
})
