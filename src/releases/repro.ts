import { type Limits, Problem, parseJson, quoted } from '#base'
import { insidePath } from './release-manifest.ts'

/** One making of something: which files came of it, and under which conditions. `millcert-repro/1`. */
export interface ReproRecord {
  schema: 'millcert-repro/1'
  tool: { name: 'millcert'; version: string }
  /** RFC 3339, UTC. */
  recordedAt: string
  /** Sorted by path. */
  files: { path: string; sha256: string; size: number }[]
  /** What may make two makings differ, by name: tools, system, time zone, locale, folder, source, advisories. */
  conditions: Record<string, string>
}

/** What differs between two makings. */
export interface Comparison {
  result: 'identical' | 'different'
  /** Files that are not the same in both; null where one has none of that path. */
  differences: { path: string; first: string | null; second: string | null }[]
  /** Conditions that are not the same in both: where files differ, the reason is to be looked for among them. */
  conditions: { name: string; first: string | null; second: string | null }[]
}

/** Holds two makings against each other: identical only where every file is the same to the byte. */
export function compareRecords(first: ReproRecord, second: ReproRecord): Comparison {
  const hashes = ({ files }: ReproRecord) => new Map(files.map(({ path, sha256 }) => [path, sha256]))
  const differences = different(hashes(first), hashes(second)).map(({ name, ...sides }) => ({ path: name, ...sides }))
  return {
    result: differences.length === 0 ? 'identical' : 'different',
    differences,
    conditions: different(new Map(Object.entries(first.conditions)), new Map(Object.entries(second.conditions))),
  }
}

function different(first: ReadonlyMap<string, string>, second: ReadonlyMap<string, string>): Comparison['conditions'] {
  return [...new Set([...first.keys(), ...second.keys()])]
    .sort()
    .map(name => ({ name, first: first.get(name) ?? null, second: second.get(name) ?? null }))
    .filter(one => one.first !== one.second)
}

/** Conditions that a making should not depend on: where only these differ, it reads what it should not. */
const accidental: ReadonlySet<string> = new Set(['folder', 'time zone', 'locale', 'recorded at'])

/** Why two makings differ, as far as it can be told: one sentence. */
export function whyDifferent({ differences, conditions }: Comparison): string {
  if (differences.length === 0) return 'Every file is the same to the byte.'
  const real = conditions.filter(({ name }) => !accidental.has(name)).map(({ name }) => name)
  if (real.length > 0) return `They were made with another ${real.join(', another ')}: make them with the same first.`
  const chance = conditions.map(({ name }) => name)
  return chance.length > 0
    ? `Tools and inputs are the same: what was made depends on ${chance.join(' or ')}, or on chance.`
    : 'All conditions that are known are the same: what was made depends on chance, or on something that is not recorded.'
}

const hash = /^[0-9a-f]{64}$/
const mostFiles = 1_000_000

/** Reads a record. Throws a Problem for what is none. */
export function readRecord(bytes: Uint8Array, limits: Limits, path: string): ReproRecord {
  const read = parseJson(bytes, limits, path) as Partial<ReproRecord> | null
  const bad = (what: string, at: string) =>
    new Problem('releases/bad-record', `Cannot read ${path}: ${what} at ${at}`, { at, wanted: 'millcert-repro/1' })
  if (typeof read !== 'object' || read === null || read.schema !== 'millcert-repro/1')
    throw bad('it is no millcert-repro/1', '/schema')
  const { files, conditions } = read
  if (!Array.isArray(files) || files.length === 0 || files.length > mostFiles) throw bad('no list of files', '/files')
  const seen = new Set<string>()
  for (const [index, one] of files.entries()) {
    const at = `/files/${index}`
    if (typeof one?.path !== 'string' || !insidePath(one.path) || seen.has(one.path))
      throw bad(`${quoted(one?.path ?? '')} is no path of its own inside the folder`, at)
    if (typeof one.sha256 !== 'string' || !hash.test(one.sha256)) throw bad('no SHA-256 in hex', at)
    seen.add(one.path)
  }
  if (
    typeof conditions !== 'object' ||
    conditions === null ||
    Object.values(conditions).some(one => typeof one !== 'string')
  )
    throw bad('no conditions', '/conditions')
  return read as ReproRecord
}

/** The type of a statement that two makings came to the same. */
export const reproducedType = 'urn:millcert:reproduced:1'

/** What two makings that agree are worth saying: an in-toto statement (v1) over every file, to be signed by who compared them. */
export function agreement(first: ReproRecord, second: ReproRecord): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: first.files.map(({ path, sha256 }) => ({ name: path, digest: { sha256 } })),
    predicateType: reproducedType,
    predicate: { makings: [first, second].map(({ recordedAt, conditions }) => ({ recordedAt, conditions })) },
  }
}
