import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { act } from '#ledger'
import { idField, written } from './asked.ts'
import { lastRun, runById } from './run-store.ts'
import { siteOf } from './site-store.ts'
import { type ImportedAbove, undo } from './undoing.ts'

/** What is left that one answer tells of at most. */
const mostKept = 1000

/** And in sentences. */
const mostTold = 20

const undoneShown = z.object({
  importId: z.string(),
  removed: z.number().describe('assets that are there no more'),
  restored: z.number().describe('assets that show again what they showed before'),
  renamed: z.number().describe('places and zones that are called and described as before'),
  lots: z.number().describe('lots that are as before, or there no more'),
  kept: z
    .array(
      z.object({
        what: z.enum(['asset', 'deployment', 'fact', 'lot', 'place', 'source', 'window', 'zone']),
        id: z.string().describe('of the thing, or of the asset of a fact or deployment'),
        name: z.string().optional(),
        assetId: z.string().optional(),
        field: z.string().optional(),
        why: z.string(),
      }),
    )
    .describe(`what was changed since, or is in use, and is left: at most ${mostKept}`),
  places: z.number().describe('places and zones that it made and that are left'),
})

/** The act that undoes an import, in this room and in those above that keep something of imports. */
export function undoImport(above: readonly ImportedAbove[]) {
  return act({
    about: 'Takes back everything that the newest import of a source did',
    can: 'plant.write',
    takes: z.strictObject({
      id: idField.describe('of the import'),
      reason: written(2000).optional(),
      dryRun: z.boolean().default(false).describe('only tell what would be taken back, and what is left'),
    }),
    gives: undoneShown,
    tell({ removed, restored, renamed, lots, kept }) {
      const back = `${removed} assets are there no more, ${restored} show again what they showed, ${renamed} places and zones and ${lots} lots are as before.`
      const left = kept.map(
        ({ what, name, id, field, why }) => `Left: ${what} ${name ?? id}${field ? ` ${field}` : ''}, ${why}.`,
      )
      const more = left.length - mostTold
      return { says: [back, ...left.slice(0, mostTold), ...(more > 0 ? [`And ${more} more: --format json.`] : [])] }
    },
    async run(world, { id, reason, dryRun }) {
      const { db } = world
      const run = await runById(db, world.sites, id)
      const last = await lastRun(db, run.siteId, run.sourceId)
      if (run.undoneAt !== undefined)
        throw new Problem('plant/changed', `Cannot undo the import ${quoted(id)}: it was undone already`, {
          found: showTime(run.undoneAt),
          next: last
            ? `leave it; the newest that stands is ${last.id}`
            : 'leave it; nothing of its source stands any more',
        })
      if (last?.id !== id)
        throw new Problem('plant/changed', `Cannot undo the import ${quoted(id)}: it is not the newest of its source`, {
          found: id,
          ...(last !== undefined && { wanted: last.id, next: `undo ${last.id} first` }),
        })
      const site = await siteOf(db, 'everywhere', run.siteId)
      const makeId = (noun: string) => newId(noun, world)
      const { kept, ...counts } = await undo(db, site, run, world.now(), { makeId, above })
      const about = { file: run.file, digest: run.digest }
      const change = { undone: id, ...about, ...counts, kept: kept.length, reason: reason ?? null }
      const out = { importId: id, ...counts, kept: kept.slice(0, mostKept) }
      if (dryRun) return { out }
      return {
        out,
        entry: { site: site.id, object: id, change },
      }
    },
  })
}
