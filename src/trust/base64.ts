import { Buffer } from 'node:buffer'

const standard = /^[A-Za-z0-9+/]*={0,2}$/
const url = /^[A-Za-z0-9_-]*={0,2}$/

/**
 * Bytes of base64 as RFC 4648 writes it, in the standard alphabet, with its padding; undefined for anything else. Node's own reader
 * skips what it does not know, so that two texts would be one signature.
 */
export function base64(text: string): Buffer | undefined {
  if (text.length % 4 !== 0 || !standard.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

/** The same, where the URL-safe alphabet is taken too, with or without padding (DSSE, protojson). */
export function eitherBase64(text: string): Buffer | undefined {
  const found = base64(text)
  if (found !== undefined || !url.test(text)) return found
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text.replace(/=+$/, '') ? bytes : undefined
}
