import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { test } from 'node:test'
import type { PinnedKey, Policy } from '../policy.ts'
import { noPolicy } from '../policy-file.ts'

/** An Ed25519 key of thirty-two equal bytes: made for tests, worth nothing. */
const testKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
})
export const testPublicKey = createPublicKey(testKey).export({ format: 'pem', type: 'spki' }) as string

/** Its signature over bytes, always the same. */
export const testSignature = (bytes: Uint8Array): Buffer => sign(null, bytes, testKey)

export const pinnedKey = (pem: string, more: Partial<PinnedKey> = {}): PinnedKey => ({
  name: 'test.pub',
  bytes: Buffer.from(pem),
  signs: [],
  from: undefined,
  until: undefined,
  withdrawn: undefined,
  ...more,
})

export const testPolicy = (more: Partial<Policy> = {}): Policy => ({
  ...noPolicy,
  from: 'the policy',
  keys: [pinnedKey(testPublicKey)],
  ...more,
})

export const testStatement = (sha256: string): string =>
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'pump.bin', digest: { sha256 } }],
    predicateType: 'https://example.invalid/tested',
    predicate: { by: 'bench 4' },
  })

test('the key of the tests signs', t => t.assert.equal(testSignature(Buffer.from('x')).length, 64))
