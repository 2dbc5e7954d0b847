import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { fromBER, type ObjectIdentifier, type OctetString } from 'asn1js'
import { Certificate, ContentInfo, IssuerAndSerialNumber, SignedData, type SignerInfo } from 'pkijs'

/** A certificate as both libraries hold it. */
export interface CmsCertificate {
  readonly x509: X509Certificate
  readonly parsed: Certificate
}

/** One signature of CMS (RFC 5652), in our nouns. */
export interface CmsSignature {
  /** Content type, as an object identifier. */
  readonly contentType: string
  /** What is carried along as the signed content; undefined where it is the file beside. */
  readonly content: Uint8Array | undefined
  readonly certificates: readonly CmsCertificate[]
  /** The one that the signer says is theirs; undefined where it is not among them. */
  readonly signer: CmsCertificate | undefined
  readonly digestOid: string
  readonly signatureOid: string
  readonly signature: Uint8Array
  /** The signed attributes as they are signed (a SET), and those that are looked at. */
  readonly attributes:
    | {
        readonly der: Uint8Array
        readonly contentType: string
        readonly digest: Uint8Array
        readonly certificateHash: Uint8Array | undefined
        readonly time: string | undefined
      }
    | undefined
}

const signedData = '1.2.840.113549.1.7.2'
const [mostCertificates, mostDepth, mostNodes] = [32, 60, 20_000]

/** Reads DER or BER of a signature with one signer. What is wrong is a text. */
export function readCms(bytes: Uint8Array): CmsSignature | string {
  try {
    const read = fromBER(Uint8Array.from(bytes), { maxDepth: mostDepth, maxNodes: mostNodes })
    if (read.offset < 0) return 'it is no ASN.1 that can be read'
    if (read.offset !== bytes.length) return 'there is more behind it'
    const info = new ContentInfo({ schema: read.result })
    if (info.contentType !== signedData) return 'it is no signed data of CMS'
    return signatureIn(new SignedData({ schema: info.content }), Buffer.from(bytes))
  } catch {
    // The library's words name its own parts.
    return 'it is no signed data of CMS, or is cut short'
  }
}

function signatureIn(data: SignedData, bytes: Buffer): CmsSignature | string {
  const [info, more] = data.signerInfos
  if (!info) return 'nobody signed it'
  if (more) return `${data.signerInfos.length} signers are in it, and one is taken`
  const held = (data.certificates ?? []).filter(one => one instanceof Certificate)
  if (held.length > mostCertificates)
    return `${held.length} certificates are more than the ${mostCertificates} that are taken`
  const certificates = held.map(parsed => ({
    parsed,
    x509: new X509Certificate(Buffer.from(parsed.toSchema().toBER())),
  }))
  // What is signed in a certificate is its DER: one that is spelled otherwise would be read as another than it was written.
  if (certificates.some(({ x509 }) => !bytes.includes(x509.raw))) return 'a certificate in it is not in DER'
  const attributes = attributesOf(info)
  if (typeof attributes === 'string') return attributes
  const { eContent, eContentType } = data.encapContentInfo
  return {
    contentType: eContentType,
    content: eContent && new Uint8Array(eContent.getValue()),
    certificates,
    signer: certificates.find(({ parsed }) => isOf(info, parsed)),
    digestOid: info.digestAlgorithm.algorithmId,
    signatureOid: info.signatureAlgorithm.algorithmId,
    signature: new Uint8Array(info.signature.valueBlock.valueHexView),
    attributes,
  }
}

function isOf({ sid }: SignerInfo, certificate: Certificate): boolean {
  if (sid instanceof IssuerAndSerialNumber)
    return sid.issuer.isEqual(certificate.issuer) && sid.serialNumber.isEqual(certificate.serialNumber)
  const own = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')?.parsedValue as
    | OctetString
    | undefined
  const named = sid as { valueBlock?: { valueHexView?: Uint8Array } }
  const wanted = named.valueBlock?.valueHexView
  return own !== undefined && wanted !== undefined && Buffer.from(own.valueBlock.valueHexView).equals(wanted)
}

const types = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
}

function attributesOf(info: SignerInfo): CmsSignature['attributes'] | string {
  const { signedAttrs } = info
  if (!signedAttrs) return undefined
  const value = (type: string): unknown => {
    const found = signedAttrs.attributes.filter(one => one.type === type)
    return found.length === 1 && found[0]!.values.length === 1 ? found[0]!.values[0] : undefined
  }
  if (new Set(signedAttrs.attributes.map(({ type }) => type)).size !== signedAttrs.attributes.length)
    return 'a signed attribute stands twice'
  const contentType = value(types.contentType) as ObjectIdentifier | undefined
  const digest = value(types.messageDigest) as OctetString | undefined
  // RFC 5652 §5.3: both have to be there.
  if (!contentType || !digest) return 'its signed attributes lack the content type or the digest'
  const der = new Uint8Array(signedAttrs.encodedValue)
  der[0] = 0x31
  const time = value(types.signingTime) as { toDate?(): Date } | undefined
  return {
    der,
    contentType: contentType.valueBlock.toString(),
    digest: new Uint8Array(digest.valueBlock.valueHexView),
    certificateHash: certificateHashOf(value(types.signingCertificateV2)),
    time: time?.toDate?.().toISOString(),
  }
}

/** ESSCertIDv2 (RFC 5035): SHA-256 where no other is named; another one is left out. */
function certificateHashOf(value: unknown): Uint8Array | undefined {
  const inside = (of: unknown) => (of as { valueBlock?: { value?: unknown[] } } | undefined)?.valueBlock?.value
  const id = inside(inside(inside(value)?.[0])?.[0])
  const first = id?.[0] as OctetString | undefined
  const hash = first?.valueBlock?.valueHexView
  return hash?.length === 32 ? new Uint8Array(hash) : undefined
}
