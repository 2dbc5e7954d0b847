import { z } from 'zod'
import { ask } from '#ledger'
import { moment, momentOf } from './asked-moment.ts'
import { componentsGiven, findingsGiven, lotsGiven, storyGiven } from './asset-given.ts'
import { componentList, findingList, lotList } from './asset-lists.ts'
import { storyOf } from './asset-story.ts'
import { states } from './state.ts'

const asked = {
  id: z.string().min(1).max(1000).describe('of the asset, or its tag or path'),
  ...moment,
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
    run: (world, { id, at, known }) => storyOf(world.db, world.sites, id, momentOf(world, at, known).moment),
  }),
  findings: ask({
    about: 'List what is wrong with what runs on an asset and in it, or may be, affected first',
    can: 'answers.read',
    takes: z.strictObject({ ...asked, verdict: z.enum(['affected', 'undecided']).optional(), ...paged }),
    gives: findingsGiven,
    run: (world, { at, known, ...list }) =>
      findingList(world.db, world.sites, { ...list, moment: momentOf(world, at, known).moment }),
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
      componentList(world.db, world.sites, { ...list, moment: momentOf(world, at, known).moment }),
  }),
  lots: ask({
    about: 'List the lots that were made on an asset, the newest first',
    can: 'answers.read',
    takes: z.strictObject({ ...asked, ...paged }),
    gives: lotsGiven,
    run: (world, { at, known, ...list }) =>
      lotList(world.db, world.sites, { ...list, moment: momentOf(world, at, known).moment }),
  }),
}
