import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { act, ask, type Read, type SiteId } from '#ledger'
import { importLots, readLotsFile } from './import-operations.ts'
import { joinedShipments, type Lot, type LotRunAt, type Shipment, type WholeLot } from './lot.ts'
import { handedOver, type LotKept, lotById, lotCount, lotKinds, lotPage, lotsNumbered, putLots } from './lot-store.ts'
import { assetFinder, type Placed, placeFinder } from './placing.ts'
import { assetsNamed, placesOf } from './placing-store.ts'

const text = z.string().trim().min(1).max(200)
const time = z.iso.datetime({ offset: true })
const siteId = z.string().min(1).max(100).describe('the site')
const id = z.string().min(1).max(100).describe('of the lot')

const moment = z
  .union(
    [z.iso.datetime({ offset: true }), z.iso.date()],
    'a day or a time is wanted, as 2026-11-21 or 2026-11-21T10:00:00Z',
  )
  .describe('a day alone is its beginning in UTC')

const lotShown = z.object({
  siteId: z.string(),
  id: z.string(),
  number: z.string(),
  product: z.string().nullable(),
  quantity: z.number().nullable(),
  unit: z.string().nullable(),
  status: z.string().nullable(),
  simulated: z.boolean(),
  madeFrom: z.string(),
  madeUntil: z.string().nullable(),
  shipments: z.number(),
  sourceId: z.string().nullable(),
  recordedAt: z.string(),
})

const wholeShown = lotShown.extend({
  runs: z.array(
    z.object({
      placeId: z.string().nullable(),
      assetId: z.string().nullable(),
      from: z.string(),
      until: z.string().nullable(),
    }),
  ),
  shipped: z.array(
    z.object({
      customer: z.string().nullable(),
      delivery: z.string().nullable(),
      shippedAt: z.string().nullable(),
      quantity: z.number().nullable(),
    }),
  ),
})

/** Lots that are counted for a list at most. */
const mostCounted = 100_000

/** Lots by something of theirs, the most frequent first; those without it are left out. */
function countedBy<Kind extends { lots: number }>(
  kinds: readonly Kind[],
  of: (kind: Kind) => string | null,
): [value: string, lots: number][] {
  const counts = new Map<string, number>()
  for (const kind of kinds) {
    const value = of(kind)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + kind.lots)
  }
  return [...counts].sort(([, a], [, b]) => b - a)
}

const shown = (at: number | null) => (at === null ? null : showTime(at))

const showLot = ({ madeFrom, madeUntil, recordedAt, ...lot }: Lot) => ({
  ...lot,
  madeFrom: showTime(madeFrom),
  madeUntil: shown(madeUntil),
  recordedAt: showTime(recordedAt),
})

const showWhole = ({ runs, shipped, ...lot }: WholeLot) => ({
  ...showLot(lot),
  runs: runs.map(({ from, until, ...where }) => ({ ...where, from: showTime(from), until: shown(until) })),
  shipped: shipped.map(({ shippedAt, ...shipment }) => ({ ...shipment, shippedAt: shown(shippedAt) })),
})

const run = z
  .strictObject({
    place: text.optional().describe('its path, or its code where no other place has it'),
    asset: text.optional().describe('its tag'),
    from: time.describe('when it began'),
    until: time.optional().describe('when it ended; left out while it goes on'),
  })
  .refine(({ place, asset }) => place !== undefined || asset !== undefined, 'a place or an asset is wanted')
  .refine(
    ({ from, until }) => until === undefined || Date.parse(until) > Date.parse(from),
    'it must end after it began',
  )

const shipment = {
  customer: text.optional().describe('who got it'),
  delivery: text.optional().describe('number of the delivery'),
  shippedAt: time.optional().describe('when it left'),
  quantity: z.number().nonnegative().optional().describe('how much of the lot'),
}

export const lots = {
  import: importLots,
  list: ask({
    about: 'List lots, the newest first',
    can: 'lots.read',
    takes: z.strictObject({
      siteId: siteId.optional(),
      number: text.optional().describe('only lots with this number'),
      product: text.optional().describe('only lots of this product, as it is written, in any case'),
      status: text.optional().describe('only lots with this status, in any case'),
      words: text.optional().describe('part of number, product or status'),
      from: moment.optional().describe('only lots that were made, in part at least, at this time or later'),
      until: moment.optional().describe('only lots that were begun before this time'),
      shipped: z.boolean().optional().describe('only lots of which something was shipped, or of which nothing was'),
      importId: text.optional().describe('only lots that this import made or changed'),
      importDid: z.enum(['new', 'changed']).optional().describe('of these only those that it made, or that were there'),
      after: z.string().max(500).optional().describe('where the page before ended'),
      limit: z.number().int().min(1).max(500).default(50).describe('how many at most'),
    }),
    gives: z.object({
      lots: z.array(lotShown.extend({ customers: z.array(z.string()).describe('who got something of it') })),
      total: z.number().optional().describe('of all pages, told with the first, where there are not more than 100,000'),
      next: z.string().optional(),
    }),
    async run({ db, sites }, { after, limit, from, until, ...asked }) {
      const [at = '', last = ''] = after?.split(' ') ?? []
      const wanted = {
        ...asked,
        from: from === undefined ? undefined : Date.parse(from),
        until: until === undefined ? undefined : Date.parse(until),
      }
      const total = after === undefined ? await lotCount(db, sites, wanted, mostCounted + 1) : mostCounted + 1
      const found = await lotPage(db, sites, {
        ...wanted,
        after: after === undefined ? undefined : { madeFrom: Number(at) || 0, id: last },
        limit: limit + 1,
      })
      const end = found[limit - 1]
      const page = found.slice(0, limit)
      const handed = await handedOver(db, page)
      return {
        lots: page.map(lot => ({ ...showLot(lot), customers: handed.get(lot.id)?.customers ?? [] })),
        ...(total <= mostCounted && { total }),
        ...(found.length > limit && end && { next: `${end.madeFrom} ${end.id}` }),
      }
    },
  }),
  kinds: ask({
    about: 'List the products and statuses of lots, of the newest 20,000',
    can: 'lots.read',
    takes: z.strictObject({ siteId: siteId.optional() }),
    gives: z.object({
      products: z
        .array(z.object({ product: z.string(), lots: z.number() }))
        .describe('at most 500, the most frequent first'),
      statuses: z.array(z.object({ status: z.string(), lots: z.number() })).describe('at most 100'),
    }),
    async run({ db, sites }, { siteId }) {
      const found = await lotKinds(db, sites, siteId)
      const products = countedBy(found, ({ product }) => product).map(([product, lots]) => ({ product, lots }))
      const statuses = countedBy(found, ({ status }) => status).map(([status, lots]) => ({ status, lots }))
      return { products: products.slice(0, 500), statuses: statuses.slice(0, 100) }
    },
  }),
  show: ask({
    about: 'Show a lot, where and when it was made and what was shipped of it',
    can: 'lots.read',
    takes: z.strictObject({ id }),
    gives: wholeShown,
    run: async ({ db, sites }, { id }) => showWhole(known(await lotById(db, sites, id), id)),
  }),
  add: act({
    about: 'Add a lot that was made',
    can: 'lots.write',
    takes: z.strictObject({
      siteId,
      number: text.describe('of the lot'),
      product: text.optional().describe('what was made'),
      quantity: z.number().nonnegative().optional().describe('how much'),
      unit: z.string().trim().min(1).max(20).optional().describe('of the quantity: kg, pieces'),
      status: z.string().trim().min(1).max(40).optional().describe('released, held, …'),
      runs: z.array(run).min(1).max(500).describe('where and when it was made'),
      simulated: z.boolean().default(false).describe('a simulator made it'),
    }),
    gives: wholeShown,
    async run(world, { siteId, number, runs, product, quantity, unit, status, simulated }) {
      await mustSee(world, siteId)
      if ((await lotsNumbered(world.db, siteId, [number])).length > 0)
        throw new Problem('lots/exists', `Cannot add the lot ${quoted(number)}: the site has one with this number`, {
          found: number,
          next: `millcert lots list --site ${siteId} --number ${number}`,
        })
      const lot: LotKept = {
        ...{ siteId, id: newId('lot', world), number, product: product ?? null, quantity: quantity ?? null },
        ...{ unit: unit ?? null, status: status ?? null, simulated, sourceId: null, recordedAt: world.now() },
        runs: await placed(world.db, siteId, runs),
        shipped: [],
      }
      await putLots(world.db, [lot])
      const out = showWhole(known(await lotById(world.db, world.sites, lot.id), lot.id))
      return { out, entry: { site: siteId as SiteId, object: lot.id, change: { added: out } } }
    },
  }),
  ship: act({
    about: 'Say that a lot, or a part of it, was shipped',
    can: 'lots.write',
    takes: z.strictObject({ id, ...shipment }),
    gives: wholeShown,
    async run(world, { id, customer, delivery, shippedAt, quantity }) {
      const lot = known(await lotById(world.db, world.sites, id), id)
      const told: Shipment = {
        customer: customer ?? null,
        delivery: delivery ?? null,
        shippedAt: shippedAt === undefined ? null : Date.parse(shippedAt),
        quantity: quantity ?? null,
      }
      const { shipments: _, ...kept } = lot
      await putLots(world.db, [{ ...kept, shipped: joinedShipments(lot.shipped, [told]) }])
      const out = showWhole(known(await lotById(world.db, world.sites, id), id))
      return { out, entry: { site: lot.siteId as SiteId, object: id, change: { old: showWhole(lot), new: out } } }
    },
  }),
}

function known(lot: WholeLot | undefined, id: string): WholeLot {
  if (lot === undefined)
    throw new Problem('lots/not-found', `Cannot find the lot ${quoted(id)}: there is none with this id`, {
      found: id,
      next: 'millcert lots list',
    })
  return lot
}

async function mustSee({ sites }: { sites: 'everywhere' | ReadonlySet<SiteId> }, siteId: string): Promise<void> {
  if (sites !== 'everywhere' && !sites.has(siteId as SiteId))
    throw new Problem('lots/not-found', `Cannot find the site ${quoted(siteId)}`, { found: siteId })
}

/** Runs with their places and assets found; a Problem for one that is not there, or where several could be meant. */
async function placed(db: Read, siteId: string, runs: readonly z.infer<typeof run>[]): Promise<LotRunAt[]> {
  const names = runs.flatMap(({ asset }) => asset ?? [])
  const place = placeFinder(await placesOf(db, siteId))
  const asset = assetFinder(await assetsNamed(db, siteId, names))
  return runs.map((run, index) => ({
    placeId: run.place === undefined ? null : found(place([run.place]), 'place', index),
    assetId: run.asset === undefined ? null : found(asset(run.asset), 'asset', index),
    from: Date.parse(run.from),
    until: run.until === undefined ? null : Date.parse(run.until),
  }))
}

function found(placed: Placed, noun: string, index: number): string {
  if ('id' in placed) return placed.id
  const { fault, named } = placed
  throw new Problem(
    `lots/${fault}-${noun}`,
    `Cannot take the run: ${quoted(named)} is ${fault === 'unknown' ? `no ${noun} of the site` : `the name of several ${noun}s`}`,
    { found: named, at: `/runs/${index}/${noun}`, ...(fault === 'several' && { wanted: 'the whole path' }) },
  )
}

export { lotsOfImports } from './undoing.ts'

/** What is done off the thread that answers requests. */
export const tasks = { 'lots.read': readLotsFile }
