import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { db } from '#advisories/operations'
import type { Tool } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { products, scan } from './operations.ts'
import { sampleAdvisories, sampleInventory } from './product-rule-sample.ts'
import type { Report } from './report.ts'

const rows = [
  ['D-1', 'Nordwerk Antriebe GmbH', 'Norda Drive ND-4400', '', '2.5'],
  ['D-2', 'Anlagenbau Süd', 'ND-4400', '', '2.5'],
  ['D-3', 'Anlagenbau  süd', 'ND-4500', '', '2.5'],
  ['P-1', 'Nordwerk Antriebe', 'Bediengerät Halle 3', '', '1.0'],
  ['P-2', 'Nordwerk Antriebe', 'bediengerät halle 3', '', '2.0'],
  ['G-1', 'Nordwerk Antriebe', 'Norda Gate NG-77', '', '2.7'],
  ['M-1', '', 'Valka Meter VM-9', '', '4.0'],
  ['M-2', 'Valka Metering', 'Valka Meter VM-9', '', ''],
]

async function plant(files: Record<string, string> = {}, inventory = sampleInventory(rows)): Promise<MemoryWorld> {
  const world = memoryWorld({ 'csaf.ndjson': sampleAdvisories(), 'assets.csv': inventory, ...files })
  await run(world, db.build, [], { from: 'csaf.ndjson' })
  return world
}

/** Runs a command in a world that only it prints to. */
async function run(world: MemoryWorld, tool: Tool, words: string[], flags: Record<string, string> = {}) {
  const printed: string[] = []
  const here = { ...world, out: (text: string | Uint8Array) => void printed.push(String(text)) }
  const given = Object.entries({ db: 'db', ...flags }).map(([name, value]) => [name, [value]] as const)
  const code = await tool.run(here, { words, flags: new Map(given) })
  return { code, text: printed.join('') }
}

async function json(world: MemoryWorld, tool: Tool, words: string[], flags: Record<string, string> = {}) {
  const { code, text } = await run(world, tool, words, { ...flags, format: 'json' })
  return { code, json: JSON.parse(text) }
}

const schema = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../docs/schemas/millcert-products-${name}-1.schema.json`, import.meta.url), 'utf8'),
  )

const inventory = ['assets.csv']
const { worklist, try: tryRules } = await products()

/** What waits, as `kind rows text`. */
const waiting = (answer: { items: Record<string, unknown>[] }) =>
  answer.items.map(({ kind, rows: many, vendor, product, version }) =>
    [kind, many, vendor, product, version].filter(text => text !== undefined).join(' '),
  )
const shown = ({ matches, undecided }: Report) =>
  [
    ...matches.map(({ component, vulnerability }) => `${component.ref} ${vulnerability.id}`),
    ...undecided.map(
      one => `${one.component.ref} ? ${one.vulnerability.id} ${(one.advisories[0]?.because ?? one.because)?.rule}`,
    ),
  ].sort()

test('from a bare inventory over its work list and a rule that was tried to what it unlocked', async () => {
  const world = await plant()
  const before = await json(world, scan, inventory)
  assert.deepEqual(shown(before.json), [
    'D-1 CVE-2099-0001',
    'D-2 ? * maker-not-covered',
    'D-3 ? * maker-not-covered',
    'G-1 ? CVE-2099-0004 version-not-comparable',
    'M-1 ? * vendor-missing',
    'M-2 ? CVE-2099-0005 version-missing',
  ])
  const unnamed = before.json.notes.filter(({ code }: { code: string }) => code === 'product-not-named')
  assert.deepEqual(unnamed.length, 1)
  assert.match(unnamed[0].message, /^2 components name a product .* millcert products worklist assets\.csv$/)

  const work = await json(world, worklist, inventory)
  assert.equal(work.code, 3)
  assert.deepEqual(waiting(work.json), [
    'maker-unknown 2 Anlagenbau Süd',
    'product-not-named 2 Nordwerk Antriebe Bediengerät Halle 3',
    'maker-missing 1 Valka Meter VM-9',
    'version-missing 1 Valka Metering Valka Meter VM-9',
    'version-not-comparable 1 Nordwerk Antriebe Norda Gate NG-77 2.7',
  ])
  assert.deepEqual([work.json.rows, work.json.decided, work.json.other], [8, 1, 0])

  // The person who knows the plant fills in what is missing.
  const [maker, panel, meter, , gate] = work.json.items as { rule: string }[]
  const filled = [
    maker!.rule.replace(/^means = .*$/m, 'means = { vendor = "Nordwerk Antriebe" }'),
    panel!.rule.replace(/^means = .*$/m, 'means = { product = "Norda Panel NP-210 (EX)" }'),
    meter!.rule,
    gate!.rule.replace('version = ""', 'version = "R14A"'),
  ].map(text => text.replace('reason = ""', 'reason = "read on its plate"'))
  assert.match(meter!.rule, /^means = \{ vendor = "Valka Metering" \}$/m)
  world.files.set('new.toml', Buffer.from(filled.join('\n')))

  const tried = await json(world, tryRules, inventory, { new: 'new.toml', save: '' })
  assert.equal(tried.code, 0)
  assert.deepEqual(tried.json.counts, {
    new: { affected: 4, undecided: 0 },
    gone: { affected: 0 },
    decided: { affected: 1, notAffected: 3 },
    undone: { affected: 0 },
  })
  assert.deepEqual(
    tried.json.rules.map(({ rows: many, changed, state }: Record<string, unknown>) => [state, many, changed]),
    [
      ['new', 2, 2],
      ['new', 2, 1],
      ['new', 1, 1],
      ['new', 1, 1],
    ],
  )
  assert.deepEqual(tried.json.save, { path: '.millcert/products.toml', rules: 4 })

  const after = await json(world, scan, inventory)
  assert.deepEqual(shown(after.json), [
    'D-1 CVE-2099-0001',
    'D-2 CVE-2099-0001',
    'D-3 CVE-2099-0002',
    'G-1 CVE-2099-0004',
    'M-1 CVE-2099-0005',
    'M-2 ? CVE-2099-0005 version-missing',
    'P-1 CVE-2099-0003',
  ])
  const panelMatch = (after.json as Report).matches.find(({ component }) => component.ref === 'P-1')!
  assert.equal(panelMatch.component.name, 'Bediengerät Halle 3')
  assert.match(
    panelMatch.advisories[0]!.because.how!,
    /^by rule 2 of products\.toml: "Bediengerät Halle 3" means "Norda Panel NP-210 \(EX\)"; the same name$/,
  )
  assert.deepEqual(waiting((await json(world, worklist, inventory)).json), [
    'version-missing 1 Valka Metering Valka Meter VM-9',
  ])
})

const rule = (text: string) => `[[rule]]\n${text}\nreason = "plate"\nreview-by = 2099-12-31\n`

test('what is tried and not saved changes nothing, and what is in force already is not added again', async () => {
  const kept = `# ours\n${rule('vendor = "Anlagenbau Süd"\nmeans = { vendor = "Nordwerk Antriebe" }')}`
  const world = await plant({
    '.millcert/products.toml': kept,
    'new.toml': `${kept}${rule('ref = "P-2"\nnone = true')}`,
  })
  const file = () => Buffer.from(world.files.get('.millcert/products.toml')!).toString()
  const first = await run(world, tryRules, inventory, { new: 'new.toml' })
  assert.match(first.text, /is in force already\n[\s\S]*Nothing was saved: --save keeps these rules\n$/)
  assert.equal(file(), kept)
  await run(world, tryRules, inventory, { new: 'new.toml', save: '' })
  assert.equal(file(), `${kept}\n${rule('ref = "P-2"\nnone = true')}`)
  const again = await run(world, tryRules, inventory, { new: 'new.toml', save: '' })
  assert.match(again.text, /Nothing is to be saved: \.millcert\/products\.toml says all of it\n$/)
  assert.equal(file(), `${kept}\n${rule('ref = "P-2"\nnone = true')}`)
})

test('a new rule past its day is told and not kept', async () => {
  const old = '[[rule]]\nref = "D-1"\nnone = true\nreason = "old"\nreview-by = 2026-01-01\n'
  const world = await plant({ 'new.toml': old + rule('ref = "D-1"\nmeans = { product = "Norda Drive ND-4500" }') })
  const { code, text } = await run(world, tryRules, inventory, { new: 'new.toml', save: '' })
  assert.equal(code, 3)
  assert.match(text, /^rule 1 at line 1: ref "D-1" .*: has expired on 2026-01-01 and changes nothing$/m)
  assert.match(text, /^rule 2 at line 6: .*: 1 row, 1 of them with other answers$/m)
  const kept = Buffer.from(world.files.get('.millcert/products.toml')!).toString()
  assert.equal(kept, rule('ref = "D-1"\nmeans = { product = "Norda Drive ND-4500" }'))
})

test('a rule can also make things worse, and the preview says so', async () => {
  const text =
    rule('ref = "D-1"\nnone = true') + rule('ref = "M-2"\nmeans = { version = "9" }') + rule('ref = "X"\nnone = true')
  const world = await plant({ 'new.toml': text })
  const { code, json: tried } = await json(world, tryRules, inventory, { new: 'new.toml' })
  assert.equal(code, 3)
  assert.deepEqual(
    tried.changes.map((one: Record<string, unknown>) => [
      one['vulnerability'],
      one['before'],
      one['after'],
      one['rules'],
    ]),
    [
      ['CVE-2099-0001', 'affected', 'nothing', [1]],
      ['CVE-2099-0005', 'undecided', 'nothing', [2]],
    ],
  )
  assert.deepEqual([tried.counts.gone.affected, tried.counts.decided.notAffected, tried.rules[2].rows], [1, 1, 0])
  const totals = tried.before.affected - tried.after.affected + tried.before.undecided - tried.after.undecided
  assert.equal(totals, 2)
})

test('rules that contradict, are no rules or have no file are refused, and nothing is written', async () => {
  const inForce = rule('ref = "D-1"\nnone = true')
  const world = await plant({
    '.millcert/products.toml': inForce,
    'other.toml': rule('ref = "D-1"\nmeans = { product = "ND" }'),
    'bad.toml': '[[rule]]\nref = 1\n',
    'latin.toml': '',
    'inline.toml': 'rule = [{ ref = "D-2", none = true, reason = "x", review-by = 2099-01-01 }]\n',
    'more.toml': rule('ref = "D-3"\nnone = true'),
  })
  world.files.set('latin.toml', Uint8Array.of(0x23, 0xe4, 0x0a))
  const refused = (flags: Record<string, string>, code: string) =>
    assert.rejects(run(world, tryRules, inventory, { save: '', ...flags }), { code })
  await assert.rejects(run(world, tryRules, inventory, { new: 'other.toml', save: '' }), {
    code: 'matching/rules-contradict',
    message: /rule 1 of products\.toml at line 1 and rule 1 of other\.toml at line 1 give the same words two answers/,
  })
  await refused({ new: 'bad.toml' }, 'matching/bad-rules-file')
  await refused({ new: 'latin.toml' }, 'matching/bad-rules-file')
  await refused({ new: 'absent.toml' }, 'base/not-found')
  await refused({ new: 'more.toml', rules: 'absent.toml' }, 'base/not-found')
  await refused({ new: 'more.toml', rules: 'inline.toml' }, 'matching/bad-rules-file')
  await refused({ new: 'more.toml', db: 'nowhere' }, 'advisories/no-database')
  await refused({}, 'cli/usage')
  await assert.rejects(run(world, scan, inventory, { rules: 'bad.toml' }), { code: 'matching/bad-rules-file' })
  await assert.rejects(run(world, scan, inventory, { rules: 'absent.toml' }), { code: 'base/not-found' })
  assert.equal(Buffer.from(world.files.get('.millcert/products.toml')!).toString(), inForce)
  assert.deepEqual(
    [...world.files.keys()].filter(path => path.endsWith('.lock')),
    [],
  )
})

test('a scan tells which rules have expired, which apply to nothing, and what they rule out', async () => {
  const expired =
    '[[rule]]\nvendor = "Anlagenbau Süd"\nmeans = { vendor = "Nordwerk Antriebe" }\nreason = "guess"\nreview-by = 2026-01-01\n'
  const text =
    expired + rule('ref = "nobody"\nnone = true') + rule('vendor = "Anlagenbau Süd"\nproduct = "ND-4400"\nnone = true')
  const world = await plant({ '.millcert/products.toml': text })
  const { json: report } = await json(world, scan, inventory)
  const notes = (report as Report).notes.map(({ code, message }) => `${code}: ${message}`)
  const found = (code: string) => notes.filter(note => note.startsWith(code))
  assert.deepEqual(found('rule-expired'), [
    'rule-expired: The decision of rule 1 of products.toml at line 1 (guess) has expired and no longer works',
  ])
  assert.match(
    found('rules-unused').join(),
    /^rules-unused: 1 of 3 rules of \.millcert\/products\.toml apply to nothing .* \(ref "nobody" is no product/,
  )
  assert.match(found('product-ruled-out').join(), /^product-ruled-out: 1 components are no product/)
  assert.ok(!shown(report).some(one => one.startsWith('D-2')))
  assert.ok(shown(report).includes('D-3 ? * maker-not-covered'))
})

test('a scan of packages reads no rules but those that are named', async () => {
  const world = await plant({ '.millcert/products.toml': 'no TOML at all', 'go.mod': 'module a\n\ngo 1.22\n' })
  await run(world, scan, ['go.mod'])
  await assert.rejects(run(world, scan, ['go.mod'], { rules: '.millcert/products.toml' }), {
    code: 'matching/bad-rules-file',
  })
})

test('the answers keep to their published schemas', async () => {
  const ajv = new Ajv({ allErrors: true, strict: false })
  const world = await plant({ 'new.toml': rule('ref = "P-1"\nnone = true') })
  for (const [name, tool, flags] of [
    ['worklist', worklist, {}],
    ['try', tryRules, { new: 'new.toml' }],
    ['try', tryRules, { new: 'new.toml', save: '' }],
  ] as const) {
    const answer: Record<string, unknown> = (await json(world, tool, inventory, flags)).json
    assert.ok(ajv.validate(schema(name), answer), `${name}: ${ajv.errorsText()}`)
    assert.equal(ajv.validate(schema(name), { ...answer, schema: 'other/1' }), false)
    for (const member of Object.keys(answer)) {
      const { [member]: _, ...without } = answer
      assert.equal(ajv.validate(schema(name), without), false, `${name} without ${member}`)
    }
  }
})
