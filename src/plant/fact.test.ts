import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FactValue, type Strength, type Word, weigh } from './fact.ts'
import { sameValue } from './fact-value.ts'

let number = 0
const word = (sourceId: string, value: FactValue, confidence: Strength, observedAt: number): Word => ({
  number: ++number,
  sourceId,
  value,
  confidence,
  observedAt,
})
const judged = (words: Word[]) => {
  const { best, standings } = weigh(words, (a, b) => sameValue('firmware', a, b))
  return { value: best?.value, standings: words.map(each => standings.get(each)) }
}

test('the strongest word is taken for true, whatever came later', () => {
  const words = [
    word('claroty', '33.11', 'observed-passively', 10),
    word('sheet', '33.1', 'stated', 5),
    word('other', '32.1', 'guessed', 3),
  ]
  assert.deepEqual(judged(words), { value: '33.11', standings: ['current', 'older', 'older'] })
})

test('a weaker newer word does not win, and is a conflict', () => {
  const words = [word('claroty', '33.11', 'observed-passively', 10), word('sheet', '34.0', 'stated', 20)]
  assert.deepEqual(judged(words), { value: '33.11', standings: ['current', 'conflict'] })
})

test('a guess contradicts nothing but guesses', () => {
  const words = [word('sheet', '2', 'stated', 10), word('rule', '1', 'guessed', 20)]
  assert.deepEqual(judged(words), { value: '2', standings: ['current', 'older'] })
  const guesses = [word('a', '2', 'guessed', 10), word('b', '1', 'guessed', 20)]
  assert.deepEqual(judged(guesses), { value: '1', standings: ['conflict', 'current'] })
})

test('a guess does not take the place of what its source said itself', () => {
  const words = [word('sheet', '1', 'stated', 10), word('sheet', '0', 'guessed', 20)]
  assert.deepEqual(judged(words), { value: '1', standings: ['current', 'older'] })
  const late = [word('sheet', '0', 'guessed', 20), word('sheet', '1', 'stated', 10)]
  assert.deepEqual(judged(late), { value: '1', standings: ['older', 'current'] })
})

test('equally strong words that differ are a conflict, and the newer one shows', () => {
  const words = [word('nmap', '33.12', 'observed-actively', 12), word('claroty', '33.11', 'observed-passively', 10)]
  assert.deepEqual(judged(words), { value: '33.12', standings: ['current', 'conflict'] })
})

test('a source may say otherwise later: its older word counts no more', () => {
  const words = [
    word('sheet', '1.0', 'stated', 1),
    word('sheet', '2.0', 'stated', 2),
    word('sheet', '0.9', 'stated', 0),
  ]
  assert.deepEqual(judged(words), { value: '2.0', standings: ['older', 'current', 'older'] })
})

test('what a person confirms settles a conflict until somebody sees something newer', () => {
  const conflict = [word('a', '1', 'configured', 1), word('b', '2', 'configured', 2)]
  assert.deepEqual(judged(conflict).standings, ['conflict', 'current'])
  const settled = [...conflict, word('people', '1', 'confirmed', 3)]
  assert.deepEqual(judged(settled), { value: '1', standings: ['current', 'older', 'current'] })
  const newer = [...settled, word('b', '3', 'configured', 4)]
  assert.deepEqual(judged(newer), { value: '1', standings: ['current', 'older', 'current', 'conflict'] })
})

test('words that mean the same agree', () => {
  const words = [word('a', 'V2.9.4', 'observed-passively', 1), word('b', 'v2.9.4', 'stated', 2)]
  assert.deepEqual(judged(words), { value: 'V2.9.4', standings: ['current', 'current'] })
  assert.equal(sameValue('firmware', 'FW V33.10', '33.10'), true)
  assert.equal(sameValue('firmware', '33.10', '33.1'), false)
  assert.equal(sameValue('vendor', 'SIEMENS AG', 'Siemens'), true)
  assert.equal(sameValue('orderNumber', '6ES7 516-3AN02-0AB0', '6ES7516-3AN02-0AB0'), true)
  assert.equal(sameValue('ipAddresses', ['10.0.0.2', '10.0.0.1'], ['10.0.0.1', '10.0.0.2']), true)
  assert.equal(sameValue('kindText', 'Steuerung', 'plc'), true, 'each source words it as it likes')
  assert.equal(sameValue('neverPatched', true, false), false)
  assert.equal(sameValue('serial', null, ''), false)
})

test('no words, nothing true', () => {
  assert.deepEqual(judged([]), { value: undefined, standings: [] })
})
