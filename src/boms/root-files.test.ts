import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { zipSync } from 'fflate'
import { type Disk, defaultLimits, type Entry, type Limits, Problem } from '#base'
import { loadPapers } from './papers.ts'
import { rootFiles } from './root-files.ts'
import { tarOf } from './sample-tar.ts'

const database = readFileSync(new URL('formats/testdata/rpmdb/sample.sqlite', import.meta.url))
const link = null
type Files = Record<string, string | Uint8Array | typeof link>

const pom = Buffer.from('groupId=com.mill\nartifactId=valve\nversion=1.2\n')
const valve = zipSync({ 'META-INF/MANIFEST.MF': pom, 'META-INF/maven/com.mill/valve/pom.properties': pom })
const line = zipSync({ 'META-INF/MANIFEST.MF': Buffer.from('\n'), 'BOOT-INF/lib/valve-1.2.jar': valve })

/** A disk of files and links below one folder. */
function worldOf(files: Files, root = 'machine', limits: Limits = defaultLimits) {
  const all = new Map(Object.entries(files).map(([path, content]) => [`${root}/${path}`, content]))
  const list = (path: string): Entry[] | undefined => {
    const found = new Map<string, Entry['kind']>()
    for (const [name, content] of all) {
      if (!name.startsWith(`${path}/`)) continue
      const [first, ...rest] = name.slice(path.length + 1).split('/')
      found.set(first!, rest.length > 0 ? 'folder' : content === link ? 'link' : 'file')
    }
    return found.size === 0 ? undefined : [...found].sort().map(([name, kind]) => ({ name, kind }))
  }
  const read = (path: string): Uint8Array => {
    const content = all.get(path)
    if (content === undefined || content === link) throw new Problem('base/not-found', `Cannot read ${path}: not there`)
    return typeof content === 'string' ? Buffer.from(content) : content
  }
  const stat: Disk['stat'] = path =>
    all.has(path)
      ? { kind: 'file', size: read(path).length, modified: 0 }
      : list(path) && { kind: 'folder', size: 0, modified: 0 }
  const disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'> = { chunks: path => [read(path)], read, list, stat }
  return { disk, limits, now: () => 0, progress() {} }
}

const load = (files: Files, limits?: Limits) => loadPapers(worldOf(files, 'machine', limits), ['machine'], false)

const release = 'ID=debian\nVERSION_ID="12"\n'
const status = (name: string) =>
  `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\nSource: ${name}s\n`

const purls = async (files: Files) =>
  (await load(files)).loaded.map(({ kind, location, bom }) => [kind, location, ...bom.components.map(one => one.purl)])

test('unpacked root: lists of dpkg are read with the distribution of the root', async () => {
  assert.deepEqual(
    await purls({
      'etc/os-release': release,
      'var/lib/dpkg/status': status('valve'),
      'var/lib/dpkg/status.d/gauge': status('gauge'),
      'var/lib/dpkg/status.d/gauge.md5sums': 'abc  usr/bin/gauge\n',
    }),
    [
      ['system', 'var/lib/dpkg/status', 'pkg:deb/debian/valve@1.0-1?arch=amd64&distro=debian-12&upstream=valves'],
      [
        'system',
        'var/lib/dpkg/status.d/gauge',
        'pkg:deb/debian/gauge@1.0-1?arch=amd64&distro=debian-12&upstream=gauges',
      ],
    ],
  )
})

test('unpacked root: apk, from where it lies today too, and what languages installed beside', async () => {
  const apk = 'C:Q1abcdefghijklmnopqrstuvwxyz0=\nP:valve\nV:1-r0\nA:x86_64\no:valves\n\n'
  const lock = 'requests==2.0.0\n'
  const found = await purls({
    'etc/os-release': link,
    'usr/lib/os-release': 'ID=alpine\nVERSION_ID=3.22.0\n',
    lib: link,
    'usr/lib/apk/db/installed': apk,
    'srv/requirements.txt': lock,
  })
  assert.deepEqual(found, [
    ['lockfile', 'srv/requirements.txt', 'pkg:pypi/requests@2.0.0'],
    [
      'system',
      'usr/lib/apk/db/installed',
      'pkg:apk/alpine/valve@1-r0?arch=x86_64&distro=alpine-3.22.0&upstream=valves',
    ],
  ])
})

test('unpacked root: the database of RPM is read; one that cannot be is noted, and the scan is not whole', async () => {
  const whole = await load({ 'etc/os-release': 'ID=fedora\nVERSION_ID=42\n', 'var/lib/rpm/rpmdb.sqlite': database })
  assert.deepEqual(
    [whole.loaded.map(({ bom }) => bom.components.length), whole.notes, whole.unreadable],
    [[3], [], false],
  )
  assert.equal(
    whole.loaded[0]!.bom.components[1]!.purl,
    'pkg:rpm/fedora/seal@2-1.el9?arch=x86_64&distro=fedora-42&upstream=seal-2-1.el9.src.rpm',
  )
  const broken = await load({ 'usr/lib/sysimage/rpm/rpmdb.sqlite': database.subarray(0, 700) })
  assert.deepEqual([broken.notes.map(({ code }) => code), broken.unreadable], [['database-not-read'], true])
  const old = await load({ 'usr/lib/opkg/status': 'x' })
  assert.deepEqual(
    [old.notes.map(({ code, at }) => [code, at]), old.unreadable],
    [[['database-not-read', 'usr/lib/opkg/status']], true],
  )
})

test('unpacked root: no link is followed, neither to a list nor on the way to one', () => {
  const { disk } = worldOf({ 'var/lib/dpkg/status': link, 'etc/os-release': release, usr: link, 'x/var/lib/y': 'z' })
  assert.deepEqual(rootFiles(disk.list, 'machine'), ['etc/os-release'])
})

test('unpacked root: without a distribution packages have no package URL, and a note says why', async () => {
  const { loaded } = await load({ 'var/lib/dpkg/status': status('valve') })
  assert.deepEqual(
    loaded.map(({ bom }) => [bom.components[0]!.purl, bom.notes.map(({ code }) => code)]),
    [[undefined, ['distribution-unknown']]],
  )
})

test('image: the database of RPM is read as in a root; one too large to hold is noted', async () => {
  const archive = tarOf([
    { path: 'etc/os-release', content: 'ID="rhel"\nVERSION_ID="9.4"\n' },
    { path: 'var/lib/rpm/rpmdb.sqlite', content: database },
  ])
  const one = (limits?: Limits) => loadPapers(worldOf({ 'a.tar': archive }, 'm', limits), ['m/a.tar'], false)
  const { loaded, notes } = await one()
  assert.deepEqual(
    loaded[0]!.bom.components.flatMap(({ purl }) => purl ?? []),
    [
      'pkg:rpm/redhat/valve@1.2.3-4.el9?arch=x86_64&distro=rhel-9.4&epoch=2&upstream=valves-1.2.3-4.el9.src.rpm',
      'pkg:rpm/redhat/seal@2-1.el9?arch=x86_64&distro=rhel-9.4&upstream=seal-2-1.el9.src.rpm',
      'pkg:rpm/redhat/gauge@5-1?arch=noarch&distro=rhel-9.4',
    ],
  )
  assert.deepEqual(notes, [])
  const over = { ...defaultLimits, element: database.length - 1 }
  assert.equal((await one(over)).loaded[0]!.bom.components.filter(({ purl }) => purl).length, 3)
})

test('folder: Java archives are read where they lie, with those inside', async () => {
  const { loaded, notes } = await load({ 'opt/line-3.jar': line, 'opt/bad-1.0.jar': 'PK' })
  assert.deepEqual(
    loaded.map(({ location, bom }) => [location, ...bom.components.map(({ name, purl, at }) => [name, purl, at])]),
    [
      [
        'opt/line-3.jar',
        ['line', undefined, undefined],
        ['valve', 'pkg:maven/com.mill/valve@1.2', 'BOOT-INF/lib/valve-1.2.jar'],
      ],
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['file-unreadable', 'opt/bad-1.0.jar'],
      ['java-not-named', 'opt/line-3.jar'],
    ],
  )
})

test('image: Java archives are read as they come, with those inside, each package with its places', async () => {
  const archive = tarOf([
    { path: 'opt/line-3.jar', content: line },
    { path: 'opt/lib/valve.jar', content: valve },
    { path: 'opt/lib/broken-2.jar', content: 'PK' },
  ])
  const { loaded, notes } = await loadPapers(worldOf({ 'a.tar': archive }, 'm'), ['m/a.tar'], false)
  const { bom, places } = loaded[0]!
  assert.deepEqual(
    bom.components
      .filter(({ ref }) => !ref.startsWith('paper:'))
      .map(({ ref, name, hashes }) => [name, hashes.length, ...(places?.get(ref) ?? [])]),
    [
      ['broken', 0, 'opt/lib/broken-2.jar'],
      ['valve', 1, 'opt/lib/valve.jar', 'opt/line-3.jar!/BOOT-INF/lib/valve-1.2.jar'],
      ['line', 1, 'opt/line-3.jar'],
    ],
  )
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [
      ['java-not-read', 'opt/lib/broken-2.jar'],
      ['java-not-named', 'opt/line-3.jar'],
    ],
  )
})
