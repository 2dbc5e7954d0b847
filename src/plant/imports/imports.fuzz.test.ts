import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '#boms'
import type { ImportFormat } from '../import-format.ts'
import { findImport, importFormats, prepareImports, readImport } from '../import-read.ts'

await prepareImports()

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 150)
const limits = { ...defaultLimits, bytes: 1024 ** 2, count: 10_000, text: 64 * 1024, depth: 50 }
const now = Date.UTC(2026, 4, 4)

interface Change {
  kind: 'flip' | 'delete' | 'duplicate' | 'splice'
  at: number
  length: number
  text: string
}

/** Texts that mean something to one of the readers. */
const telling = [
  '"',
  ';',
  ',',
  '\n',
  '{',
  '[',
  ']',
  '\0',
  '=',
  '1E5',
  '33.1',
  '__proto__',
  'BEGIN:VEVENT\n',
  'RRULE:FREQ=DAILY\n',
  'T',
  '<',
  '&lt;',
  '99999999999',
  '-1',
  'ü',
  '\ud800',
  '\ufeff',
]

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('flip' as const, 'delete' as const, 'duplicate' as const, 'splice' as const),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 64 }),
  text: fc.oneof(fc.constantFrom(...telling), fc.string({ maxLength: 8 })),
})

function changed(bytes: Buffer, changes: readonly Change[]): Buffer {
  let made = bytes
  for (const { kind, at, length, text } of changes) {
    const start = Math.floor(at * made.length)
    const [before, piece, after] = [
      made.subarray(0, start),
      made.subarray(start, start + length),
      made.subarray(start + length),
    ]
    if (kind === 'delete') made = Buffer.concat([before, after])
    else if (kind === 'duplicate') made = Buffer.concat([before, piece, piece, after])
    else if (kind === 'splice') made = Buffer.concat([before, Buffer.from(text), piece, after])
    else made = Buffer.concat([before, Buffer.from(piece.map(byte => byte ^ (length & 0xff))), after])
  }
  return made
}

/** Reads, or is refused by a Problem whose message is one line. */
function attempt(bytes: Buffer, format?: ImportFormat): void {
  const paper = { ...paperOf('paper', bytes, new Map(), limits), now }
  try {
    const found = readImport(paper, {}, format ?? findImport(paper))
    assert.deepEqual(readImport(paper, {}, format ?? findImport(paper)), found)
    for (const { tag, serial, ref, ipAddresses } of found.assets) assert.ok(tag ?? serial ?? ref ?? ipAddresses)
    for (const { startsAt, endsAt } of found.windows) assert.ok(endsAt > startsAt)
    for (const { from, to } of found.conduits) assert.ok(from !== '' && to !== '')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.match(error.message, /^Cannot [^\n\r]+$/)
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
}

for (const format of importFormats) {
  const folder = new URL(`testdata/${format.id}/`, import.meta.url)
  const name = readdirSync(folder).find(one => /^sample\.(?!golden)/.test(one))!
  const sample = readFileSync(new URL(name, folder))

  test(`${format.label}: a damaged paper is read or refused in words`, () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), changes =>
        attempt(changed(sample, changes), format),
      ),
      { numRuns },
    )
  })
}

test('imports: a text of anything is read or refused in words', () => {
  const line = fc.array(
    fc.oneof(
      fc.constantFrom('tag', 'vendor', 'firmware', 'zone', 'SL-T', 'from', 'to', 'Path', 'sys_id'),
      fc.string({ maxLength: 12 }),
    ),
    { maxLength: 6 },
  )
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(line, { maxLength: 12 }).map(lines => lines.map(cells => cells.join(',')).join('\n')),
    fc.json(),
  )
  fc.assert(
    fc.property(text, made => attempt(Buffer.from(made))),
    { numRuns },
  )
})

test('imports: deep, wide and long papers end in a Problem or a result', () => {
  const deep = (levels: number) => `${'{"children":['.repeat(levels)}${']}'.repeat(levels)}`
  const papers = [
    `{"objects":[{"resource_id":"1","asset_type__":"ePLC","children":[${deep(5000)}]}]}`,
    `{"objects":[{"resource_id":"1","asset_type__":"ePLC","children":[${deep(40)}]}]}`,
    `{"result":[{"sys_id":"1","name":"a",${Array.from({ length: 200_000 }, (_, i) => `"k${i}":1`).join(',')}}]}`,
    `{"result":[{"id":"1","name":"a","name":"b","vendor:info":{"source":"x"}}]}`,
    `tag,vendor,product\n${'"'.repeat(100_000)}`,
    `tag,vendor,product\na,b,"${'x'.repeat(900_000)}"`,
    `tag,vendor,product${',x'.repeat(100_000)}\na,b,c`,
    `${'tag,vendor,product\n'.repeat(20_000)}`,
    `zone,parent,SL-T\n${'zone,parent,SL-T\n'.repeat(20_000)}`,
    `<nmaprun>${'<host>'.repeat(2000)}`,
    `<nmaprun><host><script id="enip-info">${'<table key="a">'.repeat(40)}${'<elem key="k">v</elem>'.repeat(20_000)}`,
    `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\n'.repeat(20_000)}`,
    `BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:${'x\n '.repeat(100_000)}\nEND:VEVENT\nEND:VCALENDAR`,
    `BEGIN:VCALENDAR\n${'BEGIN:VEVENT\nDTSTART:20260101T000000Z\nDTEND:20260102T000000Z\nEND:VEVENT\n'.repeat(5000)}END:VCALENDAR`,
    `{"event_type":"a","schema_version":"1","context":{}}\n`.repeat(10_000),
  ]
  for (const text of papers) attempt(Buffer.from(text))
})
