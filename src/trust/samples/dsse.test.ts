import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { preAuthEncoding } from '../pae.ts'
import type { Sample } from '../sample.ts'
import { testPolicy, testSignature, testStatement } from './key.test.ts'

/** A statement about a file in a plain envelope. */
export async function sample(): Promise<Sample> {
  const file = Buffer.from('pump firmware 7\n')
  const type = 'application/vnd.in-toto+json'
  const payload = Buffer.from(testStatement(createHash('sha256').update(file).digest('hex')))
  const sig = testSignature(preAuthEncoding(type, payload)).toString('base64')
  const text = JSON.stringify({ payloadType: type, payload: payload.toString('base64'), signatures: [{ sig }] })
  const span = (part: string): [number, number] => [text.indexOf(part), text.indexOf(part) + part.length]
  return {
    file,
    name: 'pump.bin',
    envelope: Buffer.from(text),
    envelopeName: 'pump.bin.dsse.json',
    policy: testPolicy(),
    trusted: undefined,
    now: Date.parse('2026-01-15T12:00:00Z'),
    parts: { type: span(type), payload: span(payload.toString('base64')), signature: span(sig) },
  }
}

test('the sample of an envelope can be made', async t => t.assert.ok((await sample()).envelope.length > 0))
