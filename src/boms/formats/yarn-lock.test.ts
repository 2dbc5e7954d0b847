import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { prepareFormats } from '../read.ts'
import { yarnLock } from './yarn-lock.ts'

await prepareFormats()

const sample = (name: string) => readFileSync(new URL(`testdata/yarn-lock/${name}`, import.meta.url), 'utf8')
const read = (text: string, manifest?: object) =>
  yarnLock.read(paperOf('yarn.lock', text, new Map(manifest ? [['package.json', JSON.stringify(manifest)]] : [])))

test('yarn.lock 1: every entry is a component with its real name, hash and source', () => {
  const bom = read(sample('sample.txt'))
  assert.equal(bom.specVersion, '1')
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.purl, one.hashes[0]?.algorithm, one.scope]),
    [
      ['@mill/ring@1.0.0', 'pkg:npm/%40mill/ring@1.0.0', 'SHA-1', undefined],
      ['seal@2.1.4', 'pkg:npm/seal@2.1.4', 'SHA-512', undefined],
      [
        'pump@0.3.0',
        'pkg:npm/pump@0.3.0?vcs_url=git%2Bhttps:%2F%2Fgit.mill.example%2Fpump.git%400123456789abcdef0123456789abcdef01234567',
        undefined,
        undefined,
      ],
      ['valve@1.2.3', 'pkg:npm/valve@1.2.3', 'SHA-512', undefined],
    ],
  )
  assert.ok(!JSON.stringify(bom).includes('secret'))
  assert.deepEqual(Object.fromEntries(bom.dependencies.map(({ ref, on }) => [ref, on])), {
    '@mill/ring@1.0.0': [],
    'seal@2.1.4': [],
    'pump@0.3.0': [],
    'valve@1.2.3': ['@mill/ring@1.0.0', 'seal@2.1.4'],
  })
  assert.deepEqual(
    bom.notes.map(note => note.code),
    ['not-from-registry', 'dependency-not-listed'],
  )
})

test('yarn.lock 1: package.json beside it tells the subject and what is optional', () => {
  const bom = read(sample('sample.txt'), {
    name: 'line',
    version: '4.0.0',
    dependencies: { valve: '^1.2.0' },
    devDependencies: { pump: 'git+https://user:secret@git.mill.example/pump.git#main' },
  })
  assert.deepEqual([bom.subject?.name, bom.subject?.version], ['line', '4.0.0'])
  assert.deepEqual(
    bom.components.map(one => one.scope),
    ['required', 'optional', 'optional', 'required'],
  )
  assert.deepEqual(bom.dependencies[0], { ref: '.', on: ['valve@1.2.3', 'pump@0.3.0'] })
})

test('yarn.lock of yarn 2 and later: workspaces are own, the one at the top is the subject', () => {
  const bom = read(sample('berry.lock'))
  assert.deepEqual([bom.specVersion, bom.subject?.name], ['8', 'line'])
  assert.deepEqual(
    bom.components.map(one => [one.ref, one.type, one.purl?.replace(/\?.*/, '')]),
    [
      ['@mill/ring@1.0.0', 'library', 'pkg:npm/%40mill/ring@1.0.0'],
      ['seal@2.1.4', 'library', 'pkg:npm/seal@2.1.4'],
      ['@mill/tool', 'application', undefined],
      ['pump@0.3.0', 'library', 'pkg:npm/pump@0.3.0'],
      ['valve@1.2.3', 'library', 'pkg:npm/valve@1.2.3'],
    ],
  )
  assert.deepEqual(bom.dependencies[0], { ref: '.', on: ['@mill/tool', 'seal@2.1.4', 'valve@1.2.3'] })
  assert.deepEqual(bom.dependencies.find(one => one.ref === 'valve@1.2.3')?.on, ['@mill/ring@1.0.0'])
})

test('yarn.lock: what is none is refused with its line', () => {
  for (const text of [
    '# yarn lockfile v1\n\na@1:\n  version "1',
    '<<<<<<< HEAD\n',
    '# yarn lockfile v1\n  version "1"\n',
  ])
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof Problem && /^Cannot read yarn\.lock: .* at line \d+$/.test(error.message),
    )
})

test('yarn.lock: names of prototypes are packages like others', () => {
  const bom = read('# yarn lockfile v1\n\n\n__proto__@^1:\n  version "1.0.0"\n  dependencies:\n    constructor "^1"\n')
  assert.deepEqual(
    bom.components.map(one => one.purl),
    ['pkg:npm/__proto__@1.0.0'],
  )
})
