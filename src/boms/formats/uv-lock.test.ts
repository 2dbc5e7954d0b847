import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { loadToml } from '../toml.ts'
import { uvLock } from './uv-lock.ts'

await loadToml()

const sample = (path: string) => readFileSync(new URL(`testdata/uv-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => uvLock.read(paperOf('uv.lock', text))

test('uv.lock: the folder itself is the subject, other folders are own, sources stand in the purl without tokens', () => {
  const { subject, components } = read(sample('sample.lock'))
  assert.deepEqual([subject?.ref, subject?.type], ['mill@0.1.0', 'application'])
  assert.deepEqual(
    components.map(one => [one.name, one.type, one.purl && decodeURIComponent(one.purl)]),
    [
      ['mill-parts', 'application', undefined],
      ['valve-driver', 'library', 'pkg:pypi/valve-driver@2.4.1'],
      ['gasket', 'library', 'pkg:pypi/gasket@3.0?repository_url=https://packages.mill.example/simple'],
      ['pipe', 'library', 'pkg:pypi/pipe@1.9'],
      ['pipe', 'library', 'pkg:pypi/pipe@2.0'],
      [
        'gauge-check',
        'library',
        'pkg:pypi/gauge-check@0.3?vcs_url=git+https://git.example/mill/gauge@0123456789abcdef0123456789abcdef01234567#python',
      ],
      ['paper', 'library', 'pkg:pypi/paper@1.0?download_url=https://files.mill.example/paper-1.0.whl'],
      ['left', 'library', 'pkg:pypi/left@1.0'],
    ],
  )
})

test('uv.lock: own extras and groups are optional, extras that are asked for are required, the unreached has no scope', () => {
  assert.deepEqual(
    read(sample('sample.lock')).components.map(one => one.scope),
    ['required', 'required', 'required', 'required', 'required', 'optional', 'optional', undefined],
  )
})

test('uv.lock: the graph tells two versions of a package apart', () => {
  const { dependencies } = read(sample('sample.lock'))
  assert.deepEqual(dependencies.slice(0, 3), [
    { ref: 'mill@0.1.0', on: ['mill-parts@0.2.0', 'valve-driver@2.4.1', 'paper@1.0', 'gauge-check@0.3'] },
    { ref: 'mill-parts@0.2.0', on: ['pipe@2.0'] },
    { ref: 'valve-driver@2.4.1', on: ['pipe@1.9', 'gasket@3.0'] },
  ])
})

test('uv.lock: hashes of sdist and wheels; odd things are notes with a place', () => {
  const { components, notes } = read(sample('sample.lock'))
  assert.deepEqual(
    components.map(one => one.hashes.length),
    [0, 2, 0, 0, 0, 0, 1, 0],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['hash-broken', '/package/3'],
      ['not-from-index', '/package/6'],
      ['not-from-index', '/package/7'],
      ['dependency-not-listed', '/package/8'],
    ],
  )
})

test('uv.lock: another version is read with a note, an entry without a name is left out', () => {
  const { components, notes } = read(sample('newer/uv.lock'))
  assert.equal(components.length, 1)
  assert.deepEqual(
    notes.map(note => note.code),
    ['unknown-version', 'name-not-stated'],
  )
  assert.throws(() => read('package = "x"'), { code: 'boms/not-uv-lock' })
})
