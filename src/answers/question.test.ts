import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '#base'
import { plantTime } from './calendar-words.ts'
import { questionOf } from './question.ts'

const asked: [string, object][] = [
  ['CVE-2026-44431', { kind: 'advisory', ids: ['CVE-2026-44431'] }],
  [' cve-2026-1 ', { kind: 'advisory', ids: ['CVE-2026-1'] }],
  ['GHSA-cfgh-jmpq-rvwx', { kind: 'advisory', ids: ['GHSA-CFGH-JMPQ-RVWX'] }],
  ['icsa-26-001-01', { kind: 'advisory', ids: ['ICSA-26-001-01'] }],
  ['RHSA-2026:1234', { kind: 'advisory', ids: ['RHSA-2026:1234'] }],
  ['pkg:npm/%40mill/valve@1.0.0', { kind: 'package', packageKey: 'pkg:npm/%40mill/valve', version: '1.0.0' }],
  ['pkg:deb/debian/openssl?arch=amd64', { kind: 'package', packageKey: 'pkg:deb/debian/openssl', version: undefined }],
  ['@mill/valve@1.0.0', { kind: 'component', name: '@mill/valve', version: '1.0.0' }],
  ['openssl@3.0.2', { kind: 'component', name: 'openssl', version: '3.0.2' }],
  ['Siemens:S7-1500 CPU', { kind: 'product', vendor: 'Siemens', product: 'S7-1500 CPU' }],
  [`sha256:${'AB'.repeat(32)}`, { kind: 'digest', hex: 'ab'.repeat(32) }],
  ['d41d8cd98f00b204e9800998ecf8427e', { kind: 'digest', hex: 'd41d8cd98f00b204e9800998ecf8427e' }],
  [
    'Is CVE-2026-44431 (ghsa-cfgh-jmpq-rvwx) here?',
    { kind: 'advisory', ids: ['CVE-2026-44431', 'GHSA-CFGH-JMPQ-RVWX'] },
  ],
  ['cve: CVE-2026-1111, CVE-2026-2222', { kind: 'advisory', ids: ['CVE-2026-1111', 'CVE-2026-2222'] }],
  ['SSA-123456\nICSA-26-001-01\nssa-123456', { kind: 'advisory', ids: ['SSA-123456', 'ICSA-26-001-01'] }],
  ['lot:2471', { kind: 'lot', number: '2471' }],
  ['Lot: A:7', { kind: 'lot', number: 'A:7' }],
  ['asset:F-201', { kind: 'asset', text: 'F-201' }],
]

test('a question is understood by how it is written', () => {
  for (const [text, question] of asked) assert.deepEqual(questionOf(text), question, text)
})

test('what is no question says what one looks like', () => {
  for (const text of [
    '',
    '   ',
    '???',
    'openssl',
    'pkg:',
    'pkg:npm',
    'name@',
    ':x',
    'x'.repeat(501),
    'CVE-2026-1111 '.repeat(200),
    'sha256:6f0b',
    `sha256:${'ab'.repeat(20)}`,
    'SHA-512:',
  ])
    assert.throws(() => questionOf(text), { code: 'answers/not-a-question' }, text)
  assert.throws(() => questionOf('sha256:6f0b'), /it has 4 hexadecimal digits, and 64 are wanted/)
})

test('any text is a question or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
      try {
        questionOf(text)
      } catch (error) {
        assert.ok(error instanceof Problem)
      }
    }),
  )
})

test('a window is told in the time of the plant, with its week', () => {
  const at = Date.parse('2026-11-28T05:00:00Z')
  assert.equal(plantTime(at, 'Europe/Berlin'), 'CW 48 Sat 2026-11-28 06:00')
  assert.equal(plantTime(at, 'America/Chicago'), 'CW 48 Fri 2026-11-27 23:00')
  assert.equal(plantTime(at, 'Nowhere/Here'), 'CW 48 Sat 2026-11-28 05:00')
  assert.equal(plantTime(Date.parse('2027-01-01T12:00:00Z'), 'UTC'), 'CW 53 Fri 2027-01-01 12:00')
  assert.equal(plantTime(Date.parse('2024-12-30T12:00:00Z'), 'UTC'), 'CW 1 Mon 2024-12-30 12:00')
})
