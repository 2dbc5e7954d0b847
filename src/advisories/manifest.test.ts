import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest, Problem } from '#base'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { ecosystemPart, isChecked } from './coverage.ts'
import { openDatabase } from './database.ts'
import { readManifest } from './manifest.ts'
import { db } from './operations.ts'

const record = (id: string, ecosystem: string, name: string) => ({
  id,
  modified: '2026-11-20T00:00:00Z',
  affected: [
    { package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.0' }] }] },
  ],
})

async function built(...records: object[]): Promise<MemoryWorld> {
  const world = memoryWorld({ 'a.json': JSON.stringify(records) })
  const flags = new Map([
    ['from', ['a.json']],
    ['db', ['db']],
  ])
  await db.build.run(world, { words: [], flags })
  return world
}

function changed(world: MemoryWorld, change: (manifest: Record<string, unknown>) => unknown): void {
  const path = 'db/manifest.json'
  const manifest = JSON.parse(Buffer.from(world.files.get(path)!).toString('utf8'))
  world.files.set(path, Buffer.from(JSON.stringify(change(manifest) ?? manifest)))
}

test('the ecosystem of a key has vendor and release where they part packages, and else the type alone', () => {
  for (const [key, part] of [
    ['deb/debian:12/openssl', 'deb/debian:12'],
    ['deb/ubuntu:20.04:fips/openssl', 'deb/ubuntu:20.04:fips'],
    ['rpm/redhat:rhel_eus:9.2::appstream/curl', 'rpm/redhat:rhel_eus:9.2::appstream'],
    ['npm/@mill/valve', 'npm'],
    ['maven/org.mill:valve', 'maven'],
    ['golang/mill.example/valve/v2', 'golang'],
    ['pypi/valve', 'pypi'],
  ] as const)
    assert.equal(ecosystemPart(key), part)
})

test('a manifest names vendor and release, and what is said of one release checks no other', async () => {
  const { feeds } = openDatabase((await built(record('DSA-1-1', 'Debian:12', 'curl'))).disk, 'db')!.manifest
  assert.deepEqual([feeds[0]!.types, feeds[0]!.ecosystems], [['deb'], ['deb/debian:12']])
  const checked = ['deb/debian:12', 'deb/debian:11', 'deb/ubuntu:22.04', 'deb'].map(part => isChecked(feeds, part))
  assert.deepEqual(checked, [true, false, false, false])
})

test('a manifest from before ecosystems were written down is read, and covers no release', async () => {
  const world = await built(record('DSA-1-1', 'Debian:12', 'curl'), record('GHSA-a', 'npm', 'left'))
  changed(world, manifest => {
    for (const feed of manifest['feeds'] as Record<string, unknown>[]) delete feed['ecosystems']
  })
  const { feeds } = readManifest(world.disk, 'db')!
  assert.deepEqual([isChecked(feeds, 'npm'), isChecked(feeds, 'deb/debian:12')], [true, false])
})

test('a manifest of any wrong shape is a Problem that says what is wanted where', async () => {
  const world = await built(record('GHSA-a', 'npm', 'left'))
  const good = Buffer.from(world.files.get('db/manifest.json')!)
  const status = () =>
    db.status.run(world, {
      words: [],
      flags: new Map([['db', ['db']], ...[['format', ['json']] as [string, string[]]]]),
    })
  assert.equal(status(), 0)
  const values = [null, [null], [[]], 7, 'x', {}, [{}], ['x'], -1, 1.5, 1e300, '\u001b[2J', '../../etc/passwd']
  const bad: [at: string, value: unknown][] = []
  const walk = (value: unknown, at: string[]) => {
    if (at.length > 0) for (const other of values) bad.push([at.join('/'), other])
    if (value !== null && typeof value === 'object')
      for (const [name, inner] of Object.entries(value)) walk(inner, [...at, name])
  }
  walk(JSON.parse(good.toString('utf8')), [])
  for (const [at, value] of bad) {
    world.files.set('db/manifest.json', good)
    changed(world, manifest => {
      const path = at.split('/')
      const last = path.pop()!
      const holder = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], manifest)
      ;(holder as Record<string, unknown>)[last] = value
    })
    const run = () => {
      openDatabase(world.disk, 'db')!.close()
      status()
    }
    try {
      run()
    } catch (error) {
      const place = `${at} = ${JSON.stringify(value)}`
      assert.ok(error instanceof Problem, `${place}: ${(error as Error).stack}`)
    }
  }
  for (const [members, at] of [
    [{ segments: [null] }, '/segments/0'],
    [{ feeds: [null] }, '/feeds/0'],
    [{ feeds: {} }, '/feeds'],
  ] as const) {
    world.files.set('db/manifest.json', good)
    changed(world, manifest => ({ ...manifest, ...members }))
    assert.throws(() => openDatabase(world.disk, 'db'), {
      code: 'advisories/not-a-database',
      message: new RegExp(`is wanted at ${at}$`),
    })
  }
  for (const text of ['null', '[]', '7']) {
    world.files.set('db/manifest.json', Buffer.from(text))
    assert.throws(() => openDatabase(world.disk, 'db'), { code: 'advisories/not-a-database' })
  }
})

test('a folder that cannot be looked into is not taken for one without a database', () => {
  const world = memoryWorld()
  assert.equal(openDatabase(world.disk, 'db'), undefined)
  const refused = new Problem('base/disk', 'Cannot read db/manifest.json: no permission', { at: 'db/manifest.json' })
  const disk = {
    ...world.disk,
    open(): never {
      throw refused
    },
  }
  assert.throws(() => openDatabase(disk, 'db'), refused)
  assert.throws(() => db.status.run({ ...world, disk }, { words: [], flags: new Map([['db', ['db']]]) }), refused)
})

test('verification compares segments with the digests of the manifest, and those with its own', async () => {
  const [world, other] = [await built(record('GHSA-a', 'npm', 'left')), await built(record('GHSA-b', 'npm', 'right'))]
  const index = (of: MemoryWorld) => [...of.files.keys()].find(name => name.endsWith('.index'))!
  const verify = () => openDatabase(world.disk, 'db')!.verify()
  verify()
  const own = world.files.get(index(world))!
  // Every checksum in it is right: it is a segment of another database.
  world.files.set(index(world), other.files.get(index(other))!)
  assert.throws(verify, { code: 'advisories/index-damaged' })
  world.files.set(index(world), own)
  changed(world, manifest => ({ ...manifest, digest: digest('x') }))
  assert.throws(verify, { code: 'advisories/index-damaged' })
})
