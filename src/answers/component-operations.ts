import { z } from 'zod'
import { showTime } from '#base'
import { ask, type Seen } from '#ledger'
import { componentAssetRows, componentBillRows, componentGiven, componentRows } from './component-given.ts'
import { keyOf, searchOf } from './component-key.ts'
import { groupsFound } from './component-search-store.ts'
import { componentStory, idsNamed, runningVerdict, sureVerdict } from './component-shown.ts'
import { componentAssets, componentBills, groupTallies, type Within } from './component-store.ts'
import { componentsShown } from './detail-store.ts'
import { pageOf, placeOf } from './page-place.ts'
import { type Verdict, weightsOf } from './weight.ts'

const time = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')
const when = {
  at: time.optional().describe('as it was on the floor then; now by default'),
  known: time.optional().describe('with what was known then; with what is known now by default'),
  siteId: z.string().min(1).max(100).optional().describe('only at this site'),
}
const paged = {
  after: z.string().max(4000).optional().describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many on a page'),
}
const key = z.string().min(1).max(4000).describe('as a list of components gives it, or component:ID')
const versioned = {
  version: z.string().max(4000).optional().describe('only this version'),
  versionless: z.boolean().optional().describe('only what has no version'),
}

/** Questions about packages and products in all their versions, over all bills and everything that runs. */
export const components = {
  list: ask({
    about: 'List packages and products that bills list, by name, with how many versions run on how many assets',
    can: 'answers.read',
    takes: z.strictObject({
      text: z
        .string()
        .max(2000)
        .optional()
        .describe(
          'how a name, package URL, order number or supplier begins; supplier:name, name@version; order:NUMBER; the whole of a digest',
        ),
      verdict: z.enum(['affected', 'undecided']).optional().describe('only where this is said of some version'),
      running: z.boolean().optional().describe('only what runs at the time'),
      ...when,
      ...paged,
    }),
    gives: componentRows,
    async run(world, { text = '', verdict, running = false, after, limit, ...asked }) {
      const { db } = world
      const within = withinOf(world, asked)
      const search = searchOf(text)
      const { groups, next } = await groupsFound(db, { search, ...within, verdict, running, after, limit })
      const tallies = await groupTallies(db, groups, within)
      const heads = await componentsShown(
        db,
        groups.map(({ id }) => id),
      )
      const rows = groups.map((group, n) => {
        const { type, name, group: space, supplier, orderNumber } = heads.get(group.id)!
        const { weight, worst, versions, running, bills, assets } = tallies.get(n)!
        return {
          ...{ key: keyOf(group), type, name, group: space, packageKey: group.packageKey, supplier, orderNumber },
          ...{ versions, running, bills, assets, ...runningVerdict(weight), listed: sureVerdict(worst).verdict },
        }
      })
      return { by: search.by, rows, ...(next !== undefined && { next }) }
    },
  }),
  story: ask({
    about: 'Show a package or product: its versions, on how many assets each runs, what is wrong with which and why',
    can: 'answers.read',
    takes: z.strictObject({ key, ...when }),
    gives: componentGiven,
    run: (world, { key, ...asked }) => componentStory(world.db, key, withinOf(world, asked)),
  }),
  assets: ask({
    about: 'List the assets on which a package or product runs, with its version there, the worst first',
    can: 'answers.read',
    takes: z.strictObject({
      key,
      ...versioned,
      verdict: z.enum(['affected', 'undecided', 'fixed', 'not_affected', 'not_named']).optional(),
      ...when,
      ...paged,
    }),
    gives: componentAssetRows,
    async run(world, { key, version, versionless, verdict, after, limit, ...asked }) {
      const within = withinOf(world, asked)
      const ids = await idsNamed(world.db, key, within)
      const place = placeOf(after, ['number', 'string', 'string', 'string', 'number', 'string'])
      const found = await componentAssets(world.db, ids, within, {
        version: versionless === true ? null : version,
        weights: verdict === undefined ? undefined : weightsOf(verdict as Verdict),
        after: place,
        limit: limit + 1,
      })
      const { page, more } = pageOf(found, limit, last => [
        ...[last.weight, last.path, last.siteId, last.assetId, last.componentId, last.digest],
      ])
      return {
        rows: page.map(({ weight, simulated, ...row }) => ({
          ...row,
          simulated: simulated !== 0,
          ...sureVerdict(weight),
        })),
        ...more,
      }
    },
  }),
  bills: ask({
    about: 'List the bills of materials that list a package or product, the last received first',
    can: 'answers.read',
    takes: z.strictObject({ key, ...versioned, ...when, ...paged }),
    gives: componentBillRows,
    async run(world, { key, version, versionless, after, limit, ...asked }) {
      const within = withinOf(world, asked)
      const ids = await idsNamed(world.db, key, within)
      const found = await componentBills(world.db, ids, within, {
        version: versionless === true ? null : version,
        after: placeOf(after, ['number', 'number', 'number']),
        limit: limit + 1,
      })
      const { page, more } = pageOf(found, limit, last => [last.receivedAt, last.bomId, last.componentId])
      return {
        rows: page.map(({ receivedAt, ...row }) => ({ ...row, receivedAt: showTime(receivedAt) })),
        ...more,
      }
    },
  }),
}

function withinOf(
  world: Seen,
  { at, known, siteId }: { at?: string | undefined; known?: string | undefined; siteId?: string | undefined },
): Within {
  const moment = {
    at: at === undefined ? world.now() : Date.parse(at),
    known: known === undefined ? undefined : Date.parse(known),
  }
  return { scope: world.sites, siteId, moment }
}
