import { isDigit, isLetter } from '../key-bytes.ts'
import type { VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

/**
 * A module's or a toolchain's version as a semantic one. A pseudo-version (`v0.0.0-20200101000000-abcdef123456`) is a
 * pre-release that sorts by its time (go.dev/ref/mod, Pseudo-versions), and `+incompatible` is metadata. A toolchain's
 * `go1.21rc2` has no hyphen, and its number counts as one (go.dev/doc/toolchain).
 */
function plain(version: string): string {
  const text = version.startsWith('go1') ? version.slice(2) : version
  if (text.length > 24) return text
  let i = text.length
  while (i > 0 && isDigit(text.charCodeAt(i - 1))) i--
  // Most versions end here, without a pattern: before the last number stands a dot.
  if (i === text.length || !isLetter(text.charCodeAt(i - 1))) return text
  const cut = /^(\d+(?:\.\d+)*)(rc|beta)(\d+)$/.exec(text)
  return cut ? `${cut[1]}-${cut[2]}.${cut[3]}` : text
}

export const go: VersionOrder = {
  id: 'go',
  number: 3,
  about: 'Go modules and toolchains (go.dev/ref/mod, Versions)',
  compare: (a, b) => compareSemver(plain(a), plain(b)),
  encode: (version, into) => encodeSemver(plain(version), into),
}
