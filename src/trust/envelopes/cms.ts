import { Buffer } from 'node:buffer'
import { Problem } from '#base'
import { fail } from '../check.ts'
import type { CmsSignature } from '../cms-read.ts'
import type { Envelope, Signed } from '../envelopes.ts'
import { onePem } from '../pem.ts'

interface SignedCms extends Signed {
  readonly cms: CmsSignature
}

const mostBytes = 1024 ** 2
/** How signed data begins, behind the length of the whole: its object identifier. */
const signedData = Buffer.from('06092a864886f70d010702', 'hex')
const label = /^\s*-----BEGIN (?:PKCS7|CMS)-----/

/** A detached signature of CMS (RFC 5652, once PKCS #7), in DER or PEM, as makers with certificates of a company's authority write them. */
export const cms: Envelope<SignedCms> = {
  id: 'cms',
  label: 'CMS signature',
  proves:
    'The holder of a certificate that is pinned, or was issued to a named one under a pinned authority, signed the file',
  provesNot:
    'When it was signed, nor that the certificate was not revoked: neither lists of revoked certificates nor time stamps are looked at',
  suffixes: ['.p7s', '.p7', '.cms'],
  sniff: ({ bytes, text }) => {
    const at = Buffer.from(bytes.subarray(0, 32)).indexOf(signedData)
    return label.test(text) || (bytes[0] === 0x30 && at >= 2 && at <= 6)
  },
  async read(bytes, _limits, name) {
    const wrong = (what: string) => new Problem('trust/not-cms', `Cannot read ${name}: ${what}`, { at: name })
    if (bytes.length > mostBytes) throw wrong(`it has more than ${mostBytes} bytes`)
    const isPem = label.test(Buffer.from(bytes.subarray(0, 1024)).toString('latin1'))
    const der = isPem ? onePem(bytes)?.bytes : bytes
    if (!der) throw wrong('it is not one block of PEM')
    const { readCms } = await import('../cms-read.ts')
    const read = readCms(der)
    if (typeof read === 'string') throw wrong(read)
    const line = (text: string | undefined) => text?.replaceAll('\n', ', ') ?? 'not in it'
    const { signer, attributes, content } = read
    return {
      about: { kind: 'file', digests: [] },
      by: { kind: 'certificate', subject: line(signer?.x509.subject), issuer: line(signer?.x509.issuer) },
      said: {
        ...(attributes?.time === undefined ? {} : { 'signing time': attributes.time }),
        ...(content === undefined ? {} : { content: 'a copy is carried along, and not looked at' }),
      },
      cms: read,
    }
  },
  wants: ({ cms: { attributes } }) => [...(attributes ? (['digest-matches'] as const) : []), 'key-current'],
  async check({ cms: read }, judging) {
    const { cmsChecks } = await import('../cms-check.ts')
    try {
      return cmsChecks(read, judging)
    } catch (error) {
      // What the disk says goes on; what OpenSSL cannot read of a certificate is a no.
      if (error instanceof Problem) throw error
      return [fail('certificate-chain', 'A certificate in it cannot be read')]
    }
  },
}
