import assert from 'node:assert/strict'
import { test } from 'node:test'
import { farther, neighbour } from './neighbours.ts'
import { comparePlain, inPlainRange, plainRange } from './plain-range.ts'
import { draw } from './random.ts'

test('plain operators are read, words are not', () => {
  assert.deepEqual(plainRange('vers:all/*'), {})
  assert.deepEqual(plainRange('All versions < V4.33'), { high: { version: '4.33', included: false } })
  assert.deepEqual(plainRange('>= 1.0 | <= 1.5'), {
    low: { version: '1.0', included: true },
    high: { version: '1.5', included: true },
  })
  assert.deepEqual(plainRange('1.3'), {
    low: { version: '1.3', included: true },
    high: { version: '1.3', included: true },
  })
  for (const text of ['< V14 SP1', '<= 1.0 | <= 2.0', '1.0 | 1.1', '< V2 (ME)', '>= 2.0 < 1.0', '', '750-852'])
    assert.equal(plainRange(text), undefined, text)
})

test('a range has its ends or not', () => {
  const range = plainRange('vers:intdot/>=7.80|<9.30')
  assert.ok(range)
  assert.deepEqual(
    ['7.79', '7.80', '9.29.9', '9.30', '10.0'].map(version => inPlainRange(range, version)),
    [false, true, true, false, false],
  )
  assert.equal(comparePlain('1.2', '1.2.0'), 0)
})

test('a neighbour is one step away in any notation, or nothing', () => {
  const steps: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['5.008', '5.007', '5.009'],
    ['V14 SP1 Update 3', 'V14 SP1 Update 2', 'V14 SP1 Update 4'],
    ['3.40 R5 build 571848', '3.40 R5 build 571847', '3.40 R5 build 571849'],
    ['R14B', 'R14A', 'R14C'],
    ['2.9', '2.8', undefined],
    ['1.0', undefined, '1.1'],
    ['Z', undefined, undefined],
  ]
  for (const [edge, before, after] of steps)
    assert.deepEqual([neighbour(edge, -1), neighbour(edge, 1)], [before, after], edge)
})

test('what lies farther lies on its side', () => {
  const random = draw(7)
  for (let i = 0; i < 500; i++) {
    const below = farther('3.2.16', -1, random)
    const above = farther('3.2.16', 1, random)
    assert.ok(below === undefined || comparePlain(below, '3.2.16') < 0, below)
    assert.ok(above !== undefined && comparePlain(above, '3.2.16') > 0, above)
  }
})
