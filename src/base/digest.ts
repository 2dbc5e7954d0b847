/** `sha256:` and 64 lower-case hex digits: how content is named everywhere. */
export type Digest = `sha256:${string}`

let loaded: typeof import('node:crypto') | undefined

/** Loaded when first asked for: at the start of a command it costs a fifth of the time, and most answers need none. */
function cryptography(): typeof import('node:crypto') {
  loaded ??= process.getBuiltinModule('node:crypto')
  return loaded
}

/** The digest of bytes or of a text's UTF-8. */
export function digest(content: Uint8Array | string): Digest {
  // In one call: most texts are short, and an object for each costs more than the digest.
  return `sha256:${cryptography().hash('sha256', content, 'hex')}`
}

/** A digest over pieces as they come. */
export function digester(): { add(piece: Uint8Array | string): void; digest(): Digest } {
  const hash = cryptography().createHash('sha256')
  return { add: piece => void hash.update(piece), digest: () => `sha256:${hash.digest('hex')}` }
}
