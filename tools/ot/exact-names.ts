import { parse } from 'csv-parse/sync'
import type { Advisory, Leaf } from './csaf-tree.ts'
import { inPlainRange, isPlain, plainRange } from './plain-range.ts'

/** A row of an inventory. */
export interface ExactAsset {
  id: string
  product: string
  orderNumber: string
  version: string
}

/** The rows of an inventory with the columns of ot-pairs/assets.csv. */
export function exactAssets(csv: string | Uint8Array): ExactAsset[] {
  const rows: Record<string, string>[] = parse(Buffer.from(csv), { columns: true, bom: true })
  return rows.map(row => ({
    id: row['asset_id'] ?? '',
    product: row['product'] ?? '',
    orderNumber: row['order_number'] ?? '',
    version: row['version'] ?? '',
  }))
}

/**
 * By asset, the documents whose tree has its product name or its order number, letter for letter but case and blanks, with a
 * range of plain operators around its version. No vendor's convention, no alias, no family.
 */
export function exactReference(
  advisories: readonly Advisory[],
  assets: readonly ExactAsset[],
): Map<string, Set<string>> {
  const byName = new Map<string, { id: string; leaf: Leaf }[]>()
  for (const { id, leaves } of advisories)
    for (const leaf of leaves.filter(({ status }) => status === 'affected'))
      for (const key of new Set([leaf.name, ...leaf.orderNumbers].map(plain))) {
        const named = byName.get(key)
        if (named) named.push({ id, leaf })
        else byName.set(key, [{ id, leaf }])
      }
  return new Map(
    assets.map(({ id, product, orderNumber, version }) => {
      const keys = new Set([plain(product), plain(orderNumber)].filter(key => key !== ''))
      const named = [...keys].flatMap(key => byName.get(key) ?? [])
      return [id, new Set(named.filter(({ leaf }) => isIn(leaf, version)).map(({ id: advisory }) => advisory))]
    }),
  )
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '')
}

function isIn({ version: stated }: Leaf, version: string): boolean {
  const number = version.replace(/^\s*(?:FW|Firmware)?\s*V?\s*/i, '').trim()
  const range = stated === undefined ? {} : plainRange(stated)
  if (range && range.low === undefined && range.high === undefined) return true
  return range !== undefined && isPlain(number) && inPlainRange(range, number)
}

/** How many records each asset has; p95 over all assets, those without any too. */
export function reportedPerAsset(found: ReadonlyMap<string, ReadonlySet<string>>) {
  const per = [...found.values()].map(({ size }) => size).sort((a, b) => a - b)
  const at = (share: number) => per[Math.min(per.length - 1, Math.floor(per.length * share))] ?? 0
  return { median: at(0.5), p95: at(0.95), most: per.at(-1) ?? 0, found: per.filter(size => size > 0).length }
}
