import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { longestVersion } from './order.ts'
import { showInterval } from './range.ts'
import { longestRange, mostParts } from './range-notation.ts'
import { inVers, parseVers, showVers, statedIntervals, type Vers, versIntervals, versOf } from './vers.ts'

function read(text: string, forgiving = false): Vers {
  const vers = parseVers(text, forgiving)
  assert.ok(!('fault' in vers), `${text}: ${JSON.stringify(vers)}`)
  return vers
}

function faultOf(text: string, forgiving = false): string {
  const vers = parseVers(text, forgiving)
  assert.ok('fault' in vers, text)
  return vers.fault
}

test('vers: a canonical text is shown as it was read', () => {
  for (const text of [
    'vers:npm/1.2.3|>=2.0.0|<5.0.0',
    'vers:gem/>=2.2.0|!=2.2.1|<2.3.0',
    'vers:maven/>=1.0.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7',
    'vers:pypi/!=5',
    'vers:deb/*',
    'vers:all/*',
    'vers:none/*',
    'vers:deb/>=1:2.0~rc1|<2:3',
    'vers:lexicographic/a%20b|a%7Cb',
    'vers:datetime/>=2024-01-01T00:00:00Z|<2024-02-01T00:00:00+01:00',
    'vers:cobol/>z|<a',
  ])
    assert.equal(showVers(read(text)), text)
})

test('vers: what is not canonical is refused', () => {
  const refused: [string, RegExp][] = [
    ['1.0', /"vers:"/],
    ['VERS:npm/1', /"vers:"/],
    ['vers:NPM/1', /"vers:"/],
    ['vers:npm', /"vers:"/],
    ['vers:npm/', /missing/],
    ['vers:1npm/1', /"vers:"/],
    ['vers:npm/>=1 |<2', /blank/],
    ['vers:npm/é', /printable ASCII/],
    ['vers:npm/|1', /missing/],
    ['vers:npm/1|', /missing/],
    ['vers:npm/1||2', /missing/],
    ['vers:npm/>=', /missing/],
    ['vers:npm/=1', /writes out/],
    ['vers:npm/2|1', /behind a later version/],
    ['vers:npm/1|1', /twice/],
    ['vers:npm/>=1.0|<1.0.0', /twice/],
    ['vers:npm/>=1|>=2', /pair/],
    ['vers:npm/<1|<2', /pair/],
    ['vers:npm/1|<2', /pair/],
    ['vers:npm/>1|2', /pair/],
    ['vers:npm/*|1', /encoded/],
    ['vers:npm/1*', /encoded/],
    ['vers:npm/>>1', /encoded/],
    ['vers:npm/%zz', /encoded/],
    ['vers:npm/1%2', /encoded/],
    ['vers:npm/1%2d1', /canonical/],
    ['vers:npm/1%2D1', /canonical/],
    ['vers:npm/%FF', /UTF-8/],
    ['vers:all/1', /"\*" alone/],
    ['vers:none/1', /"\*" alone/],
    ['vers:datetime/2024-01-01', /RFC 3339/],
    [`vers:npm/${'1'.repeat(longestVersion + 1)}`, /longer/],
    [`vers:npm/${'1'.repeat(longestRange)}`, /longer/],
    [`vers:cobol/${Array.from({ length: mostParts + 1 }, (_, i) => i).join('|')}`, /more than/],
  ]
  for (const [text, why] of refused) assert.match(faultOf(text), why, text.slice(0, 60))
})

test('vers: read forgivingly, blanks, order, "=" and needless encodings do not matter; what is meant must be told', () => {
  assert.equal(showVers(read(' vers:npm/ <2 | >= 1 |=0.5', true)), 'vers:npm/0.5|>=1|<2')
  assert.equal(showVers(read('vers:deb/1%3A2%2d1', true)), 'vers:deb/1:2-1')
  assert.equal(showVers(read('vers:generic/>=2.9|<=4.1|!=3.4', true)), 'vers:generic/>=2.9|!=3.4|<=4.1')
  assert.deepEqual(statedIntervals('vers:all/<V2.9.7'), [{ to: 'V2.9.7' }])
  for (const odd of ['1.0', 'vers:npm/', 'vers:npm/>=1|>=2', 'vers:npm/1|<2', 'vers:npm/%zz', 'vers:none/1'])
    assert.equal(statedIntervals(odd), undefined, odd)
})

test('vers: runs in their order, nothing guessed', () => {
  const runs = (text: string) => versIntervals(read(text))?.map(showInterval)
  assert.deepEqual(versIntervals(read('vers:npm/>=1.0|<2.0|4.1|>5')), [
    { from: '1.0', to: '2.0' },
    { from: '4.1', to: '4.1', toIncluded: true },
    { from: '5', fromIncluded: false },
  ])
  assert.deepEqual(versIntervals(read('vers:deb/<=1%3A2')), [{ to: '1:2', toIncluded: true }])
  assert.deepEqual(runs('vers:npm/*'), ['*'])
  assert.deepEqual(runs('vers:none/*'), [])
  assert.deepEqual(runs('vers:npm/!=1'), ['<1', '>1'])
  assert.deepEqual(runs('vers:npm/!=1|!=2|<3'), ['<1', '>1 <2', '>2 <3'])
  assert.deepEqual(runs('vers:npm/>=1|!=2|<3|!=4|5|>6|!=7'), ['>=1 <2', '>2 <3', '=5', '>6 <7', '>7'])
  assert.deepEqual(runs('vers:npm/1|!=2'), ['=1'])
})

test('vers: containment, undecided where versions cannot be compared', () => {
  const inside = (text: string, version: string) => inVers(read(text), version)
  assert.equal(inside('vers:npm/>=1|!=1.5.0|<2', '1.4'), true)
  assert.equal(inside('vers:npm/>=1|!=1.5.0|<2', '1.5'), false)
  assert.equal(inside('vers:npm/>=1|<2', '2.0.0'), false)
  assert.equal(inside('vers:npm/>=1|<2', 'latest'), undefined)
  assert.equal(inside('vers:npm/*', 'latest'), true)
  assert.equal(inside('vers:none/*', '1'), false)
  assert.equal(inside('vers:cobol/>=1|<3|!=4', '2'), undefined)
  assert.equal(inside('vers:cobol/1|3', '3'), true)
  assert.equal(inside('vers:cobol/>=1|!=4', '4'), false)
  assert.equal(inside('vers:cobol/>=1|<4', '4'), false)
  assert.equal(inside('vers:intdot/>=1.2|<10', '9.9'), true)
})

test('vers: of runs in any order, overlapping or empty', () => {
  const shown = (...runs: Parameters<typeof versOf>[1]) => {
    const vers = versOf('npm', runs)
    return 'fault' in vers ? vers.fault : showVers(vers)
  }
  assert.equal(shown({ from: '3', to: '4' }, { from: '1', to: '2' }), 'vers:npm/>=1|<2|>=3|<4')
  assert.equal(shown({ from: '1', to: '3' }, { from: '2', to: '4', toIncluded: true }), 'vers:npm/>=1|<=4')
  assert.equal(shown({ from: '1', to: '2' }, { from: '2', to: '3' }), 'vers:npm/>=1|<3')
  assert.equal(shown({ to: '2' }, { from: '2', fromIncluded: false }), 'vers:npm/!=2')
  assert.equal(shown({ to: '2' }, { from: '2', to: '2', toIncluded: true }), 'vers:npm/<=2')
  assert.equal(shown({ from: '1', to: '1' }), 'vers:none/*')
  assert.equal(shown({}), 'vers:npm/*')
  assert.equal(shown({ to: '2', toIncluded: true }, { from: '1' }), 'vers:npm/*')
  assert.match(shown({ from: 'latest' }), /"latest" is no version/)
  assert.ok('fault' in versOf('cobol', [{ from: '1' }]))
})

const version = fc.constantFrom('0.1', '0.9', '1.0.0-rc.1', '1.0.0', '1.5', '2.0', '2.0.1', '10')
const run = fc
  .record({ from: version, fromIncluded: fc.boolean(), to: version, toIncluded: fc.boolean() }, { requiredKeys: [] })
  .map(({ from, to, fromIncluded, toIncluded }) => ({
    ...(from !== undefined && { from, ...(fromIncluded === false && { fromIncluded }) }),
    ...(to !== undefined && { to, ...(toIncluded && { toIncluded }) }),
  }))

test('vers: any runs and their vers hold the same versions, and the vers is canonical', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 5 }), runs => {
      const vers = versOf('npm', runs)
      assert.ok(!('fault' in vers))
      assert.deepEqual(parseVers(showVers(vers)), vers)
      const stated = runs.map((_, i) => versOf('npm', [runs[i]!]) as Vers)
      for (const one of ['0', '0.1', '0.5', '1.0.0-rc.1', '1.0.0-rc.2', '1', '1.7', '2', '2.0.1', '3', '10', '11'])
        assert.equal(
          inVers(vers, one),
          stated.some(each => inVers(each, one)),
          `${one} in ${showVers(vers)}`,
        )
    }),
  )
})

test('vers: no text makes the reader do anything but read or refuse it', () => {
  const piece = fc.constantFrom('vers:', 'npm', '/', '>=', '<', '!=', '1', '1.2', '|', '*', '%', '%3A', ' ', 'é', '\0')
  const text = fc.array(piece, { maxLength: 12 }).map(parts => `vers:npm/${parts.join('')}`)
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), fc.boolean(), (any, forgiving) => {
      const vers = parseVers(any, forgiving)
      if ('fault' in vers) return assert.ok(!/[\n\0]/.test(vers.fault))
      versIntervals(vers)
      if (!forgiving) assert.deepEqual(parseVers(showVers(vers)), vers)
    }),
    { numRuns: 2000 },
  )
})
