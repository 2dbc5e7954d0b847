import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { conanLock } from './conan-lock.ts'

const sample = (path: string) => readFileSync(new URL(`testdata/conan-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => conanLock.read(paperOf('conan.lock', text))
const data = process.env['MILLCERT_TESTDATA']
const skip = data === undefined ? 'MILLCERT_TESTDATA is not set' : false

test('conan.lock 0.5: user, channel and recipe revision stand in the purl; what builds is optional', () => {
  const { components, notes, specVersion } = read(sample('sample.json'))
  assert.equal(specVersion, '0.5')
  assert.deepEqual(
    components.map(one => [one.purl, one.scope, one.label, one.at]),
    [
      [
        'pkg:conan/valve-driver@2.4.1?channel=stable&rrev=0123456789abcdef0123456789abcdef&user=mill',
        'required',
        undefined,
        '/requires/0',
      ],
      ['pkg:conan/steam@1.7.0?rrev=13c96f538b52e1600c40b88994de240f', 'required', undefined, '/requires/1'],
      ['pkg:conan/welder@1.11.1', 'optional', 'build requires', '/build_requires/0'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['entry-not-a-package', '/requires/2']],
  )
})

test('conan.lock 0.4: the project is the subject, with the graph', () => {
  const { subject, components, dependencies } = read(sample('v0.4/conan.lock'))
  assert.deepEqual([subject?.name, subject?.version, subject?.type], ['panel', '1.0', 'application'])
  assert.deepEqual(
    components.map(one => one.scope),
    ['required', 'required', 'optional'],
  )
  assert.deepEqual(dependencies.slice(0, 2), [
    { ref: '.', on: ['valve@2.0', 'welder@1.11.1'] },
    { ref: 'valve@2.0', on: ['steam@1.7.0'] },
  ])
})

test('conan.lock 0.0: nodes are named in an object, and the project has no name', () => {
  const { subject, components, dependencies, specVersion } = read(sample('v0.0/conan.lock'))
  assert.deepEqual([specVersion, subject?.name], ['0.0', 'conan.lock'])
  assert.equal(components[0]!.purl, 'pkg:conan/valve@2.0?channel=testing&rrev=abc&user=mill')
  assert.deepEqual(dependencies[0], { ref: '.', on: ['valve@2.0'] })
})

test('conan.lock: what is none is refused with its place', () => {
  assert.throws(() => read('[]'), { code: 'boms/not-conan-lock' })
  assert.throws(() => read('{"version":"0.5"}'), { code: 'boms/not-conan-lock' })
  assert.throws(() => read('{"requires":{}}'), { code: 'boms/not-conan-lock', message: /at \/requires/ })
  assert.throws(() => read('{"graph_lock":{"nodes":{"1":2}}}'), { code: 'boms/not-conan-lock', message: /nodes\/1/ })
})

/** References are `name/number…` in quotes; the project itself has a path, or stands as `test/1.0`. */
function count(text: string): number {
  const found = [...text.matchAll(/"([a-z]\w*\/\d[\d.]*)[^"]*"/g)].map(([, reference]) => reference!)
  return new Set(found.filter(reference => reference !== 'test/1.0')).size
}

test('conan.lock: each fixture has as many components as counted apart, or is refused as its name says', {
  skip,
}, () => {
  const folder = join(data!, 'suites/lockfile-formats-scalibr/extractor/filesystem/language/cpp/conanlock/testdata')
  const names = readdirSync(folder)
  assert.ok(names.length >= 20, `${names.length} files`)
  for (const file of names) {
    const text = readFileSync(join(folder, file), 'utf8')
    const paper = paperOf(file, text)
    if (/^(?:not-json|null)/.test(file))
      assert.throws(
        () => conanLock.read(paper),
        (error: unknown) => error instanceof Problem && error.message.includes(file),
        file,
      )
    else {
      assert.ok(conanLock.sniff(paper), file)
      assert.equal(conanLock.read(paper).components.length, count(text), file)
    }
  }
})
