import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { paperOf } from '../paper.ts'
import { findFormat } from '../read.ts'
import { dpkgStatus } from './dpkg-status.ts'

const debian = new Map([['os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n']])
const text = (path: string) => readFileSync(new URL(`testdata/dpkg-status/${path}`, import.meta.url), 'utf8')

test('dpkg status: installed packages with their source package, architecture and distribution', () => {
  const { components, dependencies, notes } = dpkgStatus.read(paperOf('status', text('sample.status'), debian))
  assert.deepEqual(
    components.map(({ purl }) => purl),
    [
      'pkg:deb/debian/valve-driver@1:4.2-1%2Bb2?arch=amd64&distro=debian-12&upstream=valve@1:4.2-1',
      'pkg:deb/debian/libgauge2@2.1-3?arch=amd64&distro=debian-12&upstream=libgauge2',
      'pkg:deb/debian/pump@0.9?arch=all&distro=debian-12&upstream=pump',
    ].map(purl => purl.replace('upstream=valve@', 'upstream=valve%40')),
  )
  assert.deepEqual(dependencies[0]!.on, [components[1]!.ref, components[2]!.ref])
  assert.deepEqual(notes, [])
})

test('dpkg status: without os-release no namespace is guessed, and a note says so', () => {
  const { components, notes } = dpkgStatus.read(paperOf('status', text('sample.status')))
  assert.ok(components.every(({ purl }) => purl === undefined))
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['distribution-unknown'],
  )
})

test('dpkg status: a package in part, one without a version and paragraphs without a name are noted', () => {
  const { components, notes } = dpkgStatus.read(paperOf('status', text('source/status'), debian))
  assert.deepEqual(
    components.map(({ name, version }) => [name, version]),
    [
      ['half', '1-1'],
      ['unsaid', undefined],
    ],
  )
  assert.deepEqual(notes.map(({ code }) => code).sort(), [
    'half-installed',
    'line-not-read',
    'package-not-read',
    'package-not-read',
    'version-not-stated',
  ])
})

test('dpkg status: a paper without packages is refused; one whose need stands elsewhere states none', () => {
  assert.throws(() => dpkgStatus.read(paperOf('status', 'asdf\n\nyolo\n')), { code: 'boms/not-dpkg-status' })
  assert.deepEqual(dpkgStatus.read(paperOf('valve', text('single/valve'), debian)).dependencies, [])
})

const data = process.env['MILLCERT_TESTDATA']
test('dpkg status: real files', { skip: data ? false : 'MILLCERT_TESTDATA is not set' }, () => {
  const folder = `${data}/suites/lockfile-formats-scalibr/extractor/filesystem/os/dpkg/testdata/dpkg`
  const counts: Record<string, number> = {}
  for (const name of readdirSync(folder)) {
    if (name === 'status.d' || name === 'empty' || name === 'invalid') continue
    const paper = paperOf(name, readFileSync(`${folder}/${name}`), debian)
    assert.equal(findFormat(paper), dpkgStatus, name)
    counts[name] = dpkgStatus.read(paper).components.length
  }
  assert.equal(counts['single'], 1)
  assert.equal(counts['statusfield'], 6)
})
