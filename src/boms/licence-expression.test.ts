import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  type Licence,
  type LicenceExpression,
  licencesIn,
  normalLicence,
  parseLicence,
  showLicence,
} from './licence-expression.ts'

function parsed(text: string): LicenceExpression {
  const found = parseLicence(text)
  assert.ok(!('fault' in found), `${text}: ${'fault' in found ? found.fault : ''}`)
  return found
}

const shown = (text: string) => showLicence(parsed(text))

test('licence expressions: WITH binds more than AND, AND more than OR', () => {
  const found = parsed('MIT OR Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0')
  assert.equal(found.kind, 'or')
  assert.ok(found.kind === 'or')
  assert.deepEqual(
    found.parts.map(part => [part.kind, showLicence(part)]),
    [
      ['licence', 'MIT'],
      ['and', 'Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0'],
    ],
  )
})

test('licence expressions: shown with only the brackets that are needed', () => {
  assert.equal(shown('(MIT)'), 'MIT')
  assert.equal(shown('((MIT OR ISC) AND (Zlib AND (X11)))'), '(MIT OR ISC) AND Zlib AND X11')
  assert.equal(shown('MIT OR (ISC AND Zlib)'), 'MIT OR ISC AND Zlib')
})

test('licence expressions: operators and ids in any case, spelled as the list spells them', () => {
  assert.equal(
    shown('mit or apache-2.0 And gpl-2.0-ONLY with classpath-EXCEPTION-2.0'),
    'MIT OR Apache-2.0 AND GPL-2.0-only WITH Classpath-exception-2.0',
  )
  assert.equal(
    shown('licenseref-Mill.1 OR documentref-Other:LICENSEREF-x'),
    'LicenseRef-Mill.1 OR DocumentRef-Other:LicenseRef-x',
  )
})

test('licence expressions: unknown ids stay as written and are told apart', () => {
  assert.deepEqual(
    licencesIn(parsed('Mill-Own-1.0+ AND (mit OR Mill-Own-1.0+)')).map(({ id, orLater, known }) => [
      id,
      orLater,
      known,
    ]),
    [
      ['Mill-Own-1.0', true, false],
      ['MIT', false, true],
    ],
  )
})

test('licence expressions: normal ones have no part twice and no deprecated GNU id', () => {
  const normal = (text: string) => showLicence(normalLicence(parsed(text)))
  assert.equal(normal('GPL-2.0+ OR gpl-2.0-or-later OR LGPL-2.1'), 'GPL-2.0-or-later OR LGPL-2.1-only')
  assert.equal(normal('(MIT AND MIT) OR MIT'), 'MIT')
  assert.equal(normal('GPL-2.0 WITH Linux-syscall-note'), 'GPL-2.0-only WITH Linux-syscall-note')
  assert.equal(normal('Apache-2.0+'), 'Apache-2.0+')
})

test('licence expressions: malformed ones are faults with their place', () => {
  const fault = (text: string, at: number, words: RegExp) => {
    const found = parseLicence(text)
    assert.ok('fault' in found, text)
    assert.equal(found.at, at, text)
    assert.match(found.fault, words)
  }
  fault('', 0, /ends where a licence/)
  fault('MIT AND', 7, /ends where a licence/)
  fault('MIT ISC', 4, /"ISC" stands where/)
  fault('AND MIT', 0, /"AND" is no licence/)
  fault('(MIT OR ISC', 11, /not closed/)
  fault('MIT)', 3, /"\)" stands where/)
  fault('()', 1, /"\)" is no licence/)
  fault('MIT WITH', 8, /exception is wanted/)
  fault('MIT WITH (x)', 9, /no exception/)
  fault('(MIT) WITH x', 6, /"WITH" stands where/)
  fault('MIT WITH x WITH y', 11, /"WITH" stands where/)
  fault('MIT +', 4, /"\+" stands where/)
  fault('LicenseRef-a+', 0, /no licence id/)
  fault('LicenseRef-', 0, /no licence id/)
  fault('DocumentRef-a:MIT', 0, /no licence id/)
  fault('MIT/X11', 0, /no licence id/)
  fault('NOASSERTION', 0, /states no licence/)
  fault(`${'('.repeat(65)}MIT${')'.repeat(65)}`, 64, /more than 64 brackets/)
  fault('MIT OR '.repeat(1000), 4096, /longer than/)
  assert.equal(shown(`${'('.repeat(64)}MIT${')'.repeat(64)}`), 'MIT')
})

const licence: fc.Arbitrary<LicenceExpression> = fc.record({
  kind: fc.constant('licence' as const),
  id: fc.constantFrom('MIT', 'GPL-2.0', 'Mill-1', 'Zlib'),
  orLater: fc.boolean(),
  document: fc.constant(undefined),
  known: fc.constant(true),
})

const expression: fc.Arbitrary<LicenceExpression> = fc.letrec<{ any: LicenceExpression; joined: LicenceExpression }>(
  tie => ({
    any: fc.oneof(
      { maxDepth: 4 },
      licence,
      licence.map(one => ({ kind: 'with' as const, licence: one as Licence, exception: 'LLVM-exception' })),
      tie('joined'),
    ),
    joined: fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('any'), { minLength: 2, maxLength: 4 }),
    }),
  }),
).any

/** What an expression allows, when each of the licences is held or not. */
function allows(one: LicenceExpression, held: (id: string) => boolean): boolean {
  if (one.kind === 'licence' || one.kind === 'with') return held(showLicence(one))
  return one.kind === 'and' ? one.parts.every(part => allows(part, held)) : one.parts.some(part => allows(part, held))
}

test('licence expressions: any one shown and read again means the same, and normal ones stay normal', () => {
  fc.assert(
    fc.property(expression, fc.func(fc.boolean()), (one, held) => {
      const text = showLicence(one)
      fc.pre(text.length < 4096)
      const again = parsed(text)
      assert.equal(showLicence(again), showLicence(parsed(showLicence(again))))
      assert.equal(allows(again, held), allows(one, held))
      const normal = normalLicence(again)
      assert.deepEqual(normalLicence(parsed(showLicence(normal))), parsed(showLicence(normal)))
    }),
    { numRuns: 300 },
  )
})

test('licence expressions: any text is an expression or a fault', () => {
  const words = fc.constantFrom(
    'MIT',
    'and',
    'OR',
    'WITH',
    '(',
    ')',
    '+',
    ' ',
    'LicenseRef-',
    'DocumentRef-a:',
    '__proto__',
    '\0',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 200 }).map(all => all.join(' ')),
      ),
      text => {
        const found = parseLicence(text)
        if ('fault' in found) assert.ok(found.at >= 0 && found.at <= text.length && !found.fault.includes('\n'))
        else assert.ok(!('fault' in parseLicence(showLicence(found))))
      },
    ),
    { numRuns: 500 },
  )
})
