import type { Match } from './report.ts'

/** Ids of records of endoflife.date begin so: they say that nobody maintains a release any more, which is no vulnerability. */
const prefix = 'EOL-'

/** Whether what an id names is that a release is no longer maintained. */
export function isEnded(id: string): boolean {
  return id.startsWith(prefix)
}

/** Day on which maintenance ended (`2024-04-01`); undefined where nobody says. */
export function endedOn({ advisories }: Pick<Match, 'advisories'>): string | undefined {
  return advisories.find(({ published }) => published !== null)?.published?.slice(0, 10)
}

/** `no longer maintained since 2024-04-01`. Not encoded for any sink. */
export function endedWords(match: Pick<Match, 'advisories'>): string {
  const day = endedOn(match)
  return day === undefined ? 'no longer maintained' : `no longer maintained since ${day}`
}

/** Matches about vulnerabilities, and those that only say that a release is no longer maintained, each in the order of the report. */
export function parted(matches: readonly Match[]): { flaws: readonly Match[]; ended: readonly Match[] } {
  const ended = matches.filter(({ vulnerability }) => isEnded(vulnerability.id))
  if (ended.length === 0) return { flaws: matches, ended }
  return { flaws: matches.filter(({ vulnerability }) => !isEnded(vulnerability.id)), ended }
}
