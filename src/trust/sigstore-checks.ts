import { type Check, cannotTell, fail, pass } from './check.ts'
import type { Judging } from './envelopes.ts'
import { identityChecks } from './pinned.ts'
import { keyChecks, pinnedSigners } from './pinned-signatures.ts'
import { digestVerifierFor } from './prehash.ts'
import type { PublicKey } from './public-key.ts'
import { type SigningCertificate, signingCertificate } from './signing-certificate.ts'
import type { SigstoreBundle } from './sigstore-bundle-file.ts'
import { verifiesWith } from './sigstore-content.ts'
import { type Evidence, evidenceOf } from './sigstore-evidence.ts'
import { sigstoreLibraries } from './sigstore-material.ts'
import { subjectNames } from './statement.ts'

/** Every answer of a Sigstore bundle, whatever it was written as. */
export async function sigstoreChecks(bundle: SigstoreBundle, judging: Judging): Promise<Check[]> {
  const { signer } = bundle
  return signer.kind === 'key' ? byKey(bundle, judging) : byCertificate(bundle, signer.der, judging)
}

/** Names that a key or identity must be allowed to sign; those of a payload are read only where its signature is valid. */
function namesOf({ content }: SigstoreBundle, { artifact }: Judging, valid: boolean): readonly string[] {
  if (content.kind === 'message') return [artifact.name]
  return valid ? subjectNames(content.envelope.payload, artifact) : []
}

/** A signature by a key: the libraries are loaded only where there is a log entry or a timestamp to look at. */
async function byKey(bundle: SigstoreBundle, judging: Judging): Promise<Check[]> {
  const { artifact, policy, now } = judging
  const overDigest = bundle.content.kind === 'message' ? await digestVerifierFor(artifact) : undefined
  let untold = false
  const { known, signers } = pinnedSigners(policy, [new Uint8Array(1)], key => {
    const verified = verifiesWith(bundle, artifact, key, overDigest)
    untold ||= verified === undefined
    return verified === true
  })
  if (signers.length === 0 && untold)
    return [cannotTell('signature-valid', `The signature cannot be checked without all of ${artifact.name} in memory`)]
  const [first] = signers
  const evidence = first === undefined ? undefined : await keyEvidence(bundle, judging, first.key)
  const names = namesOf(bundle, judging, signers.length > 0)
  const times = evidence?.times ?? []
  return [
    ...keyChecks(policy, { known, signers, names, times, now }),
    ...(evidence?.checks ?? []),
    ...(first === undefined ? [] : ageCheck(judging, times)),
  ]
}

async function keyEvidence(bundle: SigstoreBundle, judging: Judging, key: PublicKey): Promise<Evidence> {
  const { policy, trusted } = judging
  const asked = (['transparency-log', 'signed-time'] as const).filter(name => policy.require.includes(name))
  if (bundle.entries + bundle.timestamps === 0)
    return { times: [], checks: asked.map(name => fail(name, 'There is no log entry and no timestamp in it')) }
  if (trusted === undefined) {
    const found = ['transparency-log', 'signed-time'] as const
    return { times: [], checks: found.map(name => cannotTell(name, 'No trusted root was given')) }
  }
  return evidenceOf(await sigstoreLibraries(), bundle, judging, trusted, key)
}

/** A signature by a certificate: who it is follows from the authority, the time and the log, all of the trusted root. */
async function byCertificate(bundle: SigstoreBundle, der: readonly Uint8Array[], judging: Judging): Promise<Check[]> {
  const libraries = await sigstoreLibraries()
  const certificate = signingCertificate(libraries.core, der)
  if ('name' in certificate) return [certificate]
  const { key } = certificate
  const overDigest = bundle.content.kind === 'message' ? await digestVerifierFor(judging.artifact) : undefined
  const verified = verifiesWith(bundle, judging.artifact, key, overDigest)
  const names = namesOf(bundle, judging, verified === true)
  const checks: Check[] = [validity(verified, certificate, judging)]
  if (judging.policy.identities.length === 0)
    checks.push(
      fail(
        'key-pinned',
        `No identity is pinned by ${judging.policy.from}, and a certificate of ${certificate.identity ?? 'nobody'} signed`,
      ),
    )
  else checks.push(...identityChecks(judging.policy, { ...certificate, names }))
  const { trusted } = judging
  if (trusted === undefined) {
    const untold = [
      'certificate-chain',
      'certificate-time',
      'certificate-logged',
      'transparency-log',
      'signed-time',
    ] as const
    return [...checks, ...untold.map(name => cannotTell(name, 'No trusted root was given'))]
  }
  const evidence = evidenceOf(libraries, bundle, judging, trusted, key)
  const chain = evidence.chain(certificate)
  return [...checks, ...evidence.checks, ...chain, ...ageCheck(judging, evidence.times)]
}

function validity(verified: boolean | undefined, { key }: SigningCertificate, { artifact }: Judging): Check {
  const name = 'signature-valid'
  if (verified === undefined)
    return cannotTell(name, `The signature cannot be checked without all of ${artifact.name} in memory`)
  return verified
    ? pass(name, `The signature verifies with the key of its certificate (${key.label})`)
    : fail(name, 'The signature does not verify with the key of its certificate')
}

/** `signature-age`, where the policy has one: by the latest proven time. */
function ageCheck({ policy, now }: Judging, times: readonly number[]): Check[] {
  if (policy.maxAge === undefined) return []
  if (times.length === 0) return [cannotTell('signature-age', 'Nothing proves when it was signed')]
  const days = Math.floor((now - Math.max(...times)) / 86_400_000)
  const most = Math.floor(policy.maxAge / 86_400_000)
  return [
    now - Math.max(...times) <= policy.maxAge
      ? pass('signature-age', `It was signed ${days} days ago, and ${most} are taken`)
      : fail('signature-age', `It was signed ${days} days ago, and no more than ${most} are taken`),
  ]
}
