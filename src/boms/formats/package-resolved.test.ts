import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { packageResolved } from './package-resolved.ts'

const sample = (path: string) => readFileSync(new URL(`testdata/package-resolved/${path}`, import.meta.url), 'utf8')
const read = (text: string) => packageResolved.read(paperOf('Package.resolved', text))
const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

test('Package.resolved: the repository is the namespace and name of the purl, without tokens', () => {
  const { components } = read(sample('sample.json'))
  assert.deepEqual(
    components.map(one => [one.type, one.version, one.purl && decodeURIComponent(one.purl)]),
    [
      ['library', '2.4.1', 'pkg:swift/git.example/mill/valve-driver@2.4.1'],
      [
        'library',
        undefined,
        'pkg:swift/git.example/mill/deep/Steam?vcs_url=git+git@git.example:mill/deep/Steam.git@89abcdef0123456789abcdef0123456789abcdef',
      ],
      ['application', '1.0.0', undefined],
      ['library', '1.0.0', undefined],
    ],
  )
})

test('Package.resolved: a branch is no version, and what has no repository cannot be looked up', () => {
  assert.deepEqual(
    read(sample('sample.json')).notes.map(({ code, at }) => [code, at]),
    [
      ['version-not-stated', '/pins/1'],
      ['not-from-repository', '/pins/3'],
    ],
  )
})

test('Package.resolved 1: pins stand in an object; an odd one is left out', () => {
  const { components, notes } = read(sample('v1/Package.resolved'))
  assert.equal(components[0]!.purl, 'pkg:swift/git.example/mill/Valve@1.2.3')
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['entry-not-a-package', '/object/pins/1']],
  )
})

test('Package.resolved: an unknown version is noted, and what is none is refused', () => {
  assert.deepEqual(
    read(sample('none/Package.resolved')).notes.map(({ code }) => code),
    ['unknown-version', 'empty'],
  )
  assert.throws(() => read('[]'), { code: 'boms/not-package-resolved' })
  assert.throws(() => read('{"object":{}}'), { code: 'boms/not-package-resolved', message: /\/object\/pins/ })
})

test('Package.resolved: each fixture has as many components as counted apart, or is refused as its name says', {
  skip,
}, () => {
  const folder = join(
    data!,
    'suites/lockfile-formats-scalibr/extractor/filesystem/language/swift/packageresolved/testdata',
  )
  const names = readdirSync(folder)
  assert.ok(names.length >= 4, `${names.length} files`)
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8')
    const paper = paperOf(file, text)
    if (/^(?:empty|invalid)/.test(file))
      assert.throws(
        () => packageResolved.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
    else {
      assert.ok(packageResolved.sniff(paper), file)
      assert.equal(packageResolved.read(paper).components.length, text.match(/"revision"/g)?.length ?? 0, file)
    }
  }
})
