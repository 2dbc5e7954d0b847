import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest } from '#base'
import { memoryWorld } from '../../tools/memory/world.ts'
import { clearAside, diskWith, setAside } from './set-aside.ts'

const world = (files: Record<string, string> = {}) => ({ ...memoryWorld(files), folder: 'data' })

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('bytes lie aside under a name of ours, with their digest and the name they came with', async () => {
  const here = world()
  const aside = await setAside(here, pieces('one ', 'two'), { name: 'C:\\papers\\..\\vendor.cdx.json', most: 100 })
  assert.match(aside.path, /^data\/aside\/aside-[0-9a-z]{26}$/)
  assert.deepEqual([aside.name, aside.size, aside.digest], ['vendor.cdx.json', 7, digest('one two')])
  assert.equal(Buffer.from(here.files.get(aside.path)!).toString(), 'one two')
})

test('names from outside are no paths and hold nothing that nobody sees', async () => {
  const named = async (name: string | undefined) => (await setAside(world(), pieces('x'), { name, most: 9 })).name
  assert.equal(await named('../../etc/passwd'), 'passwd')
  assert.equal(await named('a\u202egnp.exe'), 'agnp.exe')
  for (const nameless of [undefined, '', '..', '/', '-', '\u0000']) assert.equal(await named(nameless), 'paper')
  assert.equal((await named('n'.repeat(5000))).length, 200)
})

test('what is too large, breaks off or never comes leaves nothing', async () => {
  const here = world()
  await assert.rejects(setAside(here, pieces('12345', '67890'), { name: 'p', most: 9 }), { code: 'intake/too-large' })
  await assert.rejects(setAside(here, pieces(), { name: 'p', most: 9 }), { code: 'intake/empty' })
  await assert.rejects(setAside(here, undefined, { name: 'p', most: 9 }), { code: 'intake/empty' })
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('begin')
    throw new Error('the connection broke')
  }
  await assert.rejects(setAside(here, broken(), { name: 'p', most: 99 }), /the connection broke/)
  assert.deepEqual([...here.files.keys()], [])
})

test('no more than a piece is held of bytes that come', async () => {
  const here = world()
  // The one piece that there is comes again and again: whoever kept it would write its last content each time.
  const only = new Uint8Array(1000)
  let written = 0
  const disk = {
    ...here.disk,
    append: () => ({
      size: 0,
      write(bytes: Uint8Array) {
        assert.equal(bytes[0], written % 251)
        written++
      },
      close() {},
    }),
  }
  async function* reused(): AsyncGenerator<Uint8Array> {
    for (let n = 0; n < 5000; n++) {
      only.fill(n % 251)
      yield only
    }
  }
  const { size } = await setAside({ ...here, disk }, reused(), { name: 'p', most: 1e9 })
  assert.deepEqual([written, size], [5000, 5_000_000])
})

test('what a process left is taken away, and nothing else', () => {
  const left = 'data/aside/aside-01234567890123456789012345'
  const here = world({ [left]: 'x', 'data/aside/other': 'y', 'data/millcert.db': 'z' })
  assert.equal(clearAside(here), 1)
  assert.deepEqual([...here.files.keys()], ['data/aside/other', 'data/millcert.db'])
  assert.equal(clearAside(world()), 0)
})

test('a paper lies on a disk of its own: nothing of the machine is beside it', () => {
  const { disk } = world({ 'data/aside/a': 'paper', 'go.sum': 'secret', 'data/aside/go.sum': 'secret' })
  const own = diskWith(disk, { path: 'data/aside/a', name: 'go.mod' })
  assert.equal(Buffer.from(own.read('go.mod', 99)).toString(), 'paper')
  assert.equal(own.list('.'), undefined)
  assert.equal(own.stat('go.sum'), undefined)
  for (const other of ['go.sum', 'data/aside/a', './go.mod', '/etc/passwd'])
    assert.throws(() => own.read(other, 99), { code: 'base/not-found' })
})
