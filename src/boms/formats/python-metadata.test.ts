import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { noteList } from '#base'
import { paperOf } from '../paper.ts'
import { pythonMetadata } from './python-metadata.ts'

const packageOf = (text: string | Uint8Array) => {
  const notes = noteList()
  const found = pythonMetadata.installed!.package(paperOf('METADATA', text), notes)
  return { ...found, codes: notes.notes.map(({ code }) => code) }
}
const stored = (path: string) => packageOf(readFileSync(new URL(`testdata/python-metadata/${path}`, import.meta.url)))

test('METADATA: name, version, licence expression and needs; the description is no field', () => {
  const { component, key, asks, codes } = stored('wheel/METADATA')
  assert.deepEqual(
    [component.name, component.version, component.purl, component.licenses],
    ['Line.Gauge_Reader', '5.0.1+plant.2', 'pkg:pypi/line.gauge-reader@5.0.1%2Bplant.2', ['MIT OR Apache-2.0']],
  )
  assert.deepEqual([key, asks, codes], ['line-gauge-reader', ['dial-face', 'scale'], []])
})

test('PKG-INFO: a licence that is a whole text gives way to the classifiers', () => {
  const { component } = stored('egg/PKG-INFO')
  assert.deepEqual([component.purl, component.licenses], ['pkg:pypi/old-dial@0.9', ['BSD License']])
})

test('METADATA: without a version it is noted, without a name refused', () => {
  assert.deepEqual(packageOf('Metadata-Version: 2.1\nName: a\n').codes, ['version-not-stated'])
  for (const text of ['', 'Metadata-Version: 2.1\n\nName: a\n', 'Metadata-Version: 2.1\nName: ../../a\nVersion: 1\n'])
    assert.throws(() => packageOf(text), { code: 'boms/not-python-metadata' }, text)
})
