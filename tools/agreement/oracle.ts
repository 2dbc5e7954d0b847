import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { compare as pep440Compare, valid as pep440Valid } from '@renovatebot/pep440'
import semver from 'semver'

/**
 * A second opinion on matching: the plain evaluation of the OSV schema over the raw records, as slow as it is simple. It
 * shares no code with the product, and takes its version orders from other people's libraries.
 */
export interface Oracle {
  /** Packages by ecosystem and name, with every version text their records mention. */
  packages: Map<string, { ecosystem: string; name: string; versions: Set<string> }>
  /** Ids of the records that call a version of a package affected; undefined when the library cannot read a version that matters. */
  affecting(ecosystem: string, name: string, version: string): Set<string> | undefined
}

interface Raw {
  id: string
  withdrawn?: string
  modified: string
  affected?: {
    package?: { ecosystem: string; name: string }
    versions?: string[]
    ranges?: { type: string; events: Record<string, string>[] }[]
  }[]
}

export type Compare = (a: string, b: string) => number | undefined

// The library reads four numbers as three and a pre-release (`1.9.17.1` as 1.9.1-7.1): no opinion worth having on those.
const loose = (version: string) => {
  const plain = version.replace(/^v/, '')
  if (/^\d+(\.\d+){3}/.test(plain)) return null
  return semver.parse(plain, { loose: true }) ?? (/^\d+(\.\d+)?$/.test(plain) ? semver.coerce(plain) : null)
}
const bySemver: Compare = (a, b) => {
  const [x, y] = [loose(a), loose(b)]
  return x && y ? semver.compare(x, y) : undefined
}
const byPep440: Compare = (a, b) => (pep440Valid(a) && pep440Valid(b) ? pep440Compare(a, b) : undefined)

// A candidate's local label is not looked at where the version that it is laid against has none (PEP 440, version specifiers).
const candidateByPep440: Compare = (candidate, stated) =>
  byPep440(stated.includes('+') ? candidate : candidate.replace(/\+.*$/s, ''), stated)

const orders: Record<string, Compare> = {
  npm: bySemver,
  Go: bySemver,
  'crates.io': bySemver,
  Bitnami: bySemver,
  PyPI: byPep440,
  AlmaLinux: byRpm,
}

/** rpm's order, said with regular expressions: epoch, then version and release segment by segment. */
export function byRpm(a: string, b: string): number {
  const parts = (text: string) => {
    const found = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(text)!
    return [found[1] ?? '0', found[2] ?? '', found[3] ?? '']
  }
  const [x, y] = [parts(a), parts(b)]
  for (let i = 0; i < 3; i++) {
    const order = segments(x[i]!, y[i]!)
    if (order !== 0) return order
  }
  return 0
}

function segments(a: string, b: string): number {
  const tokens = (text: string) => text.match(/~|\^|\d+|[A-Za-z]+/g) ?? []
  const [x, y] = [tokens(a), tokens(b)]
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [p, q] = [x[i], y[i]]
    if (p === q) continue
    if (p === '~' || q === '~') return p === '~' ? -1 : 1
    if (p === '^' || q === '^') return p === '^' ? (q === undefined ? 1 : -1) : p === undefined ? -1 : 1
    if (p === undefined || q === undefined) return p === undefined ? -1 : 1
    const numbers = [/^\d/.test(p), /^\d/.test(q)]
    if (numbers[0] !== numbers[1]) return numbers[0] ? 1 : -1
    if (numbers[0]) {
      const [m, n] = [BigInt(p), BigInt(q)]
      if (m !== n) return m < n ? -1 : 1
    } else return p < q ? -1 : 1
  }
  return 0
}

// Package URLs of Go are written in lower case, so two modules that differ in case alone are one.
const normal = (ecosystem: string, name: string) =>
  ecosystem === 'PyPI' ? name.toLowerCase().replace(/[-_.]+/g, '-') : ecosystem === 'Go' ? name.toLowerCase() : name

/** Reads the raw records of some NDJSON files; the newest of an id counts. */
export function readOracle(files: readonly string[]): Oracle {
  const records = new Map<string, Raw>()
  for (const file of files) {
    for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n')) {
      if (line === '') continue
      const record = JSON.parse(line) as Raw
      const before = records.get(record.id)
      if (!before || record.modified >= before.modified) records.set(record.id, record)
    }
  }
  const packages: Oracle['packages'] = new Map()
  const statements = new Map<string, { id: string; versions: string[]; ranges: Record<string, string>[][] }[]>()
  for (const record of records.values()) {
    if (record.withdrawn) continue
    for (const { package: pack, versions = [], ranges = [] } of record.affected ?? []) {
      if (!pack?.ecosystem || !orders[pack.ecosystem.split(':')[0]!]) continue
      const key = `${pack.ecosystem} ${normal(pack.ecosystem, pack.name)}`
      const runs = ranges.filter(range => range.type !== 'GIT').map(range => range.events)
      statements.set(key, [...(statements.get(key) ?? []), { id: record.id, versions, ranges: runs }])
      const known = packages.get(key) ?? { ecosystem: pack.ecosystem, name: pack.name, versions: new Set<string>() }
      for (const version of [...versions, ...runs.flat().flatMap(event => Object.values(event))])
        if (version !== '0') known.versions.add(version)
      packages.set(key, known)
    }
  }
  return {
    packages,
    affecting(ecosystem, name, version) {
      const base = ecosystem.split(':')[0]!
      const compare = orders[base]!
      const lay = base === 'PyPI' ? candidateByPep440 : compare
      // Bitnami's packages carry the packager's revision, which its records mean in some and not in others.
      if (ecosystem === 'Bitnami' && /-r?\d+$/.test(version)) return undefined
      const ids = new Set<string>()
      for (const { id, versions, ranges } of statements.get(`${ecosystem} ${normal(ecosystem, name)}`) ?? []) {
        if (versions.includes(version) || versions.some(listed => lay(version, listed) === 0)) ids.add(id)
        for (const events of ranges) {
          const inside = evaluate(events, version, compare, lay)
          if (inside === undefined) return undefined
          if (inside) ids.add(id)
        }
      }
      return ids
    },
  }
}

/** The schema's own evaluation: walk the events in the order of versions and remember the last that holds; `lay` compares the candidate with one. */
export function evaluate(
  events: readonly Record<string, string>[],
  version: string,
  compare: Compare,
  lay: Compare = compare,
): boolean | undefined {
  const points: { at: string; kind: string }[] = events.flatMap(event =>
    Object.entries(event)
      .filter(([kind]) => kind !== 'limit')
      .map(([kind, at]) => ({ at, kind })),
  )
  for (const { at } of points) if (at !== '0' && compare(at, version) === undefined) return undefined
  points.sort((a, b) => (a.at === b.at ? 0 : a.at === '0' ? -1 : b.at === '0' ? 1 : compare(a.at, b.at)!))
  const limits = events.flatMap(({ limit }) => limit ?? [])
  if (limits.length > 0 && !limits.some(at => at === '*' || compare(version, at)! < 0)) return false
  let inside = false
  for (const { at, kind } of points) {
    const order = at === '0' ? 1 : lay(version, at)!
    if (kind === 'introduced' && order >= 0) inside = true
    else if (kind === 'fixed' && order >= 0) inside = false
    else if (kind === 'last_affected' && order > 0) inside = false
  }
  return inside
}
