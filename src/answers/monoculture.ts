import { z } from 'zod'
import { vendorsOf } from '#identity/products'
import { type Names, vendorNamed } from '#vendors'

/** The contract `millcert-monoculture/1`. */
export const monocultureGiven = z.object({
  schema: z.literal('millcert-monoculture/1'),
  assets: z.number(),
  sites: z.number(),
  vendors: z.array(
    z.object({
      name: z.string(),
      vendorId: z.string().nullable(),
      assets: z.number(),
      share: z.number().describe('of the assets, 0 to 1'),
      sites: z.number().describe('at which it has any'),
      largest: z.number().describe('its greatest share at one site, 0 to 1'),
    }),
  ),
  unknown: z.number().describe('assets whose maker nobody knows'),
})

export type Monoculture = z.infer<typeof monocultureGiven>

/** Who made how much of what there is: what all depend on who depend on one. Firms are counted as what they became. */
export function monocultureOf(
  rows: readonly { vendor: string | null; siteId: string; assets: number }[],
  names: Names,
): Monoculture {
  const sites = new Map<string, number>()
  const vendors = new Map<string, { name: string; vendorId: string | null; bySite: Map<string, number> }>()
  let unknown = 0
  for (const { vendor, siteId, assets } of rows) {
    sites.set(siteId, (sites.get(siteId) ?? 0) + assets)
    const [maker] = vendor === null ? [] : vendorsOf(vendor)
    if (vendor === null || maker === undefined) {
      unknown += assets
      continue
    }
    const known = vendorNamed(vendor, names)
    const key = known?.vendorId ?? maker.id
    const entry = vendors.get(key) ?? {
      name: known?.name ?? maker.name,
      vendorId: known?.vendorId ?? null,
      bySite: new Map(),
    }
    entry.bySite.set(siteId, (entry.bySite.get(siteId) ?? 0) + assets)
    vendors.set(key, entry)
  }
  const all = [...sites.values()].reduce((sum, count) => sum + count, 0)
  const shares = [...vendors.values()].map(({ bySite, ...vendor }) => {
    const assets = [...bySite.values()].reduce((sum, count) => sum + count, 0)
    const largest = Math.max(...Array.from(bySite, ([siteId, count]) => count / sites.get(siteId)!))
    return { ...vendor, assets, share: assets / all, sites: bySite.size, largest }
  })
  return {
    schema: 'millcert-monoculture/1',
    assets: all,
    sites: sites.size,
    vendors: shares.sort((a, b) => b.assets - a.assets || (a.name < b.name ? -1 : 1)).slice(0, 500),
    unknown,
  }
}
