import assert from 'node:assert/strict'
import test from 'node:test'
import library from 'ae-cvss-calculator'
import { baseScore } from './cvss4-base.ts'

const metrics = [
  ['AV', 'NALP'],
  ['AC', 'LH'],
  ['AT', 'NP'],
  ['PR', 'NLH'],
  ['UI', 'NPA'],
  ['VC', 'HLN'],
  ['VI', 'HLN'],
  ['VA', 'HLN'],
  ['SC', 'HLN'],
  ['SI', 'HLN'],
  ['SA', 'HLN'],
] as const
const count = metrics.reduce((product, [, values]) => product * values.length, 1)

/** One of all vectors of base metrics. */
function vector(number: number): string {
  let rest = number
  const parts = metrics.map(([name, values]) => {
    const value = values[rest % values.length]
    rest = Math.floor(rest / values.length)
    return `${name}:${value}`
  })
  return `CVSS:4.0/${parts.join('/')}`
}

function libraryScore(text: string): number | undefined {
  return new library.Cvss4P0(text).calculateScores(false).overall
}

test('a vector of base metrics has the score that the library gives it', () => {
  // All of them with MILLCERT_FUZZ, else one in 89, which meets every value of every metric.
  const step = process.env['MILLCERT_FUZZ'] ? 1 : 89
  for (let number = 0; number < count; number += step)
    assert.equal(baseScore(vector(number)), libraryScore(vector(number)), vector(number))
})

test('so has one that says how far an exploit is', () => {
  const step = process.env['MILLCERT_FUZZ'] ? 1 : 181
  for (let number = 0; number < count; number += step)
    for (const exploit of ['A', 'P', 'U']) {
      const text = `${vector(number)}/E:${exploit}`
      assert.equal(baseScore(text), libraryScore(text), text)
    }
})

test('metrics that are not defined, and supplemental ones, change no score', () => {
  const more = '/E:X/CR:X/IR:X/AR:X/MAV:X/MAC:X/MAT:X/MPR:X/MUI:X/MVC:X/MVI:X/MVA:X/MSC:X/MSI:X/MSA:X'
  for (let number = 0; number < count; number += 4001)
    for (const tail of [more, `${more}/S:P/AU:Y/R:I/V:C/RE:H/U:Red`, '/S:N', '/U:Clear']) {
      const text = vector(number) + tail
      assert.equal(baseScore(text), libraryScore(text), text)
    }
})

test('a vector that says more, or is none, is left to the library', () => {
  for (const text of [
    `${vector(0)}/E:N`,
    `${vector(0)}/E:U/CR:L`,
    `${vector(0)}/CR:L`,
    `${vector(0)}/MSI:S`,
    `${vector(0)}/S:X/E:X`,
    `${vector(0)}/XX:X`,
    vector(0).slice(0, -5),
    vector(0).replace('4.0', '3.1'),
    ` ${vector(0)}`,
  ])
    assert.equal(baseScore(text), undefined, text)
})
