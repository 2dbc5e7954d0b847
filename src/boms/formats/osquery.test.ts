import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { osquery } from './osquery.ts'

const read = (path: string) =>
  osquery.read(paperOf('host.json', readFileSync(new URL(`testdata/osquery/${path}`, import.meta.url))))

test('osquery: several tables of one host; os_version says the distribution', () => {
  const { components, notes } = read('tables/host.json')
  assert.deepEqual(
    components.map(({ purl }) => purl),
    [
      'pkg:rpm/almalinux/valve@4.2-1.el9?arch=x86_64&distro=almalinux-9.4&epoch=2&upstream=valve-4.2-1.el9.src.rpm',
      'pkg:pypi/gauge-reader@1.0',
      'pkg:npm/%40plant/valve@3.0.0',
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['table-not-read', '/users']],
  )
})

test('osquery: a snapshot of Windows programs: no package URL, the publisher as supplier', () => {
  const { components, notes } = read('programs/snapshot.json')
  assert.deepEqual(
    components.map(({ name, version, supplier, purl }) => [name, version, supplier, purl]),
    [
      ['Valve Studio', '7.1', 'Plant AG', undefined],
      ['Gauge', undefined, undefined, undefined],
    ],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['version-not-stated'],
  )
})

test('osquery: one list of Debian packages; without a distribution no package URL', () => {
  const { components, notes } = read('sample.json')
  assert.deepEqual(
    components.map(({ name, version, purl }) => [name, version, purl]),
    [['valve-driver', '1:4.2-1+b2', undefined]],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['distribution-unknown'],
  )
  assert.throws(() => osquery.read(paperOf('', '{"name":"x"}')), { code: 'boms/not-osquery' })
})
