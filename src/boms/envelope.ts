import { Buffer } from 'node:buffer'
import { type Limits, Problem, parseJson } from '#base'
import type { Head } from './format.ts'
import { topKeys } from './spdx-looks.ts'

/** A bill that stood inside something that vouches for it. */
export interface Enveloped {
  /** The bill alone. */
  bytes: Uint8Array
  /** What it stood in: `an in-toto statement`. */
  what: string
}

/** Predicates that are bills (in-toto attestation framework, predicates; cosign, attestation types), of any version. */
const billTypes =
  /^https?:\/\/(?:cyclonedx\.org\/(?:bom|schema|specification)|spdx\.dev\/Document|spdx\.github\.io\/spdx-spec)(?:[/#]|$)/

const telling: ReadonlySet<string> = new Set(['predicateType', 'predicate', 'payloadType', 'payload', 'dsseEnvelope'])

/** Whether a paper may be a statement about something or an envelope around one: by the keys of its top level. */
export function mayBeEnveloped({ text }: Head): boolean {
  if (!/^\s*\{/.test(text) || !/"(?:predicate|payload|dsseEnvelope)/.test(text)) return false
  for (const key of topKeys(text)) if (telling.has(key)) return true
  return false
}

/**
 * The bill in an in-toto statement (v0.1, v1), in a DSSE envelope around one (its payload in base64 or base64url), or in a
 * Sigstore bundle with such an envelope; undefined for anything else. No signature is looked at.
 */
export function unwrapped(bytes: Uint8Array, limits: Limits, name: string): Enveloped | undefined {
  const bundle = recordIn(bytes, limits, name)
  const inner = recordOf(bundle?.['dsseEnvelope'])
  const envelope = inner ?? bundle
  const { payload } = envelope ?? {}
  const signed = typeof payload === 'string' && envelope?.['signatures'] !== undefined
  const statement = signed ? recordIn(Buffer.from(payload, 'base64'), limits, name) : inner ? undefined : bundle
  const type = statement?.['predicateType']
  if (typeof type !== 'string' || !billTypes.test(type)) return undefined
  const bill = billOf(statement?.['predicate'])
  const what = inner ? 'a Sigstore bundle' : signed ? 'a DSSE envelope' : 'an in-toto statement'
  return bill && { bytes: bill, what }
}

/** A bill stands there as it is, or as text; cosign at first laid either under `Data`. */
function billOf(predicate: unknown): Uint8Array | undefined {
  const data = recordOf(predicate)?.['Data'] ?? predicate
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return recordOf(data) && Buffer.from(JSON.stringify(data), 'utf8')
}

function recordIn(bytes: Uint8Array, limits: Limits, name: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return recordOf(parseJson(bytes, limits, name))
  } catch (error) {
    // What is no JSON is no envelope: it is then called by what it looks like.
    if (error instanceof Problem) return undefined
    throw error
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
