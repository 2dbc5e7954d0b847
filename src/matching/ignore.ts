import { Problem, quoted } from '#base'
import type { Match, Suppressed } from './report.ts'

/** One line of an ignore file: a person's decision about one vulnerability, with an end. */
export interface Ignored {
  /** A CVE, or any id that a record of the vulnerability carries. */
  id: string
  /** A purl without version, a component's name or a file it stands in; undefined: everywhere. */
  scope: string | undefined
  reason: string
  by: string
  /** First day it no longer holds, milliseconds since 1970 UTC. */
  until: number
}

const members = new Set(['id', 'scope', 'reason', 'by', 'until'])

/**
 * The entries of an ignore file, already parsed from TOML: `[[ignore]]` with id, reason, until (a date) and perhaps scope
 * and by. Every entry must say why and until when: a decision without an end is forgotten, not taken.
 */
export function ignoredIn(document: unknown, path: string): Ignored[] {
  const entries = (document as { ignore?: unknown }).ignore ?? []
  if (!Array.isArray(entries)) throw bad(path, 'ignore must be a list: write [[ignore]] before each entry', 'ignore')
  return entries.map((entry: Record<string, unknown>, index) => {
    const at = `ignore ${index + 1}`
    const text = (key: string) => {
      const value = entry[key]
      if (typeof value !== 'string' || value.trim() === '')
        throw bad(path, `${key} is missing in ${at} (${quoted(entry['id'] ?? '')})`, at)
      return value
    }
    const odd = Object.keys(entry).find(key => !members.has(key))
    if (odd !== undefined) throw bad(path, `${quoted(odd)} in ${at} is none of ${[...members].join(', ')}`, at)
    if (entry['scope'] !== undefined && typeof entry['scope'] !== 'string')
      throw bad(path, `scope in ${at} must be one text`, at)
    const until = Date.parse(entry['until'] instanceof Date ? entry['until'].toISOString() : text('until'))
    if (!Number.isFinite(until)) throw bad(path, `until ${quoted(entry['until'])} in ${at} is not a date`, at)
    return {
      id: text('id'),
      scope: typeof entry['scope'] === 'string' ? entry['scope'] : undefined,
      reason: text('reason'),
      by: typeof entry['by'] === 'string' ? entry['by'] : path,
      until,
    }
  })
}

function bad(path: string, what: string, at: string): Problem {
  return new Problem('matching/bad-ignore-file', `Cannot use ${path}: ${what}`, {
    at,
    wanted: 'id, reason and until (YYYY-MM-DD) in each entry',
  })
}

/** Matches that an entry covers move to `suppressed`; entries past their date cover nothing. */
export function suppress(
  matches: readonly Match[],
  ignored: readonly Ignored[],
  now: number,
): { kept: Match[]; suppressed: Suppressed[]; expired: Ignored[] } {
  const live = ignored.filter(entry => entry.until > now)
  const kept: Match[] = []
  const suppressed: Suppressed[] = []
  for (const match of matches) {
    const entry = live.find(candidate => covers(candidate, match))
    if (!entry) kept.push(match)
    else
      suppressed.push({
        match,
        statement: {
          status: 'accepted',
          justification: entry.reason,
          by: entry.by,
          until: new Date(entry.until).toISOString().slice(0, 10),
        },
      })
  }
  return { kept, suppressed, expired: ignored.filter(entry => entry.until <= now) }
}

function covers({ id, scope }: Ignored, { component, vulnerability, advisories }: Match): boolean {
  const named =
    vulnerability.id === id || vulnerability.aliases.includes(id) || advisories.some(advisory => advisory.id === id)
  if (!named || scope === undefined) return named
  return (
    component.name === scope ||
    component.purl === scope ||
    component.purl?.startsWith(`${scope}@`) === true ||
    component.locations.includes(scope)
  )
}
