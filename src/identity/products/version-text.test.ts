import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readVersionText, sameScheme } from './version-text.ts'

test('a version says how its maker counts', () => {
  for (const [text, scheme] of Object.entries({
    'V2.9.4': 'numbers',
    'V7.5 SP1 Update 3': 'numbers',
    '2020 R2': 'year',
    SE2021MP5: 'year',
    '2021-03-04': 'date',
    '20190812': 'date',
    '2022.3.1': 'dotted date',
    '17Q2.1': 'quarter',
    '571848': 'count',
    '571848.0': 'count',
    '0.0': 'numbers',
    MP4: 'level',
    E: 'letter',
    'Rev. AB': 'letter',
    'C.02': 'letter and number',
    A10: 'letters a',
    R14A: 'letters r',
    'R5.04.01': 'numbers',
  }))
    assert.equal(readVersionText(text)?.scheme, scheme, text)
})

test('what is no version has no marks', () => {
  for (const text of [
    '',
    ' ',
    'latest',
    'x',
    '2.X',
    '2.3x',
    '1.*',
    'with 2.0',
    ' 1.0',
    '1.0 ',
    '1 2',
    'n/a',
    '1.0.0-x',
  ])
    assert.equal(readVersionText(text), undefined, JSON.stringify(text))
})

test('versions that makers count in different ways say nothing about each other', () => {
  const comparable = (a: string, b: string) => sameScheme(readVersionText(a)!, readVersionText(b)!)
  for (const [a, b] of [
    ['R14A', '17Q2.1'],
    ['2020 R2 P01', '17.0.18'],
    ['2021-03-04', '2020 R2'],
    ['571848', '3.40'],
    ['A10', 'B10'],
    ['A10', '10'],
    ['MP4', '2021.4'],
    ['17.0.0.5', 'V17 Update 5'],
    ['1.03D', '1.03.1'],
    ['1.000.HW01.3', '1.000.4.3'],
    ['4.5 build 7', '4.5.1'],
    ['V2022.3', '2022-03-04'],
  ] as const) {
    assert.equal(comparable(a, b), false, `${a} ${b}`)
    assert.equal(comparable(b, a), false, `${b} ${a}`)
  }
  for (const [a, b] of [
    ['V7.4', 'V7.5 SP1 Update 3'],
    ['V15.1', 'V15 SP1'],
    ['04.09.00', '04.09.00C'],
    ['R14A', 'R15B PC4'],
    ['2019 R3', '2020 R2 P01'],
    ['1953', '2007'],
    ['B.12', 'C.02'],
    ['4.5.0 build 7', '4.5.1'],
    ['V2022.3', '2022.3.1'],
    ['2022.3.1', '2022-03-04'],
    ['Z', 'AB'],
    ['E', 'F'],
    ['1.000.HW01.3', '2.000.4'],
    ['3.40 R5', '3.40 R5 build 571848'],
  ] as const)
    assert.equal(comparable(a, b), true, `${a} ${b}`)
})
