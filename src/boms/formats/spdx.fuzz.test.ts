import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { pathsToRoot } from '../paths.ts'
import { spdxJson } from './spdx-json.ts'
import { spdxTagValue } from './spdx-tag-value.ts'

const numRuns = Number(process.env['MILLCERT_FUZZ'] ?? 500)
const limits = { ...defaultLimits, depth: 12, text: 4096, count: 50 }

/** Parts that mean something to one of the readers, and bytes that mean nothing to either. */
const telling = [
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\u0000',
  '\\ud800',
  'null',
  '-1',
  '"__proto__":',
  'NONE',
  'NOASSERTION',
  'SPDXRef-',
  'SPDXRef-DOCUMENT',
  'DocumentRef-x:',
  'DEPENDENCY_OF',
  'DESCRIBES',
  '"packages":[],',
  '\n',
  '\r',
  '\u2028',
  '\nPackageName: ',
  '\nFileName: x',
  '\nSPDXID: SPDXRef-valve',
  '<text>',
  '</text>',
  'LicenseRef-valve AND (',
  '%zz',
  '\u0000',
  '\ufeff',
  'é',
]

interface Change {
  at: number
  length: number
  into: Uint8Array
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(4000),
  length: fc.oneof(fc.nat(4), fc.nat(200)),
  into: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom(...telling).map(text => new Uint8Array(Buffer.from(text))),
  ),
})
const damaged = (whole: Buffer, changes: readonly Change[]) => {
  let bytes: Buffer = whole
  for (const { at, length, into } of changes) {
    const from = at % bytes.length
    bytes = Buffer.concat([bytes.subarray(0, from), into, bytes.subarray(from + length)])
    if (bytes.length === 0) return Buffer.from(' ')
  }
  return bytes
}

for (const [format, file] of [
  [spdxJson, 'testdata/spdx-json/sample.json'],
  [spdxTagValue, 'testdata/spdx-tag-value/sample.spdx'],
] as const) {
  const whole = readFileSync(new URL(file, import.meta.url))
  test(`${format.label}: a damaged document is read or refused with a Problem, and what is read can be used`, () => {
    let taken = 0
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        const bytes = damaged(whole, changes)
        const bom = tried(() => format.read(paperOf('damaged', bytes, new Map(), limits)))
        format.sniff(paperOf('damaged', bytes))
        if (!bom) return
        taken++
        const first = [...format.write!(bom, '2.3')].join('')
        const again = format.read(paperOf('again', first))
        assert.equal([...format.write!(again, '2.3')].join(''), first)
        const refs = bom.components.map(({ ref }) => ref)
        assert.equal(new Set([...refs, bom.subject?.ref ?? '\0']).size, refs.length + 1)
        for (const ref of refs) pathsToRoot(bom, ref, 3)
      }),
      { numRuns },
    )
    assert.ok(taken > 0, 'no damaged document was read: the damage is too heavy to test more than refusal')
    assert.equal(Object.keys(Object.prototype).length, 0)
  })
}

function tried(read: () => Bom): Bom | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.match(error.code, /^(?:boms|base)\/[a-z0-9-]+$/)
    assert.ok(error.message.startsWith('Cannot read damaged: ') && !error.message.includes('\n'), error.message)
    return undefined
  }
}
