import assert from 'node:assert/strict'
import { test } from 'node:test'
import { difference, isMember, namesMany, sameName } from './name-relation.ts'

test('a name inside another is no different product', () => {
  assert.equal(difference('RUGGEDCOM RS900', 'RUGGEDCOM RS900 V4.X'), undefined)
  assert.equal(difference('SCALANCE X-200', 'SCALANCE X204-2'), undefined)
  assert.equal(difference('SIMATIC CP 343-1', 'SIPLUS NET CP 343-1'), undefined)
  assert.ok(sameName('SIMATIC CP 343-1', 'SIPLUS NET CP 343-1'))
  assert.equal(difference('SCADA Web Server', 'SCADA WebServer'), undefined)
  assert.equal(difference('Pro-face GP-Pro EX', 'GP Pro EX'), undefined)
  assert.equal(difference('Automation License Manager V6.0', 'Automation License Manager 6'), undefined)
  assert.equal(difference('ControlLogix 5580 Process', 'ControlLogix 5580 controllers'), undefined)
})

test('siblings differ in a number or in a word', () => {
  assert.equal(difference('SIMATIC S7-1500 CPU 1511-1 PN', 'SIMATIC S7-1500 CPU 1513-1 PN'), 'model')
  assert.equal(difference('SIMATIC WinCC Runtime Advanced', 'SIMATIC WinCC Runtime Professional'), 'word')
  assert.equal(difference('SIMATIC WinCC', 'SIMATIC WinCC Runtime Professional'), undefined)
})

test('a family contains what has all its words and more', () => {
  const family = 'SIMATIC S7-1500 CPU family (incl. related ET200 CPUs and SIPLUS variants)'
  assert.ok(namesMany(family))
  assert.ok(isMember(family, 'SIMATIC S7-1500 CPU 1511-1 PN'))
  assert.ok(!isMember('SIMATIC S7-1500 CPU family', 'SIMATIC S7-1200 CPU 1212C'))
  assert.ok(isMember('BMXP34*', 'BMXP342020'))
})

test('a SIPLUS finish does not make a name one of many', () => {
  assert.ok(!namesMany('SIMATIC CP 343-1 Lean (incl. SIPLUS variants)'))
})
