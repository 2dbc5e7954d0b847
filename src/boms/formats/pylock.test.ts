import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { loadToml } from '../toml.ts'
import { pylock } from './pylock.ts'

await loadToml()

const sample = (path: string) => readFileSync(new URL(`testdata/pylock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => pylock.read(paperOf('pylock.toml', text))

test('pylock.toml: a marker makes a package optional, a default group does not', () => {
  const { subject, components } = read(sample('sample.toml'))
  assert.equal(subject?.name, 'mill')
  assert.deepEqual(
    components.map(one => [one.ref, one.scope, one.label]),
    [
      ['valve-driver@2.4.1', 'required', undefined],
      ['pipe@1.9', 'optional', "if os_name == 'nt'"],
      ['pipe@2.0', 'required', undefined],
      ['steam-core@1.7.0', 'optional', 'if "dev" in dependency_groups or "seal" in extras'],
      ['gasket', 'required', undefined],
      ['part', 'required', 'part of this project'],
    ],
  )
})

test('pylock.toml: index, repository and archive stand in the purl without tokens', () => {
  assert.deepEqual(
    read(sample('sample.toml')).components.map(one => one.purl && decodeURIComponent(one.purl)),
    [
      'pkg:pypi/valve-driver@2.4.1?repository_url=https://packages.mill.example/simple',
      'pkg:pypi/pipe@1.9',
      'pkg:pypi/pipe@2.0',
      'pkg:pypi/steam-core@1.7.0?vcs_url=git+https://git.example/mill/steam@0123456789abcdef0123456789abcdef01234567',
      'pkg:pypi/gasket?download_url=https://files.mill.example/gasket.zip',
      undefined,
    ],
  )
  assert.match(read(sample('inline/pylock.toml')).components[0]!.purl!, /vcs_url=hg%2Bhttps:/)
})

test('pylock.toml: hashes of sdist, wheels and archive; the graph only where it is stated', () => {
  const { components, dependencies } = read(sample('sample.toml'))
  assert.deepEqual(
    components.map(one => one.hashes.length),
    [2, 0, 0, 0, 1, 0],
  )
  assert.deepEqual(dependencies, [
    { ref: 'mill', on: ['valve-driver@2.4.1'] },
    { ref: 'valve-driver@2.4.1', on: ['pipe@2.0'] },
  ])
})

test('pylock.toml: odd things are notes, and what is no list is refused', () => {
  assert.deepEqual(
    read(sample('inline/pylock.toml')).notes.map(({ code, at }) => [code, at]),
    [
      ['not-from-index', '/packages/0'],
      ['entry-not-an-object', '/packages/1'],
    ],
  )
  assert.deepEqual(
    read(sample('dev/pylock.dev.toml')).notes.map(note => note.code),
    ['unknown-version', 'dependency-not-listed'],
  )
  assert.throws(() => read('packages = 3'), { code: 'boms/not-pylock' })
})

test('pylock.toml: the names of the specification are picked up, others are not', () => {
  const picked = ['pylock.toml', 'pylock.dev.toml', 'pylock.a.b.toml', 'mypylock.toml', 'pylock.toml.bak']
  assert.deepEqual(
    picked.filter(name => pylock.names!.test(name)),
    ['pylock.toml', 'pylock.dev.toml'],
  )
})
