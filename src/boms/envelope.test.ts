import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Disk, defaultLimits, Problem } from '#base'
import { formatAt, loadBom } from './papers.ts'
import { prepareFormats } from './read.ts'

await prepareFormats()

const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ type: 'library', name: 'valve' }] }
const spdx = {
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  packages: [{ name: 'valve', SPDXID: 'SPDXRef-valve' }],
}
const statement = (predicateType: string, predicate: unknown) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'x', digest: { sha256: '0'.repeat(64) } }],
  predicateType,
  predicate,
})
const envelope = (inner: unknown, spelling: 'base64' | 'base64url' = 'base64') => ({
  payloadType: 'application/vnd.in-toto+json',
  payload: Buffer.from(JSON.stringify(inner)).toString(spelling),
  signatures: [{ keyid: '', sig: 'AAAA' }],
})
const bundle = (inner: unknown) => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: { certificate: { rawBytes: 'AAAA' } },
  dsseEnvelope: inner,
})

const worldOf = (content: string, limits = defaultLimits) => {
  const bytes = Buffer.from(content)
  const disk: Pick<Disk, 'chunks' | 'read' | 'list' | 'stat'> = {
    chunks: () => [bytes],
    read: () => bytes,
    list: () => undefined,
    stat: () => ({ kind: 'file', size: bytes.length, modified: 0 }),
  }
  return { disk, limits, now: () => 0, progress() {} }
}
const load = (paper: unknown) => loadBom(worldOf(JSON.stringify(paper)), 'bill.json')

test('envelopes: a bill in a statement, an envelope or a bundle is read as the bill that it is', async () => {
  const cyclonedx = statement('https://cyclonedx.org/bom', bill)
  for (const [paper, format, what] of [
    [cyclonedx, 'cyclonedx-json', 'an in-toto statement'],
    [statement('https://cyclonedx.org/bom/v1.6', bill), 'cyclonedx-json', 'an in-toto statement'],
    [statement('https://spdx.dev/Document', spdx), 'spdx-json', 'an in-toto statement'],
    [statement('https://spdx.dev/Document/v2.3', JSON.stringify(spdx)), 'spdx-json', 'an in-toto statement'],
    [statement('https://cyclonedx.org/bom', { Data: bill, Timestamp: '' }), 'cyclonedx-json', 'an in-toto statement'],
    [envelope(cyclonedx), 'cyclonedx-json', 'a DSSE envelope'],
    [envelope(statement('https://spdx.dev/Document', spdx), 'base64url'), 'spdx-json', 'a DSSE envelope'],
    [bundle(envelope(cyclonedx)), 'cyclonedx-json', 'a Sigstore bundle'],
  ] as const) {
    const { bom } = await load(paper)
    assert.deepEqual([bom.format, bom.components.map(({ name }) => name)], [format, ['valve']])
    const note = bom.notes.find(({ code }) => code === 'signature-not-verified')
    assert.ok(note?.message.includes(what), note?.message)
    assert.equal(formatAt(worldOf(JSON.stringify(paper)), 'bill.json'), format)
  }
})

test('envelopes: a document of SPDX in tag and value is a text in its statement', async () => {
  const text = 'SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: valve\nSPDXID: SPDXRef-valve\n'
  const { bom } = await load(statement('https://spdx.dev/Document', text))
  assert.deepEqual([bom.format, bom.components.length], ['spdx-tag-value', 1])
})

test('envelopes: a bill that stands for itself has no such note', async () => {
  assert.deepEqual(
    (await load(bill)).bom.notes.filter(({ code }) => code === 'signature-not-verified'),
    [],
  )
})

test('envelopes: what vouches for something else is no bill', async () => {
  for (const paper of [
    statement('https://slsa.dev/provenance/v1', bill),
    statement('https://cyclonedx.org/bom', [bill]),
    statement('https://cyclonedx.org/bom', null),
    envelope({ predicate: bill }),
    { ...envelope(statement('https://cyclonedx.org/bom', bill)), payload: '*' },
    bundle({ payload: 1 }),
    bundle(bundle(envelope(statement('https://cyclonedx.org/bom', bill)))),
  ])
    await assert.rejects(load(paper), (error: unknown) => error instanceof Problem, JSON.stringify(paper))
})

test('envelopes: one over the limit of an element is refused before it is read', async () => {
  const text = JSON.stringify(envelope(statement('https://cyclonedx.org/bom', bill)))
  const limits = { ...defaultLimits, element: text.length - 1 }
  await assert.rejects(loadBom(worldOf(text, limits), 'x'), { code: 'base/too-large' })
})

test('envelopes: whatever stands in the members, it is read or refused', async () => {
  const odd = fc.jsonValue({ maxDepth: 2 })
  const paper = fc.record(
    { payload: odd, payloadType: odd, signatures: odd, predicate: odd, predicateType: odd, dsseEnvelope: odd },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(paper, async one => {
      await assert.rejects(load(one), (error: unknown) => error instanceof Problem)
    }),
  )
})
