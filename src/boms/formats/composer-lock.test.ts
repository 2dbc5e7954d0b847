import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { composerLock } from './composer-lock.ts'

const sample = readFileSync(new URL('testdata/composer-lock/sample.txt', import.meta.url), 'utf8')
const read = (text: string, manifest?: object) =>
  composerLock.read(
    paperOf('composer.lock', text, new Map(manifest ? [['composer.json', JSON.stringify(manifest)]] : [])),
  )

test('composer.lock: every package with hash, licences and source; packages-dev are optional', () => {
  const bom = read(sample)
  assert.deepEqual(
    bom.components.map(one => [one.purl, one.scope, one.hashes.length, one.licenses]),
    [
      ['pkg:composer/mill/valve@v1.2.3', 'required', 1, ['MIT OR Apache-2.0']],
      [
        'pkg:composer/mill/seal@2.1.4?vcs_url=git%2Bhttps:%2F%2Fgit.mill.example%2Fseal.git%4089abcdef',
        'required',
        0,
        [],
      ],
      [undefined, 'required', 0, []],
      ['pkg:composer/mill/gauge@3.1.0', 'optional', 0, []],
    ],
  )
  assert.equal(bom.components[2]?.type, 'application')
  assert.ok(!JSON.stringify(bom).includes('secret'))
})

test('composer.lock: a name is as it stands there, its package URL in lower case', () => {
  const [made] = read('{"content-hash":"x","packages":[{"name":"Mill/Valve","version":"1.0"}]}').components
  assert.deepEqual([made?.name, made?.purl], ['Mill/Valve', 'pkg:composer/mill/valve@1.0'])
})

test('composer.lock: the graph follows provided names and leaves out what PHP gives', () => {
  const bom = read(sample, {
    name: 'mill/line',
    require: { php: '>=8', 'mill/valve': '^1' },
    'require-dev': { 'mill/gauge': '*' },
  })
  assert.equal(bom.subject?.name, 'mill/line')
  assert.deepEqual(bom.dependencies.slice(0, 2), [
    { ref: '.', on: ['mill/valve@v1.2.3', 'mill/gauge@3.1.0'] },
    { ref: 'mill/valve@v1.2.3', on: ['mill/seal@2.1.4'] },
  ])
  assert.deepEqual(
    bom.notes.filter(({ code }) => code === 'dependency-not-listed').map(({ at }) => at),
    ['/packages/0'],
  )
})

test('composer.lock: a package of another registry says which', () => {
  const told = { name: 'a/b', version: '1', 'notification-url': 'https://user:secret@php.mill.example/8/downloads' }
  const bom = read(JSON.stringify({ packages: [told] }))
  assert.equal(bom.components[0]?.purl, 'pkg:composer/a/b@1?repository_url=https:%2F%2Fphp.mill.example%2F8')
})

test('composer.lock: what is none is refused', () => {
  for (const text of ['null', '{}', '{"packages":{}}', '{"packages":[]', ''])
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof Problem && error.message.startsWith('Cannot read composer.lock: '),
    )
})
