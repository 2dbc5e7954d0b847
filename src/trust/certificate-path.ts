import { Buffer } from 'node:buffer'
import type { BasicConstraints, ExtKeyUsage } from 'pkijs'
import type { CmsCertificate } from './cms-read.ts'

/** Longer ones are nowhere in use. */
const longest = 8
/** MD2, MD5 and SHA-1 with RSA, SHA-1 with ECDSA: a certificate under one of them can be made to look like another. */
const broken = new Set(['1.2.840.113549.1.1.2', '1.2.840.113549.1.1.4', '1.2.840.113549.1.1.5', '1.2.840.10045.4.1'])
/** Extensions whose meaning is looked at here, and those that narrow nothing where only a signature is checked (RFC 5280 §4.2). */
const known = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.19',
  '2.5.29.35',
  '2.5.29.37',
  '2.5.29.17',
  '2.5.29.32',
  '2.5.29.31',
])
/** Code, e-mail and documents, and any. */
const signingPurposes = ['1.3.6.1.5.5.7.3.3', '1.3.6.1.5.5.7.3.4', '1.3.6.1.5.5.7.3.36', '2.5.29.37.0']
const [digitalSignature, nonRepudiation, keyCertSign] = [0, 1, 5]

/**
 * The certificates from a signer's to one that is pinned (RFC 5280 §6, without policies and names that narrow), each signed by the next,
 * each issuer allowed to issue. A text says what is wrong with the one that came nearest.
 */
export function pathTo(
  signer: CmsCertificate,
  between: readonly CmsCertificate[],
  pinned: readonly CmsCertificate[],
): readonly CmsCertificate[] | string {
  let path: readonly CmsCertificate[] = [signer]
  const purpose = purposeFault(signer)
  if (purpose) return purpose
  for (let depth = 0; depth < longest; depth++) {
    const last = path.at(-1)!
    const fault = oddFault(last)
    if (fault) return fault
    const issues = (one: CmsCertificate) => last.x509.checkIssued(one.x509) && last.x509.verify(one.x509.publicKey)
    const end = pinned.find(issues)
    const next = end ?? between.find(one => !path.includes(one) && issues(one))
    if (!next) return `No pinned certificate issued that of ${subjectOf(last)}, nor one between them`
    const may = issuerFault(next, depth)
    if (may) return may
    path = [...path, next]
    if (end) return path
  }
  return `There are more than ${longest} certificates between the signer's and a pinned one`
}

function oddFault({ parsed, x509 }: CmsCertificate): string | undefined {
  if (broken.has(parsed.signatureAlgorithm.algorithmId))
    return `The certificate of ${x509.subject.replaceAll('\n', ', ')} is signed over MD5 or SHA-1`
  const odd = parsed.extensions?.find(({ critical, extnID }) => critical && !known.has(extnID))
  return (
    odd && `The certificate of ${x509.subject.replaceAll('\n', ', ')} asks for ${odd.extnID}, which is not known here`
  )
}

const extension = ({ parsed }: CmsCertificate, id: string): unknown =>
  parsed.extensions?.find(({ extnID }) => extnID === id)?.parsedValue

function bit(certificate: CmsCertificate, number: number): boolean | undefined {
  const usage = extension(certificate, '2.5.29.15') as { valueBlock: { valueHexView: Uint8Array } } | undefined
  return usage && ((usage.valueBlock.valueHexView[0] ?? 0) & (0x80 >> number)) !== 0
}

function issuerFault(certificate: CmsCertificate, below: number): string | undefined {
  const constraints = extension(certificate, '2.5.29.19') as BasicConstraints | undefined
  const name = subjectOf(certificate)
  if (!constraints?.cA || bit(certificate, keyCertSign) === false) return `${name} may not issue certificates`
  const length = constraints.pathLenConstraint
  const most = typeof length === 'number' ? length : undefined
  return most !== undefined && below > most ? `${name} may not issue to others who issue` : oddFault(certificate)
}

/** What the certificate of a signer is for; one without either extension is for everything. */
function purposeFault(certificate: CmsCertificate): string | undefined {
  const usage = [digitalSignature, nonRepudiation].map(number => bit(certificate, number))
  if (usage.every(allowed => allowed === false))
    return `The certificate of ${subjectOf(certificate)} is not for signatures`
  const purposes = (extension(certificate, '2.5.29.37') as ExtKeyUsage | undefined)?.keyPurposes
  return purposes && !purposes.some(purpose => signingPurposes.includes(purpose))
    ? `The certificate of ${subjectOf(certificate)} is not for code, documents or mail`
    : undefined
}

/** Its subject on one line, as it stands: `CN=…, O=…`. */
export function subjectOf({ x509 }: CmsCertificate): string {
  return x509.subject.replaceAll('\n', ', ')
}

/** One that is the very same, byte for byte. */
export function isSame(a: CmsCertificate, b: CmsCertificate): boolean {
  return Buffer.from(a.x509.raw).equals(b.x509.raw)
}
