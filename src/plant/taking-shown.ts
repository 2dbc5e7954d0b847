import { z } from 'zod'
import { present } from './asked.ts'
import { changeShown } from './asset-shown.ts'
import { type Difference, differenceCounts, type RowOutcome, type Taking } from './taken.ts'

const outcomeShown = z.object({
  row: z.union([z.string(), z.number()]),
  noun: z.enum(['asset', 'place', 'zone', 'conduit', 'window']),
  what: z.enum(['new', 'changed', 'conflicting', 'same', 'refused', 'elsewhere']),
  label: z.string(),
  id: z.string().optional(),
  site: z.string().optional().describe('the other site that it is about, as written'),
  knownBy: z.string().optional().describe('tag, serial, or weakly by address'),
  changes: z.array(changeShown).optional(),
  contested: z.array(z.string()).optional().describe('fields of which it contradicts what is taken for true'),
  reason: z.string().optional().describe('why it is not taken'),
  code: z.string().optional().describe('the same as one word'),
})

export const differenceShown = z.object({
  importId: z.string().optional().describe('left out when nothing was kept'),
  sourceId: z.string(),
  source: z.string(),
  file: z.string(),
  digest: z.string(),
  size: z.number(),
  format: z.string(),
  dryRun: z.boolean(),
  changes: z.boolean().describe('false: everything is known already'),
  active: z.boolean().describe('it was made by asking devices over the network'),
  simulated: z.boolean(),
  columns: z.array(z.object({ header: z.string(), role: z.string().optional(), sheet: z.string().optional() })),
  counts: z.object(
    Object.fromEntries(differenceCounts.map(name => [name, z.number()])) as Record<
      (typeof differenceCounts)[number],
      z.ZodNumber
    >,
  ),
  preview: z.array(outcomeShown).describe('the first 20 rows'),
  differences: z
    .array(outcomeShown)
    .describe('rows that change, contradict or are not taken, those about other sites last; at most 100'),
  gone: z.array(z.object({ assetId: z.string(), ref: z.string() })).describe('not listed any more; at most 100'),
  elsewhere: z.array(z.string()).describe('other sites that rows are about: left to them'),
  notes: z.array(z.object({ code: z.string(), message: z.string(), at: z.string().optional() })),
})

/** Rows of a preview. */
const previewed = 20
const shownAtMost = 100

/** What an import answers, of what is kept or would be. */
export function showDifference(
  difference: Difference,
  { source, file, imported, importId }: Taking,
  kept: { dryRun: boolean },
): z.infer<typeof differenceShown> {
  const { elsewhere = [], here = [] } = Object.groupBy(difference.outcomes, ({ what }) =>
    what === 'elsewhere' ? what : 'here',
  )
  const differing = [...here.filter(({ what }) => what !== 'same' && what !== 'new'), ...elsewhere]
  return {
    ...(!kept.dryRun && difference.changes && { importId }),
    sourceId: source.id,
    source: source.name,
    file: file.name,
    digest: file.digest,
    size: file.size,
    format: imported.format,
    dryRun: kept.dryRun,
    changes: difference.changes,
    active: imported.active,
    simulated: imported.simulated,
    columns: imported.columns.slice(0, 500).map(({ header, role, sheet }) => ({ header, ...present({ role, sheet }) })),
    counts: difference.counts,
    preview: difference.outcomes.slice(0, previewed).map(showOutcome),
    differences: differing.slice(0, shownAtMost).map(showOutcome),
    gone: difference.gone.slice(0, shownAtMost),
    elsewhere: difference.elsewhere.slice(0, shownAtMost),
    notes: [...difference.notes, ...imported.notes].map(note => ({ ...note })),
  }
}

function showOutcome({ changes, contested, ...outcome }: RowOutcome): z.infer<typeof outcomeShown> {
  const shown = changes?.map(({ field, before, after }) => ({ field, before: plain(before), after: plain(after) }))
  return present({ ...outcome, changes: shown, contested: contested && [...contested] }) as z.infer<typeof outcomeShown>
}

function plain(value: unknown): string | number | boolean | string[] | null {
  return Array.isArray(value) ? value.map(String) : (value as string | number | boolean | null)
}
