import { createHash } from 'node:crypto'

/** Bytes of chance in a secret. */
const length = 32

/** A secret that nobody can guess, as text for a cookie, a header or a link. */
export function newSecret(random: (bytes: number) => Uint8Array, prefix = ''): string {
  return prefix + Buffer.from(random(length)).toString('base64url')
}

/**
 * What of a secret is kept. Secrets are of chance alone, so that one hash is enough; rows are found by it, and no comparison tells by
 * its time how much of a guess was right.
 */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
