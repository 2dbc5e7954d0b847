import { noteSibling, type Siblings } from '#boms'
import type { SiteId, Write } from '#ledger'
import { assetVersions } from './asset-store.ts'
import { heldVersionDamage } from './import-damage.ts'
import type { Refused } from './import-format.ts'
import { productKey } from './import-made.ts'
import { type PlacedRow, refusedOf } from './row-assets.ts'

/**
 * Rows whose version a spreadsheet has changed, by what the site has: they wait, and what is known stays. A site's versions are read
 * only where a row is in doubt.
 */
export async function damagedRows(
  db: Write,
  siteId: SiteId,
  rows: readonly PlacedRow[],
): Promise<Map<PlacedRow, Refused>> {
  const damaged = new Map<PlacedRow, Refused>()
  const doubted = rows.filter(({ row, same }) => row.firmwareInDoubt && !same)
  if (doubted.length === 0) return damaged
  const own = new Map<string, string>()
  const products = new Map<string, Siblings>()
  const keys = new Set(doubted.map(({ row }) => keyOf(row)))
  for (const { id, vendor, product, order_number, firmware } of await assetVersions(db, siteId)) {
    own.set(id, firmware)
    const key = keyOf({ vendor, product, orderNumber: order_number })
    if (key === nothing || !keys.has(key)) continue
    const siblings = products.get(key) ?? { twoDigits: false, dotted: false }
    noteSibling(siblings, firmware)
    products.set(key, siblings)
  }
  for (const placed of doubted) {
    const siblings = products.get(keyOf(placed.row)) ?? { twoDigits: false, dotted: false }
    const why = heldVersionDamage(placed.row.firmware!, { own: own.get(placed.assetId), siblings })
    if (why) damaged.set(placed, refusedOf(placed.row, why))
  }
  return damaged
}

function keyOf(of: Parameters<typeof productKey>[0]): string {
  return productKey(of).toLowerCase()
}

/** The key of what says neither vendor nor product. */
const nothing = productKey({})
