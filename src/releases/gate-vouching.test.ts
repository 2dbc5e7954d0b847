import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryWorld } from '../../tools/memory/world.ts'
import type { GateWorld, Vouched } from './gate.ts'
import type { Listed } from './gate-components.ts'
import { vouchingIn } from './gate-vouching.ts'

const [good, other, forged, silent] = ['aa', 'bb', 'ee', '55'].map(pair => pair.repeat(32)) as [
  string,
  string,
  string,
  string,
]
const sha512 = 'cc'.repeat(64)
const statement = (digest: object) => ({
  dsseEnvelope: { payload: Buffer.from(JSON.stringify({ subject: [{ digest }] })).toString('base64') },
})
const right = [statement({ sha256: good }), statement({ sha256: other })]
const hash256 = (value: string) => ({ algorithm: 'SHA-256', value }) as const
const listed = (hashes: readonly { algorithm: string; value: string }[]) => ({ component: { hashes } }) as Listed

/** What statements come to, given by a registry, carried in a folder, or in part by each. */
async function judged(
  hashes: readonly { algorithm: string; value: string }[],
  published: readonly object[],
  carried?: readonly object[],
): Promise<Vouched> {
  const files = (carried ?? []).map((value, index) => [`carried/${index}.json`, JSON.stringify(value)])
  const world: GateWorld = {
    ...memoryWorld(Object.fromEntries(files)),
    scanned: () => Promise.reject(new Error('nothing is scanned')),
    judged: async digest => ({ result: digest.endsWith(forged) ? 'refused' : 'verified', because: digest }),
  }
  const vouching = vouchingIn(world, carried && 'carried', async () => published)!
  return vouching(listed(hashes))
}

test('a dependency is verified when every file that it may be is, wherever the statements come from', async () => {
  const both = [hash256(good), hash256(other)]
  assert.equal((await judged([hash256(good)], right)).result, 'verified')
  assert.equal((await judged(both, right)).result, 'verified')
  assert.equal((await judged(both, [], right)).result, 'verified')
  assert.equal((await judged(both, right.slice(1), right.slice(0, 1))).result, 'verified')
  const half = await judged(both, right.slice(0, 1))
  assert.deepEqual([half.result, half.because.slice(0, 21)], ['missing', '1 of 2 recorded hashe'])
  assert.equal((await judged(both, [], right.slice(0, 1))).result, 'missing')
  assert.equal((await judged([], right)).result, 'missing')
})

test('a refused file is refused, whatever is said of the others', async () => {
  const statements = [...right, statement({ sha256: forged })]
  for (const hashes of [
    [forged, good],
    [good, forged],
    [silent, forged, good],
  ])
    assert.equal((await judged(hashes.map(hash256), statements)).result, 'refused', hashes.join())
})

test('hashes of several algorithms over one file need one statement, unless others are more files', async () => {
  const long = { algorithm: 'SHA-512', value: sha512 }
  const statements = [statement({ sha512 })]
  assert.equal((await judged([{ algorithm: 'SHA-1', value: '11'.repeat(20) }, long], statements)).result, 'verified')
  assert.equal((await judged([hash256(silent), long], statements)).result, 'verified')
  assert.equal((await judged([hash256(silent), hash256(good), long], statements)).result, 'missing')
})
