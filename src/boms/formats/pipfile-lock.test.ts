import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { pipfileLock } from './pipfile-lock.ts'

const sample = (path: string) => readFileSync(new URL(`testdata/pipfile-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => pipfileLock.read(paperOf('Pipfile.lock', text))

test('Pipfile.lock: default is required, other categories are optional, and one package is one component', () => {
  assert.deepEqual(
    read(sample('sample.json')).components.map(one => [one.ref, one.scope, one.label, one.hashes.length]),
    [
      ['valve-driver@2.4.1', 'required', undefined, 2],
      ['steam-core@1.7.0', 'optional', "if os_name == 'nt'", 0],
      ['pipe', 'required', undefined, 0],
      ['part', 'required', 'part of this project', 0],
      ['gauge-check', 'optional', 'group develop', 0],
      ['paper', 'optional', 'group docs', 0],
    ],
  )
})

test('Pipfile.lock: index, repository and archive stand in the purl without tokens', () => {
  assert.deepEqual(
    read(sample('sample.json')).components.map(one => one.purl && decodeURIComponent(one.purl)),
    [
      'pkg:pypi/valve-driver@2.4.1',
      'pkg:pypi/steam-core@1.7.0?repository_url=https://packages.mill.example/simple',
      'pkg:pypi/pipe',
      undefined,
      'pkg:pypi/gauge-check?vcs_url=git+https://git.example/mill/gauge.git@0123456789abcdef0123456789abcdef01234567',
      'pkg:pypi/paper?download_url=https://files.mill.example/paper-1.0.zip',
    ],
  )
})

test('Pipfile.lock: a version that is not pinned is none, with a note that quotes it', () => {
  const floating = read(sample('sample.json')).notes.filter(note => note.code === 'version-floating')
  assert.deepEqual(floating, [
    { code: 'version-floating', message: '"pipe" is not pinned ("*"): no version', at: '/default/pipe' },
  ])
})

test('Pipfile.lock: odd entries are notes, names such as __proto__ are names, and what is no lock is refused', () => {
  const { components, notes } = read(sample('odd/Pipfile.lock'))
  assert.deepEqual(
    components.map(one => one.name),
    ['__proto__'],
  )
  assert.deepEqual(
    notes.map(note => note.code),
    ['unknown-version', 'entry-not-an-object'],
  )
  assert.throws(() => read('{"_meta":{},"default":[]}'), { code: 'boms/not-pipfile-lock', message: /\/default/ })
  assert.throws(() => read('[]'), { code: 'boms/not-pipfile-lock' })
})
