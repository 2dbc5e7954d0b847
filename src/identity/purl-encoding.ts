/** Percent-encoding as purls use it: ECMA-427 clause 5.4. */

const slash = 0x2f

/**
 * The text behind a percent-encoded one; undefined when an escape is broken, its bytes are not UTF-8, or it stands for
 * a control character (clause 5.6 allows those; no package has one in its name, and terminals and logs obey them).
 */
export function decodePart(part: string): string | undefined {
  let at = part.indexOf('%')
  if (at < 0) return part
  let text = ''
  let done = 0
  while (at >= 0) {
    const byte = hexByte(part, at + 1)
    if (byte < 0x20 || byte === 0x7f) return undefined
    if (byte > 0x7f) return decodeUtf8(part)
    text += part.slice(done, at) + String.fromCharCode(byte)
    done = at + 3
    at = part.indexOf('%', done)
  }
  return text + part.slice(done)
}

function decodeUtf8(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part)
    return hasControl(text) ? undefined : text
  } catch {
    return undefined
  }
}

function hexByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high < 0 || low < 0 ? -1 : high * 16 + low
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** Whether a text has a C0 control character or DEL. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}

/** Percent-encodes everything but ASCII letters and digits, `.`, `-`, `_`, `~` and `:`. */
export function encodePart(text: string): string {
  for (let i = 0; i < text.length; i++) if (!isPlain(text.charCodeAt(i))) return encodeSlowly(text)
  return text
}

/** The same for parts joined by `/`, which stays. */
export function encodePath(text: string): string {
  return text.includes('/') ? text.split('/').map(encodePart).join('/') : encodePart(text)
}

function encodeSlowly(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function isPlain(code: number): boolean {
  if (code >= 0x2d && code <= 0x3a) return code !== slash
  const letter = code | 0x20
  return (letter >= 0x61 && letter <= 0x7a) || code === 0x5f || code === 0x7e
}

/**
 * Segments between slashes, decoded and joined again; empty ones are dropped. Undefined when one cannot be decoded, has
 * a slash inside, or is refused by `keep` returning undefined; `keep` returning false drops it.
 */
export function decodeSegments(
  text: string,
  keep: (segment: string) => boolean | undefined,
  decode: (part: string) => string | undefined = decodePart,
): string | undefined {
  let joined = ''
  for (let from = 0; from <= text.length; ) {
    const slashAt = text.indexOf('/', from)
    const to = slashAt < 0 ? text.length : slashAt
    if (to > from) {
      const segment = decode(text.slice(from, to))
      const kept = segment === undefined || segment.includes('/') ? undefined : keep(segment)
      if (kept === undefined) return undefined
      if (kept) joined = joined === '' ? segment! : `${joined}/${segment}`
    }
    from = to + 1
  }
  return joined
}
