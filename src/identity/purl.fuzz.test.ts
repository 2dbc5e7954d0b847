import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildPurl, parsePurl, showPurl } from './purl.ts'
import { purlRules } from './purl-rules.ts'

const numRuns = Number(process.env.MILLCERT_FUZZ ?? 2000)

const types = [...purlRules.keys(), 'unheard-of']
const bits = [
  '%',
  '@',
  '/',
  '?',
  '#',
  '&',
  '=',
  '..',
  '%2F',
  '%00',
  '%ff',
  '\u0000',
  ' ',
  'é',
  'A',
  ':',
  '%2e',
  '%40',
  'b',
  '1',
]
const text = fc
  .tuple(fc.constantFrom(...types), fc.array(fc.oneof(fc.constantFrom(...bits), fc.string()), { maxLength: 12 }))
  .map(([type, parts]) => `pkg:${type}/${parts.join('')}`)

test('purl: whatever is read shows a text that is read as the same purl', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), fc.boolean(), (input, foldKeys) => {
      const purl = parsePurl(input, foldKeys)
      if ('fault' in purl) return
      const shown = showPurl(purl)
      assert.deepEqual(parsePurl(shown), purl)
      assert.deepEqual(buildPurl(purl), purl)
      assert.match(shown, /^[A-Za-z0-9.\-_~%:/@?=&#]+$/)
    }),
    { numRuns },
  )
})

test('purl: whatever is built shows a text that is read as the same purl', () => {
  const part = fc.option(fc.string({ unit: 'binary' }), { nil: undefined })
  const parts = fc.record({
    type: fc.constantFrom(...types),
    namespace: part,
    name: fc.string({ unit: 'binary', minLength: 1 }),
    version: part,
    qualifiers: fc.array(fc.tuple(fc.constantFrom('arch', 'uuid', 'tag_id', 'x.y'), fc.string({ unit: 'binary' })), {
      maxLength: 3,
    }),
    subpath: part,
  })
  fc.assert(
    fc.property(parts, given => {
      const purl = buildPurl(given)
      if (!('fault' in purl)) assert.deepEqual(parsePurl(showPurl(purl)), purl)
    }),
    { numRuns },
  )
})
