import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { type Disk, defaultLimits, type Limits, Problem } from '#base'
import { cyclonedxJson } from './formats/cyclonedx-json.ts'
import { loadPapers } from './papers.ts'
import { type Made, tarOf } from './sample-tar.ts'

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** A disk of some files in memory; folders are what stands before slashes. */
function diskOf(files: ReadonlyMap<string, Uint8Array>): Disk {
  const inFolder = (path: string) => [...files.keys()].filter(name => name.startsWith(`${path}/`))
  const at = (path: string) => {
    const found = files.get(path)
    if (!found) throw new Problem('base/not-found', `Cannot read ${path}: not there`)
    return found
  }
  function* chunks(path: string): Generator<Uint8Array> {
    const bytes = at(path)
    // The same memory again and again, in pieces that end nowhere in particular.
    const piece = new Uint8Array(70_001)
    for (let start = 0; start < bytes.length; start += piece.length) {
      const part = bytes.subarray(start, start + piece.length)
      piece.set(part)
      yield piece.subarray(0, part.length)
    }
  }
  const list = (path: string) => {
    const names = new Map<string, 'file' | 'folder'>()
    for (const name of inFolder(path)) {
      const rest = name.slice(path.length + 1).split('/')
      names.set(rest[0]!, rest.length > 1 ? 'folder' : 'file')
    }
    return names.size === 0 ? undefined : [...names].sort().map(([name, kind]) => ({ name, kind }))
  }
  const stat = (path: string) =>
    files.has(path)
      ? { kind: 'file' as const, size: at(path).length, modified: 0 }
      : inFolder(path).length > 0
        ? { kind: 'folder' as const, size: 0, modified: 0 }
        : undefined
  return { chunks, read: at, list, stat } as unknown as Disk
}

async function load(files: Record<string, Uint8Array>, path = Object.keys(files)[0]!, limits: Limits = defaultLimits) {
  const world = { disk: diskOf(new Map(Object.entries(files))), limits, now: () => 0, progress: () => undefined }
  return loadPapers(world, [path], false)
}

async function shown(files: Record<string, Uint8Array>, path?: string) {
  const { loaded, notes, unreadable } = await load(files, path)
  assert.equal(loaded.length, 1)
  const { bom, places } = loaded[0]!
  const rows = bom.components
    .filter(({ ref }) => !ref.startsWith('paper:'))
    .map(({ ref, purl, name, version }) => [purl ?? `${name}@${version}`, ...places!.get(ref)!])
  const text = [...cyclonedxJson.write!(bom, '1.6')].join('')
  return { rows, notes, unreadable, text, kind: loaded[0]!.kind }
}

const release = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian"\n'
const status = (...names: string[]) =>
  names.map(name => `Package: ${name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.0-1\n`).join('\n')
const lock = (name: string) =>
  JSON.stringify({
    name: 'own',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'own' }, [`node_modules/${name}`]: { version: '2.0.0' } },
  })

/** Three layers: a system, an application, and what a later step took away and wrote anew. */
const layers: Made[][] = [
  [
    { path: './' },
    { path: 'etc/os-release', target: '../usr/lib/os-release' },
    { path: 'usr/lib/os-release', content: release },
    { path: 'var/lib/dpkg/status', content: status('valve', 'gauge') },
    { path: 'lib', target: 'usr/lib' },
    { path: 'usr/bin/tool', content: 'x'.repeat(5000) },
  ],
  [
    { path: 'app/package-lock.json', content: lock('deleted') },
    { path: 'old/package-lock.json', content: lock('gone') },
    { path: 'cache/a/package-lock.json', content: lock('hidden') },
    { path: 'srv/package-lock.json', content: lock('asked') },
    { path: 'srv/node_modules/pump/package.json', content: '{"name":"pump","version":"3.1.0"}' },
    {
      path: 'lib/python3/site-packages/dial-1.2.dist-info/METADATA',
      content: 'Metadata-Version: 2.1\nName: dial\nVersion: 1.2\n',
    },
    { path: 'opt/motor-4.5.6.jar', content: 'PK' },
  ],
  [
    { path: 'app/.wh.package-lock.json' },
    { path: '.wh.old' },
    { path: 'cache/.wh..wh..opq' },
    { path: 'cache/b/package-lock.json', content: lock('seen') },
    { path: 'var/lib/dpkg/status', content: status('valve', 'gauge', 'added') },
  ],
]

const config = json({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers' } })

const ofDocker = (index: number) => `${String(index).repeat(64)}/layer.tar`

function saved(tars: readonly Uint8Array[], nameOf = ofDocker): Uint8Array {
  const names = tars.map((_, index) => nameOf(index))
  const name = `${sha(config)}.json`
  return tarOf([
    ...tars.map((tar, index) => ({ path: names[index]!, content: tar })),
    { path: name, content: config },
    { path: 'manifest.json', content: json([{ Config: name, RepoTags: ['plant/hmi:1'], Layers: names }]) },
  ])
}

function layout(blobs: readonly Uint8Array[]): Record<string, Uint8Array> {
  const of = (bytes: Uint8Array) => ({ digest: `sha256:${sha(bytes)}`, size: bytes.length })
  const manifest = json({ schemaVersion: 2, config: of(config), layers: blobs.map(of) })
  const attestation = json({ schemaVersion: 2, config: of(config), layers: [] })
  const index = json({
    manifests: [
      { ...of(attestation), platform: { os: 'unknown', architecture: 'unknown' } },
      { ...of(manifest), platform: { os: 'linux', architecture: 'amd64' } },
    ],
  })
  const files = [...blobs, config, manifest, attestation].map(bytes => [`blobs/sha256/${sha(bytes)}`, bytes] as const)
  return { 'oci-layout': json({ imageLayoutVersion: '1.0.0' }), 'index.json': index, ...Object.fromEntries(files) }
}

const packed = (files: Record<string, Uint8Array>) =>
  tarOf(Object.entries(files).map(([path, content]) => ({ path, content })))
const tars = layers.map(entries => tarOf(entries))

test('image: packages of the system and of languages, installed ones beside their lockfile; what a layer took away is not there', async () => {
  const { rows, notes, unreadable, kind } = await shown({ 'hmi.tar': saved(tars) })
  assert.deepEqual(rows, [
    ['pkg:npm/seen@2.0.0', 'cache/b/package-lock.json'],
    ['pkg:npm/asked@2.0.0', 'srv/package-lock.json'],
    ['pkg:npm/pump@3.1.0', 'srv/node_modules/pump/package.json'],
    ['pkg:pypi/dial@1.2', 'usr/lib/python3/site-packages/dial-1.2.dist-info/METADATA'],
    ...['valve', 'gauge', 'added'].map(name => [
      `pkg:deb/debian/${name}@1.0-1?arch=amd64&distro=debian-12&upstream=${name}`,
      'var/lib/dpkg/status',
    ]),
    ['motor@4.5.6', 'opt/motor-4.5.6.jar'],
  ])
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['java-not-read'],
  )
  assert.deepEqual([kind, unreadable], ['image', true])
})

test('image: the same bill, byte for byte, of docker save, of an OCI layout as folder and as tar, compressed or not', async () => {
  const { text } = await shown({ 'hmi.tar': saved(tars) })
  const gzip = layout(tars.map(tar => gzipSync(tar)))
  const zstd = layout(tars.map(tar => zstdCompressSync(tar)))
  const inFolder = Object.fromEntries(Object.entries(gzip).map(([path, bytes]) => [`hmi/${path}`, bytes]))
  assert.equal((await shown(inFolder, 'hmi')).text, text)
  assert.equal((await shown({ 'hmi.tar': packed(gzip) })).text, text)
  assert.equal((await shown({ 'hmi.tar': packed(zstd) })).text, text)
  assert.equal((await shown({ 'hmi.tar.gz': gzipSync(saved(tars)) })).text, text)
  assert.equal((await shown({ 'hmi.tar.zst': zstdCompressSync(packed(gzip)) })).text, text)
  assert.equal((await shown({ '-': saved(tars) })).text, text)
})

test('image: layers are layers under the names that other builders give them', async () => {
  const { text } = await shown({ a: saved(tars) })
  const names: ((index: number) => string)[] = [
    index => `${index}.tar`,
    index => `layer${index}/layer.tar`,
    index => `sha256:${String(index).repeat(64)}`,
  ]
  for (const nameOf of names) assert.equal((await shown({ a: saved(tars, nameOf) })).text, text)
  for (const end of ['tar.gz', 'tgz']) {
    const packed = tars.map(tar => gzipSync(tar))
    assert.equal((await shown({ a: saved(packed, index => `sha256:${String(index).repeat(64)}.${end}`) })).text, text)
  }
})

test('image: within one layer the order of a whiteout and of what is added does not matter', async () => {
  const [system, app, last] = layers
  const turned = saved([tarOf(system!), tarOf(app!), tarOf([...last!].reverse())])
  assert.equal((await shown({ a: turned })).text, (await shown({ a: saved(tars) })).text)
})

test('image: a folder in place of a link, a file in place of a folder, links that lead up or in circles', async () => {
  const { rows, notes } = await shown({
    a: saved([
      tarOf([
        { path: 'app', target: '/srv/real' },
        { path: 'app/package-lock.json', content: lock('through') },
        { path: 'up', target: '../../../../../x' },
        { path: 'up/package-lock.json', content: lock('upward') },
        { path: 'round', target: 'round' },
        { path: 'round/package-lock.json', content: lock('never') },
        { path: 'was/package-lock.json', content: lock('folder') },
      ]),
      tarOf([
        { path: 'was', content: 'now a file' },
        { path: 'app/' },
        { path: 'app/package-lock.json', content: lock('anew') },
      ]),
    ]),
  })
  assert.deepEqual(
    rows.map(row => row.at(-1)),
    ['app/package-lock.json', 'srv/real/package-lock.json', 'x/package-lock.json'],
  )
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['link-not-followed'],
  )
})

test('image: Alpine, files of distroless, hard links; a database that is not read makes the scan incomplete', async () => {
  const { rows, notes, unreadable } = await shown({
    a: saved([
      tarOf([
        { path: 'etc/os-release', content: 'ID=alpine\nVERSION_ID=3.20.1\n' },
        {
          path: 'lib/apk/db/installed',
          content: 'C:Q1abcdefghijklmnopqrstuvwxyz0=\nP:valve\nV:1-r0\nA:x86_64\no:valves\n\n',
        },
        { path: 'var/lib/dpkg/status.d/gauge', content: 'Package: gauge\nVersion: 2\nArchitecture: amd64\n' },
        { path: 'var/lib/dpkg/status.d/gauge.md5sums', content: 'abc  usr/bin/gauge\n' },
        { path: 'usr/lib/sysimage/rpm/rpmdb.sqlite', content: 'SQLite format 3\0' },
        { path: 'a/package-lock.json', content: lock('linked') },
        { path: 'b/package-lock.json', hard: 'a/package-lock.json' },
      ]),
    ]),
  })
  assert.deepEqual(rows, [
    ['pkg:npm/linked@2.0.0', 'a/package-lock.json', 'b/package-lock.json'],
    ['pkg:apk/alpine/valve@1-r0?arch=x86_64&distro=alpine-3.20.1&upstream=valves', 'lib/apk/db/installed'],
    ['pkg:deb/alpine/gauge@2?arch=amd64&distro=alpine-3.20.1&upstream=gauge', 'var/lib/dpkg/status.d/gauge'],
  ])
  assert.deepEqual(
    notes.map(({ code }) => code),
    ['database-not-read'],
  )
  assert.equal(unreadable, true)
})

test('image: a list that is a hard link to a name by which nothing is kept is told, and the image not read whole', async () => {
  const { rows, notes, unreadable } = await shown({
    a: saved([
      tarOf([
        { path: 'store/ab', content: lock('stored') },
        { path: 'store/cd', content: 'x' },
        { path: 'app/package-lock.json', hard: 'store/ab' },
        { path: 'app/notes.txt', hard: 'store/cd' },
        { path: 'other/package-lock.json', content: lock('linked') },
      ]),
    ]),
  })
  assert.deepEqual(rows, [['pkg:npm/linked@2.0.0', 'other/package-lock.json']])
  assert.deepEqual(
    notes.map(({ code, at }) => [code, at]),
    [['file-unreadable', 'app/package-lock.json']],
  )
  assert.equal(unreadable, true)
})

test('image: refused where its parts are missing, differ from their digest or are packed in an unknown way', async () => {
  const oci = layout(tars.map(tar => gzipSync(tar)))
  const [first] = Object.keys(oci).filter(path => path.startsWith('blobs/'))
  const refusals: [Record<string, Uint8Array>, RegExp][] = [
    [
      { a: packed(Object.fromEntries(Object.entries(oci).filter(([path]) => path !== first))) },
      /is named and not there/,
    ],
    [
      { a: packed({ ...oci, [first!]: gzipSync(tarOf([{ path: 'x', content: 'other' }])) }) },
      /digest of blobs\/sha256\/\w+ differs/,
    ],
    [{ a: saved([Buffer.from(`\xfd7zXZ\0${'x'.repeat(600)}`, 'latin1')]) }, /compressed with xz/],
    [{ a: saved([tars[0]!.subarray(0, 3000)]) }, /cut short/],
    [{ a: saved([tarOf([{ path: 'a/../../b', content: 'x' }])]) }, /path leaves the archive/],
    [{ a: saved([tarOf([{ path: 'a', hard: '../b' }])]) }, /links out of the archive/],
  ]
  for (const [files, message] of refusals) await assert.rejects(load(files), message)
})

test('image: bombs and too many entries are refused at the limits', async () => {
  const limits = { ...defaultLimits, ratioFloor: 1024 ** 2 }
  const bomb = layout([gzipSync(Buffer.alloc(32 * 1024 ** 2))])
  await assert.rejects(load({ a: packed(bomb) }, 'a', limits), { code: 'base/expansion-limit' })
  const empty = gzipSync(tarOf([{ path: 'zeros', content: Buffer.alloc(32 * 1024 ** 2) }]))
  await assert.rejects(load({ a: packed(layout([empty])) }, 'a', limits), { code: 'base/expansion-limit' })
  await assert.rejects(load({ a: saved(tars) }, 'a', { ...defaultLimits, files: 10 }), { code: 'boms/too-many-files' })
  await assert.rejects(load({ a: saved(tars) }, 'a', { ...defaultLimits, bytes: 9000 }), { code: 'base/too-large' })
  await assert.rejects(load({ a: saved(tars) }, 'a', { ...defaultLimits, element: 100 }), { code: 'base/too-large' })
})

test('image: a layer that is packed badly is refused, however large it is and wherever it breaks', {
  timeout: 60_000,
}, async () => {
  let state = 1
  const noise = Buffer.alloc(3_000_000).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  })
  const tar = tarOf([{ path: 'noise', content: noise }, ...layers[1]!])
  const refused = (blob: Uint8Array) =>
    assert.rejects(load({ a: packed(layout([blob])) }), (error: unknown) => error instanceof Problem)
  const gzip = gzipSync(tar)
  const zstd = zstdCompressSync(tar)
  for (const place of [20, 300_000, gzip.length - 600_000, gzip.length - 6]) {
    await refused(gzip.subarray(0, place))
    await refused(zstd.subarray(0, Math.min(place, zstd.length - 6)))
    await refused(Buffer.from(gzip).fill(0xaa, place, place + 6))
  }
  // Other bytes where zstd says how a block is packed.
  await refused(Buffer.from(zstd).fill(0xff, 9, 300))
})

test('image: several images of one archive are noted, and the first is read', async () => {
  const name = `${sha(config)}.json`
  const layer = `${'0'.repeat(64)}/layer.tar`
  const one = { Config: name, Layers: [layer] }
  const { notes, unreadable } = await shown({
    a: tarOf([
      { path: layer, content: tars[0]! },
      { path: name, content: config },
      { path: 'manifest.json', content: json([one, one]) },
    ]),
  })
  assert.deepEqual([notes.map(({ code }) => code), unreadable], [['image-not-read'], true])
})

test('archive: the root of a system, and any other with papers in it; nothing in it is nothing to scan', async () => {
  const root = await shown({ 'root.tar': tarOf([...layers[0]!, { path: 'etc/localtime', target: '/usr/share/x' }]) })
  assert.equal(root.rows.length, 2)
  const source = await shown({ 'source.tgz': gzipSync(tarOf([{ path: 'package-lock.json', content: lock('top') }])) })
  assert.deepEqual(source.rows, [['pkg:npm/top@2.0.0', 'package-lock.json']])
  await assert.rejects(load({ a: tarOf([{ path: 'readme', content: 'x' }]) }), { code: 'boms/nothing-to-scan' })
  await assert.rejects(load({ a: tarOf([{ path: 'l', target: '/etc' }]) }), /links lead out of the archive/)
})

test('archive: the last of two entries with one path counts, and that there are two is noted', async () => {
  const lock = (name: string) =>
    JSON.stringify({ name, lockfileVersion: 3, packages: { [`node_modules/${name}`]: { version: '1.0.0' } } })
  const twice = [
    { path: 'package-lock.json', content: lock('left') },
    { path: './package-lock.json', content: lock('right') },
    { path: 'b.bin', content: 'x' },
    { path: 'b.bin', content: 'y' },
  ]
  const { loaded, notes } = await load({ 'a.tar': tarOf(twice) })
  assert.deepEqual(
    loaded.flatMap(({ bom }) => bom.components.flatMap(({ purl }) => purl ?? [])),
    ['pkg:npm/right@1.0.0'],
  )
  const repeated = notes.filter(({ code }) => code === 'entry-repeated')
  assert.deepEqual(repeated, [
    {
      code: 'entry-repeated',
      message: '"package-lock.json" stands in the archive more than once: the last one counts',
      at: 'package-lock.json',
    },
  ])
})

test('image: changed bytes give a bill or a Problem, nothing else', async () => {
  const whole = [saved(tars), packed(layout(tars.map(tar => gzipSync(tar)))), tarOf(layers[0]!)]
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    value: fc.integer({ min: 0, max: 255 }),
    cut: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      async (bytes, changes) => {
        let changed = Buffer.from(bytes)
        for (const { at, value, cut } of changes) {
          const place = Math.floor(at * changed.length)
          // Headers are where most of it is decided: one change in two goes into one.
          const near = value % 2 === 0 ? place : place - (place % 512) + (value % 160)
          if (near < changed.length) changed[near] = value
          if (cut && value === 7) changed = changed.subarray(0, place)
        }
        try {
          await load({ a: changed })
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          assert.ok(!/[\r\n]/.test(error.message), error.message)
        }
      },
    ),
    { numRuns: Number(process.env['MILLCERT_FUZZ'] ?? 300) },
  )
})
