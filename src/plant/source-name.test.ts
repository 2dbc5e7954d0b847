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
