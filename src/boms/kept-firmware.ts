import { Buffer } from 'node:buffer'
import { canonicalJson, type Digest, digest } from '#base'
import { type Bom, component, emptyBom } from './bom.ts'

/** The format of a bill of one line. */
export const oneLineFormat = 'asset-row'

/** What an asset says of itself: its maker's words. */
export interface Firmware {
  vendor?: string | undefined
  product: string
  orderNumber?: string | undefined
  version?: string | undefined
}

/** The one-line bill of what an asset says of itself, and its original: canonical JSON of these words. Equal words are one bill. */
export function firmwareBom({ vendor, product, orderNumber, version }: Firmware): {
  bom: Bom
  digest: Digest
  size: number
  kind: 'inventory'
  text: string
} {
  const text = canonicalJson({ vendor, product, orderNumber, version })
  const bom = emptyBom(oneLineFormat)
  bom.components.push({
    ...component('1', product, version),
    type: 'firmware',
    supplier: vendor,
    orderNumber,
  })
  return { bom, digest: digest(text), size: Buffer.byteLength(text), kind: 'inventory', text }
}
