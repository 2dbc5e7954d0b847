import { Buffer } from 'node:buffer'
import { type Check, type CheckName, cannotTell, fail, pass } from './check.ts'
import type { Judging } from './envelopes.ts'
import { keyOfEntry } from './log-entry.ts'
import type { PublicKey } from './public-key.ts'
import type { SigningCertificate } from './signing-certificate.ts'
import type { SigstoreBundle } from './sigstore-bundle-file.ts'
import { keepAnswers } from './sigstore-certificates.ts'
import { libraryContent } from './sigstore-content.ts'
import { type Material, materialOf, type SigstoreLibraries } from './sigstore-material.ts'
import type { TrustedRoot } from './trusted-root.ts'

/** What logs and time stamping authorities prove of a signature. */
export interface Evidence {
  readonly checks: readonly Check[]
  /** Proven times of signing, milliseconds since 1970 UTC. */
  readonly times: readonly number[]
}

/** The same, with the certificate still to be looked at. */
export interface CertificateEvidence extends Evidence {
  chain(certificate: SigningCertificate): Check[]
}

type Entity = Parameters<InstanceType<SigstoreLibraries['verify']['Verifier']>['verify']>[0]
type Options = ConstructorParameters<SigstoreLibraries['verify']['Verifier']>[1]

const nothing = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 }

/**
 * Asks the library one question at a time, so that each has its own answer: the log alone, the timestamps alone, the certificate at
 * a time. What is not asked stands in as good; the last question is all of them at once.
 */
export function evidenceOf(
  libraries: SigstoreLibraries,
  bundle: SigstoreBundle,
  judging: Judging,
  trusted: TrustedRoot,
  key: PublicKey,
): CertificateEvidence {
  const material = {
    ...materialOf(libraries, trusted),
    publicKey: () => ({ publicKey: key.key, validFor: () => true }),
  }
  const entity = entityOf(libraries, bundle, judging)
  if ('name' in entity) return { checks: [entity], times: [], chain: () => [] }
  keepAnswers(material, entity.key.$case === 'certificate' ? entity.key.certificate : undefined)
  const ask = asking(libraries, material)
  const stub: Entity = { ...entity, key: { $case: 'public-key', hint: '' }, tlogEntries: [], timestamps: [] }
  const wants = (name: CheckName) =>
    judging.policy.require.includes(name) ||
    (bundle.signer.kind === 'certificates' && !judging.policy.waive.includes(name))
  const log = logCheck(ask, { ...stub, tlogEntries: entity.tlogEntries }, key, wants('transparency-log'))
  const time = timeCheck(ask, stub, entity, log?.outcome === 'pass', wants('signed-time'))
  const checks = [log, ...time.checks].filter(one => one !== undefined)
  return {
    checks,
    times: time.times,
    chain: certificate => {
      const rows = chainChecks(ask, stub, entity, certificate, time.times, judging, trusted)
      return [...rows, ...togetherCheck(ask, entity, [...checks, ...rows], judging)]
    },
  }
}

type Ask = (entity: Entity, options: Options) => string | undefined

/** What the library has against something; undefined where it has nothing. Whatever it throws is a no. */
function asking({ verify }: SigstoreLibraries, material: Material): Ask {
  return (entity, options) => {
    try {
      new verify.Verifier(material, { ...nothing, ...options }).verify(entity)
      return undefined
    } catch (error) {
      return wordsOf(error)
    }
  }
}

function wordsOf(error: unknown): string {
  const { message = String(error), cause } = (error ?? {}) as { message?: string; cause?: { message?: string } }
  return cause?.message === undefined ? message : `${message}, ${cause.message}`
}

/** The bundle as the library reads it, its signature answered by us; a failed check where it cannot. */
function entityOf(libraries: SigstoreLibraries, bundle: SigstoreBundle, { artifact }: Judging): Entity | Check {
  try {
    const read = libraries.bundle.bundleFromJSON(bundle.json as never)
    const entity = libraries.verify.toSignedEntity(read as never, Buffer.alloc(0))
    return { ...entity, signature: libraryContent(bundle, artifact) }
  } catch (error) {
    const fields = (error as { fields?: readonly string[] }).fields ?? []
    const name: CheckName = fields.some(field => field.includes('tlogEntries'))
      ? 'transparency-log'
      : 'envelope-readable'
    return fail(name, `The bundle is not whole: ${fields.join(', ') || wordsOf(error)}`)
  }
}

/** `transparency-log`: an entry of a trusted log, of this signature over these bytes by this key. Undefined where there is none and none is wanted. */
function logCheck(ask: Ask, entity: Entity, key: PublicKey, wanted: boolean): Check | undefined {
  const name = 'transparency-log'
  const entries = entity.tlogEntries
  if (entries.length === 0) return wanted ? fail(name, 'There is no log entry in it') : undefined
  const odd = entries.some(({ canonicalizedBody }) => keyOfEntry(canonicalizedBody)?.fingerprint !== key.fingerprint)
  if (odd) return fail(name, 'The log entry is of another signer')
  const wrong = ask(entity, { tlogThreshold: 1 })
  return wrong === undefined
    ? pass(name, `A trusted log has entry ${entries.map(({ logIndex }) => logIndex).join(' and ')} of this signature`)
    : fail(name, `The log entry does not hold: ${wrong}`)
}

/** `signed-time`: what a time stamping authority signed, and the time of a log's promise where the log holds. */
function timeCheck(ask: Ask, stub: Entity, entity: Entity, logged: boolean, wanted: boolean): Evidence {
  const name = 'signed-time'
  const stamps = entity.timestamps.filter(one => one.$case === 'timestamp-authority')
  const wrong = stamps.length === 0 ? undefined : ask({ ...stub, timestamps: stamps }, { timestampThreshold: 1 })
  if (wrong !== undefined) return { times: [], checks: [fail(name, `The timestamp does not hold: ${wrong}`)] }
  const stamped = stamps.map(({ timestamp }) => timestamp.signingTime.getTime())
  const promised = !logged
    ? []
    : entity.tlogEntries
        .filter(({ inclusionPromise, integratedTime }) => inclusionPromise !== undefined && Number(integratedTime) > 0)
        .map(({ integratedTime }) => Number(integratedTime) * 1000)
  const times = [...stamped, ...promised].filter(time => Number.isSafeInteger(time))
  if (times.length === 0)
    return { times, checks: !wanted ? [] : [fail(name, 'Nothing that is trusted says when it was signed')] }
  const shown = times.map(time => new Date(time).toISOString()).join(' and ')
  return { times, checks: [pass(name, `It was signed by ${shown}`, new Date(Math.min(...times)).toISOString())] }
}

/** A time of signing as the library takes it, for a question about the certificate alone. */
function timestampAt(time: number): Entity['timestamps'][number] {
  const integratedTime = String(Math.floor(time / 1000))
  const tlogEntry = { inclusionPromise: {}, integratedTime, logId: { keyId: Buffer.alloc(0) } }
  return { $case: 'transparency-log', tlogEntry: tlogEntry as never }
}

/** `certificate-chain`, `certificate-time` and `certificate-logged`, and at last all that the library checks at once. */
function chainChecks(
  ask: Ask,
  stub: Entity,
  entity: Entity,
  { from, until }: SigningCertificate,
  times: readonly number[],
  { policy }: Judging,
  trusted: TrustedRoot,
): Check[] {
  const waived = policy.waive.includes('certificate-logged')
  const at = (time: number) =>
    ask({ ...stub, key: entity.key, timestamps: [timestampAt(time)] }, { ctlogThreshold: waived ? 0 : 1 })
  const isLog = (wrong: string | undefined) => wrong !== undefined && /\bSCTs?\b/.test(wrong)
  const own = at(from)
  if (own !== undefined && !isLog(own))
    return [fail('certificate-chain', `No authority of ${trusted.from} vouches for the certificate: ${own}`)]
  const checks = [pass('certificate-chain', `An authority of ${trusted.from} issued the certificate`)]
  if (own === undefined && !waived)
    checks.push(pass('certificate-logged', 'A trusted certificate log promised to publish the certificate'))
  else if (own !== undefined)
    checks.push(fail('certificate-logged', `No trusted certificate log vouches for it: ${own}`))
  const span = `${new Date(from).toISOString()} until ${new Date(until).toISOString()}`
  const outside = times.find(time => [at(time)].some(wrong => wrong !== undefined && !isLog(wrong)))
  if (times.length === 0)
    checks.push(cannotTell('certificate-time', `The certificate was valid ${span}, and nothing proves when it signed`))
  else if (outside !== undefined)
    checks.push(
      fail(
        'certificate-time',
        `The certificate was valid ${span}, and it signed at ${new Date(outside).toISOString()}`,
      ),
    )
  else checks.push(pass('certificate-time', `The certificate was valid ${span}, when it signed`))
  return checks
}

/** Where each part holds by itself, all are asked at once: what the library has against them together fails the signature. */
function togetherCheck(ask: Ask, entity: Entity, checks: readonly Check[], { policy }: Judging): Check[] {
  if (checks.some(({ outcome }) => outcome !== 'pass')) return []
  const wants = (name: CheckName) => (policy.waive.includes(name) ? 0 : 1)
  const whole = ask(entity, {
    ctlogThreshold: wants('certificate-logged'),
    tlogThreshold: wants('transparency-log'),
    timestampThreshold: 1,
  })
  return whole === undefined ? [] : [fail('signature-valid', `Taken together it does not hold: ${whole}`)]
}
