import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyOf, licenseForm, statedLicence, writtenExpression } from './licence-form.ts'

const forms = (texts: readonly string[]) => texts.map(text => [text, licenseForm(text)])

test('licence form: an id of the list is an id, a deprecated one too', () => {
  for (const text of ['MIT', 'GPL-2.0', 'GPL-2.0-or-later', 'Apache-2.0']) assert.equal(licenseForm(text), 'id', text)
})

test('licence form: what SPDX can read is an expression', () => {
  const texts = ['MIT OR (ISC AND 0BSD)', 'GPL-2.0+', '(MIT)', 'LicenseRef-Mill', 'mit or apache-2.0', 'A-1 AND B-2']
  assert.deepEqual(
    forms(texts),
    texts.map(text => [text, 'expression']),
  )
})

test('licence form: what people call a licence is a name', () => {
  const texts = [
    'Mill and Sons',
    'House rules',
    'mit',
    'MIT AND',
    'GPL (v2)',
    'NONE',
    'NOASSERTION',
    '',
    'C++',
    'X OR or Y',
  ]
  assert.deepEqual(
    forms(texts),
    texts.map(text => [text, 'name']),
  )
})

test('licence form: writing an expression keeps its form and its words', () => {
  assert.equal(writtenExpression(' MIT  or(ISC and 0BSD) '), 'MIT OR(ISC AND 0BSD)')
  assert.deepEqual(['mit ', ' MIT'].map(licenseForm), ['name', 'expression'])
  const word = fc.constantFrom('MIT', 'mit', 'GPL-2.0+', 'LicenseRef-or', 'and', 'OR', 'With', '(', ')', ' ', 'x')
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), words => {
      const text = words.join(' ')
      if (licenseForm(text) !== 'expression') return
      assert.notEqual(licenseForm(writtenExpression(text)), 'name')
      assert.equal(writtenExpression(text).toLowerCase(), text.trim().replace(/\s+/g, ' ').toLowerCase())
    }),
  )
})

test('licence stated: ids that are all on the list are spelled as the list does, and none is renamed', () => {
  assert.equal(statedLicence('(mit or gpl-2.0+)'), '(MIT OR GPL-2.0+)')
  assert.equal(statedLicence('apache-2.0'), 'Apache-2.0')
  assert.equal(statedLicence('mit or Mill'), 'mit or Mill')
  assert.equal(statedLicence('SEE LICENSE IN LICENSE'), 'SEE LICENSE IN LICENSE')
})

test('licence stated: of several the user takes any, where each is one that SPDX can read', () => {
  assert.deepEqual(anyOf(['MIT', 'Apache-2.0 AND ISC', 'MIT']), ['MIT OR Apache-2.0 AND ISC'])
  assert.deepEqual(anyOf(['MIT', 'House rules']), ['MIT', 'House rules'])
  assert.deepEqual([anyOf([]), anyOf(['mit'])], [[], ['MIT']])
})
