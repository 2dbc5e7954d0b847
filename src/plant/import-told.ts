import type { Told } from '#ledger'
import type { DifferenceCount } from './taken.ts'

/** What of an import's answer is told in a sentence. */
export interface ImportTold {
  file: string
  source: string
  dryRun: boolean
  changes: boolean
  importId?: string | undefined
  counts: Readonly<Record<DifferenceCount, number>>
}

/** Counts in the order that they matter, with what one of them and what several are called. */
const counted = [
  ['new', 'new'],
  ['changed', 'changed'],
  ['same', 'known already'],
  ['refused', 'in quarantine'],
  ['conflicting', 'in conflict with another source'],
  ['elsewhere', 'of another site'],
  ['mended', 'mended'],
  ['gone', 'not listed any more'],
] as const

/** An import in a sentence, and what to look at next. */
export function importTold(out: ImportTold, said: Readonly<Record<string, unknown>>): Told {
  const { counts, file, source, dryRun, changes, importId } = out
  const parts = counted.flatMap(([name, words]) => (counts[name] > 0 ? [`${counts[name]} ${words}`] : []))
  const rows = counts.rows === 1 ? '1 row' : `${counts.rows} rows`
  const kept = !changes ? ' Nothing changes.' : dryRun ? ' Nothing is kept: this only tells what would change.' : ''
  const site = ` --site ${quotedWord(String(said['siteId'] ?? 'SITE'))}`
  const next: string[] = []
  if (counts.refused > 0 && !dryRun) next.push(`imports quarantine${site} --source ${quotedWord(source)}`)
  if (counts.conflicting > 0 && !dryRun) next.push(`conflicts list${site}`)
  if (importId !== undefined) next.push(`imports undo ${importId}`)
  return { says: [`${file}: ${rows}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.${kept}`], next }
}

/** A word of a command as a shell takes it for one. */
export function quotedWord(text: string): string {
  return /^[\w.:/@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
