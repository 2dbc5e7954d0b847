import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from './paper.ts'
import { findFormat, headOf, readBom } from './read.ts'

const refused = (content: string | Uint8Array, code: string, message: RegExp, name = 'press.cdx.json') =>
  assert.throws(
    () => readBom(paperOf(name, content)),
    (error: unknown) =>
      error instanceof Problem && error.code === code && message.test(error.message) && !error.message.includes('\n'),
  )

test('reading: an empty file is said to be empty', () => {
  refused('', 'boms/empty', /Cannot read press\.cdx\.json: it is empty/)
  refused(' \n\t', 'boms/empty', /empty/)
  refused('', 'boms/empty', /Cannot read standard input/, '')
})

test('reading: a file of another kind is named by what it looks like', () => {
  refused(Buffer.from('1f8b0800', 'hex'), 'boms/unknown-format', /a gzip file/)
  refused(Buffer.from('504b0304', 'hex'), 'boms/unknown-format', /a zip archive/)
  refused(Buffer.from('7f454c4602010100', 'hex'), 'boms/unknown-format', /an ELF program/)
  refused(Buffer.from('0001020300', 'hex'), 'boms/unknown-format', /a binary file/)
  refused(Buffer.from('Gerät;Größe\nFüller;XL\n', 'latin1'), 'boms/unknown-format', /it looks like plain text/, 'a.csv')
  refused(Buffer.from('ffd8ffe10090c39d', 'hex'), 'boms/unknown-format', /a binary file/, 'a.jpg')
  refused('%PDF-1.7', 'boms/unknown-format', /a PDF document/)
  refused('<!doctype html><p>', 'boms/unknown-format', /a web page/)
  refused('<svg xmlns="x"/>', 'boms/unknown-format', /an SVG picture/)
  refused('<project/>', 'boms/unknown-format', /XML of another kind/)
  refused('{"sbom":{"spdxVersion":"SPDX-2.3"}}', 'boms/unknown-format', /SPDX 2 inside another JSON document/)
  refused(
    '{"predicateType":"https://spdx.dev/Document","predicate":{}}',
    'boms/unknown-format',
    /an in-toto attestation/,
  )
  refused('{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld"}', 'boms/unknown-format', /SPDX 3 in JSON-LD/)
  refused('<rdf:RDF xmlns="http://spdx.org/rdf/terms#"/>', 'boms/unknown-format', /SPDX in RDF\/XML/)
  refused('spdxVersion: "SPDX-2.3"\n', 'boms/unknown-format', /SPDX in YAML/)
  refused('{"document":{"csaf_version":"2.0"}}', 'boms/unknown-format', /a CSAF advisory/)
  refused('{"a":1}', 'boms/unknown-format', /JSON of another kind/)
  refused('['.repeat(200_000), 'boms/unknown-format', /a JSON list/)
  refused('null', 'boms/unknown-format', /not an object/)
  refused('Dear colleagues,', 'boms/unknown-format', /plain text/)
})

test('reading: the content decides, whatever the name says', () => {
  const json = '{"bomFormat":"CycloneDX","specVersion":"1.6"}'
  for (const name of ['a.xml', 'a.csv', 'Cargo.lock', 'go.mod', 'requirements.txt', 'package-lock.json'])
    assert.equal(findFormat(paperOf(name, json)).id, 'cyclonedx-json')
})

test('reading: a head that ends inside a character, or is in UTF-16, is text all the same', () => {
  const long = Buffer.from(`{"bomFormat":"CycloneDX","name":"${'ü'.repeat(40_000)}"}`)
  assert.match(headOf('x', long.subarray(0, 60_002)).text, /^\{"bomFormat.*ü/)
  assert.equal(headOf('x', Buffer.from('Gerät;Größe\n', 'latin1')).text, 'Gerät;Größe\n')
  const mark = Buffer.from([0xff, 0xfe])
  assert.equal(headOf('x', Buffer.concat([mark, Buffer.from('<bom/>', 'utf16le')])).text, '<bom/>')
  assert.equal(headOf('x', Buffer.from('\ufeff<bom/>')).text, '<bom/>')
})
