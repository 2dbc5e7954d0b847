import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { base64 } from './base64.ts'
import type { Witnesses } from './envelopes.ts'
import { at } from './log-entry.ts'
import { signingCertificate } from './signing-certificate.ts'
import type { SigstoreBundle } from './sigstore-bundle-file.ts'

type Core = typeof import('@sigstore/core')

/** Milliseconds since 1970 UTC as RFC 3339; undefined where that is no time that a calendar has. */
function timeOf(milliseconds: number): string | undefined {
  return Math.abs(milliseconds) <= 8.64e15 ? new Date(milliseconds).toISOString() : undefined
}

/** Certificates, log entries and timestamps of a bundle, as they stand in it. What cannot be read is told, and the rest all the same. */
export async function witnessesOf({ signer, json }: SigstoreBundle): Promise<Witnesses> {
  const core: Core = await import('@sigstore/core')
  const odd: string[] = []
  const material = at(json, 'verificationMaterial')
  return {
    certificates: signer.kind === 'key' ? [] : signer.der.flatMap((der, index) => certificateOf(core, der, index, odd)),
    entries: listOf(at(material, 'tlogEntries')).flatMap((entry, index) => entryOf(entry, index, odd)),
    timestamps: listOf(at(material, 'timestampVerificationData', 'rfc3161Timestamps')).flatMap((stamp, index) =>
      stampOf(core, stamp, index, odd),
    ),
    odd,
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function certificateOf(core: Core, der: Uint8Array, index: number, odd: string[]): Witnesses['certificates'][number][] {
  const read = index === 0 ? signingCertificate(core, [der]) : undefined
  if (read && 'because' in read) odd.push(read.because)
  try {
    const { subject, issuer, validFromDate, validToDate } = new X509Certificate(der)
    // Fulcio's certificates have no subject: who it is stands in another name.
    const line = (text: string | undefined) => text?.replaceAll('\n', ', ') ?? ''
    const own = read && 'key' in read ? read : undefined
    return [
      {
        subject: line(subject),
        issuer: line(issuer),
        ...(own?.identity !== undefined && { identity: own.identity }),
        ...(own?.issuer !== undefined && { confirmedBy: own.issuer }),
        from: timeOf(validFromDate.getTime()) ?? '',
        until: timeOf(validToDate.getTime()) ?? '',
      },
    ]
  } catch {
    if (index > 0) odd.push(`Certificate ${index + 1} cannot be read`)
    return []
  }
}

function entryOf(entry: unknown, index: number, odd: string[]): Witnesses['entries'][number][] {
  const text = (...path: string[]) => {
    const value = at(entry, ...path)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
  const log = base64(text('logId', 'keyId') ?? '')?.toString('hex')
  const place = text('logIndex')
  if (!log || place === undefined || !/^\d{1,20}$/.test(place)) {
    odd.push(`Log entry ${index + 1} names no log and no place in it`)
    return []
  }
  const kind = text('kindVersion', 'kind')
  const version = text('kindVersion', 'version')
  // Rekor 2 enters no time: it stands as 0, or not at all.
  const made = Number(text('integratedTime') ?? 0)
  const when = made > 0 ? timeOf(made * 1000) : undefined
  const proof = at(entry, 'inclusionProof') ? 'inclusion' : at(entry, 'inclusionPromise') ? 'promise' : 'none'
  return [
    {
      log,
      index: place,
      ...(kind !== undefined && { kind: version === undefined ? kind : `${kind} ${version}` }),
      ...(when !== undefined && { at: when }),
      proof,
    },
  ]
}

function stampOf(core: Core, stamp: unknown, index: number, odd: string[]): string[] {
  const encoded = at(stamp, 'signedTimestamp')
  try {
    const bytes = Buffer.from(base64(typeof encoded === 'string' ? encoded : '') ?? [])
    const time = timeOf(core.RFC3161Timestamp.parse(bytes).signingTime.getTime())
    if (time !== undefined) return [time]
  } catch {}
  odd.push(`Timestamp ${index + 1} cannot be read`)
  return []
}
