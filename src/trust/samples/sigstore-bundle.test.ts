import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Sample } from '../sample.ts'
import { testPolicy, testSignature } from './key.test.ts'

/** A bundle by a key; those with certificates are in the conformance suite and the hostile set. */
export async function sample(): Promise<Sample> {
  const file = Buffer.from('pump firmware 7\n')
  const digest = createHash('sha256').update(file).digest('base64')
  const signature = testSignature(file).toString('base64')
  const mediaType = 'application/vnd.dev.sigstore.bundle.v0.3+json'
  const text = JSON.stringify({
    mediaType,
    verificationMaterial: { publicKey: { hint: '' } },
    messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest }, signature },
  })
  const span = (part: string): [number, number] => [text.indexOf(part), text.indexOf(part) + part.length]
  return {
    file,
    name: 'pump.bin',
    envelope: Buffer.from(text),
    envelopeName: 'pump.bin.sigstore.json',
    policy: testPolicy(),
    trusted: undefined,
    now: Date.parse('2026-01-15T12:00:00Z'),
    parts: {
      mediaType: span(mediaType),
      algorithm: span('SHA2_256'),
      digest: span(digest),
      signature: span(signature),
    },
  }
}

test('the sample of a bundle can be made', async t => t.assert.ok((await sample()).envelope.length > 0))
