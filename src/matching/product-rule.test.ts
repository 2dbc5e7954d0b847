import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'smol-toml'
import { type Component, component } from '#boms'
import { rulesIn } from './product-rule.ts'
import { ruleBook } from './product-rule-book.ts'
import { ruleToml, tomlText, writtenKey } from './product-rule-text.ts'

const now = Date.parse('2026-11-21T10:00:00Z')
const read = (text: string, path = 'plant/products.toml') => rulesIn(text, path, parse)
const end = 'reason = "plate"\nreview-by = 2099-12-31\n'
const rule = (text: string) => `[[rule]]\n${text}\n${end}\n`

const row = (over: Partial<Component> = {}): Component => ({
  ...component('A1', 'Drive groß', '2.9'),
  supplier: 'Anlage  Süd',
  type: 'device',
  ...over,
})
const book = (...texts: string[]) => ruleBook(read(texts.map(rule).join('')), now)

test('a file of rules is read with everything that each says', () => {
  const text = `# decided in May\n\n[[rule]]\nvendor = "Anlage Süd"\nproduct = "Drive groß"\nmeans = { product = "ND-4400", order-number = "X-1" }\nreason = "plate"\nby = "K. Ito"\ndate = 2026-05-03\nuntil = "2027-05-03"\n`
  assert.deepEqual(read(text), [
    {
      number: 1,
      file: 'products.toml',
      line: 3,
      where: { vendor: 'Anlage Süd', product: 'Drive groß' },
      says: { kind: 'product', product: 'ND-4400', orderNumber: 'X-1' },
      reason: 'plate',
      by: 'K. Ito',
      date: '2026-05-03',
      until: Date.parse('2027-05-03'),
    },
  ])
  assert.deepEqual(read(''), [])
})

test('a rule is written so that it reads the same', () => {
  const texts = [
    'vendor = "a"\nmeans = { vendor = "Siemens" }',
    'ref = "A\\"1\\\\"\nmeans = { vendor = "Siemens", product = "x", order-number = "y" }',
    'product = "\\u202Eodd\\t\\u0085\\U000E0041"\nnone = true',
    'vendor = "a"\nproduct = "p"\norder-number = "7"\nalso = { product = "f" }',
    'ref = "r"\nalso = [{ product = "f" }, { order-number = "g" }]',
    'version = "Stand 3"\nmeans = { version = "2.0" }\nby = "K"\ndate = 2026-01-02',
  ]
  for (const text of texts) {
    const [one] = read(rule(text))
    const again = ruleToml(one!)
    assert.doesNotMatch(again, /[\u0000-\u0009\u007f-\u009f\u202e\u{e0000}-\u{e007f}]/u)
    assert.deepEqual(read(again), [{ ...one, line: 1 }])
  }
  assert.equal(tomlText('\ud800'), '"\ufffd"')
})

test('what is wrong with a rule is told with its line', () => {
  const wrong: [text: string, message: RegExp][] = [
    [
      'vendor = "a"\nmeans = { vendor = "b" }\nmeant = 1',
      /"meant" in rule 2 at line 7|"meant" is none of .* in rule 2 at line 7/,
    ],
    [
      'means = { vendor = "b" }',
      /neither ref nor vendor, product or version says which rows are meant in rule 2 at line 7/,
    ],
    ['vendor = "a"', /means is missing: .* in rule 2 at line 7/],
    ['vendor = "a"\nmeans = {}', /means is empty/],
    ['vendor = "a"\nmeans = { vendor = "" }', /vendor of means is empty/],
    ['vendor = "a"\nmeans = { vendor = 3 }', /vendor of means must be one text and is "3"/],
    ['vendor = "a"\nmeans = { vendor = "unknown" }', /vendor "unknown" of means names no vendor/],
    ['vendor = "a"\nmeans = { maker = "b" }', /"maker" of means is none of/],
    ['vendor = "a"\nmeans = { product = "b" }', /a vendor alone can only mean a vendor/],
    ['vendor = "a"\nnone = true', /a vendor alone can only mean a vendor/],
    ['product = "a"\nnone = false', /none can only be true/],
    ['product = "a"\nnone = true\nmeans = { product = "b" }', /means and none both stand/],
    ['product = "a"\nalso = { vendor = "Siemens" }', /also takes product and order-number/],
    ['product = "a"\nalso = []', /also takes 1 to 20 products/],
    ['product = "a"\nalso = [{ product = "b" }, "c"]', /also must be a table/],
    ['product = "a"\nmeans = { version = "b" }', /neither version nor ref says which one is written/],
    ['version = "a"\nmeans = { product = "b" }', /version stands in a rule that says which product/],
    ['ref = "a"\nproduct = "b"\nnone = true', /ref names the row, and product beside it is too much/],
    ['vendor = "a"\norder-number = "b"\nmeans = { vendor = "c" }', /order-number stands without product/],
    ['product = "a"\nmeans = { product = "b", version = "c" }', /version of means stands beside others/],
    [`product = "${'a'.repeat(1001)}"\nnone = true`, /product is longer than 1000 signs/],
    ['vendor = "a"\nmeans = [1]', /means must be a table/],
    ['__proto__ = "a"\nproduct = "b"\nnone = true', /"__proto__" is none of/],
    ['product = "b"\nnone = true\ndate = 07:32:00', /date .* is not a date/],
  ]
  const first = rule('product = "x"\nnone = true')
  for (const [text, message] of wrong)
    assert.throws(() => read(first + rule(text)), { code: 'matching/bad-rules-file', message }, text)
  assert.throws(
    () => read('[[rule]]\nproduct = "x"\nnone = true\nreview-by = 2099-01-01\n'),
    /reason is missing in rule 1 at line 1/,
  )
  assert.throws(() => read('[[rule]]\nproduct = "x"\nnone = true\nreason = "x"\n'), /review-by is missing/)
  assert.throws(() => read(rule('product = "x"\nnone = true\nuntil = 2099-01-01')), /until and review-by both stand/)
  assert.throws(() => read('rules = 1'), /"rules" is nothing that such a file has/)
  assert.throws(() => read('rule = 1'), /rule must be a list/)
  assert.throws(() => read('rule = [1]'), /rule 1 is no table/)
  assert.throws(() => read('[[rule]'), { code: 'matching/bad-rules-file', message: /not valid TOML/ })
  assert.throws(() => read(`a = ${'['.repeat(100_000)}`), { code: 'matching/bad-rules-file' })
})

test('texts are the same but for case and blanks, and a blank between two numbers counts', () => {
  assert.equal(writtenKey(' ND  4400\tEX'), writtenKey('nd4400 ex'))
  assert.notEqual(writtenKey('V1 0'), writtenKey('V10'))
  assert.equal(writtenKey('V 1.0'), writtenKey('v1.0'))
})

test('a vendor, a product and a version are each replaced by what a rule says, and who said so', () => {
  const rules = book(
    'vendor = "anlage süd"\nmeans = { vendor = "Nordwerk" }',
    'vendor = "Anlage Süd"\nproduct = "DRIVE GROSS"\nnone = true',
    'vendor = "Anlage Süd"\nproduct = "drive GROß"\nmeans = { product = "ND-4400", order-number = "X-1" }',
    'version = "2.9"\nproduct = "Drive groß"\nmeans = { version = "2.9.0.1" }',
  )
  const { supplier, name, orderNumber, version, none, how } = rules.of(row({ orderNumber: '4711' }))
  assert.deepEqual([supplier, name, orderNumber, version, none], ['Nordwerk', 'ND-4400', 'X-1', '2.9.0.1', false])
  assert.equal(
    how,
    'by rule 1 of products.toml: "Anlage  Süd" means "Nordwerk"; by rule 3 of products.toml: "Drive groß" means "ND-4400", order-number "X-1"; by rule 4 of products.toml: "2.9" means "2.9.0.1"',
  )
  assert.deepEqual(
    read([rule('vendor = "x"\nmeans = { vendor = "y1" }')].join('')).map(one => rules.rowsOf(one)),
    [0],
  )
})

test('what a rule leaves unsaid stays: a maker alone keeps the name, a product alone keeps the maker', () => {
  const maker = book('ref = "A1"\nmeans = { vendor = "Nordwerk" }').of(row({ orderNumber: '4711' }))
  assert.deepEqual([maker.supplier, maker.name, maker.orderNumber], ['Nordwerk', 'Drive groß', '4711'])
  const product = book('ref = "A1"\nmeans = { product = "ND" }').of(row({ orderNumber: '4711' }))
  assert.deepEqual([product.supplier, product.name, product.orderNumber], ['Anlage  Süd', 'ND', undefined])
  const number = book('ref = "A1"\nmeans = { order-number = "X-1" }').of(row())
  assert.deepEqual([number.name, number.orderNumber], ['', 'X-1'])
  const also = book('ref = "A1"\nalso = { product = "ND" }').of(row())
  assert.deepEqual([also.name, also.also], ['Drive groß', [{ name: 'ND', orderNumber: undefined }]])
})

test('a rule applies to the rows that it names and to no other', () => {
  const touched = (text: string, over: Partial<Component>) => book(text).of(row(over)).rules.length === 1
  const nd = 'means = { product = "ND" }'
  assert.ok(
    touched(`vendor = "Anlage Süd"\nproduct = "Drive groß"\norder-number = "47 11-A"\n${nd}`, {
      orderNumber: '47 11-a',
    }),
  )
  assert.ok(!touched(`vendor = "Anlage Süd"\nproduct = "Drive groß"\norder-number = "4711"\n${nd}`, {}))
  assert.ok(!touched(`vendor = "Anlage"\nproduct = "Drive groß"\n${nd}`, {}))
  // Without a vendor it speaks of rows that state none.
  assert.ok(touched(`product = "Drive groß"\n${nd}`, { supplier: undefined }))
  assert.ok(!touched(`product = "Drive groß"\n${nd}`, {}))
  assert.ok(touched('version = "2.9"\nmeans = { version = "3" }', {}))
  assert.ok(!touched('version = "2.9"\nvendor = "x"\nmeans = { version = "3" }', {}))
  assert.ok(!touched('version = "2.9"\nmeans = { version = "3" }', { version: undefined }))
  assert.ok(touched('ref = "A1"\nmeans = { version = "3" }', { version: undefined }))
  // Words that the keys of the book, or of any object, are made of.
  for (const odd of ['__proto__', 'constructor', 'ref', 'words', '*', ' ', '["product","ref","A1"]']) {
    if (odd.trim() !== '') assert.ok(touched(`product = ${tomlText(odd)}\n${nd}`, { supplier: undefined, name: odd }))
    assert.ok(!touched(`ref = "A1"\n${nd}`, { ref: 'A2', name: 'A1', supplier: odd }))
    assert.ok(!touched('version = "1"\nvendor = "x"\nmeans = { version = "2" }', { supplier: odd, version: '1' }))
  }
})

test('two answers for one row are refused with both places, and the same answer twice is none', () => {
  const nd = 'vendor = "Anlage Süd"\nproduct = "Drive groß"\nmeans = { product = "ND" }'
  assert.throws(() => book(nd, 'vendor = "ANLAGE SÜD"\nproduct = "drive groß"\nnone = true'), {
    code: 'matching/rules-contradict',
    message:
      /rule 1 of products\.toml at line 1 and rule 2 of products\.toml at line 8 give the same words two answers/,
  })
  const apart = book(nd, 'ref = "A1"\nmeans = { product = "NE" }')
  assert.equal(apart.of(row({ ref: 'A2' })).name, 'ND')
  assert.throws(() => apart.of(row()), {
    code: 'matching/rules-contradict',
    message: /row "A1" two answers: it means "NE", it means "ND"/,
  })
  assert.throws(
    () =>
      book(
        'version = "2.9"\nmeans = { version = "3" }',
        'version = "2.9"\nproduct = "Drive groß"\nmeans = { version = "4" }',
      ).of(row()),
    { code: 'matching/rules-contradict' },
  )
  assert.equal(book(nd, nd).of(row()).name, 'ND')
})

test('a rule past its day no longer works and contradicts nobody', () => {
  const text = '[[rule]]\nref = "A1"\nnone = true\nreason = "x"\nreview-by = 2026-11-21\n'
  const rules = read(text + rule('ref = "A1"\nmeans = { product = "ND" }'))
  const made = ruleBook(rules, now)
  assert.deepEqual(made.expired, [rules[0]])
  assert.equal(made.of(row()).name, 'ND')
  assert.equal(ruleBook(rules.slice(0, 1), Date.parse('2026-11-20T23:59:59Z')).of(row()).none, true)
})

test('many rules and long texts cost no more than their size', () => {
  const many = Array.from({ length: 20_000 }, (_, i) =>
    rule(`version = "2.9"\nproduct = "p${i}"\nmeans = { version = "${i}" }`),
  )
  const made = ruleBook(read(many.join('')), now)
  for (let i = 0; i < 2000; i++) assert.equal(made.of(row({ name: `p${i}` })).version, String(i))
  assert.equal(made.of(row({ name: ' '.repeat(500_000) })).rules.length, 0)
  assert.equal(made.of(row({ supplier: `${'a '.repeat(300_000)}1 1` })).rules.length, 0)
})
