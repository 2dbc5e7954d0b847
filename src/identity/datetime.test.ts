import assert from 'node:assert/strict'
import { test } from 'node:test'
import { datetime } from './datetime.ts'
import { longestKey } from './order.ts'

/** In the order of their instants; those on one line are the same. */
const instants = [
  ['0000-01-01T00:00:00Z'],
  ['0001-01-01T00:00:00Z'],
  ['1969-12-31T23:59:59Z'],
  ['1999-12-31T23:59:59Z'],
  ['1999-12-31T23:59:60Z', '2000-01-01T00:59:60+01:00'],
  ['2000-01-01T00:00:00Z'],
  ['2000-02-29T00:00:00Z'],
  ['2000-03-01T00:00:00Z'],
  ['2001-01-01T00:00:00+14:00', '2000-12-31T10:00:00Z'],
  ['2001-01-01T00:00:00Z', '2001-01-01T00:00:00.000Z', '2000-12-31T19:00:00-05:00'],
  ['2001-01-01T00:00:00.000000001Z'],
  ['2001-01-01T00:00:00.09Z'],
  ['2001-01-01T00:00:00.1Z', '2001-01-01T01:00:00.10+01:00'],
  ['2001-01-01T00:00:00.101Z'],
  ['2001-01-01T00:00:00-00:01'],
  ['9999-12-31T23:59:59Z'],
] as const

function keyOf(text: string): Buffer {
  const into = new Uint8Array(longestKey)
  return Buffer.from(into.subarray(0, datetime.encode(text, into)))
}

test('datetime: instants are compared, and sort by their keys', () => {
  for (const [i, row] of instants.entries()) {
    for (const [j, other] of instants.entries()) {
      for (const a of row) {
        for (const b of other) {
          assert.equal(Math.sign(datetime.compare(a, b)!), Math.sign(i - j), `${a} ${b}`)
          assert.equal(Buffer.compare(keyOf(a), keyOf(b)), Math.sign(i - j), `${a} ${b}: key`)
        }
      }
    }
  }
})

test('datetime: what RFC 3339 does not write so is none', () => {
  for (const text of [
    '',
    '2024-01-01',
    '2024-01-01t00:00:00z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00+24:00',
    `2024-01-01T00:00:00.${'1'.repeat(600)}Z`,
  ]) {
    assert.equal(datetime.compare(text, text), undefined, text)
    assert.equal(datetime.encode(text, new Uint8Array(longestKey)), -1, text)
  }
  assert.equal(datetime.encode('2024-01-01T00:00:00Z', new Uint8Array(3)), -1)
})
