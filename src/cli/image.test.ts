import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-image-'))
const now = ['--now', '2026-11-21T10:00:00Z']
const db = ['--db', join(folder, 'db')]
after(() => rmSync(folder, { recursive: true, force: true }))

function millcert(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1' },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

/** A tar archive of some files. */
function tar(files: Record<string, string | Uint8Array>): Buffer {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const bytes = Buffer.from(content)
    const block = Buffer.alloc(512)
    block.write(path)
    block.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    block.write('        0', 148)
    block.write('ustar\x0000', 257)
    block.write(
      `${block
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    )
    return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...parts, Buffer.alloc(1024)])
}

before(() => {
  const layer = tar({
    'etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
    'var/lib/dpkg/status':
      'Package: libvalve2\nStatus: install ok installed\nArchitecture: amd64\nSource: valve\nVersion: 1.0-1\n',
    'srv/node_modules/pump/package.json': '{"name":"pump","version":"1.1.0"}',
  })
  const layerName = `${'a'.repeat(64)}/layer.tar`
  const manifest = JSON.stringify([{ Config: 'config.json', RepoTags: ['hmi:1'], Layers: [layerName] }])
  writeFileSync(join(folder, 'hmi.tar'), tar({ [layerName]: layer, 'config.json': '{}', 'manifest.json': manifest }))
  const record = (id: string, ecosystem: string, name: string, type: string) =>
    JSON.stringify({
      id,
      modified: '2026-11-20T00:00:00Z',
      affected: [{ package: { ecosystem, name }, ranges: [{ type, events: [{ introduced: '0' }, { fixed: '2.0' }] }] }],
    })
  const records = [
    record('DSA-1', 'Debian:12', 'valve', 'ECOSYSTEM'),
    record('GHSA-aaaa-bbbb-cccc', 'npm', 'pump', 'ECOSYSTEM'),
  ]
  writeFileSync(join(folder, 'records.ndjson'), records.join('\n'))
  const built = millcert('db', 'build', '--from', 'records.ndjson', ...db, ...now)
  assert.equal(built.code, 0, built.err)
})

test('scan of an image: packages of the system by their source, installed ones by path in the image', () => {
  const { code, out, err } = millcert('scan', 'hmi.tar', '--format', 'json', ...db, ...now)
  assert.equal(code, 1, err)
  const { matches, subject } = JSON.parse(out)
  const rows = (matches as { vulnerability: { id: string }; component: { locations: string[] } }[])
    .map(({ vulnerability, component }) => [vulnerability.id, ...component.locations])
    .sort()
  assert.deepEqual(rows, [
    ['DSA-1', 'var/lib/dpkg/status'],
    ['GHSA-aaaa-bbbb-cccc', 'srv/node_modules/pump/package.json'],
  ])
  assert.equal(subject.format, 'image')
  assert.match(subject.digest, /^sha256:[0-9a-f]{64}$/)
})

test('sbom and inspect of an image: the image is the subject, what is in it is counted', () => {
  const { code, out } = millcert('sbom', 'hmi.tar')
  assert.equal(code, 0)
  const { metadata, components } = JSON.parse(out)
  assert.deepEqual([metadata.component.type, metadata.component.name], ['container', 'image'])
  assert.ok(components.some(({ purl }: { purl?: string }) => purl === 'pkg:npm/pump@1.1.0'))
  const inspected = millcert('inspect', 'hmi.tar')
  assert.equal(inspected.code, 0, inspected.out)
  assert.match(inspected.out, /"status":"accepted","format":"image"/)
  assert.match(millcert('inspect', 'records.ndjson', '--as', 'archive').out, /"status":"rejected"/)
})
