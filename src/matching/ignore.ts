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

const members = new Set(['id', 'scope', 'reason', 'by', 'until', 'review-by'])

/**
 * The entries of an ignore file, already parsed from TOML: `[[ignore]]` with id, reason, review-by or until (one date under either
 * name: the day of review is the first on which the entry no longer holds) and perhaps scope and by. Every entry must say why and
 * until when: a decision without an end is forgotten, not taken. `text` is what was parsed: Problems name the line an entry begins at.
 */
export function ignoredIn(document: unknown, path: string, text = ''): Ignored[] {
  const lines = linesOf(text)
  const entries = (document as { ignore?: unknown }).ignore ?? []
  if (!Array.isArray(entries)) throw bad(path, 'ignore must be a list: write [[ignore]] before each entry', 'ignore')
  return entries.map((entry: Record<string, unknown>, index) => {
    const at = lines[index] === undefined ? `ignore ${index + 1}` : `ignore ${index + 1} at line ${lines[index]}`
    if (typeof entry !== 'object' || entry === null) throw bad(path, `${at} is no table`, at)
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
    const end = entry['until'] === undefined ? 'review-by' : 'until'
    if (entry['review-by'] !== undefined && entry['until'] !== undefined)
      throw bad(path, `until and review-by both stand in ${at}: they mean the same, and one is wanted`, at)
    const day = entry[end]
    const said = day instanceof Date ? day.toISOString() : text(end)
    const until = Date.parse(said)
    // A thirtieth of February is read as a day of March.
    const isNone = said.length === 10 && Number.isFinite(until) && !new Date(until).toISOString().startsWith(said)
    if (!Number.isFinite(until) || isNone) throw bad(path, `${end} ${quoted(day)} in ${at} is not a date`, at)
    return {
      id: text('id'),
      scope: typeof entry['scope'] === 'string' ? entry['scope'] : undefined,
      reason: text('reason'),
      by: typeof entry['by'] === 'string' ? entry['by'] : path,
      until,
    }
  })
}

/** Lines, from 1, at which entries begin. */
function linesOf(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (/^\s*\[\[\s*"?ignore"?\s*\]\]/.test(line) ? [index + 1] : []))
}

/** The Problem of an ignore file that is no TOML, from what the parser threw. */
export function noToml(error: unknown, path: string): Problem {
  const { message, line, column } = error as { message: string; line?: number; column?: number }
  const what = message.split('\n', 1)[0]!.replace(/^Invalid TOML document: /, '')
  const at = line === undefined ? path : `line ${line}, column ${column ?? 1}`
  return new Problem(
    'matching/bad-ignore-file',
    `Cannot use ${path}: not valid TOML: ${what}${line === undefined ? '' : ` at ${at}`}`,
    { at, wanted: 'TOML 1.0' },
  )
}

function bad(path: string, what: string, at: string): Problem {
  return new Problem('matching/bad-ignore-file', `Cannot use ${path}: ${what}`, {
    at,
    wanted: 'id, reason and review-by (YYYY-MM-DD) in each entry',
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
