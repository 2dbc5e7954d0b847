import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { memoryArtifact } from './artifact.test.ts'
import { decisive } from './check.ts'
import { digestArtifact } from './file-artifact.ts'
import { judge } from './judge.ts'
import type { Policy } from './policy.ts'
import { checkPolicy, noPolicy } from './policy-file.ts'
import { envelopeOf } from './read-envelope.ts'
import { readTrustedRoot } from './trusted-root.ts'

const data = process.env.MILLCERT_TESTDATA
const suites = data === undefined ? undefined : join(data, 'suites')
const cases = suites && join(suites, 'sigstore-conformance/test/assets/bundle-verify')
const missing = cases === undefined || !existsSync(cases) ? 'MILLCERT_TESTDATA names no sigstore-conformance' : false

/** The check that each case is refused by, of the part of its name: a case that fails for another reason proves nothing. */
const refusedBy: readonly (readonly [RegExp, RegExp])[] = [
  [/^bundle-(?:empty|invalid|malformed|unknown)/, /^refused: envelope-readable/],
  [/^bundle-(?:from-wrong|with-root)|expired-certificate/, /^refused: certificate-chain/],
  [/invalid-sig_fail|^signature-mismatch/, /^refused: signature-valid/],
  [/digest-mismatch|wrong-material/, /^refused: digest-matches/],
  [/ct-key/, /^refused: certificate-logged/],
  [/^managed-key/, /^refused: (?:key-pinned|trust\/empty-policy)/],
  [/in-future|outside-(?:signing-)?cert-validity|incorrect-time/, /^refused: certificate-time/],
  [/no-timestamp|tsa|payload-mismatch/, /^refused: signed-time/],
  [/trust-root/, /^refused: trust\/not-a-trusted-root/],
  [/./, /^refused: transparency-log/],
]

async function outcome(name: string, asDigest: boolean): Promise<string> {
  const folder = join(cases!, name)
  const text = (file: string, other: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : other
  const key = existsSync(join(folder, 'key.pub')) ? readFileSync(join(folder, 'key.pub')) : undefined
  const file = readFileSync(existsSync(join(folder, 'artifact')) ? join(folder, 'artifact') : join(cases!, 'a.txt'))
  const plain = memoryArtifact('artifact', file)
  const artifact = asDigest ? digestArtifact(`sha256:${plain.digest('sha256')}`)! : plain
  const own = join(folder, 'trusted_root.json')
  const root = existsSync(own) ? own : join(suites!, 'sigstore-root-signing/targets/trusted_root.json')
  const beacon =
    'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main'
  const identity = text('identity', beacon)
  const issuer = text('issuer', 'https://token.actions.githubusercontent.com')
  const keyed = name.startsWith('managed-key')
  const policy: Policy = {
    ...noPolicy,
    from: 'the suite',
    keys: key
      ? [{ name: 'key.pub', bytes: key, signs: [], from: undefined, until: undefined, withdrawn: undefined }]
      : [],
    identities: keyed ? [] : [{ identity, issuer, pattern: false, signs: [] }],
  }
  try {
    checkPolicy(policy)
    const trusted = readTrustedRoot(readFileSync(root), defaultLimits, 'trusted_root.json')
    const bytes = readFileSync(join(folder, 'bundle.sigstore.json'))
    const envelope = envelopeOf(bytes, 'bundle.sigstore.json')
    if (envelope === undefined) return 'refused: unknown'
    const paper = { bytes, name: 'bundle.sigstore.json' }
    const found = await judge(envelope, paper, { artifact, policy, trusted, now: Date.now() }, defaultLimits)
    const row = decisive(found)
    return row === undefined ? found.result : `${found.result}: ${row.name}: ${row.because}`
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return `refused: ${error.code}: ${error.message}`
  }
}

test('every case of the Sigstore conformance suite comes out as it should', { skip: missing }, async t => {
  const names = readdirSync(cases!, { withFileTypes: true }).filter(entry => entry.isDirectory())
  assert.ok(names.length >= 69)
  for (const { name } of names)
    await t.test(name, async () => {
      const found = await outcome(name, false)
      if (name.endsWith('_fail')) {
        assert.match(found, refusedBy.find(([part]) => part.test(name))![1])
      } else assert.equal(found, 'verified')
    })
})

test('every case comes out the same where only the digest of its file is there', { skip: missing }, async () => {
  for (const { name } of readdirSync(cases!, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
    const found = await outcome(name, true)
    if (name.endsWith('_fail')) assert.match(found, /^refused/, name)
    else assert.equal(found, 'verified', name)
  }
})

test('what verifies loads nothing that could ask a network', { skip: missing }, async () => {
  assert.equal(await outcome('happy-path-v0.3', false), 'verified')
  await import('tuf-js/dist/store.js')
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  assert.ok(loaded.some(path => path.includes('/@sigstore/verify/')))
  assert.ok(loaded.some(path => path.includes('/tuf-js/')))
  assert.deepEqual(
    loaded.filter(path => /make-fetch-happen|minipass-fetch|\/@sigstore\/(?:sign|tuf)\/|-agent\/|undici/.test(path)),
    [],
  )
})
