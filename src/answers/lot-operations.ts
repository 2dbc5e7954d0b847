import { z } from 'zod'
import { Problem, quoted, showTime } from '#base'
import { ask as question } from '#ledger'
import { handedOver, type LotsMet } from '#lots'
import { lotShown } from './answer.ts'
import { moment, momentOf, scopeOf, siteId, time, words } from './asked-moment.ts'
import { lotsAsked } from './asking.ts'
import { questionOf } from './question.ts'
import { recordGiven, recordOf } from './record.ts'
import { lotRow } from './telling.ts'
import { leastOpen } from './weight.ts'

/** The record of a lot, and the lots of an answer, beside what `#lots` does with lots. */
export const lots = {
  touched: question({
    about: 'List the lots that met what is asked about, shipped ones first',
    can: 'answers.read',
    takes: z.strictObject({
      question: words,
      ...moment,
      siteId,
      asset: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .optional()
        .describe('only lots that met it on this asset: its id or tag'),
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional()
        .describe('where the page before ended'),
      limit: z.coerce.number().int().min(1).max(500).default(200).describe('lots on a page'),
    }),
    gives: z.object({
      counts: z
        .object({ lots: z.number(), shipped: z.number(), undecided: z.number(), since: z.string().nullable() })
        .describe('of all pages; `undecided` of the lots met nothing worse'),
      rows: z.array(
        lotShown.extend({
          quantity: z.number().nullable(),
          unit: z.string().nullable(),
          customers: z.array(z.string()).describe('who got something of it'),
        }),
      ),
      next: z.string().optional(),
    }),
    async run(world, { question: text, at, known, siteId, asset, after, limit }) {
      const offset = Number(after ?? 0)
      const asked = { question: questionOf(text), scope: scopeOf(world, siteId), ...momentOf(world, at, known), siteId }
      const wanted = { ...asked, limit: 0, lots: limit + 1, feeds: [], after: undefined }
      const found = await lotsAsked(world.db, wanted, offset, asset)
      const page = found.lots.slice(0, limit)
      const handed = await handedOver(
        world.db,
        page.map(({ siteId, lotId }) => ({ siteId, id: lotId })),
      )
      const nothing = { quantity: null, unit: null, customers: [] }
      const rows = page.map(lot => ({ ...lotRow(lot), ...(handed.get(lot.lotId) ?? nothing) }))
      return {
        counts: lotCounts(found.counts),
        rows,
        ...(found.lots.length > limit && { next: String(offset + limit) }),
      }
    },
  }),
  record: question({
    about: 'Show what a lot was made with, and what was wrong with it as known then and as known now',
    can: 'lots.read',
    takes: z.strictObject({
      id: z.string().min(1).max(100).describe('of the lot'),
      decided: time.optional().describe('when it was decided on; by default when it was made'),
      known: time.optional().describe('what then is held against: what was known at this time; now by default'),
    }),
    gives: recordGiven,
    async run({ db, sites, ...world }, { id, decided, known }) {
      const at = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
      const record = await recordOf(db, sites, id, { now: world.now(), decided: at(decided), known: at(known) })
      if (record === undefined)
        throw new Problem('answers/not-found', `Cannot find the lot ${quoted(id)}: there is none with this id`, {
          found: id,
          next: 'millcert lots list',
        })
      return record
    },
  }),
}

function lotCounts(counts: LotsMet['counts']) {
  const since = Math.min(...counts.map(one => one.since))
  return {
    lots: counts.reduce((sum, one) => sum + one.lots, 0),
    shipped: counts.reduce((sum, one) => sum + one.shipped, 0),
    undecided: counts.find(({ weight }) => weight === leastOpen)?.lots ?? 0,
    since: Number.isFinite(since) ? showTime(since) : null,
  }
}
