import { compareNumbers, compareTexts, fitted, isDigit, putNumber } from '../key-bytes.ts'
import { longestVersion, type VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

/*
 * Semantic Versioning 2.0, but build metadata counts: 1.0.0 stands before 1.0.0+1, and that before 1.0.0+2. Its identifiers
 * compare as those of a pre-release do.
 *
 * Key: that of semantic versioning; then, where there is a build, 1 and its identifiers: a number as it is, a text between
 * 0xc0 and 0. 1 is below whatever else may follow there.
 */

function encode(version: string, into: Uint8Array): number {
  const plus = version.indexOf('+')
  if (plus < 0) return encodeSemver(version, into)
  if (version.length > longestVersion) return -1
  let at = encodeSemver(version.slice(0, plus), into)
  if (at < 0) return -1
  into[at++] = 1
  for (let i = plus + 1; ; i++) {
    const from = i
    let digits = true
    for (; i < version.length && version.charCodeAt(i) !== 0x2e; i++) {
      if (isDigit(version.charCodeAt(i))) continue
      if (!/[a-z-]/i.test(version[i]!)) return -1
      digits = false
    }
    if (i === from) return -1
    if (digits) at = putNumber(into, at, version, from, i)
    else {
      into[at++] = 0xc0
      for (let j = from; j < i; j++) into[at++] = version.charCodeAt(j)
      into[at++] = 0
    }
    if (i === version.length) return fitted(into, at)
  }
}

const shape = /^([^+]*)(?:\+([\da-z-]+(?:\.[\da-z-]+)*))?$/i

function compare(a: string, b: string): number | undefined {
  if (a.length > longestVersion || b.length > longestVersion) return undefined
  const [x, y] = [shape.exec(a), shape.exec(b)]
  const order = x && y ? compareSemver(x[1]!, y[1]!) : undefined
  if (order !== 0) return order
  const [p, q] = [x![2]?.split('.') ?? [], y![2]?.split('.') ?? []]
  for (let i = 0; i < Math.min(p.length, q.length); i++) {
    const numeric = [/^\d+$/.test(p[i]!), /^\d+$/.test(q[i]!)]
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1
    const sign = numeric[0] ? compareNumbers(p[i]!, q[i]!) : compareTexts(p[i]!, q[i]!)
    if (sign !== 0) return sign
  }
  return p.length - q.length
}

export const semverBuild: VersionOrder = {
  id: 'semver-build',
  number: 14,
  about: 'Dart and Julia packages: Semantic Versioning with builds that count (pub_semver, VersionNumber of Julia)',
  compare,
  encode,
}
