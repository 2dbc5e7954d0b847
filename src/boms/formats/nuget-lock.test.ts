import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { nugetLock } from './nuget-lock.ts'

const read = (text: string) => nugetLock.read(paperOf('packages.lock.json', text))
const sample = readFileSync(new URL('testdata/nuget-lock/sample.txt', import.meta.url), 'utf8')

test('packages.lock.json: one component for a version, whatever frameworks have it', () => {
  const bom = read(sample)
  assert.equal(bom.specVersion, '2')
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.purl, one.type, one.hashes.length]),
    [
      ['Mill.valve@1.2.3', 'pkg:nuget/Mill.valve@1.2.3', 'library', 1],
      ['Mill.Seal@2.1.4', 'pkg:nuget/Mill.Seal@2.1.4', 'library', 1],
      ['Mill.Gauge@3.1.0', 'pkg:nuget/Mill.Gauge@3.1.0', 'library', 0],
      ['mill.tool', undefined, 'application', 0],
      ['Mill.Native@4.0.0', 'pkg:nuget/Mill.Native@4.0.0', 'library', 0],
    ],
  )
  assert.deepEqual(
    bom.notes.map(({ code }) => code),
    ['hash-broken', 'dependency-not-listed'],
  )
})

test('packages.lock.json: names match in any case, a runtime falls back on its framework', () => {
  const edges = Object.fromEntries(read(sample).dependencies.map(({ ref, on }) => [ref, on]))
  assert.deepEqual(edges, {
    '.': ['Mill.valve@1.2.3', 'mill.tool'],
    'Mill.valve@1.2.3': ['Mill.Seal@2.1.4'],
    'Mill.Seal@2.1.4': [],
    'Mill.Gauge@3.1.0': [],
    'mill.tool': ['Mill.Gauge@3.1.0'],
    'Mill.Native@4.0.0': ['Mill.Seal@2.1.4'],
  })
})

test('packages.lock.json: what is none is refused', () => {
  for (const text of ['null', '{}', '{"dependencies":[]}', '{"version":1', ''])
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof Problem && error.message.startsWith('Cannot read packages.lock.json: '),
    )
})
