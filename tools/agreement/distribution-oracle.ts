import { byRpm, type Compare, evaluate } from './oracle.ts'

/**
 * A second opinion on packages of distributions: the orders of dpkg and apk said as their manuals say them, and the plain evaluation of
 * OSV ranges. It shares no code with the product.
 */

/** deb-version(7): text up to a digit, then a number, in turns; a tilde before the end, letters before all else. */
export const byDpkg: Compare = (a, b) => {
  const parts = (text: string) => {
    const [epoch, rest] = /^\d+:/.test(text) ? text.split(/:(.*)/s) : ['0', text]
    const hyphen = rest!.lastIndexOf('-')
    return [epoch!, hyphen < 0 ? rest! : rest!.slice(0, hyphen), hyphen < 0 ? '0' : rest!.slice(hyphen + 1)]
  }
  const [x, y] = [parts(a), parts(b)]
  if (BigInt(x[0]!) !== BigInt(y[0]!)) return BigInt(x[0]!) < BigInt(y[0]!) ? -1 : 1
  return inTurns(x[1]!, y[1]!) || inTurns(x[2]!, y[2]!)
}

function inTurns(a: string, b: string): number {
  let [x, y] = [a, b]
  while (x !== '' || y !== '') {
    const [p, q] = [/^\D*/.exec(x)![0], /^\D*/.exec(y)![0]]
    for (let i = 0; i < Math.max(p.length, q.length); i++) {
      const difference = weight(p[i]) - weight(q[i])
      if (difference !== 0) return difference
    }
    ;[x, y] = [x.slice(p.length), y.slice(q.length)]
    const [m, n] = [/^\d*/.exec(x)![0], /^\d*/.exec(y)![0]]
    const [k, l] = [BigInt(m || 0), BigInt(n || 0)]
    if (k !== l) return k < l ? -1 : 1
    ;[x, y] = [x.slice(m.length), y.slice(n.length)]
  }
  return 0
}

function weight(character: string | undefined): number {
  if (character === '~') return -1
  if (character === undefined) return 0
  return /[a-z]/i.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 256
}

const early = ['alpha', 'beta', 'pre', 'rc']
const late = ['cvs', 'svn', 'git', 'hg', 'p']

/** apk-package(5): numbers, a letter, suffixes, a revision. A number behind a dot that begins with 0 has no opinion here. */
export const byApk: Compare = (a, b) => {
  const read = (text: string) =>
    /^(\d+(?:\.(?:0|[1-9]\d*))*)([a-z]?)((?:_[a-z]+\d*)*)(?:-r(\d+))?$/.exec(text) ?? undefined
  const [x, y] = [read(a), read(b)]
  if (x === undefined || y === undefined) return undefined
  const [m, n] = [x[1]!.split('.').map(BigInt), y[1]!.split('.').map(BigInt)]
  for (let i = 0; i < Math.max(m.length, n.length); i++) {
    if (m[i] === undefined || n[i] === undefined) return m[i] === undefined ? -1 : 1
    if (m[i] !== n[i]) return m[i]! < n[i]! ? -1 : 1
  }
  if (x[2] !== y[2]) return x[2]! < y[2]! ? -1 : 1
  const [p, q] = [suffixes(x[3]!), suffixes(y[3]!)]
  if (p === undefined || q === undefined) return undefined
  for (let i = 0; i < Math.max(p.length, q.length); i++) {
    const none: [rank: number, number: bigint] = [0, 0n]
    const [one, other] = [p[i] ?? none, q[i] ?? none]
    if (one[0] !== other[0]) return one[0] - other[0]
    if (one[1] !== other[1]) return one[1] < other[1] ? -1 : 1
  }
  return Number(x[4] ?? 0) - Number(y[4] ?? 0)
}

function suffixes(text: string): [rank: number, number: bigint][] | undefined {
  const found: [number, bigint][] = []
  for (const [, word, number] of text.matchAll(/_([a-z]+)(\d*)/g)) {
    const rank = early.includes(word!) ? early.indexOf(word!) - 10 : late.indexOf(word!) + 1
    if (rank === 0) return undefined
    found.push([rank, BigInt(number || 0)])
  }
  return found
}

const orders: Record<'deb' | 'apk' | 'rpm', Compare> = { deb: byDpkg, apk: byApk, rpm: byRpm }

export interface RawAdvisory {
  id: string
  modified: string
  withdrawn?: string
  affected: {
    package: { ecosystem: string; name: string }
    versions?: string[]
    ranges?: { type: string; events: Record<string, string>[] }[]
  }[]
}

/** Ids of the records that call a version affected, of those that name the package in that release; undefined where a version cannot be read. */
export function affecting(
  records: readonly RawAdvisory[],
  type: 'deb' | 'apk' | 'rpm',
  ecosystem: string,
  name: string,
  version: string,
): Set<string> | undefined {
  const compare = orders[type]
  const ids = new Set<string>()
  for (const { id, withdrawn, affected } of records) {
    if (withdrawn !== undefined) continue
    for (const { package: pack, versions = [], ranges = [] } of affected) {
      if (pack.ecosystem !== ecosystem || pack.name !== name) continue
      for (const listed of versions) {
        const sign = compare(listed, version)
        if (sign === undefined) return undefined
        if (sign === 0) ids.add(id)
      }
      for (const { events } of ranges) {
        const inside = evaluate(events, version, compare)
        if (inside === undefined) return undefined
        if (inside) ids.add(id)
      }
    }
  }
  return ids
}
