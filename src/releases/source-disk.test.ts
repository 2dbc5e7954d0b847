import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryWorld } from '../../tools/memory/world.ts'
import { diskOfCommit } from './source-disk.ts'
import type { PastFile } from './source-history.ts'

const bytes = (text: string) => Buffer.from(text)
const file = (path: string, id: string, size: number, kind: PastFile['kind'] = 'file') => ({
  path,
  kind,
  id,
  bytes: size,
})
const contents = new Map(
  Object.entries({ a: 'one', b: 'three', up: '../a.txt', out: '../../etc/passwd', loop: 'loop' }).map(([id, text]) => [
    id,
    bytes(text),
  ]),
)
const files = [
  file('a.txt', 'a', 3),
  file('deep/er/b.txt', 'b', 5),
  file('deep/up', 'up', 8, 'link'),
  file('out', 'out', 16, 'link'),
  file('loop', 'loop', 4, 'link'),
  file('large', 'missing', 2 ** 30),
]
const { disk: real } = memoryWorld({ 'etc/passwd': 'no', 'c0:beside': 'other', 'db/manifest.json': '{}' })
const disk = diskOfCommit(real, 'c0:plant', files, contents)

test('below its root are the files of the commit, beside it those that lie there', () => {
  assert.deepEqual(
    disk.list('c0:plant')?.map(({ name, kind }) => `${name} ${kind}`),
    ['a.txt file', 'deep folder', 'large file', 'loop link', 'out link'],
  )
  assert.deepEqual(disk.list('c0:plant/deep/er'), [{ name: 'b.txt', kind: 'file' }])
  assert.equal(Buffer.from(disk.read('c0:plant/deep/er/b.txt', 10)).toString(), 'three')
  assert.deepEqual(
    [...disk.chunks('c0:plant/deep/er/b.txt', 2)].map(piece => piece.length),
    [2, 2, 1],
  )
  const into = new Uint8Array(3)
  assert.equal(disk.open('c0:plant/a.txt').read(into, 1), 2)
  assert.equal(Buffer.from(disk.read('db/manifest.json', 10)).toString(), '{}')
  assert.equal(disk.stat('c0:beside')?.kind, 'file')
  assert.equal(disk.stat('c0:plant/deep')?.kind, 'folder')
})

test('links lead to files of the commit alone; what is not there, or too large, is refused', () => {
  assert.equal(Buffer.from(disk.read('c0:plant/deep/up', 10)).toString(), 'one')
  for (const path of ['out', 'loop', 'none', 'deep/none']) {
    assert.equal(disk.stat(`c0:plant/${path}`), undefined, path)
    assert.throws(() => disk.read(`c0:plant/${path}`, 10), { code: 'base/not-found' }, path)
  }
  assert.equal(disk.stat('c0:plant/large')?.size, 2 ** 30)
  assert.throws(() => disk.read('c0:plant/large', 2 ** 31), { code: 'base/too-large' })
  assert.throws(() => disk.read('c0:plant/a.txt', 2), { code: 'base/too-large' })
})
