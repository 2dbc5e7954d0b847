import type { AdvisorySeen } from './report.ts'
import { counted } from './wording.ts'

/** What a record advises, in words for a person. Not encoded for any sink. */
export interface Remedy {
  /** `fix`, `mitigation`, `workaround`, `no fix available`, `no fix is planned`, or a later word with blanks. */
  kind: string
  /** At most 300 characters; empty where the record says no more. */
  text: string
  /** As written: an address that may be offered is what `webLink` makes of it. */
  url: string | undefined
}

/** Remediation categories of CSAF 2.0 §3.2.3.12.1 whose own names say it less plainly. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['vendor_fix', 'fix'],
  ['none_available', 'no fix available'],
  ['no_fix_planned', 'no fix is planned'],
  ['fix_planned', 'a fix is planned'],
  ['optional_patch', 'optional patch'],
])

/** Kinds that are something to do until there is a fix. */
const meanwhile: ReadonlySet<string> = new Set(['mitigation', 'workaround'])

const longest = 300
const most = 10

/** What records advise, each once: the first ten, fixes first, and how many are left out. */
export function remediesOf(advisories: readonly AdvisorySeen[]): { remedies: Remedy[]; left: number } {
  if (advisories.every(({ remediations }) => remediations === undefined)) return none
  const all = new Map<string, Remedy>()
  for (const { remediations = [] } of advisories)
    for (const { category, text, url } of remediations) {
      const kind = kinds.get(category) ?? category.replaceAll('_', ' ')
      const key = JSON.stringify([kind, text, url])
      if (!all.has(key)) all.set(key, { kind, text: shortened(text), url })
    }
  const sorted = [...all.values()].sort((a, b) => Number(b.kind === 'fix') - Number(a.kind === 'fix'))
  return { remedies: sorted.slice(0, most), left: Math.max(0, sorted.length - most) }
}

const none: { remedies: Remedy[]; left: number } = { remedies: [], left: 0 }

/** Each in one line, `fix: Install 4.1 or later (https://…)`; the last says how many are left out. */
export function remedyLines(advisories: readonly AdvisorySeen[]): string[] {
  const { remedies, left } = remediesOf(advisories)
  return [...remedies.map(remedyLine), ...(left > 0 ? [`and ${counted(left, 'more remedy', 'more remedies')}`] : [])]
}

export function remedyLine({ kind, text, url }: Remedy): string {
  const said = text === '' ? kind : `${kind}: ${text}`
  return url === undefined ? said : `${said} (${url})`
}

/** Whether it is something to do until there is a fix. */
export function isMeanwhile({ kind }: Remedy): boolean {
  return meanwhile.has(kind)
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text
}
