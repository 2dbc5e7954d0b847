import { test } from 'node:test'
import type { Sample } from '../sample.ts'
import { testPolicy, testSignature } from './key.test.ts'

/** What cosign wrote with a key before its version 3. */
export async function sample(): Promise<Sample> {
  const file = Buffer.from('pump firmware 7\n')
  const signature = testSignature(file).toString('base64')
  const text = JSON.stringify({ base64Signature: signature })
  const at = text.indexOf(signature)
  return {
    file,
    name: 'pump.bin',
    envelope: Buffer.from(text),
    envelopeName: 'pump.bin.cosign.bundle',
    policy: testPolicy(),
    trusted: undefined,
    now: Date.parse('2026-01-15T12:00:00Z'),
    parts: { signature: [at, at + signature.length] },
  }
}

test('the sample of an older bundle can be made', async t => t.assert.ok((await sample()).envelope.length > 0))
