import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { paperOf } from '#boms'
import { lotFormats, prepareLots, readLots } from '../import-read.ts'

await prepareLots()

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 150)
const limits = { ...defaultLimits, bytes: 1024 ** 2, count: 10_000, text: 64 * 1024 }
const telling = [
  '"',
  ';',
  '\n',
  '{',
  '}',
  '\0',
  '=',
  '1E5',
  '__proto__',
  '31.02.2026',
  '2026-13-01',
  '24:61',
  '-1',
  'ü',
  '99999999999',
]

for (const format of lotFormats) {
  const folder = new URL(`testdata/${format.id}/`, import.meta.url)
  const sample = readFileSync(new URL(readdirSync(folder).find(one => /^sample\.(?!golden)/.test(one))!, folder))

  test(`${format.label}: a damaged paper is read or refused in words, and no run ends before it begins`, () => {
    const change = fc.tuple(
      fc.nat({ max: sample.length }),
      fc.nat({ max: 16 }),
      fc.oneof(fc.constantFrom(...telling), fc.string({ maxLength: 6 })),
    )
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), changes => {
        let bytes = sample
        for (const [at, length, text] of changes)
          bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at + length)])
        try {
          const { lots } = readLots(paperOf('paper', bytes, new Map(), limits), {}, format)
          // Sites number their lots by themselves.
          assert.equal(new Set(lots.map(({ site, number }) => JSON.stringify([site, number]))).size, lots.length)
          for (const { runs, number } of lots) {
            assert.ok(number !== '')
            for (const { from, until } of runs) assert.ok(until === null || until > from)
          }
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          assert.match(error.message, /^Cannot [^\n\r]+$/)
        }
      }),
      { numRuns },
    )
  })
}
