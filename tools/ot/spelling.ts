import type { Draw } from './random.ts'

/** A row of an inventory, before it is written. */
export interface AssetText {
  vendor: string
  product: string
  orderNumber: string
  version: string
}

/** What is known of a row when it is spelled. */
export interface SpellingContext {
  random: Draw
  /** The version stands at the very edge of a range: nothing may be added that could move it. */
  atEdge: boolean
  /** Order numbers the advisory gives for this product. */
  orderNumbers: readonly string[]
}

/** One habit of those who write inventories. */
export interface Spelling {
  id: string
  field: 'vendor' | 'product' | 'order' | 'version'
  /** The row written so, or undefined where the habit does not apply or changes nothing. */
  write(asset: AssetText, context: SpellingContext): AssetText | undefined
}

/** A spelling of one text of the row. */
export function spelling(
  field: Spelling['field'],
  id: string,
  rewrite: (text: string, context: SpellingContext) => string | undefined,
): Spelling {
  const key = field === 'order' ? 'orderNumber' : field
  return {
    id,
    field,
    write: (asset, context) => {
      const text = asset[key] === '' ? undefined : rewrite(asset[key], context)
      return text === undefined || text === asset[key] ? undefined : { ...asset, [key]: text }
    },
  }
}
