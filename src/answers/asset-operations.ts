import { z } from 'zod'
import { ask, type Seen } from '#ledger'
import { componentsGiven, findingsGiven, lotsGiven, storyGiven } from './asset-given.ts'
import { componentList, findingList, lotList } from './asset-lists.ts'
import { storyOf } from './asset-story.ts'
import type { Moment } from './reach-store.ts'
import { states } from './state.ts'

const time = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')

const asked = {
  id: z.string().min(1).max(1000).describe('of the asset, or its tag or path'),
  at: time.optional().describe('as it was on the floor then; now by default'),
  known: time.optional().describe('with what was known then; with what is known now by default'),
}
const paged = {
  after: z.string().max(2000).optional().describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many on a page'),
}

/** Questions about one asset over all that is known of it, beside what `#plant` does with assets. */
export const assets = {
  story: ask({
    about:
      'Show what is known of an asset: what runs on it and in it, what is wrong, its lots, its history, and what keeps it from being judged',
    can: 'answers.read',
    takes: z.strictObject(asked),
    gives: storyGiven,
    run: (world, { id, ...when }) => storyOf(world.db, world.sites, id, momentOf(world, when)),
  }),
  findings: ask({
    about: 'List what is wrong with what runs on an asset and in it, or may be, affected first',
    can: 'answers.read',
    takes: z.strictObject({ ...asked, verdict: z.enum(['affected', 'undecided']).optional(), ...paged }),
    gives: findingsGiven,
    run: (world, { at, known, ...list }) =>
      findingList(world.db, world.sites, { ...list, moment: momentOf(world, { at, known }) }),
  }),
  components: ask({
    about: 'List the components that run on an asset and in it, the worst first',
    can: 'answers.read',
    takes: z.strictObject({
      ...asked,
      bill: z.string().max(100).optional().describe('only those of the bill with this digest'),
      assetId: z.string().max(100).optional().describe('only what runs on this module'),
      state: z.enum(states).optional(),
      text: z.string().min(1).max(200).optional().describe('a part of the name or package URL'),
      ...paged,
    }),
    gives: componentsGiven,
    run: (world, { at, known, ...list }) =>
      componentList(world.db, world.sites, { ...list, moment: momentOf(world, { at, known }) }),
  }),
  lots: ask({
    about: 'List the lots that were made on an asset, the newest first',
    can: 'answers.read',
    takes: z.strictObject({ ...asked, ...paged }),
    gives: lotsGiven,
    run: (world, { at, known, ...list }) =>
      lotList(world.db, world.sites, { ...list, moment: momentOf(world, { at, known }) }),
  }),
}

function momentOf(world: Seen, { at, known }: { at?: string | undefined; known?: string | undefined }): Moment {
  return {
    at: at === undefined ? world.now() : Date.parse(at),
    known: known === undefined ? undefined : Date.parse(known),
  }
}
