import { Buffer } from 'node:buffer'
import { X509Certificate } from 'node:crypto'
import { base64 } from './base64.ts'
import { type PublicKey, publicKeyFrom, publicKeyOf } from './public-key.ts'
import { isObject } from './statement.ts'

/**
 * The key that a log's entry was made for: of its PEM or DER, key or certificate, in any kind of entry (Rekor 1: hashedrekord 0.0.1,
 * dsse 0.0.1, intoto 0.0.2; Rekor 2: hashedrekord and dsse 0.0.2). Undefined where none can be read. The library compares signature and
 * digest; an entry of another signer over the same bytes is told apart here.
 */
export function keyOfEntry(body: Uint8Array): PublicKey | undefined {
  let value: unknown
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return undefined
  }
  const spec = at(value, 'spec')
  const second = at(spec, 'hashedRekordV002') ?? at(spec, 'dsseV002')
  if (second !== undefined) {
    const verifier = at(second, 'signature', 'verifier') ?? at(second, 'signatures', 0, 'verifier')
    return keyOf(at(verifier, 'x509Certificate', 'rawBytes') ?? at(verifier, 'publicKey', 'rawBytes'))
  }
  return keyOf(
    at(spec, 'signature', 'publicKey', 'content') ??
      at(spec, 'signatures', 0, 'verifier') ??
      at(spec, 'content', 'envelope', 'signatures', 0, 'publicKey'),
  )
}

/** What stands at a place of a parsed document; undefined where nothing does. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value
  for (const key of path) {
    if (Array.isArray(found) ? typeof key !== 'number' : !isObject(found) || !Object.hasOwn(found, key))
      return undefined
    found = (found as Record<string | number, unknown>)[key]
  }
  return found
}

/** Base64 of PEM or DER, once or (intoto 0.0.2) twice. */
function keyOf(encoded: unknown): PublicKey | undefined {
  if (typeof encoded !== 'string') return undefined
  const once = base64(encoded)
  if (once === undefined) return undefined
  const twice = base64(once.toString('latin1'))
  for (const bytes of [once, twice]) {
    if (bytes === undefined || bytes.length === 0) continue
    const plain = publicKeyFrom(bytes)
    if (plain) return plain
    try {
      return publicKeyOf(new X509Certificate(bytes).publicKey)
    } catch {}
  }
  return undefined
}
