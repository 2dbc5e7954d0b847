import { z } from 'zod'
import { ask as question } from '#ledger'
import { moment, momentOf } from './asked-moment.ts'
import {
  afterStated,
  plantGiven,
  plantStateOf,
  sitesGiven,
  sitesStateOf,
  statedAssets,
  statedPage,
} from './plant-state.ts'
import { states } from './state.ts'
import { assetsInState } from './state-store.ts'

const siteId = z.string().min(1).max(100).optional().describe('only at this site')

/** How the plant is, place by place. */
export const plant = {
  show: question({
    about:
      'Show how many assets of each place and level are affected, undecided or unknown, and when work can next be done there',
    can: 'answers.read',
    takes: z.strictObject({ ...moment, siteId }),
    gives: plantGiven,
    async run(world, { at, known, siteId }) {
      const when = momentOf(world, at, known)
      return plantStateOf(world.db, world.sites, siteId, when.moment, when.past)
    },
  }),
  sites: question({
    about: 'Show how each site is as a whole, the worst first, and when work can next be done there',
    can: 'answers.read',
    takes: z.strictObject(moment),
    gives: sitesGiven,
    async run(world, { at, known }) {
      const when = momentOf(world, at, known)
      return sitesStateOf(world.db, world.sites, when.moment, when.past)
    },
  }),
  assets: question({
    about: 'List assets with what can be said of each as a whole, the worst first',
    can: 'answers.read',
    takes: z.strictObject({
      ...moment,
      siteId,
      path: z.string().min(1).max(1000).optional().describe('a place: what stands there and below'),
      alone: z.boolean().optional().describe('only what stands at the very place, and nothing below it'),
      level: z.coerce.number().min(0).max(5).optional().describe('of the Purdue model'),
      levelless: z.boolean().optional().describe('only assets of which nobody knows the level'),
      zoneId: z.string().min(1).max(100).optional(),
      kind: z.string().min(1).max(100).optional().describe('hmi, plc, switch …'),
      words: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('part of tag, name, vendor, product, order number, serial number, path or an address'),
      conflicts: z.boolean().optional().describe('only those about which sources contradict each other'),
      state: z.enum(states).optional().describe('only assets of which this is the worst'),
      atLeast: z.enum(states).optional().describe('only assets of which this or something worse can be said'),
      after: z.string().max(2000).optional().describe('where the page before ended'),
      limit: z.coerce.number().int().min(1).max(500).default(50).describe('assets on a page'),
    }),
    gives: statedAssets,
    async run(world, { at, known, after, limit, ...asked }) {
      const when = momentOf(world, at, known)
      const wanted = { ...asked, after: afterStated(after), limit: limit + 1 }
      return statedPage(await assetsInState(world.db, world.sites, wanted, when.past ? when.moment : undefined), limit)
    },
  }),
}
