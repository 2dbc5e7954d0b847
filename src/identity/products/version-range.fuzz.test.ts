import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { longestRange } from '../range-notation.ts'
import { vendor } from '../versions/vendor.ts'
import { inVersionRange, readVersionRange, type VersionRange } from './version-range.ts'

const runs = Number(process.env['MILLCERT_FUZZ'] ?? 2000)

/** What every range must be, whatever the text. */
function holds(text: string, range: VersionRange): void {
  for (const end of range.intervals.flatMap(({ from, to }) => [from, to]))
    if (end !== undefined) assert.equal(vendor.compare(end, end), 0, `${JSON.stringify(text)}: ${end}`)
  if (range.all) assert.deepEqual([range.intervals, range.unclear], [[], []], text)
  assert.ok(range.intervals.length <= 500)
  for (const version of [undefined, '', '1.0', 'V7.5 SP1', 'R14A', '2020 R2', text]) {
    const answer = inVersionRange(range, version)
    assert.ok(answer.says !== 'undecided' || (answer.why !== '' && answer.why.length <= 401), text)
    const bounded = range.limits !== undefined && range.limits.length > 0
    assert.ok(
      range.unclear.length === 0 || bounded || answer.says !== 'out',
      `${JSON.stringify(text)}: unclear is never clean`,
    )
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    '<',
    '<=',
    '>',
    '>=',
    '=',
    '!=',
    '|',
    ',',
    ' and ',
    ' - ',
    ' to ',
    '(',
    ')',
    'vers:all/',
    '*',
    ' ',
    '_',
  ),
  fc.constantFrom(
    'All versions',
    'prior to',
    'and earlier',
    'or later',
    'vor',
    'bis',
    'between',
    'only',
    'BIOS',
    'with option',
    ' only if ',
    '(may also ',
    'Stand ',
    '="',
    'May 4 2021',
  ),
  fc.constantFrom(
    'V7.5 SP1 Update 3',
    '2020 R2 P01',
    'R14A',
    '1.2.x',
    '3.X.17',
    '04.09.00C',
    '15.2(5)EA.fc4',
    '2021-03-04',
    'E',
  ),
  fc.tuple(fc.nat(40), fc.nat(99)).map(([a, b]) => `${a}.${b}`),
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

test('no text throws; ends are versions of the order; what is unclear is never clean', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), fc.boolean(), (pieces, range) => {
      const text = pieces.join('')
      holds(text, readVersionRange(text, range))
    }),
    { numRuns: runs },
  )
})

test('a version that a range names is in it, one that it begins or ends with as its comparator says', () => {
  const number = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)).map(parts => parts.join('.'))
  const sign = fc.constantFrom('<', '<=', '>', '>=')
  fc.assert(
    fc.property(number, sign, number, (end, comparator, version) => {
      const order = vendor.compare(version, end)!
      const wanted = comparator.startsWith('<')
        ? order < 0 || (order === 0 && comparator === '<=')
        : order > 0 || (order === 0 && comparator === '>=')
      for (const spelling of [
        `${comparator}${end}`,
        `All versions ${comparator} V${end}`,
        `vers:intdot/${comparator}${end}`,
      ])
        assert.equal(inVersionRange(readVersionRange(spelling, true), version).says, wanted ? 'in' : 'out', spelling)
    }),
    { numRuns: runs },
  )
})

const wide = (text: string) => text.replace(/[!-~]/g, mark => String.fromCharCode(mark.charCodeAt(0) + 0xfee0))

/** How inventories write a version. */
const cells: readonly ((version: string) => string)[] = [
  version => `="${version}"`,
  version => `'${version}`,
  wide,
  version => version.replace('.', ','),
  version => version.replaceAll('.', ','),
  version => `Stand ${version}`,
  version => `FW-Version: V${version}`,
  version => `バージョン${version}`,
  version => `Rel. ${version}`,
  version => `V${version} (2021-03-04)`,
  version => `${version} vom 04.03.2021`,
  version => `${version} build 123`,
  version => `HW 3 / FW V${version}`,
  version => `${version} installed`,
  version => `WinCC V${version}`,
  version => `≥ ${version}`,
  version => `${version}+`,
  version => `bis ${version}`,
  version => `${version}.x`,
]

test('however an inventory writes a version, it is never said to be on the other side', () => {
  const number = fc
    .array(fc.oneof(fc.nat(9), fc.nat(3), fc.nat(2000)), { minLength: 1, maxLength: 4 })
    .map(parts => parts.join('.'))
  const range = fc.tuple(fc.constantFrom('<', '<=', '>=', '>', '='), number).map(([sign, end]) => `${sign} ${end}`)
  fc.assert(
    fc.property(range, number, fc.constantFrom(...cells), (text, version, cell) => {
      const read = readVersionRange(text, true)
      const plain = inVersionRange(read, version).says
      const { says } = inVersionRange(read, cell(version), 'SIMATIC WinCC')
      if (says !== plain && says !== 'undecided' && plain !== 'undecided')
        assert.fail(`${version} in ${text} is ${plain}, ${cell(version)} ${says}`)
    }),
    { numRuns: runs },
  )
})

test('cells of anything are decided or not, and never throw', () => {
  const range = readVersionRange('>= 2.0 < 4.5 SP1', true)
  const cell = fc.array(
    fc.oneof(piece, fc.constantFrom('HW 3', '/', 'FW ', 'Stand ', 'build 1', ',', '="', "'", '版')),
    {
      maxLength: 8,
    },
  )
  fc.assert(
    fc.property(cell, fc.option(fc.string(), { nil: undefined }), (pieces, product) => {
      const answer = inVersionRange(range, pieces.join(''), product)
      assert.ok(['in', 'out', 'undecided'].includes(answer.says))
    }),
    { numRuns: runs },
  )
})

test('hostile texts end and are unclear or within bounds', () => {
  const many = (text: string) => text.repeat(Math.floor(longestRange / text.length))
  for (const text of [
    ...[
      '1',
      '1.',
      '1p',
      '1 sp',
      'SP1 ',
      '(',
      '(a',
      '(()',
      '_',
      '<',
      '|',
      ',',
      '!=',
      "' ",
      '1,',
      '1 - 2 ',
      'foo | ',
      '1.2 | foo | ',
    ],
    ...[
      '<1.2 | ',
      '!= 1.2 | ',
      '< 3.X.17 | ',
      '1 and prior ',
      '1 (build 1) ',
      'between 1 and ',
      'a (including) and ',
      'and all ',
    ],
  ].map(many))
    holds(text, readVersionRange(text, true))
  const lines = Array.from({ length: 480 }, (_, i) => `${i}.2.3`)
  holds('lines', readVersionRange(`<= ${lines.join(' | ')}`, true))
  holds('ends', readVersionRange(lines.map(line => `< ${line}`).join(' | '), true))
  assert.deepEqual(readVersionRange(many('1.0 ').concat('1.0 '), true).intervals, [])
})
