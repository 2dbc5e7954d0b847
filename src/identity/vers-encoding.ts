/** What has to be encoded in a version (vers-spec, version strings), and what no URI shows as it is. */
const encoded = /[^\x21-\x7e]|[><=!*|%"#?]/gu

/** A version as it stands in a vers. */
export function encodedVersion(version: string): string {
  return version
    .toWellFormed()
    .replace(encoded, one =>
      one.charCodeAt(0) > 0x20 && one.charCodeAt(0) < 0x7f
        ? `%${one.charCodeAt(0).toString(16).toUpperCase()}`
        : encodeURIComponent(one),
    )
}

/**
 * A version of a vers, decoded once. Unless `forgiving`, the encoding must be canonical: digits in upper case, and nothing
 * encoded that never needs it (RFC 3986, 6.2.2); the colons of a datetime are such.
 */
export function decodedVersion(
  scheme: string,
  text: string,
  forgiving: boolean,
): { version: string } | { fault: string } {
  const bare = /[><=!*]/.exec(text)?.[0]
  if (bare !== undefined && !forgiving) return { fault: `${JSON.stringify(bare)} in a version has to be encoded` }
  if (!text.includes('%')) return { version: text }
  if (/%(?![\da-f]{2})/i.test(text)) return { fault: 'a "%" in a version begins no encoded byte' }
  for (const [triplet] of forgiving ? [] : text.matchAll(/%../g)) {
    const byte = Number.parseInt(triplet.slice(1), 16)
    const needless = /[\w.~-]/.test(String.fromCharCode(byte)) || (scheme === 'datetime' && byte === 0x3a)
    if (triplet !== triplet.toUpperCase() || needless) return { fault: `"${triplet}" is no canonical encoding` }
  }
  try {
    return { version: decodeURIComponent(text) }
  } catch {
    return { fault: 'the bytes encoded in a version are no UTF-8' }
  }
}
