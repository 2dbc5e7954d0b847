import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { beginningOf, isMet, type Live, type Measure, measures, openOf } from './health-measure.ts'
import type { AssetHead } from './row-heads.ts'

/** Which assets are listed. */
export interface GapQuestion {
  siteId?: string | undefined
  level?: number | undefined
  /** Only assets of which nobody knows the level. */
  levelless?: boolean | undefined
  lacks?: Measure | undefined
  /** `bare`, `unversioned` or `nameless`, or the rule by which a component of theirs cannot be judged. */
  reason?: string | undefined
  /** A column that has no value. */
  without?: string | undefined
  /** The text of their vendor. */
  vendor?: string | undefined
  after?: readonly [siteId: string, path: string, assetId: string] | undefined
  limit: number
}

/** An asset with what it has of what an answer needs. */
export interface GapAsset extends AssetHead, Record<Measure, boolean> {
  kind: string | null
  path: string
  level: number | null
  vendor: string | null
  product: string | null
  orderNumber: string | null
  firmware: string | null
  simulated: boolean
  /** Why it cannot be judged, as they are asked for. */
  reasons: string[]
}

/** Assets of a scope by where they stand. */
export async function assetsWithGaps(db: Read, scope: Scope, asked: GapQuestion, live: Live): Promise<GapAsset[]> {
  const { siteId, level, levelless, lacks, reason, without, vendor, after } = asked
  const conditions: RawBuilder<unknown>[] = [sql`a.gone_at is null`]
  if (scope !== 'everywhere') conditions.push(sql`a.site_id in ${listed(db, [...scope], 'text')}`)
  if (siteId !== undefined) conditions.push(sql`a.site_id = ${siteId}`)
  if (level !== undefined) conditions.push(sql`a.level = ${level}`)
  if (levelless) conditions.push(sql`a.level is null`)
  if (lacks !== undefined) conditions.push(sql`not ${isMet(lacks, live)}`)
  if (reason !== undefined) conditions.push(having(reason))
  if (without !== undefined) conditions.push(sql`${sql.ref(`a.${without}`)} is null`)
  if (vendor !== undefined) conditions.push(sql`a.vendor = ${vendor}`)
  if (after !== undefined) conditions.push(sql`(a.site_id, a.path, a.id) > (${sql.join([...after])})`)
  const met = measures.map(measure => sql`case when ${isMet(measure, live)} then 1 else 0 end as ${sql.ref(measure)}`)
  const rows = await rowsOf<
    Omit<GapAsset, Measure | 'simulated' | 'reasons'> & Record<Measure | 'simulated' | 'unversioned', number>
  >(
    db,
    sql`select a.site_id as "siteId", a.id as "assetId", a.tag, a.name, a.kind, a.path, a.level, a.vendor, a.product,
  a.order_number as "orderNumber", a.firmware, a.simulated, ${sql.join(met)},
  case when ${having('unversioned')} then 1 else 0 end as unversioned
from asset a where ${sql.join(conditions, sql` and `)} order by a.site_id, a.path, a.id limit ${asked.limit}`,
  )
  const rules = await rulesOf(db, rows)
  return rows.map(({ simulated, known, billHeld, judgeable, feedLive, approved, unversioned, ...row }) => ({
    ...row,
    reasons: [
      ...(billHeld === 0 ? ['bare'] : []),
      ...(unversioned === 0 ? [] : ['unversioned']),
      ...(row.vendor === null ? ['nameless'] : []),
      ...(rules.get(`${row.siteId} ${row.assetId}`) ?? []),
    ],
    simulated: simulated !== 0,
    known: known !== 0,
    billHeld: billHeld !== 0,
    judgeable: judgeable !== 0,
    feedLive: feedLive !== 0,
    approved: approved !== 0,
  }))
}

/** The rules by which components of some assets cannot be judged, by `siteId assetId`. */
async function rulesOf(
  db: Read,
  assets: readonly { siteId: string; assetId: string }[],
): Promise<Map<string, Set<string>>> {
  const ids = assets.map(({ assetId }) => assetId)
  const sites = [...new Set(assets.map(({ siteId }) => siteId))]
  const rows = await rowsOf<{ siteId: string; assetId: string; beginning: string }>(
    db,
    sql`select distinct d.site_id as "siteId", d.asset_id as "assetId", substr(m.because, 1, ${longestRule}) as beginning
      from deployment d join bom_component bc on bc.bom_id = d.bom_id
      join match m on m.component_id = bc.component_id and m.advisory_id = 0 and m.known_until is null
      where d.site_id in ${listed(db, sites, 'text')} and d.asset_id in ${listed(db, ids, 'text')}
        and d.kind = 'observed' and d.valid_until is null and d.replaced_at is null`,
  )
  const rules = new Map<string, Set<string>>()
  for (const { siteId, assetId, beginning } of rows) {
    const rule = /^\{"rule":"([^"]+)"/.exec(beginning)?.[1]
    const own = rules.get(`${siteId} ${assetId}`) ?? new Set()
    if (rule !== undefined) rules.set(`${siteId} ${assetId}`, own.add(rule))
  }
  return rules
}

/** Characters of a kept reason in which its rule stands. */
const longestRule = 80

/** The assets `a` that a reason is about: what is missing of them themselves as `Gaps` counts it, or a doubt about what runs on them. */
function having(reason: string): RawBuilder<unknown> {
  if (reason === 'bare') return sql`not exists (select 1 from deployment d where ${openOf('observed')})`
  if (reason === 'nameless') return sql`a.vendor is null`
  if (reason === 'unversioned')
    return sql`exists (select 1 from deployment d join bom_component bc on bc.bom_id = d.bom_id join component c on c.id = bc.component_id
      where ${openOf('observed')} and d.part = 'firmware' and c.version is null)`
  const beginning = beginningOf(reason)
  // From the doubts on: they are few beside all that runs.
  return sql`(a.site_id, a.id) in (select d.site_id, d.asset_id from match m cross join bom_component bc cross join deployment d
    where m.advisory_id = 0 and m.known_until is null and substr(m.because, 1, ${beginning.length}) = ${beginning}
      and bc.component_id = m.component_id and d.bom_id = bc.bom_id and d.kind = 'observed' and d.valid_until is null and d.replaced_at is null)`
}
