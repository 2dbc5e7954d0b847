import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cpe, longestCpe, parseCpe, showCpe } from './cpe.ts'
import { compareCpe, compareCpeValue } from './cpe-match.ts'

function read(text: string): Cpe {
  const found = parseCpe(text)
  assert.ok(!('fault' in found), `${text}: ${JSON.stringify(found)}`)
  return found
}

const product = (text: string) => `cpe:2.3:a:maker:${text}:*:*:*:*:*:*:*:*`

test('cpe: both bindings of a name are the same name', () => {
  const pairs: [string, string][] = [
    ['cpe:/a:maker:plant_view:8.0.6001:beta', 'cpe:2.3:a:maker:plant_view:8.0.6001:beta:*:*:*:*:*:*'],
    ['cpe:/a:maker:plant_view:8.%02:sp%01', 'cpe:2.3:a:maker:plant_view:8.*:sp?:*:*:*:*:*:*'],
    [
      'cpe:/a:maker:view%24suite:7.4::~~online~win2003~x64~',
      'cpe:2.3:a:maker:view\\$suite:7.4:*:*:*:online:win2003:x64:*',
    ],
    ['cpe:/o:MAKER:os:-', 'cpe:2.3:o:maker:os:-:*:*:*:*:*:*:*'],
    ['cpe:/a:maker:a%3ab%5cc', 'cpe:2.3:a:maker:a\\:b\\\\c:*:*:*:*:*:*:*:*'],
    ['cpe:/', 'cpe:2.3:*:*:*:*:*:*:*:*:*:*:*'],
  ]
  for (const [uri, formatted] of pairs) {
    assert.deepEqual(read(uri), read(formatted), uri)
    assert.equal(showCpe(read(uri)), formatted)
  }
  assert.equal(showCpe(read(product('\\-'))), product('\\-'))
  assert.equal(showCpe(read(product('a\\\\'))), product('a\\\\'), 'an escaped backslash escapes no colon')
  assert.deepEqual(read(product('a\\-b')), read(product('a-b')))
})

test('cpe: a malformed name is a fault, whatever its length', () => {
  const names = [
    '',
    'cpe:2.3:',
    'cpe:/x:maker',
    'cpe:/a:b:c:d:e:f:g:h',
    'cpe:/a:%zz',
    'cpe:/a:%',
    'cpe:/a:é',
    'cpe:/a:b:c:d:e:~1~2',
    'cpe:2.3:a:b:c',
    `${product('a')}:`,
    product(''),
    product('a*b'),
    product('**'),
    product('?'),
    product('*'.repeat(2000)),
    product('*a?*'),
    product('\\a'),
    product('a b'),
    product('é'),
    product('a!'),
    product('\ud800'),
    `${product('a').slice(0, -1)}\\`,
    'cpe:/a:'.padEnd(longestCpe + 1, 'a'),
  ]
  for (const name of names) assert.ok('fault' in parseCpe(name), name.slice(0, 80))
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'cpe:/2.3ah*?-\\%01~é') }), text => {
      for (const start of ['', 'cpe:/', 'cpe:2.3:']) parseCpe(start + text)
    }),
  )
})

test('cpe: attributes compare as the table of NISTIR 7696 has them', () => {
  const rows: [string, string, string | undefined][] = [
    ['*', '*', 'equal'],
    ['*', '-', 'superset'],
    ['*', 'foo', 'superset'],
    ['*', 'foo*', undefined],
    ['-', '*', 'subset'],
    ['-', '-', 'equal'],
    ['-', 'foo', 'disjoint'],
    ['-', 'foo*', undefined],
    ['foo', 'FOO', 'equal'],
    ['foo', 'bar', 'disjoint'],
    ['foo', '-', 'disjoint'],
    ['foo', '*', 'subset'],
    ['foo', 'foo*', undefined],
    ['foo*', 'foobar', 'superset'],
    ['foo*', 'bar', 'disjoint'],
    ['foo*', '*', 'subset'],
    ['foo*', '-', 'disjoint'],
    ['foo*', 'foo*', undefined],
    ['foo??', 'foob', 'superset'],
    ['foo?', 'foobar', 'disjoint'],
    ['*\\*', 'a\\*', 'superset'],
  ]
  for (const [source, target, wanted] of rows) {
    const [x, y] = [read(product(source)), read(product(target))]
    assert.equal(compareCpeValue(x.product, y.product), wanted, `${source} ${target}`)
    assert.equal(compareCpe(x, y), wanted, `${source} ${target}`)
  }
})

/** Tries every way to spend the wildcards, a character at a time, on the text of the binding itself. */
function slowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*') return slowly(pattern.slice(1), text) || (text !== '' && slowly(pattern, text.slice(1)))
  if (pattern[0] === '?')
    return slowly(pattern.slice(1), text) || (text !== '' && slowly(pattern.slice(1), text.slice(1)))
  const [plain, rest] = pattern[0] === '\\' ? [pattern[1], pattern.slice(2)] : [pattern[0], pattern.slice(1)]
  return text !== '' && text[0] === plain && slowly(rest, text.slice(1))
}

test('cpe: patterns cover what a slow evaluator says they do', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '!', '*', '?'), minLength: 1, maxLength: 5 })
  const quoted = (text: string) => text.replace(/[!*?]/g, '\\$&')
  const wild = fc.constantFrom('', '*', '?', '??', '???')
  fc.assert(
    fc.property(wild, word, wild, word, wild, (before, middle, behind, around, extra) => {
      const pattern = before + quoted(middle) + behind
      const target = extra === '' ? around : around.slice(0, extra.length) + middle + around.slice(extra.length)
      const wanted = slowly(pattern, target)
      const found = compareCpeValue(read(product(pattern)).product, read(product(quoted(target))).product)
      const plain = before === '' && behind === ''
      assert.equal(found, wanted ? (plain ? 'equal' : 'superset') : 'disjoint', `${pattern} ${target}`)
    }),
    { numRuns: 10_000 },
  )
})
