import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, type Limits, Problem } from '#base'
import type { Bom } from '../bom.ts'
import { paperOf } from '../paper.ts'
import { readBom } from '../read.ts'
import { spdxTagValue } from './spdx-tag-value.ts'

const head = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: x
DocumentNamespace: https://mill.example/x
Creator: Tool: x
Created: 2026-01-02T03:04:05Z
`

function read(text: string | Uint8Array, limits: Limits = defaultLimits): Bom {
  return spdxTagValue.read({ ...paperOf('x.spdx', text, new Map(), limits), now: 4e15 })
}

const codes = (bom: Bom) => bom.notes.map(({ code }) => code)
const refuses = (run: () => unknown, code: string, message: RegExp) =>
  assert.throws(run, (error: unknown) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code)
    assert.match(error.message, message)
    return true
  })

const sample = readFileSync(new URL('testdata/spdx-tag-value/sample.spdx', import.meta.url), 'utf8')

test('the sample says what its like in JSON says', () => {
  const other = readFileSync(new URL('testdata/spdx-json/sample.json', import.meta.url))
  const tags = readBom(paperOf('', sample))
  const json = readBom(paperOf('', other))
  assert.deepEqual(tags.components, json.components)
  assert.deepEqual(tags.dependencies, json.dependencies)
  assert.deepEqual([tags.serial, tags.timestamp, tags.notes], [json.serial, json.timestamp, json.notes])
  assert.deepEqual([tags.subject?.type, json.subject?.type], ['operating-system', 'device'])
})

test('line ends of every kind, a mark and UTF-16 read the same', () => {
  const bom = read(sample)
  for (const text of [
    sample.replaceAll('\n', '\r\n'),
    sample.replaceAll('\n', '\r'),
    `\ufeff${sample}`,
    sample.trimEnd(),
  ])
    assert.deepEqual(read(text), bom)
  assert.deepEqual(read(Buffer.from(`\ufeff${sample}`, 'utf16le')), bom)
})

test('separators that only Unicode knows end no line', () => {
  const bom = read(`${head}PackageName: a\u2028PackageVersion: 9\u0085SPDXID: SPDXRef-evil\nSPDXID: SPDXRef-a\n`)
  assert.equal(bom.components.length, 1)
  assert.equal(bom.components[0]!.version, undefined)
  assert.deepEqual(codes(bom), ['suspicious-text'])
})

test('tags in a text are text, and a text that does not end is refused', () => {
  const bom = read(
    `${head}PackageName: a\nSPDXID: SPDXRef-a\nPackageComment: <text>one\nPackageName: b\n</text>\nPackageVersion: <text>1</text>\n`,
  )
  assert.deepEqual(
    bom.components.map(({ name, version }) => [name, version]),
    [['a', '1']],
  )
  refuses(
    () => read(`${head}PackageName: a\nPackageComment: <text>open\n${'x\n'.repeat(1000)}`),
    'boms/text-open',
    /unterminated <text> of PackageComment at line 9/,
  )
})

test('what is too long is refused with its line, without being held', () => {
  const limits = { ...defaultLimits, text: 1000 }
  refuses(() => read(`${head}PackageName: ${'a'.repeat(2000)}`, limits), 'boms/line-too-long', /line 8 is too long/)
  refuses(
    () => read(`${head}PackageName: <text>${'a\n'.repeat(2000)}</text>`, limits),
    'boms/text-too-long',
    /the text of PackageName is over 1000 characters at line 8/,
  )
  const comment = `${head}PackageName: a\nPackageComment: <text>${'a\n'.repeat(2000)}</text>\n`
  assert.equal(read(comment, limits).components.length, 1)
})

test('unknown tags, lines without one, what is said twice and in the wrong place are noted with the line', () => {
  const bom = read(
    `${head}PackageVersion: 1\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageVersion: 2\nXyzzy: 1\nno tag here\nExternalRef: purl\nRelationship: SPDXRef-a OWNS\nRelationship SPDXRef-a DEPENDS_ON NONE\n`,
  )
  assert.deepEqual(
    bom.notes.map(({ code, at }) => [code, at]),
    [
      ['tag-unknown', 'line 8'],
      ['tag-repeated', 'line 12'],
      ['tag-unknown', 'line 13'],
      ['line-unread', 'line 14'],
      ['reference-malformed', 'line 15'],
      ['relationship-incomplete', 'line 16'],
      ['colon-missing', 'line 17'],
    ],
  )
  assert.equal(bom.components[0]!.version, '1')
  assert.deepEqual(bom.dependencies, [{ ref: 'SPDXRef-a', on: [] }])
})

test('creators that are not as SPDX has them are noted, however long', () => {
  for (const creator of ['nobody', 'Tool', `Person: ${'a '.repeat(50_000)}(${'b@'.repeat(50_000)}`])
    assert.deepEqual(codes(read(`${head}Creator: ${creator}\nPackageName: a\nSPDXID: SPDXRef-a\n`)), [
      'creator-malformed',
    ])
})

test('one id for two packages is refused with the line of the second', () => {
  refuses(
    () => read(`${head}PackageName: a\nSPDXID: SPDXRef-a\n\nPackageName: b\nSPDXID: SPDXRef-a\n`),
    'boms/duplicate-ref',
    /duplicate SPDXID "SPDXRef-a" at line 11/,
  )
})

test('files before any package belong to none, files after one to it', () => {
  const bom = read(
    `${head}FileName: ./loose\nSPDXID: SPDXRef-loose\n\nPackageName: a\nSPDXID: SPDXRef-a\n\nFileName: ./f\nSPDXID: SPDXRef-f\n\nPackageName: b\nSPDXID: SPDXRef-b\n\nRelationship: SPDXRef-f DYNAMIC_LINK SPDXRef-b\nRelationship: SPDXRef-loose DYNAMIC_LINK SPDXRef-a\n`,
  )
  assert.deepEqual(bom.dependencies, [{ ref: 'SPDXRef-a', on: ['SPDXRef-b'] }])
})

test('more packages or files than the limit are refused', () => {
  const limits = { ...defaultLimits, count: 3 }
  const many = (tag: string) => Array.from({ length: 4 }, (_, i) => `${tag}: x${i}\nSPDXID: SPDXRef-${i}\n`).join('')
  refuses(() => read(head + many('PackageName'), limits), 'boms/too-many-components', /over 3 components at line 14/)
  refuses(() => read(head + many('FileName'), limits), 'boms/too-many-components', /over 3 files at line 14/)
})

test('letters that are no UTF-8 are read as Windows-1252, a zero is no text', () => {
  const of = (letter: number) =>
    Buffer.concat([Buffer.from(`${head}PackageName: a`), Buffer.from([letter]), Buffer.from('\nSPDXID: SPDXRef-a\n')])
  const bom = read(of(0xe4))
  assert.equal(bom.components[0]!.name, 'aä')
  assert.deepEqual(codes(bom), ['encoding-assumed'])
  refuses(() => read(of(0)), 'boms/binary', /at line 8/)
})

test('version 2.1 is read here; another, or none, is refused', () => {
  assert.equal(read(head.replace('2.3', '2.1')).specVersion, '2.1')
  refuses(() => read(head.replace('2.3', '1.2')), 'boms/unknown-version', /SPDXVersion "SPDX-1.2" is unknown/)
  refuses(() => read(head.replace('SPDX-2.3', 'SPDX-3.0')), 'boms/unknown-version', /SPDX 3/)
  refuses(() => read('PackageName: a\n'), 'boms/missing-version', /SPDXVersion is missing/)
})
