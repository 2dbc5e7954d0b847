import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import fc from 'fast-check'
import type { Interval } from '#identity'
import { memoryWorld } from '../../../tools/memory/world.ts'
import type { Advisory, Affected } from '../advisory.ts'
import { buildSegment } from './build-segment.ts'
import { keyOfRows, type PackageRows, readRow } from './package-rows.ts'
import { advisoriesOf } from './read-back.ts'
import { openSegment, type Segment } from './segment.ts'

const version = fc.constantFrom('1.0', '1', '1.5', '2.0.0', '2.0', '2.0+mill', '3.0rc1', 'nobody knows')
const interval: fc.Arbitrary<Interval> = fc.record(
  { from: version, to: version, fromIncluded: fc.boolean(), toIncluded: fc.boolean() },
  { requiredKeys: [] },
)
const statement: fc.Arbitrary<Affected> = fc.record({
  key: fc.constantFrom('pypi/valve', 'npm/valve'),
  ecosystem: fc.constant(''),
  name: fc.constant('valve'),
  intervals: fc.array(interval, { maxLength: 3 }),
  versions: fc.array(version, { maxLength: 3 }),
  undecided: fc.constantFrom(undefined, undefined, 'it gives no versions', 'it gives words'),
})

function advisory(affected: readonly Affected[], number: number): Advisory {
  return {
    ...{ id: `MILL-${number}`, feed: 'osv-mill', aliases: [], published: undefined, modified: undefined },
    ...{ withdrawn: undefined, summary: 'A flaw', url: '', cvss: [], severity: 'unknown', malicious: false, affected },
  }
}

function compiled(advisories: readonly Advisory[]) {
  const built = buildSegment(advisories, new Map())
  const world = memoryWorld()
  world.files.set('segment', Buffer.concat(built.pieces))
  return openSegment(world.disk.open('segment'))
}

/** Rows of each package that has some. */
function rowsOf(segment: Segment) {
  const read = (record: PackageRows) => Array.from({ length: record.rows }, (_, row) => readRow(record, row))
  return [...segment.packages()].flatMap(one => (one.rows === 0 ? [] : [{ key: keyOfRows(one), rows: read(one) }]))
}

test('what is read back from a segment is compiled into the same rows', () => {
  fc.assert(
    fc.property(fc.array(fc.array(statement, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), said => {
      const first = compiled(said.map(advisory))
      const second = compiled(advisoriesOf(first, undefined))
      assert.deepEqual(rowsOf(second), rowsOf(first))
    }),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 500) },
  )
})
