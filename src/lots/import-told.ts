import type { Told } from '#ledger'

/** What of an import of lots is told in a sentence. */
export interface LotsTold {
  file: string
  changes: boolean
  importId: string | null
  counts: Readonly<Record<'new' | 'changed' | 'same' | 'refused' | 'elsewhere', number>>
}

/** An import of lots in a sentence, and what to do next. */
export function lotsTold({ file, changes, importId, counts }: LotsTold, said: Readonly<Record<string, unknown>>): Told {
  const parts = [`${counts.new} new`, `${counts.changed} changed`, `${counts.same} known already`]
  if (counts.refused > 0) parts.push(`${counts.refused} rows in quarantine`)
  if (counts.elsewhere > 0) parts.push(`${counts.elsewhere} of another site`)
  const kept = !changes ? ' Nothing changes.' : importId === null ? ' Nothing is kept.' : ''
  const next = importId === null ? [] : [`imports undo ${importId}`]
  if (counts.refused > 0 && importId !== null) next.unshift(`imports quarantine --site ${said['siteId'] ?? 'SITE'}`)
  return { says: [`${file}: lots: ${parts.join(', ')}.${kept}`], next }
}
