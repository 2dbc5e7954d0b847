import { Buffer } from 'node:buffer'
import { createHash, createSign, generateKeyPairSync, sign } from 'node:crypto'
import type { Witness } from '@sigstore/sign'
import { Problem } from '#base'

/** Who is asked: each an address without a slash at its end. A log of version 2 gives no time, so that a time stamping authority is needed. */
export interface KeylessServices {
  readonly fulcio: string
  readonly rekor: string
  readonly rekorVersion: 1 | 2
  readonly tsa: string | undefined
  readonly issuer: string
  readonly client: string
}

/** Bytes of an answer of a login service, and milliseconds to it. */
const [mostBytes, mostWait] = [64 * 1024, 30_000]
/** A person has ten minutes. */
export const mostAsked = 600_000

/** Signs files, all with one key that is forgotten after, and one certificate: whoever approves is asked once. */
export async function keylessSigner(services: KeylessServices, token: () => Promise<string>) {
  const [{ FulcioSigner, RekorWitness, TSAWitness }, { bundleToJSON, toMessageSignatureBundle }] = await Promise.all([
    import('@sigstore/sign'),
    import('@sigstore/bundle'),
  ])
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const keyHolder = {
    sign: async (data: Buffer) => ({
      signature: sign('sha256', data, privateKey),
      key: { $case: 'publicKey' as const, publicKey: pem },
    }),
  }
  const asked = { retry: 2, timeout: mostWait }
  const identity = await token()
  const fulcio = new FulcioSigner({
    fulcioBaseURL: services.fulcio,
    identityProvider: { getToken: async () => identity },
    keyHolder,
    ...asked,
  })
  const { key } = await answered('the certificate authority', services.fulcio, fulcio.sign(Buffer.alloc(0)))
  if (key.$case !== 'x509Certificate') throw refused('the certificate authority', services.fulcio)
  const certificate = key.certificate
  const { rekor, rekorVersion, tsa } = services
  const log = new RekorWitness({ rekorBaseURL: rekor, majorApiVersion: rekorVersion, ...asked })
  const clock: Witness[] = tsa === undefined ? [] : [new TSAWitness({ tsaBaseURL: tsa, ...asked })]
  return {
    /** A bundle of a file, entered into the log. */
    async sign(pieces: Iterable<Uint8Array>): Promise<{ bundle: string; sha256: string }> {
      const [hash, signing] = [createHash('sha256'), createSign('sha256')]
      for (const piece of pieces) {
        hash.update(piece)
        signing.update(piece)
      }
      const [digest, signature] = [hash.digest(), signing.sign(privateKey)]
      const der = Buffer.from(certificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64')
      const bundle = toMessageSignatureBundle({ digest, signature, certificate: der, certificateChain: false })
      const entered = await answered('the log', rekor, log.testify(bundle.content, certificate))
      const stamped = await Promise.all(
        clock.map(one => answered('the time stamping authority', tsa!, one.testify(bundle.content, certificate))),
      )
      bundle.verificationMaterial.tlogEntries = entered.tlogEntries ?? []
      bundle.verificationMaterial.timestampVerificationData = {
        rfc3161Timestamps: stamped.flatMap(({ rfc3161Timestamps }) => rfc3161Timestamps ?? []),
      }
      return { bundle: JSON.stringify(bundleToJSON(bundle)), sha256: digest.toString('hex') }
    },
  }
}

/** What is told where a service gave no answer that can be used: never what it said. */
export function refused(who: string, url: string): Problem {
  return new Problem('trust/keyless', `Cannot sign: ${who} ${url} gave no answer that can be used`, { at: url })
}

/** The library's own words may hold the token: they are not passed on. */
async function answered<T>(who: string, url: string, asked: Promise<T>): Promise<T> {
  return asked.catch(() => {
    throw refused(who, url)
  })
}

/**
 * A token of a login service by the device flow (RFC 8628): `show` is told where to go and what to type there, once for all files. It is
 * neither kept nor shown.
 */
export async function tokenByDevice(
  { issuer, client }: KeylessServices,
  show: (line: string) => void,
): Promise<string> {
  const [device, tokens] = await endpointsOf(issuer, ['device_authorization_endpoint', 'token_endpoint'])
  const verifier = generateKeyPairSync('ed25519')
    .publicKey.export({ format: 'der', type: 'spki' })
    .toString('base64url')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const start = await asked(issuer, device!, {
    client_id: client,
    scope: 'openid email',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  })
  const where = start['verification_uri_complete'] ?? start['verification_uri']
  if (typeof where !== 'string' || typeof start['device_code'] !== 'string') throw refused('the login service', issuer)
  show(`Open ${where} and approve ${String(start['user_code'] ?? '')} there: once for all files`)
  let pause = Math.max(0.05, Number(start['interval'] ?? 5)) * 1000
  for (let waited = 0; waited < mostAsked; waited += pause) {
    await new Promise(done => setTimeout(done, pause))
    const answer = await asked(issuer, tokens!, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: start['device_code'],
      client_id: client,
      code_verifier: verifier,
    })
    if (typeof answer['id_token'] === 'string') return answer['id_token']
    if (answer['error'] === 'slow_down') pause += 5000
    else if (answer['error'] !== 'authorization_pending') throw refused('the login service', issuer)
  }
  throw refused('the login service', issuer)
}

/** Addresses that a login service names for itself (OpenID Connect Discovery): none of another origin is taken. */
export async function endpointsOf(issuer: string, names: readonly string[]): Promise<string[]> {
  const settings = await asked(issuer, `${issuer}/.well-known/openid-configuration`)
  return names.map(name => {
    const url = settings[name]
    if (typeof url === 'string' && URL.parse(url)?.origin === new URL(issuer).origin) return url
    throw refused('the login service', issuer)
  })
}

/** JSON of the login service: a question, or a form that is sent to it. Redirects are not followed: a form goes to nobody else. */
export async function asked(
  issuer: string,
  url: string,
  form?: Record<string, string>,
): Promise<Record<string, unknown>> {
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(mostWait),
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    const pieces: Uint8Array[] = []
    let size = 0
    for await (const piece of answer.body ?? []) {
      size += piece.length
      // Leaving the loop leaves the rest of the answer where it is.
      if (size > mostBytes) break
      pieces.push(piece)
    }
    const value: unknown = size > mostBytes ? undefined : JSON.parse(new TextDecoder().decode(Buffer.concat(pieces)))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Told below, without what was sent or came.
  }
  throw refused('the login service', issuer)
}
