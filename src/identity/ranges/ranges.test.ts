import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { readRange } from '../native-range.ts'
import { type Interval, inInterval, showInterval } from '../range.ts'
import { longestRange, type RangeFault, type RangeNotation } from '../range-notation.ts'
import { parseVers, showVers, versIntervals, versOf } from '../vers.ts'
import { orderOfScheme } from '../vers-scheme.ts'
import * as all from './all.ts'

const notations: RangeNotation[] = Object.values(all)

interface Truth {
  range: string
  /** `nothing`, `!` for what is none, or the runs as they are shown. */
  means: string
}

function truthsOf({ id }: RangeNotation): Truth[] {
  return readFileSync(new URL(`./${id}.ranges.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('# '))
    .map(line => {
      const at = line.lastIndexOf(' => ')
      assert.ok(at >= 0, line)
      return { range: line.slice(0, at), means: line.slice(at + 4) }
    })
}

function shown(runs: Interval[] | RangeFault): string {
  return 'fault' in runs ? '!' : runs.map(showInterval).join(' | ') || 'nothing'
}

test('every notation has its file of truths, an order, and a name of its own', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(name => name.endsWith('.ranges.txt'))
  assert.deepEqual(files.sort(), notations.map(({ id }) => `${id}.ranges.txt`).sort())
  for (const { id, order } of notations) assert.equal(orderOfScheme(id), order, id)
})

for (const notation of notations) {
  const { id, order } = notation

  test(`${id}: its ranges mean what they should`, () => {
    const truths = truthsOf(notation)
    assert.ok(truths.length >= 15 && truths.some(({ means }) => means === '!'), `${truths.length} truths`)
    for (const { range, means } of truths) assert.equal(shown(readRange(id, range)), means, range)
  })

  test(`${id}: a range and its vers hold the same versions, and the vers is canonical`, () => {
    const ranges = truthsOf(notation).flatMap(({ range }) => {
      const runs = readRange(id, range)
      return 'fault' in runs ? [] : [{ range, runs }]
    })
    const ends = [...new Set(ranges.flatMap(({ runs }) => runs.flatMap(({ from, to }) => [from ?? '0', to ?? '0'])))]
    for (const { range, runs } of ranges) {
      const vers = versOf(id, runs)
      assert.ok(!('fault' in vers), range)
      const again = parseVers(showVers(vers))
      assert.deepEqual(again, vers, range)
      const joined = vers.scheme === 'none' ? [] : readAgain(showVers(vers))
      for (const version of ends) {
        const inside = runs.some(run => inInterval(order, run, version))
        assert.equal(
          joined.some(run => inInterval(order, run, version)),
          inside,
          `${version} in ${range}`,
        )
      }
    }
  })

  test(`${id}: what is no range is refused or harmless, and quickly`, () => {
    const pieces = [
      '>',
      '<',
      '=',
      '~',
      '^',
      '|',
      '||',
      ',',
      ' ',
      '-',
      '*',
      '(',
      ')',
      '[',
      ']',
      '!',
      '@',
      '.',
      '1',
      '1.',
      'a',
    ]
    const hostile = pieces.flatMap(piece => [
      piece.repeat(3000),
      `1.0${piece.repeat(3000)}`,
      `${`>=1${piece}`.repeat(600)}2`,
    ])
    for (const text of [
      ...hostile,
      '\0',
      '\ud800',
      `>=${'9'.repeat(10_000)}`,
      ' '.repeat(15_000),
      '>= 1\n<2'.repeat(2),
    ]) {
      const runs = readRange(id, text)
      if ('fault' in runs) {
        assert.ok(runs.fault.length < 300 && !runs.fault.includes('\n'), runs.fault)
        continue
      }
      for (const end of runs.flatMap(({ from, to }) => [from, to]))
        assert.ok(end === undefined || order.compare(end, end) === 0, `${text.slice(0, 40)}: ${end}`)
    }
  })
}

function readAgain(text: string): Interval[] {
  const vers = parseVers(text)
  assert.ok(!('fault' in vers))
  return versIntervals(vers)!
}

test('a notation that is not known and a text without end are refused', () => {
  assert.match(faultOf('cobol', '1'), /reads no ranges of "cobol"/)
  assert.match(faultOf('__proto__', '1'), /reads no ranges/)
  assert.match(faultOf('npm', ' '.repeat(longestRange + 1)), /longer than 20000 characters/)
})

function faultOf(scheme: string, text: string): string {
  const runs = readRange(scheme, text)
  return 'fault' in runs ? runs.fault : ''
}
