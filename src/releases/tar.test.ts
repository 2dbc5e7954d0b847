import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { tarOf } from './tar.ts'
import { filesInTar } from './tar-read.ts'

const file = (path: string, text = path) => ({ path, bytes: Buffer.from(text) })
const long = `${'folder/'.repeat(30)}bill.json`

test('an archive is the same whatever order its files come in', () => {
  const files = [file('b'), file('a/c', ''), file('a-b', 'x'.repeat(512)), file(long), file('Öl.txt')]
  assert.deepEqual(tarOf(files, 1_770_000_000), tarOf(files.toReversed(), 1_770_000_000))
  assert.equal(tarOf(files, 0).length % 512, 0)
})

test('tar unpacks it: names of any length and script, contents to the byte', t => {
  if (spawnSync('tar', ['--version']).error) return t.skip('there is no tar here')
  const folder = mkdtempSync(join(tmpdir(), 'millcert-tar-'))
  const files = [file('one.txt', 'x'.repeat(1000)), file(long), file('Öl/水.txt', 'steel'), file('empty', '')]
  writeFileSync(join(folder, 'all.tar'), tarOf(files, 1_770_000_000))
  const { status, stderr } = spawnSync('tar', ['-xf', 'all.tar'], { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  for (const { path, bytes } of files) assert.deepEqual(readFileSync(join(folder, path)), bytes, path)
  const listed = spawnSync('tar', ['-tvf', 'all.tar', '--utc', '--numeric-owner'], { cwd: folder, encoding: 'utf8' })
  for (const line of listed.stdout.trim().split('\n')) assert.match(line, /^-rw-r--r-- 0\/0 +\d+ 2026-02-02 02:40 /)
})

test('what is written is read again: files alone, each under its whole name; damage is refused', async () => {
  const read = (bytes: Uint8Array) => filesInTar([bytes], 'bad.tar', defaultLimits)
  const files = [file('one.txt', 'x'.repeat(1000)), file(long), file('Öl/水.txt', 'steel'), file('empty', '')]
  const archive = tarOf([...files, { ...file('link', ''), link: 'one.txt' }], 0)
  const found = await read(archive)
  assert.deepEqual([...found.keys()].sort(), files.map(({ path }) => path).sort())
  for (const { path, bytes } of files) assert.deepEqual(Buffer.from(found.get(path)!), bytes, path)
  for (const [what, bad] of [
    ['cut short', archive.subarray(0, archive.length - 1100)],
    ['no end mark', archive.subarray(0, archive.length - 1024)],
    ['data after end', Buffer.concat([archive, archive])],
    ['checksum', Buffer.from(archive).fill(7, 20, 24)],
    ['leaves the archive', tarOf([file('../x')], 0)],
    ['leads out', tarOf([file('/etc/x')], 0)],
    ['twice', Buffer.concat([tarOf([file('a')], 0).subarray(0, 1024), tarOf([file('a')], 0)])],
  ] as const)
    await assert.rejects(read(bad), new RegExp(what), what)
  await assert.rejects(read(Buffer.alloc(100)), /cut short/)
})
