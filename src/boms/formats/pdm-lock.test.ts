import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { loadToml } from '../toml.ts'
import { pdmLock } from './pdm-lock.ts'

await loadToml()

const sample = (path: string) => readFileSync(new URL(`testdata/pdm-lock/${path}`, import.meta.url), 'utf8')
const read = (text: string) => pdmLock.read(paperOf('pdm.lock', text))

test('pdm.lock: entries of one package with several extras are one component, with the graph of all', () => {
  const { components, dependencies } = read(sample('sample.lock'))
  assert.deepEqual(
    components.map(one => [one.ref, one.type, one.scope, one.label]),
    [
      ['valve-driver@2.4.1', 'library', 'required', undefined],
      ['steam-core@1.7.0', 'library', 'optional', 'group dev'],
      ['gasket@3.0', 'application', 'required', 'part of this project'],
    ],
  )
  assert.deepEqual(dependencies[0], { ref: 'valve-driver@2.4.1', on: ['steam-core@1.7.0', 'gasket@3.0'] })
  assert.equal(components[0]!.hashes.length, 1)
})

test('pdm.lock: a git source stands in the purl with its commit and without its token', () => {
  assert.equal(
    decodeURIComponent(read(sample('sample.lock')).components[1]!.purl!),
    'pkg:pypi/steam-core@1.7.0?vcs_url=git+https://git.example/mill/steam@0123456789abcdef0123456789abcdef01234567',
  )
})

test('pdm.lock 3.1: hashes stand in [metadata.files]; what is no requirement is a note', () => {
  const { components, notes } = read(sample('old/pdm.lock'))
  assert.equal(components[0]!.hashes[0]!.value, 'b'.repeat(64))
  assert.deepEqual(
    notes.map(note => note.code),
    ['dependency-not-listed', 'line-not-understood'],
  )
})

test('pdm.lock: an unknown version and an empty one are noted, and what is no list is refused', () => {
  assert.deepEqual(
    read(sample('none/pdm.lock')).notes.map(note => note.code),
    ['unknown-version', 'empty'],
  )
  assert.throws(() => read('package = {}'), { code: 'boms/not-pdm-lock' })
})
