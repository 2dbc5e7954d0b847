import { Buffer } from 'node:buffer'
import { Problem, quoted } from '#base'
import { type CheckName, checkNames } from './check.ts'
import type { PinnedIdentity, PinnedKey, Policy, ProvenancePolicy, SummaryPolicy } from './policy.ts'

/** A policy that asks for nothing yet: what a command line or a file adds to. */
export const noPolicy: Policy = {
  from: 'nothing',
  keys: [],
  identities: [],
  threshold: 1,
  envelopes: [],
  require: [],
  waive: [],
  payloadTypes: [],
  predicateTypes: [],
  maxAge: undefined,
  provenance: undefined,
  summary: undefined,
}

/** A policy file as it was read, and the trusted root it names, as a path beside the file. */
export interface PolicyFile {
  readonly policy: Policy
  readonly trustedRoot: string | undefined
  /** The root that a carried repository starts from, where the trusted root is one. */
  readonly firstRoot: string | undefined
}

const fields = [
  // What a whole release has to be, which the room releases reads.
  'release',
  'envelopes',
  'require',
  'waive',
  'threshold',
  'trusted-root',
  'first-root',
  'payload-types',
  'predicate-types',
  'max-age-days',
  'key',
  'identity',
  'provenance',
  'summary',
]

/** What a policy may do without: the rest a verdict always needs. */
const waivable: readonly CheckName[] = ['transparency-log', 'certificate-logged', 'key-current']
const day = 86_400_000
const mostEntries = 1000
const longest = 4096

type Table = Readonly<Record<string, unknown>>

/**
 * The policy of a TOML document (docs/words.md, policy). `file` gives the bytes of a key's file, by its path as it stands there.
 * A field that is not known is a Problem `trust/bad-policy`: a misspelled check must not be a check that is not made.
 */
export function readPolicy(value: unknown, from: string, file: (path: string) => Uint8Array): PolicyFile {
  const wrong = (what: string, at: string) =>
    new Problem('trust/bad-policy', `Cannot read ${from}: ${what} at ${at}`, { at })
  const read = reader(wrong)
  const top = read.table(value, '')
  read.only(top, '', fields)
  const keys = read.tables(top, 'key').map(([one, at]) => keyOf(read, one, at, file))
  const identities = read.tables(top, 'identity').map(([one, at]) => identityOf(read, one, at))
  const threshold = read.number(top, 'threshold', '') ?? 1
  if (!Number.isInteger(threshold) || threshold < 1) throw wrong('a whole number of at least 1 is wanted', 'threshold')
  const days = read.number(top, 'max-age-days', '')
  if (days !== undefined && days <= 0) throw wrong('more than 0 is wanted', 'max-age-days')
  const waive = checks(read, top, 'waive', wrong)
  const odd = waive.find(name => !waivable.includes(name))
  if (odd !== undefined)
    throw wrong(`${quoted(odd)} is always wanted; only ${waivable.join(', ')} may be waived`, 'waive')
  const policy: Policy = {
    from,
    keys,
    identities,
    threshold,
    envelopes: read.texts(top, 'envelopes', ''),
    require: checks(read, top, 'require', wrong),
    waive,
    payloadTypes: read.texts(top, 'payload-types', ''),
    predicateTypes: read.texts(top, 'predicate-types', ''),
    maxAge: days === undefined ? undefined : days * day,
    provenance: provenanceOf(read, top, wrong),
    summary: summaryOf(read, top, wrong),
  }
  checkPolicy(policy)
  return { policy, trustedRoot: read.text(top, 'trusted-root', ''), firstRoot: read.text(top, 'first-root', '') }
}

/** Refuses a policy that asks for nothing, or that lets one vendor's key sign what is another's. */
export function checkPolicy(policy: Policy): void {
  const { from, keys, identities, envelopes, threshold } = policy
  const onlyChecksums = envelopes.length > 0 && envelopes.every(id => id === 'checksums')
  if (keys.length + identities.length === 0 && !onlyChecksums)
    throw new Problem('trust/empty-policy', `Cannot verify anything with ${from}: it names no key and no identity`, {
      next: 'name who may sign: --key FILE, --identity X --issuer Y, or --policy FILE',
    })
  const everything = keys.filter(({ signs }) => signs.length === 0)
  if (keys.length > 1 && threshold < 2 && everything.length > 0)
    throw new Problem(
      'trust/bad-policy',
      `Cannot verify with ${from}: of ${keys.length} keys, ${quoted(everything[0]!.name)} may sign anything`,
      { next: 'say what each may sign with signs = ["name-*"], or how many of them must with threshold' },
    )
  if (threshold > keys.length && threshold > 1)
    throw new Problem(
      'trust/bad-policy',
      `Cannot verify with ${from}: ${threshold} keys must sign, and it names ${keys.length}`,
    )
}

type Reader = ReturnType<typeof reader>
type Wrong = (what: string, at: string) => Problem

function reader(wrong: Wrong) {
  const place = (at: string, key: string) => (at === '' ? key : `${at}.${key}`)
  const table = (value: unknown, at: string): Table => {
    if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Date)
      throw wrong('a table is wanted', at || 'the top')
    return value as Table
  }
  const text = (of: Table, key: string, at: string): string | undefined => {
    const found = Object.hasOwn(of, key) ? of[key] : undefined
    if (found === undefined) return undefined
    if (typeof found !== 'string' || found === '' || found.length > longest)
      throw wrong('a text is wanted', place(at, key))
    return found
  }
  return {
    table,
    text,
    only(of: Table, at: string, known: readonly string[]) {
      const odd = Object.keys(of).find(key => !known.includes(key))
      if (odd !== undefined) throw wrong(`${quoted(odd)} is none of ${known.join(', ')}`, at || 'the top')
    },
    tables(of: Table, key: string): [Table, string][] {
      const found = Object.hasOwn(of, key) ? of[key] : []
      if (!Array.isArray(found) || found.length > mostEntries) throw wrong(`[[${key}]] is wanted`, key)
      return found.map((one, index) => [table(one, `${key} ${index + 1}`), `${key} ${index + 1}`])
    },
    number(of: Table, key: string, at: string): number | undefined {
      const found = Object.hasOwn(of, key) ? of[key] : undefined
      if (found !== undefined && typeof found !== 'number') throw wrong('a number is wanted', place(at, key))
      return found
    },
    texts(of: Table, key: string, at: string): readonly string[] {
      const found = Object.hasOwn(of, key) ? of[key] : []
      if (!Array.isArray(found) || found.length > mostEntries) throw wrong('a list of texts is wanted', place(at, key))
      for (const one of found)
        if (typeof one !== 'string' || one === '' || one.length > longest)
          throw wrong('a text is wanted', place(at, key))
      return found
    },
    time(of: Table, key: string, at: string): number | undefined {
      const found = Object.hasOwn(of, key) ? of[key] : undefined
      if (found === undefined) return undefined
      const time = found instanceof Date ? found.getTime() : typeof found === 'string' ? Date.parse(found) : Number.NaN
      if (Number.isNaN(time)) throw wrong('a day is wanted, as 2026-01-31', place(at, key))
      return time
    },
  }
}

function keyOf(read: Reader, one: Table, at: string, file: (path: string) => Uint8Array): PinnedKey {
  read.only(one, at, ['name', 'file', 'text', 'signs', 'from', 'until', 'withdrawn'])
  const path = read.text(one, 'file', at)
  const text = read.text(one, 'text', at)
  if ((path === undefined) === (text === undefined))
    throw new Problem('trust/bad-policy', `Cannot read a pinned key: either file or text is wanted at ${at}`, { at })
  return {
    name: read.text(one, 'name', at) ?? path ?? at,
    bytes: path !== undefined ? file(path) : Buffer.from(text!),
    signs: read.texts(one, 'signs', at),
    from: read.time(one, 'from', at),
    until: read.time(one, 'until', at),
    withdrawn: read.text(one, 'withdrawn', at),
  }
}

function identityOf(read: Reader, one: Table, at: string): PinnedIdentity {
  read.only(one, at, ['identity', 'pattern', 'issuer', 'signs'])
  const exact = read.text(one, 'identity', at)
  const pattern = read.text(one, 'pattern', at)
  const issuer = read.text(one, 'issuer', at)
  const wrong = (what: string) =>
    new Problem('trust/bad-policy', `Cannot read a pinned identity: ${what} at ${at}`, { at })
  if ((exact === undefined) === (pattern === undefined)) throw wrong('either identity or pattern is wanted')
  if (issuer === undefined) throw wrong('an issuer is wanted: the same name can be confirmed by anybody')
  if (pattern !== undefined && /^\**$/.test(pattern)) throw wrong('a pattern that means everybody names nobody')
  return { identity: (exact ?? pattern)!, pattern: pattern !== undefined, issuer, signs: read.texts(one, 'signs', at) }
}

function checks(read: Reader, top: Table, key: string, wrong: Wrong): readonly CheckName[] {
  return read.texts(top, key, '').map(name => {
    if (!(checkNames as readonly string[]).includes(name)) throw wrong(`${quoted(name)} is no check that is known`, key)
    return name as CheckName
  })
}

function provenanceOf(read: Reader, top: Table, wrong: Wrong): ProvenancePolicy | undefined {
  if (!Object.hasOwn(top, 'provenance')) return undefined
  const at = 'provenance'
  const one = read.table(top.provenance, at)
  read.only(one, at, ['builders', 'sources', 'build-types', 'parameters'])
  const [builders, sources, buildTypes] = (['builders', 'sources', 'build-types'] as const).map(key =>
    read.texts(one, key, at),
  )
  const parameters = Object.hasOwn(one, 'parameters') ? read.texts(one, 'parameters', at) : undefined
  if (builders!.length + sources!.length + buildTypes!.length === 0 && parameters === undefined)
    throw wrong('it asks for nothing', at)
  return { builders: builders!, sources: sources!, buildTypes: buildTypes!, parameters }
}

function summaryOf(read: Reader, top: Table, wrong: Wrong): SummaryPolicy | undefined {
  if (!Object.hasOwn(top, 'summary')) return undefined
  const at = 'summary'
  const one = read.table(top.summary, at)
  read.only(one, at, ['verifiers', 'resources', 'levels'])
  const summary = {
    verifiers: read.texts(one, 'verifiers', at),
    resources: read.texts(one, 'resources', at),
    levels: read.texts(one, 'levels', at),
  }
  if (summary.verifiers.length === 0 || summary.resources.length === 0)
    throw wrong('verifiers and resources are wanted: a summary of anything by anybody says nothing', at)
  return summary
}
