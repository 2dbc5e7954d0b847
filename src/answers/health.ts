import { z } from 'zod'
import type { Read, Scope } from '#ledger'
import { becauseWords } from './doubts.ts'
import type { FeedsShown } from './feeds.ts'
import { type Gaps, gapsOf } from './gap-store.ts'
import { headsOf } from './head-store.ts'
import { type Live, measures } from './health-measure.ts'
import { healthOfSites, type LevelHealth, type SiteHealth, waitingAt } from './health-store.ts'

/** The contract `millcert-health/1`. */
export const healthGiven = z.object({
  schema: z.literal('millcert-health/1'),
  assets: z.number(),
  levels: z.array(
    z.object({
      level: z.number().nullable(),
      assets: z.number(),
      known: z.number().describe('vendor and product are known'),
      billHeld: z.number().describe('something is known to run on them'),
      judgeable: z.number().describe('something of that was judged without a doubt about what it is'),
      feedLive: z.number().describe('a feed that is not stale speaks of it'),
      approved: z.number().describe('something was approved for them'),
    }),
  ),
  reasons: z.array(
    z.object({
      reason: z.string().describe('a word that stays: `health.assets` lists its assets'),
      rule: z.string(),
      why: z.string(),
      settle: z.string(),
      assets: z.number().describe('one may have several reasons'),
      components: z.number(),
    }),
  ),
  fields: z.array(z.object({ field: z.string(), filled: z.number(), share: z.number().describe('0 to 1') })),
  notKept: z.array(z.string()).describe('fields of the guidance that are not kept here'),
  stale: z.array(z.string()).describe('feeds'),
  quarantine: z
    .array(z.object({ siteId: z.string(), source: z.string(), rows: z.number() }))
    .describe('rows that were not taken and wait to be mended, by who told them'),
  conflicts: z.number().describe('assets about which sources contradict each other'),
})

export type Health = z.infer<typeof healthGiven>

/**
 * The high-priority fields of an inventory after CISA, "Foundations for OT Cybersecurity: Asset Inventory Guidance for Owners and
 * Operators" (August 2025), and the columns that hold them.
 */
export const fields = {
  'asset number': 'tag',
  'asset role or type': 'kind',
  hostname: 'name',
  'IP address': 'ip_addresses',
  'MAC address': 'mac_addresses',
  manufacturer: 'vendor',
  model: 'product',
  'operating system or firmware': 'firmware',
  'physical location': 'place_id',
  criticality: 'rank',
} as const

const notKept = ['communication protocols', 'logging', 'ports and services', 'user accounts']

/** Of what feeds that are not stale speak. */
export function liveOf(feeds: FeedsShown, ecosystems: ReadonlyMap<string, readonly string[]>): Live {
  const live = feeds.feeds.filter(({ stale }) => !stale).flatMap(({ id }) => ecosystems.get(id) ?? [])
  const types = [...new Set(live.map(ecosystem => ecosystem.split('/', 1)[0]!))].sort()
  const ofProducts = (type: string) => type === 'product' || type === 'cpe'
  return { types: types.filter(type => !ofProducts(type)), products: types.some(ofProducts) }
}

/** How much can be said about the assets of a scope, and what keeps the rest from being judged. */
export async function healthOf(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
  feeds: FeedsShown,
  live: Live,
): Promise<Health> {
  const heads = await headsOf(db, scope, siteId)
  const columns = Object.values(fields)
  const [sites, gaps, waiting] = await Promise.all([
    healthOfSites(db, heads, live, columns),
    gapsOf(db, heads),
    waitingAt(db, [...heads.keys()]),
  ])
  const levels = levelsOf(sites)
  const assets = levels.reduce((sum, level) => sum + level.assets, 0)
  return {
    schema: 'millcert-health/1',
    assets,
    levels,
    reasons: [...gapReasons(gaps), ...doubtReasons(sites)].sort((a, b) => b.assets - a.assets).slice(0, 30),
    fields: Object.entries(fields).map(([field, column]) => {
      const filled = sites.reduce((sum, site) => sum + (site.filled[column] ?? 0), 0)
      return { field, filled, share: assets === 0 ? 0 : filled / assets }
    }),
    notKept,
    stale: feeds.stale,
    ...waiting,
  }
}

function levelsOf(sites: readonly SiteHealth[]): LevelHealth[] {
  const levels = new Map<number | null, LevelHealth>()
  for (const own of sites.flatMap(site => site.levels)) {
    const sum = levels.get(own.level)
    if (sum === undefined) levels.set(own.level, { ...own })
    else for (const part of ['assets', ...measures] as const) sum[part] += own[part]
  }
  return [...levels.values()].sort((a, b) => order(a) - order(b))
}

/** The DMZ first, through which everything comes; then from the process upwards; what has no level last. */
const order = ({ level }: LevelHealth) => (level === 3.5 ? -1 : level === null ? 9 : level)

function gapReasons(gaps: readonly Gaps[]): Health['reasons'] {
  const sum = (pick: (site: Gaps) => number) => gaps.reduce((total, site) => total + pick(site), 0)
  const reasons = [
    {
      reason: 'bare',
      rule: 'nothing-known',
      why: 'nothing is known to run on them',
      settle: 'Import an export with product and version, or a bill of each.',
      assets: sum(({ bare }) => bare),
    },
    {
      reason: 'unversioned',
      rule: 'version-missing',
      why: 'their firmware has no version',
      settle: 'Read it from the project or the device’s own page, and import it again with the version.',
      assets: sum(({ unversioned }) => unversioned),
    },
    {
      reason: 'nameless',
      rule: 'vendor-missing',
      why: 'they have no maker’s name',
      settle: 'Give the vendor of each: it is half of what an industrial product is known by.',
      assets: sum(({ nameless }) => nameless),
    },
  ]
  return reasons.filter(({ assets }) => assets > 0).map(reason => ({ ...reason, components: 0 }))
}

function doubtReasons(sites: readonly SiteHealth[]): Health['reasons'] {
  const all = sites.flatMap(site => site.reasons)
  return Array.from(
    Map.groupBy(all, ({ rule }) => rule),
    ([rule, own]) => {
      const { found: _, ...because } = own.reduce((most, one) => (one.weight > most.weight ? one : most)).because
      return {
        ...{ reason: rule, rule, why: becauseWords(because) },
        settle: because.settle ?? 'Find out the exact product and version.',
        assets: own.reduce((sum, { assets }) => sum + assets, 0),
        components: new Set(own.flatMap(({ components }) => components)).size,
      }
    },
  )
}
