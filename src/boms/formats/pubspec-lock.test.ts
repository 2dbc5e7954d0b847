import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { loadYaml } from '../yaml.ts'
import { pubspecLock } from './pubspec-lock.ts'

await loadYaml()

const sample = (path: string) => readFileSync(new URL(`testdata/pubspec-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => pubspecLock.read(paperOf('pubspec.lock', text))
const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

test('pubspec.lock: sources stand in the purl without tokens, folders are own, the SDK has no purl', () => {
  assert.deepEqual(
    read(sample('sample.yaml')).components.map(one => [
      one.type,
      one.scope,
      one.label,
      one.purl && decodeURIComponent(one.purl),
    ]),
    [
      ['library', 'required', undefined, 'pkg:pub/valve_driver@2.4.1'],
      ['library', 'required', undefined, 'pkg:pub/steam@1.10?repository_url=https://packages.mill.example/pub'],
      [
        'library',
        'optional',
        'group dev',
        'pkg:pub/gauge@0.3.0?vcs_url=git+https://git.example/mill/gauge.git@0123456789abcdef0123456789abcdef01234567#dart',
      ],
      ['application', 'required', 'part of this project', undefined],
      ['framework', 'required', 'of the SDK flutter', undefined],
    ],
  )
})

test('pubspec.lock: hashes are SHA-256, and a broken one is a note with its place', () => {
  const { components, notes } = read(sample('sample.yaml'))
  assert.deepEqual(components[0]!.hashes, [{ algorithm: 'SHA-256', value: 'a'.repeat(64) }])
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['hash-broken', '/packages/steam'],
      ['not-from-registry', '/packages/gauge'],
    ],
  )
})

test('pubspec.lock: odd entries are notes, names such as __proto__ are names, and what is no map is refused', () => {
  const { components, notes } = read(sample('odd/pubspec.lock'))
  assert.deepEqual(
    components.map(one => one.name),
    ['__proto__'],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['entry-not-an-object', 'version-not-stated', 'source-unknown'],
  )
  assert.throws(() => read('packages: [1]'), { code: 'boms/not-pubspec-lock' })
})

test('pubspec.lock: each fixture has as many components as counted apart, or is refused as its name says', {
  skip,
}, () => {
  const folder = join(data!, 'suites/lockfile-formats-scalibr/extractor/filesystem/language/dart/pubspec/testdata')
  const names = readdirSync(folder)
  assert.ok(names.length >= 9, `${names.length} files`)
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8')
    const paper = paperOf(file, text)
    if (/^(?:empty|not-yaml)/.test(file))
      assert.throws(
        () => pubspecLock.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
    else {
      assert.ok(pubspecLock.sniff(paper), file)
      assert.equal(pubspecLock.read(paper).components.length, text.match(/^ {4}dependency:/gm)?.length ?? 0, file)
    }
  }
})
