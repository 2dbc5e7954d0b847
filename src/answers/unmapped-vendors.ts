import { z } from 'zod'
import { vendorsOf } from '#identity/products'
import { type Names, vendorNamed } from '#vendors'

/** What of the texts is asked for. */
export const unmappedAsked = {
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('where the page before ended'),
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('texts on a page'),
}

/** Vendors as assets name them, under which nobody is known. */
export const unmappedGiven = z.object({
  texts: z.number().describe('of all pages'),
  assets: z.number().describe('that have one of them'),
  missing: z.number().describe('assets without any such text'),
  rows: z.array(
    z.object({
      text: z.string(),
      assets: z.number(),
      sites: z.number(),
      maker: z
        .string()
        .nullable()
        .describe('the maker that is meant, where it is one that is known; null where the text names nobody, as `n/a`'),
      names: z.boolean().describe('whether the text can be a name of a vendor'),
    }),
  ),
  next: z.string().optional(),
})

/** The texts of vendors under which no vendor is known, those of most assets first. */
export function unmappedOf(
  rows: readonly { vendor: string | null; siteId: string; assets: number }[],
  names: Names,
  { after, limit }: { after?: string | undefined; limit: number },
): z.infer<typeof unmappedGiven> {
  const texts = Array.from(
    Map.groupBy(rows, ({ vendor }) => vendor),
    ([text, own]) => ({ text, assets: own.reduce((sum, { assets }) => sum + assets, 0), sites: own.length }),
  )
  const unmapped = texts.flatMap(({ text, ...counts }) =>
    text === null || vendorNamed(text, names) !== undefined ? [] : [{ text, ...counts }],
  )
  unmapped.sort((a, b) => b.assets - a.assets || (a.text < b.text ? -1 : 1))
  const offset = Number(after ?? 0)
  return {
    texts: unmapped.length,
    assets: unmapped.reduce((sum, { assets }) => sum + assets, 0),
    missing: texts.find(({ text }) => text === null)?.assets ?? 0,
    rows: unmapped.slice(offset, offset + limit).map(row => {
      const [maker] = vendorsOf(row.text)
      return { ...row, maker: maker?.name ?? null, names: maker !== undefined }
    }),
    ...(unmapped.length > offset + limit && { next: String(offset + limit) }),
  }
}
