import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Problem } from '#base'
import { paperOf } from '../paper.ts'
import { packageOfKey } from '../pnpm-key.ts'
import { prepareFormats } from '../read.ts'
import { pnpmLock } from './pnpm-lock.ts'

await prepareFormats()

const sample = (name: string) => readFileSync(new URL(`testdata/pnpm-lock/${name}`, import.meta.url), 'utf8')
const read = (text: string) => pnpmLock.read(paperOf('pnpm-lock.yaml', text))
const shown = (text: string) => read(text).components.map(one => [one.ref, one.purl?.replace(/\?.*/, ''), one.scope])

test('pnpm-lock.yaml 9: snapshots are components, importers the own ones, scopes follow the graph', () => {
  const bom = read(sample('sample.txt'))
  assert.deepEqual(shown(sample('sample.txt')), [
    ['tool', undefined, 'required'],
    ['@mill/ring@1.0.0', 'pkg:npm/%40mill/ring@1.0.0', 'required'],
    ['gauge@3.1.0', 'pkg:npm/gauge@3.1.0', 'optional'],
    ['pump@https://git.mill.example/pump.git#0123456789abcdef', 'pkg:npm/pump@0.3.0', 'required'],
    ['seal@2.1.4', 'pkg:npm/seal@2.1.4', 'required'],
    ['valve@1.2.3(@mill/ring@1.0.0)', 'pkg:npm/valve@1.2.3', 'required'],
  ])
  assert.deepEqual(bom.dependencies[0]?.on, ['tool', 'seal@2.1.4', 'valve@1.2.3(@mill/ring@1.0.0)', 'gauge@3.1.0'])
  assert.deepEqual(bom.dependencies.find(({ ref }) => ref.startsWith('valve'))?.on, ['@mill/ring@1.0.0'])
  assert.equal(bom.components[1]?.hashes[0]?.value.length, 128)
  assert.ok(!JSON.stringify(bom).includes('secret'))
  assert.deepEqual(
    bom.notes.map(note => note.code),
    ['integrity-broken', 'not-from-registry', 'dependency-not-listed'],
  )
})

test('pnpm-lock.yaml 5 and 6: peers in the key, aliases, marks of development', () => {
  assert.deepEqual(shown(sample('five.yaml')), [
    ['/@mill/ring/1.0.0', 'pkg:npm/%40mill/ring@1.0.0', 'required'],
    ['/gauge/3.1.0', 'pkg:npm/gauge@3.1.0', 'optional'],
    ['/seal/2.1.4', 'pkg:npm/seal@2.1.4', 'optional'],
    ['/valve/1.2.3_@mill+ring@1.0.0', 'pkg:npm/valve@1.2.3', 'required'],
  ])
  const edges = Object.fromEntries(read(sample('five.yaml')).dependencies.map(({ ref, on }) => [ref, on]))
  assert.deepEqual(edges['/gauge/3.1.0'], ['/seal/2.1.4'])
  assert.deepEqual(edges['/valve/1.2.3_@mill+ring@1.0.0'], ['/@mill/ring/1.0.0'])
  assert.deepEqual(shown(sample('six.yaml')), [
    ['/@mill/ring@1.0.0', 'pkg:npm/%40mill/ring@1.0.0', 'required'],
    ['/valve@1.2.3(@mill/ring@1.0.0)', 'pkg:npm/valve@1.2.3', 'required'],
    ['file:seal', 'pkg:npm/seal@0.1.0', 'optional'],
  ])
})

test('pnpm-lock.yaml of two documents: the project, and what pnpm itself brings', () => {
  const bom = read(sample('twelve.yaml'))
  assert.deepEqual(shown(sample('twelve.yaml')), [
    ['gauge@3.1.0', 'pkg:npm/gauge@3.1.0', 'required'],
    ['node@runtime:24.4.0', 'pkg:generic/node@24.4.0', 'optional'],
    ['seal@2.1.4', 'pkg:npm/seal@2.1.4', 'required'],
    ['valve@1.2.3', 'pkg:npm/valve@1.2.3', 'required'],
    ['@pnpm/exe@12.3.4', 'pkg:npm/%40pnpm/exe@12.3.4', 'optional'],
    ['mill-settings@1.0.0', 'pkg:npm/mill-settings@1.0.0', 'optional'],
    ['pnpm@12.3.4', 'pkg:npm/pnpm@12.3.4', 'optional'],
  ])
  assert.deepEqual(bom.dependencies[0]?.on, [
    'valve@1.2.3',
    'seal@2.1.4',
    'node@runtime:24.4.0',
    'mill-settings@1.0.0',
    'pnpm@12.3.4',
  ])
  assert.deepEqual(bom.dependencies.find(({ ref }) => ref.startsWith('pnpm@'))?.on, ['seal@2.1.4', '@pnpm/exe@12.3.4'])
  assert.deepEqual(bom.components[1]?.hashes, [{ algorithm: 'SHA-256', value: '00'.repeat(32) }])
  assert.equal(bom.specVersion, '9.0')
  assert.deepEqual(bom.notes, [])
})

test('pnpm-lock.yaml: keys of every spelling give name and version', () => {
  const cases: [string, string | undefined, string | undefined][] = [
    ['/a/1.0.0', 'a', '1.0.0'],
    ['/@s/a/1.0.0-rc.1+b_p@2.0.0', '@s/a', '1.0.0-rc.1+b'],
    ['/a/1.0.0_@s+p@2.0.0', 'a', '1.0.0'],
    ['registry.example/@s/a/1.0.0', '@s/a', '1.0.0'],
    ['/@s/a@1.0.0(p@2.0.0(q@3.0.0))', '@s/a', '1.0.0'],
    ['a@1.0.0', 'a', '1.0.0'],
    ['a@https://host.example/a.tgz', 'a', undefined],
    ['node@runtime:24.4.0(b@1.0.0)', 'node', '24.4.0'],
    ['/a/b', undefined, undefined],
    ['a', undefined, undefined],
  ]
  for (const [key, name, version] of cases)
    assert.deepEqual([packageOfKey(key)?.name, packageOfKey(key)?.version], [name, version], key)
})

test('pnpm-lock.yaml: what is none is refused', () => {
  for (const text of [
    '',
    'packages: {}\n',
    '- a\n',
    'lockfileVersion: 5.3\nlockfileVersion: 5.3\n',
    'a: &x b\n',
    "lockfileVersion: '9.0'\n---\n- a\n",
    "---\npackages: {}\n---\nlockfileVersion: '9.0'\n",
    `${"---\nlockfileVersion: '9.0'\n".repeat(17)}`,
  ])
    assert.throws(
      () => read(text),
      (error: unknown) => error instanceof Problem && error.message.startsWith('Cannot read pnpm-lock.yaml: '),
    )
})
