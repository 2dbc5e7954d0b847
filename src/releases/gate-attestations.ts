import { Buffer } from 'node:buffer'

/** A statement that somebody signed, carried in a folder: the bundle, and the digests of what it is about. */
export interface Carried {
  /** The file it came from. */
  file: string
  /** A Sigstore bundle. */
  bundle: Uint8Array
  /** `sha256:…`, `sha512:…`, lower-case hex. */
  subjects: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Bundles in a file as registries give them: a bundle itself, what npm answers for `/-/npm/v1/attestations/NAME@VERSION`
 * (`attestations[].bundle`), what PyPI answers for a file's provenance (PEP 740, `attestation_bundles[].attestations[]`). What is none of
 * these gives nothing.
 */
export function carriedIn(value: unknown, file: string): Carried[] {
  const bundles = [
    value,
    ...listOf(value, 'attestations').map(one => fieldOf(one, 'bundle')),
    ...listOf(value, 'attestation_bundles').flatMap(one => listOf(one, 'attestations').map(ofPython)),
  ]
  return bundles.flatMap(bundle => {
    const payload = fieldOf(fieldOf(bundle, 'dsseEnvelope'), 'payload')
    if (typeof payload !== 'string') return []
    const subjects = subjectsIn(payload)
    return subjects.length === 0 ? [] : [{ file, bundle: Buffer.from(JSON.stringify(bundle)), subjects }]
  })
}

/** PEP 740 has the parts of a bundle under names of its own. */
function ofPython(one: unknown): unknown {
  const material = fieldOf(one, 'verification_material')
  const envelope = fieldOf(one, 'envelope')
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: fieldOf(material, 'certificate') },
      tlogEntries: fieldOf(material, 'transparency_entries'),
    },
    dsseEnvelope: {
      payload: fieldOf(envelope, 'statement'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: fieldOf(envelope, 'signature') }],
    },
  }
}

/** Read only to find the bundle by: what it says counts when its signature was checked. */
function subjectsIn(payload: string): string[] {
  try {
    const statement: unknown = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))
    return listOf(statement, 'subject').flatMap(subject =>
      ['sha256', 'sha512'].flatMap(algorithm => {
        const hex = fieldOf(fieldOf(subject, 'digest'), algorithm)
        return typeof hex === 'string' ? [`${algorithm}:${hex}`] : []
      }),
    )
  } catch {
    return []
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Fields)[key] : undefined
}

function listOf(value: unknown, key: string): readonly unknown[] {
  const found = fieldOf(value, key)
  return Array.isArray(found) ? found : []
}
