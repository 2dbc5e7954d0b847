import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { type Check, fail } from './check.ts'
import { type PublicKey, publicKeyOf } from './public-key.ts'

/** The certificate of a signer under Fulcio's profile (sigstore/fulcio docs/certificate-specification.md). */
export interface SigningCertificate {
  readonly key: PublicKey
  /** Milliseconds since 1970 UTC. */
  readonly from: number
  readonly until: number
  /** The one name in it; undefined where there are several, or one that is no plain ASCII. */
  readonly identity: string | undefined
  /** The login service that confirmed it. */
  readonly issuer: string | undefined
}

const codeSigning = '1.3.6.1.5.5.7.3.3'
const issuerV1 = '1.3.6.1.4.1.57264.1.1'
const issuerV2 = '1.3.6.1.4.1.57264.1.8'
const usernameOid = '1.3.6.1.4.1.57264.1.7'

type Core = typeof import('@sigstore/core')

/**
 * Reads the certificates of a signature file, the signer's own first: a failed `certificate-chain` where the first may not sign, or a
 * root is carried along, which anybody could make.
 */
export function signingCertificate(core: Core, der: readonly Uint8Array[]): SigningCertificate | Check {
  const name = 'certificate-chain'
  try {
    const [leaf, ...others] = der.map(one => new X509Certificate(one))
    if (leaf === undefined) return fail(name, 'There is no certificate')
    if (others.some(one => one.subject === one.issuer))
      return fail(name, 'A root certificate is carried along, which proves nothing')
    if (leaf.ca) return fail(name, 'The certificate is that of an authority, which may not sign files')
    if (!leaf.keyUsage?.includes(codeSigning)) return fail(name, 'The certificate is not one for signing code')
    const key = publicKeyOf(leaf.publicKey)
    if (key === undefined) return fail(name, 'The certificate has a key of a kind or length that is not taken')
    const read = core.X509Certificate.parse(Buffer.from(der[0]!))
    return {
      key,
      from: read.notBefore.getTime(),
      until: read.notAfter.getTime(),
      identity: identityOf(read),
      issuer: issuerOf(read),
    }
  } catch (error) {
    return fail(name, `The certificate cannot be read: ${(error as Error).message}`)
  }
}

type Read = InstanceType<Core['X509Certificate']>

/** RFC 5280, 4.2.1.6: e-mail, URI, or the user name that Fulcio writes as another name. The library drops the high bit of each byte, so that two names would be one. */
function identityOf(certificate: Read): string | undefined {
  const names = certificate.extSubjectAltName?.valueObj.subs[0]?.subs ?? []
  const [name] = names
  if (name === undefined || names.length !== 1) return undefined
  if (name.tag.isContextSpecific(1) || name.tag.isContextSpecific(6)) return ascii(name.value)
  if (!name.tag.isContextSpecific(0) || name.subs[0]?.toOID() !== usernameOid) return undefined
  return ascii(name.subs[1]?.subs[0]?.value)
}

function issuerOf(certificate: Read): string | undefined {
  const second = certificate.extension(issuerV2)
  return ascii(second ? second.valueObj.subs[0]?.value : certificate.extension(issuerV1)?.value)
}

function ascii(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined || bytes.length === 0 || bytes.some(byte => byte < 0x20 || byte > 0x7e)
    ? undefined
    : Buffer.from(bytes).toString('latin1')
}
