import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { db } from '#advisories/operations'
import { memoryWorld } from '../../tools/memory/world.ts'
import { products } from './operations.ts'
import { rulesIn } from './product-rule.ts'
import { sampleAdvisories, sampleInventory } from './product-rule-sample.ts'
import { nearIndex, nearMakers } from './product-worklist-near.ts'

const { worklist } = await products()

interface Answer {
  rows: number
  decided: number
  ruledOut: number
  other: number
  open: { kind: string; items: number; rows: number }[]
  items: {
    kind: string
    vendor?: string
    product?: string
    rows: number
    unlocks: number
    doubts: number
    refs: string[]
    candidates: { vendor: string; product?: string; orderNumber?: string; why: string }[]
    settle: string
    rule: string | null
  }[]
  more: { items: number; rows: number }
}

/** The work list of some rows as JSON and as text. */
async function listed(rows: string[][], rules = '', advisories = sampleAdvisories()) {
  const texts = []
  for (const format of ['json', 'table']) {
    const world = memoryWorld({
      'csaf.ndjson': advisories,
      'assets.csv': sampleInventory(rows),
      '.millcert/products.toml': rules,
    })
    await db.build.run(
      { ...world, out: () => {} },
      {
        words: [],
        flags: new Map([
          ['from', ['csaf.ndjson']],
          ['db', ['db']],
        ]),
      },
    )
    const flags = new Map([
      ['db', ['db']],
      ['format', [format]],
    ])
    const code = await worklist.run(world, { words: ['assets.csv'], flags })
    texts.push({ code, text: world.printed() })
  }
  const [json, table] = texts as [{ code: number; text: string }, { code: number; text: string }]
  assert.equal(json.code, table.code)
  const answer = JSON.parse(json.text) as Answer
  const open = answer.open.reduce((sum, { rows: many }) => sum + many, 0)
  assert.equal(answer.decided + answer.ruledOut + answer.other + open, answer.rows)
  assert.equal(answer.items.reduce((sum, { rows: many }) => sum + many, 0) + answer.more.rows, open)
  return { code: json.code, answer, text: table.text, json: json.text }
}

const maker = 'Nordwerk Antriebe'

test('texts stand in the order of how many rows one answer settles, and rows that need their own answer come late', async () => {
  const { code, answer } = await listed([
    ['1', maker, 'Norda Drive ND-4400', '', ''],
    ['2', maker, 'Norda Drive ND-4400', '', ''],
    ['3', maker, 'Norda Drive ND-4400', '', ''],
    ['4', 'unknown', 'Pump', '', '1'],
    ['5', 'Unknown', 'PUMP', '', '2'],
    ['6', maker, 'Norda Drive ND-4500', '', '1'],
  ])
  assert.equal(code, 3)
  assert.deepEqual(
    answer.items.map(({ kind, rows, unlocks, refs }) => [kind, rows, unlocks, refs]),
    [
      ['maker-missing', 2, 2, ['4', '5']],
      ['version-missing', 3, 1, ['1', '2', '3']],
    ],
  )
  assert.equal(answer.decided, 1)
  assert.match(answer.items[0]!.rule!, /^vendor = "unknown"\nproduct = "Pump"\nmeans = \{ vendor = "" \}$/m)
  assert.match(
    answer.items[1]!.rule!,
    /^# 3 rows, each with its own answer: 1, 2, 3\n\[\[rule\]\]\nref = "1"\nmeans = \{ version = "" \}$/m,
  )
})

test('an inventory of which everything was judged is no work', async () => {
  const { code, answer, text } = await listed([
    ['1', maker, 'Norda Drive ND-4400', '', '2'],
    ['2', maker, 'Norda Drive ND-4400', '', '4'],
  ])
  assert.deepEqual([code, answer.decided, answer.items], [0, 2, []])
  assert.equal(text, '2 rows of assets.csv: 2 decided, 0 open\n')
})

test('a product that no advisory of its maker names is no doubt, and the nearest are given', async () => {
  const { code, answer, text } = await listed([['1', maker, 'Norda Dirve ND-44O0', '', '2']])
  assert.equal(code, 0)
  const [item] = answer.items
  assert.deepEqual([item!.kind, item!.doubts], ['product-not-named', 0])
  assert.deepEqual((await listed([['1', maker, 'Norda Drve 4400', '', '2']])).answer.items[0]?.candidates ?? [], [])
  assert.match(text, /1 row, 1 text: no advisory of its maker names it \(no doubt\)/)
})

test('what may be a product of an advisory is suggested as that beside what it is', async () => {
  const { answer } = await listed([['1', maker, 'Norda Panel NP-210', '', '1.0']])
  const [item] = answer.items
  assert.equal(item!.kind, 'product-possible')
  assert.equal(item!.candidates[0]!.product, 'Norda Panel NP-210 (EX)')
  assert.match(item!.rule!, /^also = \{ product = "Norda Panel NP-210 \(EX\)" \}\n# or: none = true$/m)
  const filled = item!.rule!.replace('reason = ""', 'reason = "seen"')
  const after = await listed([['1', maker, 'Norda Panel NP-210', '', '1.0']], filled)
  assert.deepEqual([after.answer.decided, after.answer.items], [1, []])
})

test('what may be several products is suggested as each and as all of them', async () => {
  const advisories = sampleAdvisories([
    { name: 'Norda Panel NP-300 (EX)', versions: 'vers:all/<3.0', cve: 'CVE-2099-0021' },
    { name: 'Norda Panel NP-300 (MARINE)', versions: 'vers:all/<3.0', cve: 'CVE-2099-0022' },
  ])
  const row = [['1', maker, 'Norda Panel NP-300', '', '1.0']]
  const { answer } = await listed(row, '', advisories)
  const { rule } = answer.items[0]!
  const all = /^# or: (also = \[\{.*\}, \{.*\}\])$/m.exec(rule!)![1]!
  const filled = rule!.replace(/^also = .*$/m, all).replace('reason = ""', 'reason = "seen"')
  assert.deepEqual((await listed(row, filled, advisories)).answer.decided, 1)
})

test('a version is work where another text of it could be compared, and not where the advisory decides by words', async () => {
  const advisories = sampleAdvisories([
    { name: 'Norda Gate NG-77', versions: 'vers:all/<R14B', cve: 'CVE-2099-0031' },
    { name: 'Norda Gate NG-78', versions: 'serial numbers up to 22081', cve: 'CVE-2099-0032' },
  ])
  const { code, answer } = await listed(
    [
      ['1', maker, 'Norda Gate NG-77', '', '2.7'],
      ['2', maker, 'Norda Gate NG-78', '', '2.7'],
    ],
    '',
    advisories,
  )
  assert.deepEqual([code, answer.other, answer.items.length], [3, 1, 1])
  assert.equal(
    answer.items[0]!.settle,
    'Tell which version "2.7" of "Norda Gate NG-77" is: it is compared with "vers:all/<R14B".',
  )
})

test('products of one name are told apart by their order numbers', async () => {
  const advisories = sampleAdvisories([
    { name: 'Norda Hub NH-3', versions: 'vers:all/<3.0', numbers: ['NH3-0001-AA'], cve: 'CVE-2099-0011' },
  ])
  const two = JSON.parse(advisories)
  const [branch] = two.product_tree.branches[0].branches
  const other = structuredClone(branch)
  other.branches[0].name = 'vers:all/<1.0'
  other.branches[0].product.product_id = 'P2'
  other.branches[0].product.product_identification_helper.model_numbers = ['NH3-0002-AA']
  two.product_tree.branches[0].branches.push(other)
  two.vulnerabilities[0].product_status.known_affected.push('P2')
  const { answer } = await listed([['1', maker, 'Norda Hub NH-3', '', '2.0']], '', `${JSON.stringify(two)}\n`)
  const [item] = answer.items
  assert.equal(item!.kind, 'product-ambiguous')
  assert.deepEqual(item!.candidates.map(({ orderNumber }) => orderNumber).sort(), ['NH3-0001-AA', 'NH3-0002-AA'])
})

test('where a rule led to what cannot be judged, that rule is named and no other is offered', async () => {
  const rules = '[[rule]]\nvendor = "X"\nmeans = { vendor = "Nobody Known" }\nreason = "r"\nreview-by = 2099-01-01\n'
  const { answer, text } = await listed([['1', 'X', 'Pump', '', '1']], rules)
  assert.deepEqual([answer.items[0]!.kind, answer.items[0]!.rule], ['maker-unknown', null])
  assert.match(text, /Change rule 1 of products\.toml at line 1, which leads here\./)
})

test('an answer is bounded however many texts there are, and its counts are of all', async () => {
  const rows = Array.from({ length: 700 }, (_, i) => [`${i}`, `Maker ${i} Works`, 'Pump', '', '1'])
  const { answer, text, json } = await listed(rows)
  assert.deepEqual(
    [answer.items.length, answer.more, answer.open],
    [500, { items: 200, rows: 200 }, [{ kind: 'maker-unknown', items: 700, rows: 700 }]],
  )
  assert.match(text, /^and 680 more texts of 680 rows: -v or --format json$/m)
  const long = await listed([
    ['1', 'Z', 'a'.repeat(5000), '', '1'],
    ['2', 'y'.repeat(5000), 'b', '', '1'],
    ['3', 'y'.repeat(5000), 'b', '', '1'],
  ])
  assert.ok(long.json.length < 12_000 && long.text.length < 8000 && json.length < 400_000)
  assert.equal(long.answer.items[0]!.rule, null)
  assert.match(long.answer.items[0]!.settle, /too long for a rule/)
})

test('odd words of an inventory come out visible, and the rule to paste reads as they are', async () => {
  const odd = 'a\u202egnp\u0085]] " \\ = # \u{e0041}'
  const rows = [
    ['1', odd, 'Pump', '', '1'],
    ['\u202e2', maker, odd, '', '1'],
    ['3', '__proto__', 'constructor', '', '1'],
  ]
  const { answer, text, json } = await listed(rows)
  for (const shown of [text, json])
    assert.doesNotMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u{e0000}-\u{e007f}]/u)
  assert.deepEqual(
    answer.items.map(({ kind }) => kind),
    ['maker-unknown', 'maker-unknown', 'product-not-named'],
  )
  for (const { rule, vendor, product } of answer.items) {
    assert.throws(() => rulesIn(rule!, 'x', parse), { code: 'matching/bad-rules-file' })
    const filled = rule!
      .replace('= ""\nreview', '= "r"\nreview')
      .replace('{ vendor = "" }', '{ vendor = "V" }')
      .replace('{ product = "" }', '{ product = "P" }')
    const [read] = rulesIn(filled, 'x', parse)
    assert.deepEqual([read!.where.vendor, read!.where.product], [vendor, product])
    assert.doesNotMatch(rule!, /[\u0085\u202e\u{e0041}]/u)
  }
  assert.deepEqual((await listed(rows)).json, json)
})

test('products are near by the telling words that they share, and makers by their letters', () => {
  const names = ['Drive ND-4400', 'Drive ND-4500', 'Drive NE-1 firmware', 'Gate NG-77', 'Gate NG-78', '']
  const index = nearIndex(names.map(name => ({ vendor: 'N', name, orderNumbers: [] })))
  const near = (text: string) => index.near(text, 2).map(({ listed: { name } }) => name)
  assert.deepEqual(near('drive 4500'), ['Drive ND-4500'])
  assert.deepEqual(near('Gate'), ['Gate NG-77', 'Gate NG-78'])
  for (const text of ['', 'something else', '__proto__ constructor', '1 2 3', 'x '.repeat(100_000)])
    assert.deepEqual(near(text), [])
  const makers = ['Nordwerk', 'Valka Metering', 'AB'].map(name => ({ id: name, name, because: 'name' as const }))
  const like = (text: string) => nearMakers(text, makers, 3).map(({ name }) => name)
  assert.deepEqual(like('Nordwrek'), [])
  assert.deepEqual(like('Nordwerk Antriebe (Wartung)'), ['Nordwerk'])
  assert.deepEqual(like('Valka Meterng'), ['Valka Metering'])
  for (const text of ['', '\u0000', 'a'.repeat(1_000_000), '__proto__']) assert.deepEqual(like(text), [])
})
