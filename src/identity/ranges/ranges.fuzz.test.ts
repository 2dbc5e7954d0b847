import assert from 'node:assert/strict'
import { test } from 'node:test'
import { satisfies } from '@renovatebot/pep440'
import fc from 'fast-check'
import semverLibrary from 'semver'
import { readRange } from '../native-range.ts'
import { type Interval, inInterval } from '../range.ts'
import type { RangeNotation } from '../range-notation.ts'
import * as all from './all.ts'

const runs = Number(process.env['MILLCERT_FUZZ'] ?? 2000)
const number = fc.constantFrom('0', '0', '1', '1', '2', '3', '10')

function holds({ order }: RangeNotation, found: readonly Interval[], version: string): boolean {
  return found.some(run => inInterval(order, run, version) === true)
}

const before = fc.constantFrom('', '', '', '-0', '-rc.1', '-alpha', '-beta.2', '-1.a')
const whole = fc.tuple(number, number, number, before, fc.constantFrom('', '', '+b1'))
const version = whole.map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre}${build}`)
const partial = fc.oneof(
  { weight: 3, arbitrary: version },
  fc.tuple(number, number).map(([a, b]) => `${a}.${b}`),
  number,
  fc.tuple(number, fc.constantFrom('x', '*', 'X.x', '1.x', '0.*')).map(parts => parts.join('.')),
  fc.constantFrom('*', 'x'),
  version.map(text => `v${text}`),
)
const operator = fc.constantFrom('', '', '^', '~', '~>', '>', '>=', '<', '<=', '=', '^ ', '>= ', '< ')
const comparator = fc.tuple(operator, partial).map(parts => parts.join(''))
const alternative = fc.oneof(
  { weight: 4, arbitrary: fc.array(comparator, { minLength: 1, maxLength: 3 }).map(parts => parts.join(' ')) },
  fc.tuple(partial, partial).map(([from, to]) => `${from} - ${to}`),
)
const npmRange = fc.array(alternative, { minLength: 1, maxLength: 3 }).map(parts => parts.join(' || '))

test('npm: ranges hold what the comparators of node-semver hold', () => {
  let compared = 0
  const versions = fc.array(version, { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(npmRange, versions, (text, asked) => {
      let library: semverLibrary.Range | undefined
      try {
        library = new semverLibrary.Range(text)
      } catch {
        // No range to node-semver.
      }
      const found = readRange('npm', text)
      assert.equal(!('fault' in found), library !== undefined, text)
      if ('fault' in found || library === undefined) return
      for (const one of asked) {
        // node-semver leaves `>=0.0.0` out as if it said nothing, so that pre-releases of 0.0.0 satisfy it.
        if (one.startsWith('0.0.0-')) continue
        compared++
        const wanted = library.set.some(comparators => comparators.every(each => each.test(one)))
        assert.equal(holds(all.npm, found, one), wanted, `${one} in ${text}`)
        if (semverLibrary.satisfies(one, library)) assert.ok(wanted, `${one} in ${text}`)
      }
    }),
    { numRuns: Math.max(runs, 2500) },
  )
  assert.ok(compared >= 10_000, `${compared} compared`)
})

const suffix = fc
  .tuple(
    fc.constantFrom('', '', '', 'a1', 'b2', 'rc1'),
    fc.constantFrom('', '', '', '.post1', '.post2'),
    fc.constantFrom('', '', '', '.dev1'),
  )
  .map(parts => parts.join(''))
const release = (least: number, most: number) =>
  fc.array(number, { minLength: least, maxLength: most }).map(parts => parts.join('.'))
const local = fc.constantFrom('', '', '', '', '+l1')
const pythonVersion = fc.tuple(release(3, 3), suffix, local).map(parts => parts.join(''))
/**
 * Without what the library does otherwise than the PEP: epochs, `<` and `>` of versions that are no releases, and prefixes
 * longer than the version.
 */
const specifier = fc.oneof(
  fc.tuple(fc.constantFrom('==', '!=', '== ', '!= '), release(1, 3), suffix, local).map(parts => parts.join('')),
  fc.tuple(fc.constantFrom('<=', '>=', '<= ', '>= '), release(1, 3), suffix).map(parts => parts.join('')),
  fc.tuple(fc.constantFrom('<', '>'), release(1, 3)).map(parts => parts.join('')),
  release(2, 3).map(text => `~=${text}`),
  fc.tuple(fc.constantFrom('==', '!='), release(1, 3)).map(([sign, text]) => `${sign}${text}.*`),
)
const specifiers = fc.array(specifier, { minLength: 1, maxLength: 3 }).map(parts => parts.join(', '))

test('pypi: specifiers hold what packaging tools take, pre-releases among them', () => {
  const versions = fc.array(pythonVersion, { minLength: 6, maxLength: 6 })
  fc.assert(
    fc.property(specifiers, versions, (text, asked) => {
      const found = readRange('pypi', text)
      assert.ok(!('fault' in found), text)
      for (const one of asked) {
        assert.equal(holds(all.pypi, found, one), satisfies(one, text, { prereleases: true }), `${one} in ${text}`)
      }
    }),
    { numRuns: Math.max(runs, 2500) },
  )
})

const piece = fc.constantFrom(
  '1',
  '1.2',
  '1.0-rc1',
  'x',
  '*',
  '>=',
  '<',
  '!=',
  '~>',
  '^',
  '(',
  ']',
  ',',
  '||',
  ' - ',
  ' ',
  '@',
  '%',
  'é',
)
test('no text makes a reader do anything but read or refuse it, and every end is a version', () => {
  const text = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map(parts => parts.join('')),
    fc.string({ maxLength: 40 }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(all)), text, (notation, range) => {
      const found = readRange(notation.id, range)
      if ('fault' in found) return
      for (const { from, to } of found)
        for (const end of [from, to]) assert.ok(end === undefined || notation.order.compare(end, end) === 0, `${end}`)
    }),
    { numRuns: runs * 5 },
  )
})
