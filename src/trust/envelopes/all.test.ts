import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits } from '#base'
import { memoryArtifact } from '../artifact.test.ts'
import { decisive } from '../check.ts'
import { type Judgement, judge } from '../judge.ts'
import { noPolicy } from '../policy-file.ts'
import { envelopeOf, envelopes } from '../read-envelope.ts'
import type { Sample } from '../sample.ts'
import * as all from './all.ts'

const samples = new Map<string, Sample>()
for (const { id } of envelopes) {
  const { sample } = (await import(`../samples/${id}.test.ts`)) as { sample: () => Promise<Sample> }
  samples.set(id, await sample())
}

async function judged(id: string, change: Partial<Sample> = {}): Promise<Judgement | undefined> {
  const { file, name, envelope, envelopeName, policy, trusted, now } = { ...samples.get(id)!, ...change }
  const member = envelopes.find(one => one.id === id)!
  const judging = { artifact: memoryArtifact(name, file), policy, trusted, now }
  return judge(member, { bytes: envelope, name: envelopeName }, judging, defaultLimits)
}

/** A change of one bit at some places of a class of bytes, its first and last among them. */
function* flipped(bytes: Uint8Array, [from, until]: readonly [number, number]): Generator<Uint8Array> {
  for (let place = 0; place < 12; place++) {
    const at = from + Math.floor((place * (until - from - 1)) / 11)
    for (const bit of [1, 4, 32]) {
      const copy = Uint8Array.from(bytes)
      copy[at] = copy[at]! ^ bit
      yield copy
    }
  }
}

test('envelopes: every file of the folder is a member of all.ts, with an id of its own', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    name => /^[a-z0-9-]+\.ts$/.test(name) && name !== 'all.ts',
  )
  assert.deepEqual(
    Object.values(all)
      .map(({ id }) => `${id}.ts`)
      .sort(),
    files.sort(),
  )
})

for (const { id, label } of envelopes) {
  const sample = samples.get(id)!

  test(`${label}: its sample is known by no other kind, and verifies`, async () => {
    const head = {
      name: sample.envelopeName,
      bytes: sample.envelope,
      text: Buffer.from(sample.envelope).toString('utf8'),
    }
    assert.deepEqual(
      envelopes.filter(one => one.sniff(head)).map(one => one.id),
      [id],
    )
    assert.equal(envelopeOf(sample.envelope, sample.envelopeName)?.id, id)
    const found = (await judged(id))!
    assert.equal(found.result, 'verified', decisive(found)?.because)
  })

  test(`${label}: a bit that is changed in what matters, or in the file, is refused`, async () => {
    for (const [part, span] of Object.entries(sample.parts))
      for (const envelope of flipped(sample.envelope, span))
        assert.equal((await judged(id, { envelope }))!.result, 'refused', part)
    for (const file of flipped(sample.file, [0, sample.file.length]))
      assert.equal((await judged(id, { file }))!.result, 'refused')
  })

  test(`${label}: cut short anywhere it is never verified, and nothing is thrown`, async () => {
    const length = sample.envelope.length
    for (let end = 0; end < length - 2; end += Math.ceil(length / 60))
      assert.notEqual((await judged(id, { envelope: sample.envelope.subarray(0, end) }))!.result, 'verified')
  })

  test(`${label}: with nobody pinned it is never verified`, async () => {
    assert.notEqual((await judged(id, { policy: { ...noPolicy, from: 'nothing' } }))!.result, 'verified')
  })
}
