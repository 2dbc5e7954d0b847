import { type RawBuilder, sql } from 'kysely'

/** What can be lacking of an asset before anything can be said of it: the columns of data health. */
export const measures = ['known', 'billHeld', 'judgeable', 'feedLive', 'approved'] as const

export type Measure = (typeof measures)[number]

/** Of what feeds that are not stale speak: types of package URLs such as `deb`; and `products`, industrial products too. */
export interface Live {
  types: readonly string[]
  products: boolean
}

/** Deployments `d` of the asset `a` that stand now. */
export const openOf = (kind: 'observed' | 'approved'): RawBuilder<unknown> =>
  sql`d.site_id = a.site_id and d.asset_id = a.id and d.kind = ${sql.lit(kind)} and d.valid_until is null and d.replaced_at is null`

/** With a vendor, and a product or order number: of the asset `a`. */
export const isKnown = sql`(a.vendor is not null and (a.product is not null or a.order_number is not null))`

/** Whether something of a bill was judged, without a doubt about what it is. */
export const billJudged = (bomId: RawBuilder<unknown>) => sql`exists (
  select 1 from bom_component bc join matched j on j.component_id = bc.component_id where bc.bom_id = ${bomId} and j.print <> -1
    and not exists (select 1 from match m where m.component_id = bc.component_id and m.advisory_id = 0 and m.known_until is null))`

/** How a kept reason begins that has a rule: members of it stand in one order, the rule first. */
export const beginningOf = (rule: string) => `${JSON.stringify({ rule }).slice(0, -1)}`

const notCovered = beginningOf('maker-not-covered')

/** Of the component `c`, an industrial product: no record is about its maker, however fresh the feeds are. */
const unspoken = sql`exists (select 1 from match m where m.component_id = c.id and m.advisory_id = 0 and m.known_until is null
  and substr(m.because, 1, ${sql.lit(notCovered.length)}) = ${notCovered})`

/** Whether a feed that is not stale speaks of something of a bill. */
export function billLive(bomId: RawBuilder<unknown>, live: Live): RawBuilder<unknown> {
  const told = [
    ...live.types.map(type => sql`c.package_key like ${`pkg:${type}/%`}`),
    ...(live.products ? [sql`(c.package_key is null and not ${unspoken})`] : []),
  ]
  if (told.length === 0) return sql`1 = 0`
  return sql`exists (select 1 from bom_component bc join component c on c.id = bc.component_id
    where bc.bom_id = ${bomId} and (${sql.join(told, sql` or `)}))`
}

/** Whether a measure is met by the asset `a`. */
export function isMet(measure: Measure, live: Live): RawBuilder<unknown> {
  const runs = (more: RawBuilder<unknown>) =>
    sql`exists (select 1 from deployment d where ${openOf('observed')} ${more})`
  switch (measure) {
    case 'known':
      return isKnown
    case 'billHeld':
      return runs(sql``)
    case 'judgeable':
      return runs(sql`and ${billJudged(sql`d.bom_id`)}`)
    case 'feedLive':
      return runs(sql`and ${billLive(sql`d.bom_id`, live)}`)
    case 'approved':
      return sql`exists (select 1 from deployment d where ${openOf('approved')})`
  }
}
