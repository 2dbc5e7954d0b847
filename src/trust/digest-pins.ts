import { type Disk, Problem, quoted } from '#base'
import { policyDocument } from './policy-document.ts'

/** Which bytes a program or a feed has to be: `pins.toml`. Digests are `sha256:` and 64 lower-case hex digits. */
export interface DigestPins {
  path: string
  /** By the name a program is called by, or its whole path. */
  tools: ReadonlyMap<string, readonly string[]>
  /** By id of the feed: one digest for each of its originals. */
  feeds: ReadonlyMap<string, readonly string[]>
}

const sections = ['tool', 'feed']

/** The pins of a file; undefined where there is none. A misspelt pin would be none, so it is refused (`trust/bad-policy`). */
export async function digestPins(disk: Pick<Disk, 'read' | 'stat'>, path: string): Promise<DigestPins | undefined> {
  if (disk.stat(path)?.kind !== 'file') return undefined
  const document = await policyDocument(disk, path, 'trust/bad-policy')
  const odd = Object.keys(document).find(name => !sections.includes(name))
  if (odd !== undefined) throw bad(path, `there is no section ${quoted(odd)}`, '[tool."NAME"] or [feed."ID"]')
  return { path, tools: pinsIn(document['tool'], 'tool', path), feeds: pinsIn(document['feed'], 'feed', path) }
}

function pinsIn(section: unknown, kind: string, path: string): Map<string, readonly string[]> {
  if (section === undefined) return new Map()
  return new Map(
    entriesOf(section, kind, path).map(([name, fields]) => [name, digestsIn(fields, `${kind}.${name}`, path)]),
  )
}

function digestsIn(fields: unknown, at: string, path: string): string[] {
  const given = entriesOf(fields, at, path)
  const odd = given.find(([name]) => name !== 'sha256')
  if (odd) throw bad(path, `${at} has no field ${quoted(odd[0])}`, 'sha256')
  const listed = given.flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  const wrong = listed.find(value => typeof value !== 'string' || !/^(?:sha256:)?[0-9a-f]{64}$/.test(value))
  if (wrong !== undefined || listed.length === 0)
    throw bad(path, `${at}.sha256 is ${quoted(String(wrong ?? ''))}`, '64 lower-case hex digits, or a list of such')
  return listed.map(value => `sha256:${(value as string).replace('sha256:', '')}`)
}

function entriesOf(value: unknown, at: string, path: string): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value)
  throw bad(path, `${at} is no section`, `[${at}] with fields under it`)
}

function bad(path: string, what: string, wanted: string): Problem {
  return new Problem('trust/bad-policy', `Cannot use ${path}: ${what}; wanted: ${wanted}`, { at: path, wanted })
}
