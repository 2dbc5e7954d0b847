import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultLimits, Problem } from '#base'
import { hostileSignatures, noSignatures, type SignatureCase } from '../../tools/hostile/signatures.ts'
import { memoryArtifact } from './artifact.test.ts'
import { decisive } from './check.ts'
import { judge } from './judge.ts'
import type { PinnedKey, Policy } from './policy.ts'
import { checkPolicy, noPolicy } from './policy-file.ts'
import { envelopeOf } from './read-envelope.ts'
import { readTrustedRoot } from './trusted-root.ts'

const pinned = (name: string, signs: readonly string[]): PinnedKey => ({
  name,
  bytes: hostileSignatures().read(name),
  signs,
  from: undefined,
  until: undefined,
  withdrawn: undefined,
})

/** What somebody who takes this vendor's firmware would write: trust is per vendor, so a second vendor's key signs its own products alone. */
function policyFor({ format, aux }: SignatureCase): Policy {
  const from = 'the policy'
  if (format === 'dsse') {
    const threshold = aux?.threshold ?? 1
    const own = (name: string) => (threshold > 1 ? [] : [name.startsWith('vendor-a') ? 'fw-*' : 'b-*'])
    return { ...noPolicy, from, threshold, keys: (aux?.keys ?? []).map(name => pinned(name, own(name))) }
  }
  const identity = 'https://ci.vendor.example.invalid/release@refs/tags/*'
  const issuer = 'https://oidc.vendor.example.invalid'
  return {
    ...noPolicy,
    from,
    identities: [{ identity, pattern: true, issuer, signs: [] }],
    predicateTypes: ['https://cyclonedx.org/bom'],
  }
}

async function outcome(one: SignatureCase): Promise<string> {
  const { read } = hostileSignatures()
  const bytes = read(one.file)
  const artifact = memoryArtifact('artifact.txt', read(one.aux?.artifact ?? 'artifact.txt'))
  try {
    const policy = policyFor(one)
    checkPolicy(policy)
    const trusted = readTrustedRoot(read('trusted_root.json'), defaultLimits, 'trusted_root.json')
    const envelope = envelopeOf(bytes, one.file)
    assert.ok(envelope, one.file)
    const judging = { artifact, policy, trusted, now: Date.parse('2026-01-15T12:00:00Z') }
    const found = await judge(envelope, { bytes, name: one.file }, judging, defaultLimits)
    return found.result === 'verified'
      ? 'verified'
      : `${found.result} ${decisive(found)!.name}: ${decisive(found)!.because}`
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return `refused ${error.code}: ${error.message}`
  }
}

/** The check that refuses each class. */
const refusedBy: Readonly<Record<string, string>> = {
  'SIG-01': 'envelope-readable',
  'SIG-02': 'signature-valid',
  'SIG-03': 'payload-type',
  'SIG-04': 'payload-type',
  'SIG-05': 'transparency-log',
  'SIG-06': 'transparency-log',
  'SIG-07': 'transparency-log',
  'SIG-08': 'transparency-log',
  'SIG-09': 'transparency-log',
  'SIG-10': 'transparency-log',
  'SIG-11': 'certificate-time',
  'SIG-12': 'certificate-time',
  'SIG-13': 'certificate-chain',
  'SIG-14': 'identity-matches',
  'SIG-15': 'identity-matches',
  'SIG-16': 'issuer-matches',
  'SIG-17': 'signature-valid',
  'SIG-18': 'transparency-log',
  'SIG-19': 'envelope-readable',
  'SIG-20': 'envelope-readable',
  'SIG-21': 'envelope-readable',
  'SIG-22': 'transparency-log',
  'SIG-23': 'transparency-log',
  'SIG-24': 'certificate-chain',
  'SIG-25': 'certificate-logged',
  'SIG-26': 'statement-readable',
  'SIG-27': 'subject-matches',
  'SIG-28': 'predicate-type',
  'SIG-29': 'envelope-readable',
  'SIG-40': 'signature-valid',
  'SIG-41': 'signature-valid',
  'SIG-42': 'signature-valid',
  'SIG-43': 'signature-valid',
  'SIG-44': 'signature-valid',
  'SIG-45': 'key-pinned',
  'SIG-47': 'envelope-readable',
  'SIG-48': 'threshold',
  'SIG-49': 'threshold',
  'SIG-50': 'trust/empty-policy',
}

test('every hostile signature is refused by the check that is meant for it, and every control is taken', {
  skip: noSignatures,
}, async t => {
  const { cases } = hostileSignatures()
  for (const one of cases)
    await t.test(one.id, async () => {
      const found = await outcome(one)
      if (one.outcome === 'accept') assert.equal(found, 'verified')
      else assert.match(found, new RegExp(`^refused ${refusedBy[one.id]}:`))
    })
})
