import { z } from 'zod'
import type { Read, Scope } from '#ledger'
import { type Because, becauseWords } from './doubts.ts'
import type { FeedsShown } from './feeds.ts'
import { type Gaps, gapsOf } from './gap-store.ts'
import { headsOf } from './head-store.ts'
import { completeness, doubtsOfComponents, healthByLevel, type LevelHealth } from './health-store.ts'

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
      rule: z.string(),
      why: z.string(),
      settle: z.string(),
      assets: z.number().describe('at most so many: one may have several reasons'),
      components: z.number(),
    }),
  ),
  fields: z.array(z.object({ field: z.string(), filled: z.number(), share: z.number().describe('0 to 1') })),
  notKept: z.array(z.string()).describe('fields of the guidance that are not kept here'),
  stale: z.array(z.string()).describe('feeds'),
})

export type Health = z.infer<typeof healthGiven>

/**
 * The high-priority fields of an inventory after CISA, "Foundations for OT Cybersecurity: Asset Inventory Guidance for Owners and
 * Operators" (August 2025), and the columns that hold them.
 */
const fields = {
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

/** How much can be said about the assets of a scope, and what keeps the rest from being judged. */
export async function healthOf(
  db: Read,
  scope: Scope,
  siteId: string | undefined,
  feeds: FeedsShown,
  ecosystems: ReadonlyMap<string, readonly string[]>,
): Promise<Health> {
  const live = feeds.feeds.filter(({ stale }) => !stale).flatMap(({ id }) => ecosystems.get(id) ?? [])
  const types = [...new Set(live.map(ecosystem => ecosystem.split('/', 1)[0]!))]
  const products = types.some(type => type === 'product' || type === 'cpe')
  const [levels, told, doubts, gaps] = await Promise.all([
    healthByLevel(db, scope, siteId, { types: types.filter(type => type !== 'product' && type !== 'cpe'), products }),
    completeness(db, scope, siteId, Object.values(fields)),
    doubtsOfComponents(db, scope, siteId),
    headsOf(db, scope, siteId).then(heads => gapsOf(db, heads)),
  ])
  return {
    schema: 'millcert-health/1',
    assets: told.assets,
    levels: levels.sort((a, b) => order(a) - order(b)),
    reasons: [...gapReasons(gaps), ...doubtReasons(doubts)].sort((a, b) => b.assets - a.assets).slice(0, 30),
    fields: Object.entries(fields).map(([field, column]) => {
      const filled = told.filled[column] ?? 0
      return { field, filled, share: told.assets === 0 ? 0 : filled / told.assets }
    }),
    notKept,
    stale: feeds.stale,
  }
}

/** The DMZ first, through which everything comes; then from the process upwards; what has no level last. */
const order = ({ level }: LevelHealth) => (level === 3.5 ? -1 : level === null ? 9 : level)

function gapReasons(gaps: readonly Gaps[]): Health['reasons'] {
  const sum = (pick: (site: Gaps) => number) => gaps.reduce((total, site) => total + pick(site), 0)
  const reasons = [
    {
      rule: 'nothing-known',
      why: 'nothing is known to run on them',
      settle: 'Import an export with product and version, or a bill of each.',
      assets: sum(({ bare }) => bare),
    },
    {
      rule: 'version-missing',
      why: 'their firmware has no version',
      settle: 'Read it from the project or the device’s own page, and import it again with the version.',
      assets: sum(({ unversioned }) => unversioned),
    },
    {
      rule: 'vendor-missing',
      why: 'they have no maker’s name',
      settle: 'Give the vendor of each: it is half of what an industrial product is known by.',
      assets: sum(({ nameless }) => nameless),
    },
  ]
  return reasons.filter(({ assets }) => assets > 0).map(reason => ({ ...reason, components: 0 }))
}

function doubtReasons(doubts: readonly { because: string; components: number; assets: number }[]): Health['reasons'] {
  const reasons = new Map<string, Health['reasons'][number]>()
  for (const { because: text, components, assets } of doubts) {
    const because = JSON.parse(text) as Because
    const { found: _, ...general } = because
    const reason = reasons.get(because.rule)
    if (reason) {
      reason.assets += assets
      reason.components += components
    } else {
      const settle = because.settle ?? 'Find out the exact product and version.'
      reasons.set(because.rule, { rule: because.rule, why: becauseWords(general), settle, assets, components })
    }
  }
  return [...reasons.values()]
}
