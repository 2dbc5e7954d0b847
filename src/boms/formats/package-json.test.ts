import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { noteList } from '#base'
import { paperOf } from '../paper.ts'
import { findFormat, readBom } from '../read.ts'
import { packageJson } from './package-json.ts'

const paper = (path: string) =>
  paperOf('package.json', readFileSync(new URL(`testdata/package-json/${path}/package.json`, import.meta.url)))
const packageOf = (text: string | Uint8Array) => {
  const notes = noteList()
  const found = packageJson.installed!.package(paperOf('a/package.json', text), notes)
  return { ...found, codes: notes.notes.map(({ code }) => code) }
}

test('package.json: name, scope, version and licence, and what it needs; not what its makers need', () => {
  const { component, asks, codes } = packageOf(paper('scoped').bytes)
  assert.deepEqual(
    [component.name, component.version, component.purl, component.licenses, component.at],
    ['@line/gauge', '2.0.3', 'pkg:npm/%40line/gauge@2.0.3', ['Apache-2.0'], 'a/package.json'],
  )
  assert.deepEqual(asks, ['dial', '@line/scale', 'valve-view'])
  assert.deepEqual(codes, [])
})

test('package.json: where an old npm says that a package came from git, it says so too', () => {
  const { component, codes } = packageOf(paper('old').bytes)
  assert.match(component.purl!, /^pkg:npm\/pump@0\.4\.1\?vcs_url=/)
  assert.deepEqual(component.licenses, ['ISC'])
  assert.deepEqual(codes, ['not-from-registry'])
})

test('package.json: a package without a version is noted, one without a name is refused', () => {
  assert.deepEqual(packageOf('{"name":"a"}').codes, ['version-not-stated'])
  for (const text of ['{}', '[]', 'null', '{"name":""}', '{"name":["a"]}', '{"type":"module"}'])
    assert.throws(() => packageOf(text), { code: 'boms/not-package-json' }, text)
})

test('package.json: named by itself it is one package, and what it needs is said not to be looked at', () => {
  const bom = readBom(paper('scoped'))
  assert.deepEqual(
    [bom.components.map(({ name }) => name), bom.notes.map(({ code }) => code)],
    [['@line/gauge'], ['needs-not-listed']],
  )
  const own = readBom(paperOf('package.json', '{"name":"a","version":"1","devDependencies":{"b":"1"}}'))
  assert.deepEqual(
    own.notes.map(({ code }) => code),
    ['needs-not-listed'],
  )
  for (const text of ['{"name":"a/b","require":{"c/d":"1"},"scripts":{},"version":"1"}', '{"scripts":{}}'])
    assert.throws(() => findFormat(paperOf('', text)), { code: 'boms/unknown-format' }, text)
})
