import type { Limits } from '#base'
import { inInterval, notations, readRange } from '#identity'
import type { Pin } from './lock-finding.ts'
import type { Compared, Difference } from './lock-format.ts'

/** A dependency that a manifest asks for. */
export interface Ask {
  name: string
  /** The range as written, empty for any version. */
  wanted: string
  line: number | undefined
  /** It comes from a repository, an address or a folder, so no range decides it; the word for it. */
  from?: 'git' | 'url' | 'path'
  /** Asked for to build the package alone: no lockfile of its ecosystem pins it. */
  build?: true
  /** Only on some systems or in some extras: a lockfile may leave it out. */
  optional?: true
}

/** One way to ask for dependencies. */
export interface ManifestFormat {
  readonly id: string
  readonly names: RegExp
  /** Scheme of its ranges: `npm`, `pypi`, `cargo`. */
  readonly scheme: string
  /** Loads what `read` needs; awaited before it. */
  prepare?(): Promise<unknown>
  /** Throws a Problem when the file cannot be read. */
  read(bytes: Uint8Array, limits: Limits, path: string): Ask[]
}

/** Names as the ecosystem compares them. */
export function sameName(scheme: string, name: string): string {
  if (scheme === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-')
  if (scheme === 'cargo') return name.replaceAll('_', '-')
  return scheme === 'composer' || scheme === 'nuget' ? name.toLowerCase() : name
}

/** Whether a version is one of those that a range means; undefined where that cannot be told. */
export function satisfies(scheme: string, range: string, version: string): boolean | undefined {
  const wanted = range.trim()
  if (wanted === '' || wanted === '*') return true
  const runs = readRange(scheme, wanted)
  const order = Object.values(notations).find(({ id }) => id === scheme)?.order
  if ('fault' in runs || order === undefined) return undefined
  let unknown = false
  for (const run of runs) {
    const inside = inInterval(order, run, version)
    if (inside === true) return true
    unknown ||= inside === undefined
  }
  return unknown ? undefined : false
}

/** Whether a range leaves one version only: `1.2.3` of npm, `==1.2.3` of Python, `=1.2.3` of Cargo. */
export function isPinned(scheme: string, range: string): boolean {
  if (scheme === 'pypi') return /^={2,3}\s*[^\s*,]+$/.test(range.trim())
  const runs = readRange(scheme, range)
  if ('fault' in runs || runs.length !== 1) return false
  const { from, to, fromIncluded, toIncluded } = runs[0]!
  return from !== undefined && from === to && fromIncluded !== false && toIncluded === true
}

/** Versions of one package that are compared; no lockfile has so many. */
const most = 100

/**
 * Whether every dependency that is asked for is pinned to a version that the range takes. What a lockfile keeps of the question itself
 * is compared by `compareAsked`; this is for formats that keep none of it.
 */
export function compareVersions(
  manifest: string,
  scheme: string,
  asks: readonly Ask[],
  pins: readonly Pin[],
): Compared {
  const byName = new Map<string, Pin[]>()
  for (const pin of pins) {
    const key = sameName(scheme, pin.name)
    const list = byName.get(key)
    if (list) list.push(pin)
    else byName.set(key, [pin])
  }
  const differences: Difference[] = []
  const unknown: string[] = []
  for (const ask of asks) {
    if (ask.build) continue
    const found = byName.get(sameName(scheme, ask.name)) ?? []
    if (found.length === 0) {
      if (!ask.optional && ask.from !== 'path')
        differences.push(differenceOf(ask, undefined, `${ask.name} is asked for and not in the lockfile`))
      continue
    }
    if (ask.from !== undefined) continue
    const inside = found
      .slice(0, most)
      .map(({ version }) => (version === undefined ? undefined : satisfies(scheme, ask.wanted, version)))
    if (inside.includes(true)) continue
    if (inside.includes(undefined)) unknown.push(ask.name)
    else
      differences.push(
        differenceOf(ask, found[0]!.version, `${ask.name} ${found[0]!.version} is locked, ${ask.wanted} is asked for`),
      )
  }
  return comparedWith(manifest, differences, unknown.length > 0 ? rangesUnknown(unknown) : undefined)
}

function rangesUnknown(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return `the ranges of ${names.slice(0, 3).join(', ')}${more} cannot be compared with what is locked`
}

/** What a lockfile keeps of the question, against what the manifest asks for now: texts are equal, or it was not locked again. */
export function compareAsked(
  manifest: string,
  asks: readonly Ask[],
  recorded: ReadonlyMap<string, string>,
  elsewhere: ReadonlySet<string> = new Set(),
): Compared {
  const differences: Difference[] = []
  const asked = new Set<string>()
  for (const ask of asks) {
    asked.add(ask.name)
    const before = recorded.get(ask.name)
    if (before === undefined) {
      if (!ask.optional)
        differences.push(differenceOf(ask, undefined, `${ask.name} is asked for and the lockfile does not know of it`))
    } else if (before !== ask.wanted)
      differences.push(
        differenceOf(
          ask,
          undefined,
          `${ask.name} ${ask.wanted || '*'} is asked for, it was locked for ${before || '*'}`,
        ),
      )
  }
  for (const name of recorded.keys())
    if (!asked.has(name) && !elsewhere.has(name))
      differences.push({
        line: undefined,
        name,
        version: undefined,
        message: `${name} is locked as asked for, and is asked for no more`,
      })
  return comparedWith(manifest, differences, undefined)
}

export function comparedWith(
  manifest: string,
  differences: readonly Difference[],
  because: string | undefined,
): Compared {
  const verdict = differences.length > 0 ? 'differs' : because === undefined ? 'same' : 'undecided'
  return { manifest, verdict, because: verdict === 'undecided' ? because : undefined, differences }
}

export function differenceOf(ask: Ask, version: string | undefined, message: string): Difference {
  return { line: ask.line, name: ask.name, version, message }
}

/** What nobody can compare, with the reason. */
export function undecided(manifest: string, because: string): Compared {
  return { manifest, verdict: 'undecided', because, differences: [] }
}

/** Lines of a manifest that are searched for what it asks for: people write fewer. */
const searched = 3000

/** The first line that holds a text; undefined where none of the first ones does. */
export function lineWith(lines: readonly string[], text: string | RegExp): number | undefined {
  for (let index = 0; index < Math.min(lines.length, searched); index++) {
    const line = lines[index]!
    if (typeof text === 'string' ? line.includes(text) : text.test(line)) return index + 1
  }
  return undefined
}
