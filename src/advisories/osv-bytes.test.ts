import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import test from 'node:test'
import fc from 'fast-check'
import { defaultLimits, type Limits, noteList } from '#base'
import type { Advisory } from './advisory.ts'
import { osv } from './formats/osv.ts'
import { osvReader } from './osv-bytes.ts'

const runs = Number(process.env['MILLCERT_FUZZ'] ?? 1500)

const word = fc.constantFrom(
  '1.0.0',
  '2.0',
  '0',
  '1.5-rc1',
  'CVE-2024-1234',
  'ä',
  '😀',
  'a\nb',
  'q"\\',
  '',
  'x'.repeat(70),
)
const odd = fc.oneof(word, fc.constantFrom(null, 1, 2 ** 60, -0.5, true, [], {}, ['1'], { severity: 'HIGH' }))
const mostly = <T>(usual: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 12, arbitrary: usual as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: odd })
const severity = fc.record(
  {
    type: mostly(fc.constantFrom('CVSS_V3', 'CVSS_V4')),
    score: mostly(fc.constant('CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H')),
  },
  { requiredKeys: [] },
)
const specific = fc.record({ severity: mostly(fc.constantFrom('HIGH', 'LOW')), source: odd }, { requiredKeys: [] })
const event = fc.record(
  { introduced: word, fixed: mostly(word), last_affected: word, limit: odd },
  { requiredKeys: [] },
)
const range = fc.record(
  {
    type: mostly(fc.constantFrom('SEMVER', 'GIT', 'ECOSYSTEM')),
    events: mostly(fc.array(mostly(event), { maxLength: 4 })),
    repo: odd,
  },
  { requiredKeys: [] },
)
const affected = fc.record(
  {
    package: mostly(
      fc.record(
        {
          ecosystem: fc.constantFrom('npm', 'PyPI', 'Nowhere'),
          name: mostly(fc.constantFrom('one', 'two')),
          purl: odd,
        },
        { requiredKeys: ['ecosystem', 'name'] },
      ),
    ),
    ranges: mostly(fc.array(mostly(range), { maxLength: 3 })),
    versions: mostly(fc.array(mostly(word), { maxLength: 5 })),
    severity: mostly(fc.array(severity, { maxLength: 2 })),
    ecosystem_specific: mostly(specific),
    database_specific: odd,
  },
  { requiredKeys: ['package'] },
)
const record = fc.record(
  {
    id: fc.constantFrom('GHSA-aaaa-bbbb-cccc', 'MAL-2024-1', 'ALSA-2024:1', 'PYSEC-2020-1'),
    modified: mostly(fc.constant('2024-01-02T03:04:05Z')),
    published: mostly(fc.constant('2024-01-02T03:04:05Z')),
    withdrawn: odd,
    aliases: mostly(fc.array(word, { maxLength: 3 })),
    related: mostly(fc.array(word, { maxLength: 3 })),
    upstream: mostly(fc.array(word, { maxLength: 3 })),
    summary: mostly(word),
    details: mostly(fc.constantFrom('prose', 'more\nprose', 'ä and 😀', ' '.repeat(3000))),
    severity: mostly(fc.array(severity, { maxLength: 2 })),
    database_specific: mostly(specific),
    affected: mostly(fc.array(mostly(affected), { maxLength: 3 })),
    references: odd,
    schema_version: odd,
  },
  { requiredKeys: ['id'] },
)

/** Bytes put in at some place of the record, or taken out of it. */
const change = fc.record({
  at: fc.nat(),
  out: fc.nat(3),
  put: fc.constantFrom(
    '',
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\\u0000',
    '\\ud800',
    '\xff',
    '\0',
    ' ',
    '1',
    '"id":1,',
    '"aliases":[],',
    '\\u0069',
    '\t',
    '\r',
  ),
})

function changed(bytes: Buffer, changes: readonly { at: number; out: number; put: string }[]): Buffer {
  return changes.reduce((before, { at, out, put }) => {
    const place = at % (before.length + 1)
    return Buffer.concat([before.subarray(0, place), Buffer.from(put, 'latin1'), before.subarray(place + out)])
  }, bytes)
}

/** What is taken of a file of two lines, the first of them these bytes. */
function taken(line: Buffer, limits: Limits, quick: boolean): unknown {
  const told: { advisories: Advisory[]; refused: string[][] } = { advisories: [], refused: [] }
  const notes = noteList(5)
  const file = {
    name: 'file',
    text: '',
    bytes: Buffer.concat([line, Buffer.from('\n{"id":"GHSA-zzzz-zzzz-zzzz"}\n')]),
    // A smaller limit on keys than the quick way wants turns it off, and changes nothing else here.
    limits: quick ? limits : { ...limits, keys: 100 },
    now: 0,
  }
  const into = {
    notes,
    advisory: (advisory: Advisory) => void told.advisories.push(advisory),
    signal: () => {},
    scores: () => {},
    statement: () => {},
    refused: (reason: string, at: string) => void told.refused.push([reason, at]),
  }
  try {
    osv.read(file, into)
  } catch (error) {
    return [(error as Error).message, told, notes.notes]
  }
  return [told, notes.notes]
}

const spaces = fc.constantFrom(undefined, 1)

test('a record read from its bytes is what it is when it is parsed, however it is mutated', () => {
  fc.assert(
    fc.property(record, spaces, fc.array(change, { maxLength: 3 }), (value, space, changes) => {
      const text = JSON.stringify(value, null, space).replaceAll('\n', ' ')
      const line = changed(Buffer.from(text, 'utf8'), changes)
      if (line.includes(0x0a)) return
      assert.deepEqual(taken(line, defaultLimits, true), taken(line, defaultLimits, false))
    }),
    { numRuns: runs },
  )
})

test('limits on text and depth hold at the same length, read from bytes or parsed', () => {
  const text = (length: number) =>
    Buffer.from(JSON.stringify({ id: 'MAL-2024-1', summary: 'x'.repeat(length), references: [[[{}]]] }))
  for (const limits of [
    { ...defaultLimits, text: 200 },
    { ...defaultLimits, text: 200, depth: 10 },
  ])
    for (const length of [198, 199, 200, 201])
      assert.deepEqual(taken(text(length), limits, true), taken(text(length), limits, false), String(length))
})

test('a plain record is read from its bytes, one with something to judge is not', () => {
  const read = osvReader(defaultLimits)
  const quickly = (text: string) => {
    const bytes = Buffer.from(text, 'latin1')
    return read?.(bytes, 0, bytes.length)
  }
  assert.equal(
    quickly('{"id":"MAL-2024-1","aliases":["CVE-2024-1"],"references":[{"url":"x"}],"details":"\\u0041","summary":"s"}')
      ?.id,
    'MAL-2024-1',
  )
  for (const text of [
    '{"id":"MAL-2024-1","id":"MAL-2024-2"}',
    '{"id":"MAL-2024-1","summary":"\\u0041"}',
    '{"id":"MAL-2024-1","summary":"\xff"}',
    '{"id":"MAL-2024-1","affected":[{"database_specific":{"a":1,"a":2}}]}',
    '{"id":"MAL-2024-1","affected":[{"database_specific":"\xff"}]}',
    '{"id":"MAL-2024-1"',
    '{"id":"MAL-2024-1"} {}',
    '["MAL-2024-1"]',
  ])
    assert.equal(quickly(text), undefined, text)
})
