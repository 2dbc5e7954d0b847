import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carriedIn } from './gate-attestations.ts'

const payload = (digest: object) =>
  Buffer.from(JSON.stringify({ _type: 'x', subject: [{ name: 'press', digest }] })).toString('base64')
const bundle = (digest: object) => ({ dsseEnvelope: { payload: payload(digest), payloadType: 'x', signatures: [] } })

test('bundles are found as they are, as npm and as PyPI give them', () => {
  assert.deepEqual(
    carriedIn(bundle({ sha512: 'ab' }), 'one.json').map(one => one.subjects),
    [['sha512:ab']],
  )
  const npm = {
    attestations: [{ predicateType: 'p', bundle: bundle({ sha512: 'ab' }) }, { bundle: bundle({ sha512: 'cd' }) }],
  }
  assert.deepEqual(
    carriedIn(npm, 'npm.json').map(one => one.subjects),
    [['sha512:ab'], ['sha512:cd']],
  )
  const pypi = {
    attestation_bundles: [
      {
        attestations: [
          {
            version: 1,
            verification_material: { certificate: 'Y2VydA==', transparency_entries: [{ logIndex: '1' }] },
            envelope: { statement: payload({ sha256: 'ef' }), signature: 'c2ln' },
          },
        ],
      },
    ],
  }
  const [found] = carriedIn(pypi, 'pypi.json')
  assert.deepEqual(found?.subjects, ['sha256:ef'])
  const made = JSON.parse(Buffer.from(found!.bundle).toString()) as {
    verificationMaterial: object
    dsseEnvelope: object
  }
  assert.deepEqual(made.verificationMaterial, {
    certificate: { rawBytes: 'Y2VydA==' },
    tlogEntries: [{ logIndex: '1' }],
  })
})

test('what is no bundle gives nothing', () => {
  for (const value of [
    null,
    [],
    'x',
    {},
    { attestations: 'x' },
    { attestations: [null] },
    { dsseEnvelope: { payload: '%%' } },
  ])
    assert.deepEqual(carriedIn(value, 'x.json'), [])
})
