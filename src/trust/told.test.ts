import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { hostileSignatures, noSignatures } from '../../tools/hostile/signatures.ts'
import { envelopes } from './read-envelope.ts'
import type { Sample } from './sample.ts'
import { toldLines, toldOf } from './told.ts'

const data = process.env.MILLCERT_TESTDATA

const samples = new Map<string, Sample>()
for (const { id } of envelopes) {
  const { sample } = (await import(`./samples/${id}.test.ts`)) as { sample: () => Promise<Sample> }
  samples.set(id, await sample())
}

/** What is told, or the code of what it is refused with. */
async function told(bytes: Uint8Array, name: string) {
  try {
    return await toldOf(bytes, name, defaultLimits)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    assert.match(error.message, /^Cannot [^\n]+$/)
    return error.code
  }
}

for (const { id, label } of envelopes)
  test(`${label}: what it says of itself is told; with a bit changed anywhere it is told otherwise, refused, or none`, async () => {
    const { envelope, envelopeName } = samples.get(id)!
    const found = await told(envelope, envelopeName)
    assert.ok(typeof found === 'object')
    assert.deepEqual([found.format, found.told.length], [id, 1])
    const lines = toldLines(found.told)
    assert.equal(lines[0], `${label}, nothing of it verified:`)
    assert.ok(lines.length > 2)
    for (let at = 0; at < envelope.length; at += Math.max(1, Math.floor(envelope.length / 60))) {
      const copy = Uint8Array.from(envelope)
      copy[at]! ^= 4
      const changed = await told(copy, envelopeName)
      if (typeof changed === 'object')
        for (const line of toldLines(changed.told)) assert.doesNotMatch(line, /[\x00-\x1f]/)
    }
    for (const cut of [0, 1, 20, Math.floor(envelope.length / 2)]) await told(envelope.subarray(0, cut), envelopeName)
  })

test('a signature in the name of somebody who logged in: name, who confirmed it, the log, the statement', {
  skip: data ? false : 'MILLCERT_TESTDATA is not set',
}, async () => {
  const assets = `${data}/suites/sigstore-conformance/test/assets/bundle-verify`
  const read = (name: string) => readFileSync(`${assets}/${name}/bundle.sigstore.json`)
  const found = await told(read('happy-path-intoto-in-dsse-v3'), 'a.sigstore.json')
  assert.ok(typeof found === 'object')
  const [one] = found.told
  const [certificate] = one!.witnesses!.certificates
  assert.match(certificate!.identity!, /^https:\/\/github\.com\//)
  assert.equal(certificate!.confirmedBy, 'https://token.actions.githubusercontent.com')
  assert.deepEqual([one!.statement?.subjectCount, one!.statement?.subjects[0]?.name], [1, 'a.txt'])
  assert.equal(one!.witnesses!.entries[0]!.proof, 'inclusion')
  const second = await told(read('rekor2-happy-path'), 'a.sigstore.json')
  assert.ok(typeof second === 'object')
  assert.equal(second.told[0]!.witnesses!.timestamps.length, 1)
  assert.equal(second.told[0]!.witnesses!.entries[0]!.at, undefined)
  for (const name of readdirSync(assets, { withFileTypes: true }).flatMap(one => (one.isDirectory() ? one.name : [])))
    await told(read(name), 'bundle.sigstore.json')
})

test('a file of several signatures: each line is told', async () => {
  const { envelope } = samples.get('dsse')!
  const line = JSON.stringify(JSON.parse(Buffer.from(envelope).toString('utf8')))
  const found = await told(Buffer.from(`${line}\n\n${line}\n`), 'all.intoto.jsonl')
  assert.ok(typeof found === 'object')
  assert.deepEqual([found.told.length, found.counts['signatures']], [2, 2])
  assert.equal(await told(Buffer.from(`${line}\n{}\n`), 'all.intoto.jsonl'), undefined)
  assert.equal(await told(Buffer.from('\n'), 'all.intoto.jsonl'), undefined)
})

test('hostile signature files are told or refused, and stop nothing', {
  skip: noSignatures,
}, async () => {
  const { cases, read } = hostileSignatures()
  for (const { file, outcome } of cases) {
    const found = await told(read(file), file)
    if (outcome === 'accept') assert.equal(typeof found, 'object', file)
  }
})
