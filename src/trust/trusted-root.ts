import { type Limits, Problem, parseJson, quoted } from '#base'
import { isObject } from './statement.ts'

/**
 * The authorities and logs that a verification believes: certificate authorities, transparency logs, certificate logs, time
 * stamping authorities. Carried as a file (`trusted_root.json` of Sigstore), never fetched here.
 */
export interface TrustedRoot {
  /** Where it came from, for messages. */
  readonly from: string
  /** The document, each of its four lists there and bounded; what it holds is read by the envelope that needs it. */
  readonly document: {
    readonly mediaType: string
    readonly tlogs: readonly unknown[]
    readonly certificateAuthorities: readonly unknown[]
    readonly ctlogs: readonly unknown[]
    readonly timestampAuthorities: readonly unknown[]
  }
}

/** Versions that are read (sigstore/protobuf-specs `sigstore_trustroot.proto`): 0.2 adds fields and changes none that are used. */
const mediaTypes = [
  'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  'application/vnd.dev.sigstore.trustedroot+json;version=0.2',
  'application/vnd.dev.sigstore.trustedroot.v0.2+json',
]

/** Far more than any deployment has: the public one has three or four of each. */
const most = 200

/** Reads a trusted root; a Problem `trust/not-a-trusted-root` says what is wrong with it. */
export function readTrustedRoot(bytes: Uint8Array, limits: Limits, from: string): TrustedRoot {
  const value = parseJson(bytes, limits, from)
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw broken(from, 'it is no JSON object', '/')
  const document = value as Record<string, unknown>
  if (!mediaTypes.includes(document.mediaType as string))
    throw broken(from, `${quoted(document.mediaType ?? 'nothing')} is no trusted root that is known`, '/mediaType')
  const list = (name: string): readonly unknown[] => {
    const found = document[name] ?? []
    if (!Array.isArray(found)) throw broken(from, `${name} is no list`, `/${name}`)
    if (found.length > most) throw broken(from, `${name} has ${found.length} entries, more than ${most}`, `/${name}`)
    return found
  }
  for (const name of ['tlogs', 'ctlogs'])
    for (const [at, one] of list(name).entries()) started(from, part(one, 'publicKey'), `/${name}/${at}/publicKey`)
  for (const name of ['certificateAuthorities', 'timestampAuthorities'])
    for (const [at, one] of list(name).entries()) started(from, one, `/${name}/${at}`)
  return {
    from,
    document: {
      mediaType: document.mediaType as string,
      tlogs: list('tlogs'),
      certificateAuthorities: list('certificateAuthorities'),
      ctlogs: list('ctlogs'),
      timestampAuthorities: list('timestampAuthorities'),
    },
  }
}

const part = (of: unknown, key: string): unknown => (isObject(of) && Object.hasOwn(of, key) ? of[key] : undefined)

/** From when on a key or authority is believed is always there (`sigstore_trustroot.proto`): left out, it would have been for ever. */
function started(from: string, of: unknown, at: string): void {
  const start = part(part(of, 'validFor'), 'start')
  if (typeof start !== 'string' || Number.isNaN(Date.parse(start)))
    throw broken(from, 'it does not say from when on it is valid', `${at}/validFor/start`)
}

function broken(from: string, what: string, at: string): Problem {
  return new Problem('trust/not-a-trusted-root', `Cannot read ${from}: ${what} at ${at}`, {
    at,
    wanted: mediaTypes[0]!,
  })
}
