import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bareLineIn, compareLines, lineIn, versionInLine } from './product-name-line.ts'

test('a line is found in a name and taken out of it', () => {
  assert.equal(lineIn('SIMATIC WinCC V7.5 Update 2')?.rest, 'SIMATIC WinCC')
  assert.equal(lineIn('SIMATIC WinCC V7.5 Update 2')?.line.pack, 'update2')
  assert.deepEqual(lineIn('RUGGEDCOM RS900 V4.X')?.line.numbers, [4])
  assert.deepEqual(lineIn('Siveillance VMS 2018 R3')?.line, {
    text: '2018 R3',
    numbers: [2018],
    pack: 'r3',
    open: undefined,
    edition: false,
  })
  assert.equal(lineIn('SINUMERIK 840D sl'), undefined)
  assert.equal(lineIn('RUGGEDCOM RS416v2'), undefined, 'letters against a model are part of it')
  assert.equal(bareLineIn('Mendix 9')?.rest, 'Mendix')
  assert.equal(bareLineIn('Stratix 5700'), undefined)
})

test('a line holds its parts and what is on its open side', () => {
  const line = (text: string) => lineIn(`X ${text}`)!.line
  assert.equal(compareLines(line('V7.5'), line('V7.5')), 'same')
  assert.equal(compareLines(line('V7'), line('V7.5')), 'within')
  assert.equal(compareLines(line('V7.5'), line('V7.4')), 'no')
  assert.equal(compareLines(line('V7.5'), line('V7')), 'unknown')
  assert.equal(compareLines(line('V7.10'), line('V7.1')), 'no')
  assert.equal(compareLines(line('V16 and earlier'), line('V15')), 'within')
  assert.equal(compareLines(line('V16 and earlier'), line('V7.3')), 'unknown', 'another generation')
  assert.equal(compareLines(line('2018 R3'), line('2018 R1')), 'no')
})

test('a version lies in a line whose numbers it begins with', () => {
  const line = (text: string) => lineIn(`X ${text}`)!.line
  assert.equal(versionInLine(line('V7.5'), 'V7.5.1'), 'within')
  assert.equal(versionInLine(line('V7.5'), 'FW V7.50'), 'no')
  assert.equal(versionInLine(line('V5.X'), 'Firmware 5.11.0'), 'within')
  assert.equal(versionInLine(line('V7.5'), undefined), 'unknown')
  assert.equal(versionInLine(line('V2'), '3.3.46'), 'unknown', 'V2 may be the edition of the device')
  assert.equal(versionInLine(line('V4.7 SP1'), '4.7'), 'unknown')
  assert.equal(versionInLine(line('SE2022'), '222.0.4'), 'unknown')
})
