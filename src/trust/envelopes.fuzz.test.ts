import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { defaultLimits, Problem } from '#base'
import { memoryArtifact } from './artifact.test.ts'
import { judge } from './judge.ts'
import { publicHalfOf } from './keys.ts'
import { pemOf } from './pem.ts'
import { newKey, privateKeyOf } from './private-key.ts'
import { envelopes } from './read-envelope.ts'
import type { Sample } from './sample.ts'

const numRuns = Math.ceil(Number(process.env['MILLCERT_FUZZ'] ?? 2000) / 10)

/** Bytes cut out, put in, doubled or changed in one place. */
const change = (bytes: Uint8Array) =>
  fc
    .tuple(fc.nat(bytes.length), fc.nat(40), fc.uint8Array({ maxLength: 12 }), fc.boolean())
    .map(([at, cut, put, twice]) =>
      Buffer.concat([
        bytes.subarray(0, at),
        put,
        ...(twice ? [bytes.subarray(at, at + cut)] : []),
        bytes.subarray(at + (twice ? 0 : cut)),
      ]),
    )

for (const member of envelopes.filter(({ id }) => ['minisign', 'openpgp', 'cms', 'checksums'].includes(id))) {
  const { sample } = (await import(`./samples/${member.id}.test.ts`)) as { sample: () => Promise<Sample> }
  const { file, name, envelope, envelopeName, policy, trusted, now } = await sample()
  test(`${member.label}: whatever is done to it, an answer comes, and none verifies another file`, async () => {
    const other = memoryArtifact(name, Buffer.concat([file, Buffer.of(1)]))
    const own = memoryArtifact(name, file)
    const judged = (bytes: Uint8Array, artifact: typeof own) =>
      judge(member, { bytes, name: envelopeName }, { artifact, policy, trusted, now }, defaultLimits)
    await fc.assert(
      fc.asyncProperty(fc.oneof(change(envelope), fc.uint8Array({ maxLength: 300 })), async bytes => {
        const head = { name: envelopeName, bytes, text: Buffer.from(bytes).toString('utf8') }
        for (const one of envelopes) one.sniff(head)
        await judged(bytes, own)
        assert.notEqual((await judged(bytes, other)).result, 'verified')
      }),
      { numRuns },
    )
  })
}

test('whatever is done to a key, it is read or refused with a Problem', async () => {
  const { label, bytes, open } = await newKey('ecdsa-p256', 'plain', new Uint8Array(0), count => Buffer.alloc(count, 7))
  const pem = pemOf(label, bytes)
  const { pem: openPem } = publicHalfOf(Buffer.from(open.pem), 'k')
  await fc.assert(
    fc.asyncProperty(change(pem), async changed => {
      try {
        const read = await privateKeyOf(Uint8Array.from(changed), 'k', async () => Buffer.from('x'))
        assert.ok(read.open.pem.length > 0)
      } catch (error) {
        assert.ok(error instanceof Problem, String(error))
      }
    }),
    { numRuns },
  )
  await fc.assert(
    fc.property(change(Buffer.from(openPem)), changed => {
      try {
        publicHalfOf(changed, 'k')
      } catch (error) {
        assert.ok(error instanceof Problem, String(error))
      }
    }),
    { numRuns },
  )
})
