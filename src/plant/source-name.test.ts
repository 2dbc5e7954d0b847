import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceNameOf } from './source-name.ts'

test('what changes each week is no part of the name of a source', () => {
  const names = {
    'assets.csv': 'assets',
    'exports/assets-2026-11-20.csv': 'assets',
    'C:\\Temp\\Assets 20.11.2026 (2).xlsx': 'Assets',
    'claroty_kw47.json': 'claroty',
    'nmap-ot.xml': 'nmap-ot',
    '2026-11-20.csv': '2026-11-20',
    'fleet.cdx.json': 'fleet',
    '': 'file',
  }
  for (const [file, name] of Object.entries(names)) assert.equal(sourceNameOf(file), name)
})

test('days, weeks and numbers of copies are no part of it, however they are written', () => {
  const same = [
    'assets20261120',
    'assets-261120',
    'assets_202611',
    'assets-2026',
    'assets.2026_11_20',
    'assets 2026-11-20T06-30-00Z',
    'assets-20261120-063000',
    'assets-202611200630',
    'assets20261120063000',
    'assets_20112026',
    'assets 20.11.26',
    'assets (20261120)',
    'assets (KW47)',
    'assets(2)',
    'assets - Kopie (3)',
    'assets copy 2',
    'assets-2026-KW47',
    'assets_cw5 2026',
    'assets-v2',
  ]
  for (const stem of same) assert.equal(sourceNameOf(`${stem}.csv`), 'assets', stem)
  assert.equal(sourceNameOf('line1_kw47 (2).csv'), 'line1')
  assert.equal(sourceNameOf('line-2-2026-11-20.csv'), 'line-2')
})

test('other figures are: what is numbered is a source of its own', () => {
  const whole = ['line1', 'line-1', 'line_12', 'e6', 'e10', 'hall 3', 's7-1500', 'press-1200', 'bay-101', 'plc104234']
  for (const stem of [...whole, 'order-991340', 'hardcopy', 'env2', 'rackv3', 'plant-12345', 'sn20269999'])
    assert.equal(sourceNameOf(`${stem}.csv`), stem)
})

test('a name of nothing but separators and figures takes no time', () => {
  for (const piece of ['-', '1', '2026', ' (1)', '-copy', '_kw1'])
    assert.ok(sourceNameOf(piece.repeat(300 / piece.length)).length <= 100)
})
