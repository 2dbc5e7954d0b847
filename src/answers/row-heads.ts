import { z } from 'zod'

const text = z.string().nullable()

/** Which asset a row of an answer is about. */
export const assetHead = { siteId: z.string(), assetId: z.string(), tag: text, name: text }

/** The same as a store reads it. */
export interface AssetHead {
  siteId: string
  assetId: string
  tag: string | null
  name: string | null
}

/** What a bill says of a component that a row of an answer is about. */
export const componentHead = {
  type: z.string(),
  name: z.string(),
  group: text,
  version: text,
  purl: text,
  supplier: text,
  orderNumber: text,
}

/** Which lot a row of an answer is about. */
export const lotHead = {
  siteId: z.string(),
  lotId: z.string(),
  number: z.string(),
  product: text,
  status: text,
  simulated: z.boolean(),
}
