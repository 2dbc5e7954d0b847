import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { mixLock } from './mix-lock.ts'

const sample = (path: string) => readFileSync(new URL(`testdata/mix-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => mixLock.read(paperOf('mix.lock', text))
const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

test('mix.lock: the name of the package counts, not that of the application; organisations are namespaces', () => {
  assert.deepEqual(
    read(sample('sample.lock')).components.map(one => [
      one.name,
      one.version,
      one.purl && decodeURIComponent(one.purl),
    ]),
    [
      [
        'gasket',
        undefined,
        'pkg:hex/gasket?vcs_url=git+https://git.example/mill/gasket.git@0123456789abcdef0123456789abcdef01234567',
      ],
      ['steam_core', '1.7.0', 'pkg:hex/steam_core@1.7.0'],
      ['valve_driver', '2.4.1', 'pkg:hex/mill/valve_driver@2.4.1'],
    ],
  )
})

test('mix.lock: the outer checksum is the hash, and a broken one is a note', () => {
  const { components, notes } = read(sample('sample.lock'))
  assert.deepEqual(components[1]!.hashes, [{ algorithm: 'SHA-256', value: 'b'.repeat(64) }])
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['not-from-registry', 'hash-broken', 'dependency-not-listed'],
  )
})

test('mix.lock: the graph goes by applications, and optional ones that are not there are no gap', () => {
  assert.deepEqual(read(sample('sample.lock')).dependencies[2], { ref: 'valve_driver@2.4.1', on: ['steam_core@1.7.0'] })
})

test('mix.lock: an older one has no outer checksum; another repository gives no purl; names are names', () => {
  const { components, notes } = read(sample('old/mix.lock'))
  assert.deepEqual(
    components.map(one => [one.name, one.hashes.length, one.purl !== undefined]),
    [
      ['valve', 0, true],
      ['__proto__', 0, true],
      ['own', 0, false],
    ],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['not-from-registry'],
  )
})

test('mix.lock: what Mix would not write is refused with its place', () => {
  const refused = (text: string, words: RegExp) =>
    assert.throws(() => read(text), { code: 'boms/not-mix-lock', message: words })
  refused('', /it is empty at line 1/)
  refused('[]', /no map/)
  refused('%{"a": {:hex, :a, "1"}\n "b": {:hex, :b, "1"}}', /a comma is missing at line 2/)
  refused('%{"a": {:hex, :a, "1"}', /ends where "}" is wanted/)
  refused('%{"a": {:hex, :a, "1"]}', /out of place/)
  refused('%{,}', /comma is out of place/)
  refused('%{1}', /has no name/)
  refused('%{"a": {:hex, }}', /neither of Hex nor of git at "a"/)
  refused('%{} %{}', /a comma is missing/)
  refused(`%{"a": ${'['.repeat(100_000)}`, /inside each other/)
  refused('%{"a": System.cmd("x")}', /is no term/)
})

test('mix.lock: each fixture has as many components as counted apart, or is refused as its name says', { skip }, () => {
  const folder = join(data!, 'suites/lockfile-formats-scalibr/extractor/filesystem/language/elixir/mixlock/testdata')
  const names = readdirSync(folder)
  assert.ok(names.length >= 3, `${names.length} files`)
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8')
    const paper = paperOf(file, text)
    if (/^invalid/.test(file))
      assert.throws(
        () => mixLock.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
    else {
      assert.ok(mixLock.sniff(paper), file)
      assert.equal(mixLock.read(paper).components.length, text.match(/^ {2}"/gm)?.length ?? 0, file)
    }
  }
})
