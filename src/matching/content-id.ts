import { digest } from '#base'

/** A UUID of version 8 (RFC 9562 §5.8): 122 bits of the SHA-256 of the content, the rest as the version demands. */
export function uuidOf(pieces: readonly string[]): string {
  const hex = digest(pieces.join('')).slice('sha256:'.length)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
