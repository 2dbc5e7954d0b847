import { type AdvisoryText, type Severity, severities, severityOf } from '#advisories'
import { digest, printOf } from '#base'
import type { AdvisoryRow } from './store.ts'

/** What is kept of a record, but for when it came. */
export type AdvisoryFacts = Omit<AdvisoryRow, 'id' | 'first_seen' | 'gone_at' | 'moved'> & { names: readonly string[] }

/** The worst score of a record, one of version 2 counting only where there is no newer; else its source's word. */
export function advisorySeverity({ cvss, severity }: Pick<AdvisoryText, 'cvss' | 'severity'>): Severity {
  const newer = cvss.filter(({ version }) => version !== '2.0')
  const scores = (newer.length > 0 ? newer : cvss).map(({ score }) => score)
  return scores.length > 0 ? severityOf(Math.max(...scores)) : severity
}

export function advisoryFacts(text: AdvisoryText): AdvisoryFacts {
  const { feed: source, id: name, url, aliases, malicious } = text
  const severity = advisorySeverity(text)
  const [published, modified] = [text.published ?? null, text.modified ?? null]
  const names = [...new Set([name, ...aliases].map(one => one.toUpperCase()))]
  const print = printOf(JSON.stringify([url, severity, published, modified, malicious, names]))
  return { source, name, url, severity, published, modified, malicious: malicious ? 1 : 0, print, names }
}

/** The number of a record where no other has it: 52 bits of the digest of its source and name. */
export function advisoryNumber(source: string, name: string): number {
  return Number.parseInt(digest(`${source} ${name}`).slice('sha256:'.length, 'sha256:'.length + 13), 16)
}

/**
 * How urgent a vulnerability is, in the order of a scan: known to be exploited, malicious, severity, probability of exploitation. A whole
 * number; less is more urgent.
 */
export function urgencyOf(one: { kev: boolean; malicious: boolean; severity: string; epss: number | null }): number {
  const { kev, malicious, epss } = one
  const rank = (kev ? 0 : 100) + (malicious ? 0 : 50) + 3 * severities.indexOf(one.severity as Severity)
  return Math.round(1e5 * (rank + (epss === null ? 2 : 1 - epss)))
}
