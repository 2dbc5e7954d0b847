import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePurl, showPurl } from '#identity'
import { packageKeyOf } from './kept-component.ts'

test('the package of a package URL is the same for all its versions, however it is written', () => {
  const written = [
    'pkg:npm/pump@1.0.0',
    'pkg:npm/pump',
    'pkg:npm/%40mill/pump@1.0.0',
    'pkg:npm/%40mill/pump',
    'pkg:generic/a%40b@1%402',
    'pkg:golang/mill.example/pump/v2@v2.0.0+incompatible#cmd/pump',
    'pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12',
    'pkg:git/forge.example/mill/pump@a1b2',
    'pkg:docker/mill/pump@sha256%3Aaa',
    'pkg:pypi/Mill_Pump@1.0',
  ]
  for (const text of written) {
    const purl = parsePurl(text)
    assert.ok(!('fault' in purl), text)
    const any = { ...purl, version: undefined, qualifiers: undefined, subpath: undefined }
    assert.equal(packageKeyOf(text), showPurl(any))
  }
  assert.equal(packageKeyOf('pkg:npm/pump@1.0.0'), 'pkg:npm/pump')
  assert.equal(packageKeyOf('pump'), null)
})
