import { Buffer } from 'node:buffer'
import { constants, createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { fromBER } from 'asn1js'
import { Certificate } from 'pkijs'
import type { Artifact } from './artifact.ts'
import { isSame, pathTo, subjectOf } from './certificate-path.ts'
import { type Check, cannotTell, fail, pass } from './check.ts'
import type { CmsCertificate, CmsSignature } from './cms-read.ts'
import type { Judging } from './envelopes.ts'
import { currentCheck, identityChecks, maySign } from './pinned.ts'
import type { PinnedKey, Policy } from './policy.ts'
import { hashFor, publicKeyOf, verifiesFile } from './public-key.ts'

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
  '1.3.14.3.2.26': 'sha1',
  '1.2.840.113549.2.5': 'md5',
}
/** Signature algorithms: the kind of key they want, and the hash that they name by themselves. */
const algorithms: Readonly<Record<string, { key: string; hash?: string; pss?: boolean }>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.10': { key: 'rsa', pss: true },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'sha512' },
  '1.2.840.10045.2.1': { key: 'ec' },
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'sha512' },
  '1.3.101.112': { key: 'ed25519' },
}
const plainData = '1.2.840.113549.1.7.1'
const authenticode = '1.3.6.1.4.1.311.2.1.4'

/** Judges a detached signature of CMS over a file, with pinned certificates: the signer's own, or one that issued it. */
export function cmsChecks(cms: CmsSignature, judging: Judging): readonly Check[] {
  const { signer } = cms
  const { artifact, policy, now } = judging
  if (cms.contentType === authenticode)
    return [
      cannotTell(
        'signature-valid',
        'It is of Authenticode, over parts of a program file, and nothing here computes that digest',
      ),
    ]
  if (cms.contentType !== plainData)
    return [fail('signature-valid', `It is over content of the type ${cms.contentType}, and not over a file`)]
  const pins = policy.keys.flatMap(certificatesOf)
  if (!signer) return [fail('certificate-chain', 'The certificate of who signed is not in it')]
  const valid = signatureChecks(cms, signer, artifact)
  return [...valid, ...trustChecks(cms, signer, pins, judging), timeCheck(cms, signer, now)]
}

function signatureChecks(cms: CmsSignature, signer: CmsCertificate, artifact: Artifact): Check[] {
  const { attributes } = cms
  const hash = hashes[cms.digestOid]
  const algorithm = algorithms[cms.signatureOid]
  const key = publicKeyOf(signer.x509.publicKey)
  if (!hash || !algorithm || !key)
    return [
      cannotTell(
        'signature-valid',
        `An algorithm of the signature is not known here (${cms.digestOid}, ${cms.signatureOid})`,
      ),
    ]
  if (hash === 'sha1' || hash === 'md5')
    return [fail('signature-valid', `The signature is over ${hash}, which others can forge`)]
  const kind = signer.x509.publicKey.asymmetricKeyType
  const apart = algorithm.hash !== undefined && algorithm.hash !== hash
  if (algorithm.key !== kind || apart || (key.hashes && !hashFor(key, hash)))
    return [
      fail(
        'signature-valid',
        `The signature is of ${cms.signatureOid} over ${hash}, and the key of the certificate is ${key.label}`,
      ),
    ]
  if (!attributes) {
    const good = algorithm.pss ? undefined : verifiesFile(key, artifact, cms.signature, hash)
    if (good === undefined)
      return [
        cannotTell('signature-valid', `The signature is over the bytes of ${artifact.name}, and they cannot be had`),
      ]
    return [
      good ? pass('signature-valid', `The signature verifies with the key of ${subjectOf(signer)}`) : wrong(signer),
    ]
  }
  return attributeChecks(cms, { signer, artifact, hash, pss: algorithm.pss, hashed: key.hashes !== undefined })
}

interface Attributed {
  readonly signer: CmsCertificate
  readonly artifact: Artifact
  readonly hash: string
  readonly pss: boolean | undefined
  /** False for keys that hash by themselves. */
  readonly hashed: boolean
}

/** With signed attributes the digest of the file is one of them, and they are what was signed. */
function attributeChecks(cms: CmsSignature, { signer, artifact, hash, pss, hashed }: Attributed): Check[] {
  const attributes = cms.attributes!
  if (attributes.contentType !== cms.contentType)
    return [fail('signature-valid', 'It was signed as content of another type')]
  if (
    attributes.certificateHash &&
    !createHash('sha256').update(signer.x509.raw).digest().equals(attributes.certificateHash)
  )
    return [fail('signature-valid', 'The certificate is not the one that the signer named when they signed')]
  if (!attributesVerify(cms, signer.x509.publicKey, hashed ? hash : undefined, pss)) return [wrong(signer)]
  const found = artifact.digest(hash)
  const stated = Buffer.from(attributes.digest).toString('hex')
  const valid = pass('signature-valid', `The signature verifies with the key of ${subjectOf(signer)}`)
  if (found === undefined)
    return [valid, cannotTell('digest-matches', `The ${hash} of ${artifact.name} is not known here`)]
  return [
    valid,
    found === stated
      ? pass('digest-matches', `${artifact.name} has the ${hash} that was signed, ${stated}`)
      : fail('digest-matches', `${artifact.name} has ${hash} ${found}, and ${stated} was signed`),
  ]
}

const wrong = (signer: CmsCertificate) =>
  fail('signature-valid', `The signature does not verify with the key of ${subjectOf(signer)}`)

function attributesVerify(
  { attributes, signature }: CmsSignature,
  object: KeyObject,
  hash: string | undefined,
  pss = false,
): boolean {
  const key = pss
    ? { key: object, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
    : object
  try {
    return verify(hash, attributes!.der, key, signature)
  } catch {
    return false
  }
}

interface Pin {
  readonly pinned: PinnedKey
  readonly certificate: CmsCertificate
}

/** Certificates of a pinned key's file, in PEM; none for other kinds of keys. */
function certificatesOf(pinned: PinnedKey): Pin[] {
  const text = Buffer.from(pinned.bytes).toString('latin1')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----/g) ?? []
  return blocks.slice(0, 16).flatMap(block => {
    try {
      const x509 = new X509Certificate(block)
      const parsed = new Certificate({ schema: fromBER(Uint8Array.from(x509.raw)).result })
      return [{ pinned, certificate: { x509, parsed } }]
    } catch {
      return []
    }
  })
}

/** A pinned certificate of the signer is enough; one that issued it is only together with who the policy names. */
function trustChecks(
  cms: CmsSignature,
  signer: CmsCertificate,
  pins: readonly Pin[],
  { policy, artifact, now }: Judging,
): Check[] {
  const { from } = policy
  if (pins.length === 0) return [fail('key-pinned', `${from} names no certificate, and one signed`)]
  const own = pins.find(({ certificate }) => isSame(certificate, signer))
  if (own) {
    const { pinned } = own
    const named = `${pinned.name} (${subjectOf(signer)})`
    return [
      pass('certificate-chain', `The certificate itself is pinned, ${named}`),
      maySign(pinned, [artifact.name])
        ? pass('key-pinned', `${from} names ${named}`)
        : fail(
            'key-pinned',
            `${from} trusts ${pinned.name} only for ${pinned.signs.join(', ')}, and not for ${artifact.name}`,
          ),
      currentCheck(pinned, [], now),
      ...(policy.identities.length > 0 ? identityOf(signer, signer, policy, artifact) : []),
    ]
  }
  const path = pathTo(
    signer,
    cms.certificates,
    pins.map(({ certificate }) => certificate),
  )
  if (typeof path === 'string') return [fail('certificate-chain', path)]
  const root = path.at(-1)!
  const { pinned } = pins.find(({ certificate }) => isSame(certificate, root))!
  const chain = pass(
    'certificate-chain',
    `${pinned.name} (${subjectOf(root)}) issued the certificate of ${subjectOf(signer)}`,
  )
  if (policy.identities.length === 0)
    return [
      chain,
      fail(
        'key-pinned',
        `${from} names who issued the certificate, and not who may sign: whoever it was issued to could have`,
      ),
    ]
  return [chain, currentCheck(pinned, [], now), ...identityOf(signer, root, policy, artifact)]
}

/** The subject as one line, confirmed by the subject of the pinned certificate. */
function identityOf(signer: CmsCertificate, root: CmsCertificate, policy: Policy, { name }: Artifact): Check[] {
  return identityChecks(policy, { identity: subjectOf(signer), issuer: subjectOf(root), names: [name] })
}

/** No time in it is proven: what ran out may have been used after that. */
function timeCheck({ attributes }: CmsSignature, { x509 }: CmsCertificate, now: number): Check {
  const [from, until] = [Date.parse(x509.validFrom), Date.parse(x509.validTo)]
  if (!Number.isFinite(from) || !Number.isFinite(until))
    return fail('certificate-time', 'The dates of the certificate cannot be read')
  if (now >= from && now <= until)
    return pass('certificate-time', `The certificate is valid until ${new Date(until).toISOString()}`)
  if (now < from) return fail('certificate-time', `The certificate is valid from ${new Date(from).toISOString()} on`)
  const said = attributes?.time
  const inTime = said !== undefined && Date.parse(said) >= from && Date.parse(said) <= until
  const ran = `The certificate ran out at ${new Date(until).toISOString()}`
  return inTime
    ? cannotTell('certificate-time', `${ran}, and only the signer says that it was used before, at ${said}`)
    : fail('certificate-time', ran)
}
