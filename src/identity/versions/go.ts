import type { VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

/**
 * A module's or a toolchain's version as a semantic one. A pseudo-version (`v0.0.0-20200101000000-abcdef123456`) is a
 * pre-release that sorts by its time (go.dev/ref/mod, Pseudo-versions), and `+incompatible` is metadata. A toolchain's
 * `go1.21rc2` has no hyphen, and its number counts as one (go.dev/doc/toolchain).
 */
function plain(version: string): string {
  const first = version.charCodeAt(0)
  const text = first === 0x67 && version.startsWith('go1') ? version.slice(2) : version
  const cut = text.length < 24 ? /^(\d+(?:\.\d+)*)(rc|beta)(\d+)$/.exec(text) : null
  return cut ? `${cut[1]}-${cut[2]}.${cut[3]}` : text
}

export const go: VersionOrder = {
  id: 'go',
  number: 3,
  about: 'Go modules and toolchains (go.dev/ref/mod, Versions)',
  compare: (a, b) => compareSemver(plain(a), plain(b)),
  encode: (version, into) => encodeSemver(plain(version), into),
}
