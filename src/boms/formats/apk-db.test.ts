import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { apkDb } from './apk-db.ts'

const alpine = new Map([['os-release', 'ID=alpine\nVERSION_ID=3.18.4\n']])
const text = (path: string) => readFileSync(new URL(`testdata/apk-db/${path}`, import.meta.url), 'utf8')

test('apk db: packages with origin as upstream, and what they need by what others provide', () => {
  const { components, dependencies, notes } = apkDb.read(paperOf('installed', text('sample.installed'), alpine))
  assert.deepEqual(
    components.map(({ purl }) => purl),
    [
      'pkg:apk/alpine/valve-libs@3.4.3-r1?arch=x86_64&distro=alpine-3.18.4&upstream=valve',
      'pkg:apk/alpine/gauge@2.0-r0?arch=x86_64&distro=alpine-3.18.4&upstream=gauge',
    ],
  )
  assert.deepEqual(dependencies[0], { ref: components[0]!.ref, on: [components[1]!.ref] })
  assert.deepEqual(components[0]!.licenses, ['GPL-2.0-only'])
  assert.deepEqual(notes, [])
})

test('apk db: paragraphs without a name and lines that are no fields are noted', () => {
  const { components, notes } = apkDb.read(paperOf('installed', text('graph/installed'), alpine))
  assert.deepEqual(
    components.map(({ name }) => name),
    ['noversion', 'a'],
  )
  assert.deepEqual(notes.map(({ code }) => code).sort(), ['line-not-read', 'package-not-read', 'version-not-stated'])
  assert.throws(() => apkDb.read(paperOf('installed', 'this is a text\n')), { code: 'boms/not-apk-db' })
})

const data = process.env['MILLCERT_TESTDATA']
test('apk db: a real file', { skip: data ? false : 'MILLCERT_TESTDATA is not set' }, () => {
  const path = `${data}/suites/lockfile-formats-scalibr/extractor/filesystem/os/apk/testdata/installed`
  const paper = paperOf('installed', readFileSync(path), alpine)
  assert.ok(apkDb.sniff(paper))
  const { components, notes } = apkDb.read(paper)
  assert.equal(components.length, 15)
  assert.deepEqual(notes, [])
})
