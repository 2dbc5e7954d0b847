import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { loadToml } from '../toml.ts'
import { poetryLock } from './poetry-lock.ts'

await loadToml()

const sample = (path: string) => readFileSync(new URL(`testdata/poetry-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => poetryLock.read(paperOf('poetry.lock', text))

test('poetry.lock: groups and extras are optional, folders are own, sources stand in the purl without tokens', () => {
  const { components, subject, specVersion } = read(sample('sample.lock'))
  assert.deepEqual([subject, specVersion], [undefined, '2.1'])
  assert.deepEqual(
    components.map(one => [one.ref, one.type, one.scope, one.label, one.purl && decodeURIComponent(one.purl)]),
    [
      ['valve-driver@2.4.1', 'library', 'required', undefined, 'pkg:pypi/valve-driver@2.4.1'],
      ['steam-core@1.7.0', 'library', 'required', undefined, 'pkg:pypi/steam-core@1.7.0'],
      [
        'gauge-check@0.3',
        'library',
        'optional',
        'group dev',
        'pkg:pypi/gauge-check@0.3?vcs_url=git+https://git.example/mill/gauge-check.git@0123456789abcdef0123456789abcdef01234567#python',
      ],
      ['own-part@0.1.0', 'application', 'optional', 'of an extra', undefined],
    ],
  )
})

test('poetry.lock: hashes of every archive, and a broken one is a note with its place', () => {
  const { components, notes } = read(sample('sample.lock'))
  assert.deepEqual(
    components[0]!.hashes.map(({ algorithm, value }) => [algorithm, value[0]]),
    [
      ['SHA-256', 'a'],
      ['SHA-256', 'b'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['hash-broken', '/package/1'],
      ['not-from-index', '/package/2'],
    ],
  )
})

test('poetry.lock: names of dependencies are compared as PyPI does, and an extra that is not asked for is no gap', () => {
  assert.deepEqual(read(sample('sample.lock')).dependencies[0], { ref: 'valve-driver@2.4.1', on: ['steam-core@1.7.0'] })
})

test('poetry.lock 1.1: categories, hashes in [metadata.files] only where they are of one version', () => {
  const { components, dependencies, notes } = read(sample('v1.1/poetry.lock'))
  assert.deepEqual(
    components.map(one => [one.ref, one.scope, one.hashes.length]),
    [
      ['valve@1.0', 'required', 1],
      ['pipe@1.9', 'optional', 0],
      ['pipe@2.0', 'optional', 0],
    ],
  )
  assert.equal(
    decodeURIComponent(components[0]!.purl!),
    'pkg:pypi/valve@1.0?repository_url=https://packages.mill.example/simple',
  )
  assert.deepEqual(dependencies[0]!.on, ['pipe@1.9', 'pipe@2.0'])
  assert.deepEqual(
    notes.map(note => note.code),
    ['hashes-not-told-apart', 'dependency-not-single'],
  )
})

test('poetry.lock 1.0: bare hashes in [metadata.hashes] are SHA-256', () => {
  assert.deepEqual(read(sample('v1.0/poetry.lock')).components[0]!.hashes, [
    { algorithm: 'SHA-256', value: 'f'.repeat(64) },
  ])
})

test('poetry.lock: what is no TOML, or no list of packages, is refused with its place', () => {
  const refused = (text: string, code: string, at: string) =>
    assert.throws(() => read(text), { code, message: new RegExp(`^Cannot read poetry.lock: [^\\n]* at ${at}`) })
  refused('this is not valid toml! (I think)', 'boms/not-toml', 'line 1, column')
  refused('package = 1', 'boms/not-poetry-lock', '/package')
  refused(`a = ${'['.repeat(500)}`, 'boms/not-toml', 'line 1')
  assert.throws(() => read(`${'a.'.repeat(500)}a = 1`), { code: 'base/too-deep' })
  assert.throws(() => read(`a = "${'x'.repeat(2 ** 21)}"`), { code: 'boms/line-too-long' })
})

test('poetry.lock: names such as __proto__ are names', () => {
  const { components } = read(
    '__proto__ = {name = "x"}\n[[package]]\nname = "constructor"\nversion = "1"\n[package.dependencies]\n__proto__ = "*"\n',
  )
  assert.deepEqual(
    components.map(one => one.name),
    ['constructor'],
  )
  assert.equal(({} as Record<string, unknown>)['name'], undefined)
})

test('poetry.lock: so many versions of one name are not all linked', () => {
  const many = Array.from({ length: 40 }, (_, index) => `[[package]]\nname = "a"\nversion = "${index}"\n`).join('')
  const { dependencies } = read(`${many}[[package]]\nname = "b"\nversion = "1"\n[package.dependencies]\na = "*"\n`)
  assert.deepEqual(dependencies.at(-1)!.on, [])
})
