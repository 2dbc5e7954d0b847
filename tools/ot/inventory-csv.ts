import type { Draw } from './random.ts'
import type { AssetText } from './spelling.ts'

/** An inventory with the columns of ot-pairs/assets.csv; a row in five has every field in quotes, as Excel's exports mix them. */
export function inventoryCsv(assets: readonly (AssetText & { id: string })[], random: Draw): string {
  const rows = assets.map(({ id, vendor, product, orderNumber, version }) => {
    const all = random.often(0.2)
    return [id, vendor, product, orderNumber, version].map(text => field(text, all)).join(',')
  })
  return `${['asset_id,vendor,product,order_number,version', ...rows].join('\r\n')}\r\n`
}

function field(text: string, quoted: boolean): string {
  return quoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
