import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { compareRecords, type ReproRecord, readRecord, whyDifferent } from './repro.ts'

const made = (files: Record<string, string>, conditions: Record<string, string> = {}): ReproRecord => ({
  schema: 'millcert-repro/1',
  tool: { name: 'millcert', version: '0.1.0' },
  recordedAt: '2026-11-21T10:00:00Z',
  files: Object.entries(files).map(([path, digit]) => ({ path, sha256: digit.repeat(64), size: 1 })),
  conditions,
})

test('two makings are identical only where every file is', () => {
  const same = compareRecords(made({ a: '1', b: '2' }, { folder: 'x' }), made({ b: '2', a: '1' }, { folder: 'y' }))
  assert.deepEqual([same.result, same.differences], ['identical', []])
  for (const [other, path] of [
    [{ a: '1', b: '3' }, 'b'],
    [{ a: '1' }, 'b'],
    [{ a: '1', b: '2', c: '4' }, 'c'],
  ] as const) {
    const found = compareRecords(made({ a: '1', b: '2' }), made(other))
    assert.deepEqual([found.result, found.differences.map(one => one.path)], ['different', [path]])
  }
})

test('why they differ: other tools first, then what nothing should depend on, then chance', () => {
  const why = (first: Record<string, string>, second: Record<string, string>) =>
    whyDifferent(compareRecords(made({ a: '1' }, first), made({ a: '2' }, second)))
  assert.match(why({ node: '24', folder: 'x' }, { node: '25', folder: 'y' }), /another node:/)
  assert.match(why({ 'time zone': 'UTC' }, { 'time zone': 'Asia/Tokyo' }), /depends on time zone/)
  assert.match(why({}, {}), /chance/)
})

test('what is no record is refused with its place', () => {
  const read = (value: unknown) => readRecord(Buffer.from(JSON.stringify(value)), defaultLimits, 'a.json')
  const whole = made({ a: '1' })
  assert.deepEqual(read(whole), whole)
  for (const [bad, place] of [
    [{ ...whole, schema: 'millcert-repro/2' }, '/schema'],
    [{ ...whole, files: [] }, '/files'],
    [{ ...whole, files: [{ path: '../a', sha256: '1'.repeat(64) }] }, '/files/0'],
    [{ ...whole, files: [...whole.files, ...whole.files] }, '/files/1'],
    [{ ...whole, files: [{ path: 'a', sha256: 'x' }] }, '/files/0'],
    [{ ...whole, conditions: { node: 24 } }, '/conditions'],
    [null, '/schema'],
  ] as const)
    assert.throws(() => read(bad), new RegExp(`at ${place}$`), place)
})
