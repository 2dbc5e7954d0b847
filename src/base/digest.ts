import { createHash } from 'node:crypto'

/** `sha256:` and 64 lower-case hex digits: how content is named everywhere. */
export type Digest = `sha256:${string}`

/** The digest of bytes or of a text's UTF-8. */
export function digest(content: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** A digest over pieces as they come. */
export function digester(): { add(piece: Uint8Array | string): void; digest(): Digest } {
  const hash = createHash('sha256')
  return { add: piece => void hash.update(piece), digest: () => `sha256:${hash.digest('hex')}` }
}
