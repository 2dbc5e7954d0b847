import { type RawBuilder, sql } from 'kysely'
import type { Laid } from '#findings'
import { listed, type Read, rowsOf, type Scope, tabled } from '#ledger'
import { forever, type Spot, stands } from '#lots'
import { assetEnd, type PlaceReached, partEnd, readAsset, readAssets } from './reach-text.ts'
import { leastOpen, type Verdict, weights, weightsOf } from './weight.ts'

/** What the answer is about, found before: records, vulnerabilities, components, bills, or what ran on some assets at some time. */
export type Chosen =
  | ChosenByRecords
  | { by: 'components'; ids: readonly number[] }
  | { by: 'bills'; ids: readonly number[] }
  | { by: 'deployments'; ids: readonly string[] }

/** What records say of vulnerabilities, or some records alone; with what those say that are not kept (`laid`). */
export type ChosenByRecords = (
  | { by: 'vulnerabilities'; ids: readonly string[] }
  | { by: 'advisories'; ids: readonly number[] }
) & { laid?: Laid['matches'] }

/** When, and what was known then: both now where they are left out. Milliseconds since 1970 UTC. */
export interface Moment {
  /** Valid time. */
  at: number
  /** Recorded time. */
  known: number | undefined
}

/** Where the list of assets goes on. */
export interface AfterAsset {
  weight: number
  path: string
  siteId: string
  assetId: string
}

/** Which assets the list has; the counts stay whole. */
export interface Only {
  verdict?: Verdict | undefined
  level?: number | undefined
  zoneId?: string | undefined
  /** A place: what stands there and below. */
  path?: string | undefined
}

export interface Reach {
  /** Components by what is said of them, what weighs most first; at most `mostHits`. */
  hits: { componentId: number; weight: number }[]
  /** Assets that run any of them at the time, counted. */
  places: PlaceReached[]
  /** The first assets. */
  assets: AfterAsset[]
  /** Where and when it ran at any time, where something is or may be wrong. */
  spots: Spot[]
  /** Who the assets are of that are or may be affected. */
  vendors: { name: string | null; assets: number }[]
}

export const mostHits = 2000

/**
 * All that an answer counts, in one statement: from what was chosen to components, to bills, to deployments, to assets. Every step goes
 * by an index from what the step before found, so that the work grows with the answer; `cross join` has SQLite keep that order.
 */
export async function reachOf(
  db: Read,
  scope: Scope,
  chosen: Chosen,
  {
    moment,
    siteId,
    after,
    limit,
    only = {},
    asset,
  }: {
    moment: Moment
    siteId: string | undefined
    after: AfterAsset | undefined
    limit: number
    only?: Only
    /** Id or tag: what ran on this asset alone. */
    asset?: string | undefined
  },
): Promise<Reach> {
  // All assets come as one text: thousands of rows cost more to hand over than to find.
  const part = sql.lit(partEnd)
  const rows = await rowsOf<Part>(
    db,
    sql`with ${hitsOf(db, scope, chosen, moment)}, ${ranOf(db, scope, chosen, moment, { siteId, asset })}, standing as materialized (
  select r.site_id, r.asset_id, r.weight, r.spans, a.parent_id, a.place_id, a.zone_id, a.level, a.path, a.vendor
  from ran r cross join asset a where a.site_id = r.site_id and a.id = r.asset_id and ${isFew('r.weight')}
), ${parts(db, scope, after, limit, only)}
select 1 as part, null as site_id, null as id, null as text, weight, component_id as number from first_hits
union all select 2, null, null, string_agg(concat(spans, ${part}, zone_id, ${part}, level, ${part}, weight, ${part}, site_id, ${part}, place_id),
    ${sql.lit(assetEnd)}), 0, 0 from standing
union all select 3, site_id, asset_id, path, weight, 1 from page
union all select 5, site_id, asset_id, spans, 1, 0 from standing s where spans is not null
  and (parent_id is not null or exists (select 1 from lot_run r where r.site_id = s.site_id and r.asset_id = s.asset_id))
union all select 6, null, null, vendor, 0, count(*) from standing where weight >= ${sql.lit(leastOpen)} group by vendor`,
  )
  return read(rows)
}

interface Part {
  part: number
  site_id: string | null
  id: string | null
  text: string | null
  weight: number
  number: number
}

/** The first components by weight; the page of assets, sorted. */
function parts(db: Read, scope: Scope, after: AfterAsset | undefined, limit: number, only: Only): RawBuilder<unknown> {
  const beyond =
    after === undefined
      ? sql``
      : sql`and (weight < ${after.weight} or (weight = ${after.weight}
          and (path, site_id, asset_id) > (${after.path}, ${after.siteId}, ${after.assetId})))`
  return sql`first_hits as (
  select h.component_id, h.weight from hit h where ${ranHere(db, scope, 'h.component_id')}
  order by h.weight desc, h.component_id limit ${mostHits}),
page as (
  select site_id, asset_id, path, weight from standing where weight > 0 ${wanted(only)} ${beyond}
  order by weight desc, path, site_id, asset_id limit ${limit}
)`
}

/** That a component ran at a site of the scope, at any time: others are nobody's business in it. */
function ranHere(db: Read, scope: Scope, component: string): RawBuilder<unknown> {
  if (scope === 'everywhere') return sql`1 = 1`
  return sql`exists (select 1 from bom_component bc where bc.component_id = ${sql.ref(component)}
    and +bc.bom_id in (select d.bom_id from deployment d where d.site_id in ${listed(db, [...scope], 'text')}))`
}

/** Of an asset that was reached: whether the list is to have it. */
function wanted({ verdict, level, zoneId, path }: Only): RawBuilder<unknown> {
  const [least, most] = verdict === undefined ? [] : weightsOf(verdict)
  return sql.join(
    [
      least === undefined ? sql`` : sql`and weight between ${least} and ${most}`,
      level === undefined ? sql`` : sql`and level = ${level}`,
      zoneId === undefined ? sql`` : sql`and zone_id = ${zoneId}`,
      path === undefined ? sql`` : sql`and substr(path, 1, ${path.length + 1}) = ${`${path}/`}`,
    ],
    sql` `,
  )
}

/** Of a match row: whether it stood at the recorded time. */
export function toldAt(known: number | undefined): RawBuilder<unknown> {
  return known === undefined
    ? sql`m.known_until is null`
    : sql`m.known_from <= ${known} and (m.known_until is null or m.known_until > ${known})`
}

/** A list for `in`: PostgreSQL guesses right how little a few values find, and goes by indexes; of a list in JSON it knows nothing. */
export function few(db: Read, values: readonly (string | number)[], type: 'integer' | 'text'): RawBuilder<unknown> {
  return values.length === 0 || values.length > mostFew ? listed(db, values, type) : sql`(${sql.join(values)})`
}

const mostFew = 16

/**
 * True of every number. PostgreSQL guesses that a step finds far more than most do, and would read whole tables to meet it; of an
 * equation that it cannot see through it expects few rows, and goes by indexes from each.
 */
const isFew = (column: string) => sql`${sql.ref(column)} * 0 = 0`

/** The weight of a match row. */
export const weightOf = sql`case m.verdict when 'affected' then case m.confidence when 'exact' then ${sql.lit(weights.exact)}
  when 'possible' then ${sql.lit(weights.possible)} else ${sql.lit(weights.likely)} end
  when 'undecided' then ${sql.lit(weights.undecided)} when 'fixed' then ${sql.lit(weights.fixed)}
  else ${sql.lit(weights.notAffected)} end`

/** `hit(component_id, weight)`: the components that the answer is about. */
function hitsOf(db: Read, scope: Scope, chosen: Chosen, { known }: Moment): RawBuilder<unknown> {
  if (chosen.by === 'vulnerabilities' || chosen.by === 'advisories') {
    const which =
      chosen.by === 'vulnerabilities'
        ? sql`m.vulnerability in ${few(db, chosen.ids, 'text')}`
        : sql`m.advisory_id in ${few(db, chosen.ids, 'integer')}`
    return sql`told as materialized (
  select m.component_id, max(${weightOf}) as weight from ${laidToo(db, chosen.laid, sql`match m where ${which} and ${toldAt(known)}`)} group by m.component_id
), ${kin(db, scope, known)}, hit as materialized (select component_id, weight from told union all select component_id, weight from kin)`
  }
  const components =
    chosen.by === 'components'
      ? sql`select value as component_id from ${listed(db, chosen.ids, 'integer')} l`
      : sql`select distinct b.component_id from bom_component b where b.bom_id in ${billIds(db, chosen)}`
  return sql`asked as materialized (${components}), hit as materialized (
  select a.component_id, max(case when m.component_id is not null then ${weightOf}
    when coalesce(j.print, -1) = -1 then ${sql.lit(weights.undecided)} else ${sql.lit(weights.notNamed)} end) as weight
  from asked a left join match m on m.component_id = a.component_id and ${toldAt(known)}
  left join matched j on j.component_id = a.component_id group by a.component_id
)`
}

/** Rows of matches, and with them those of records that are not kept. */
function laidToo(db: Read, laid: Laid['matches'] = [], kept: RawBuilder<unknown>): RawBuilder<unknown> {
  if (laid.length === 0) return kept
  const columns = { component_id: 'integer', verdict: 'text', confidence: 'text' } as const
  const rows = laid.map(({ componentId, verdict, confidence }) => [componentId, verdict, confidence])
  const own = sql`select l.component_id, l.verdict, l.confidence from ${tabled(db, columns, rows)} l`
  return sql`(select m.component_id, m.verdict, m.confidence from ${kept} union all ${own}) m`
}

function billIds(db: Read, chosen: Extract<Chosen, { by: 'bills' | 'deployments' }>): RawBuilder<unknown> {
  return chosen.by === 'bills'
    ? few(db, chosen.ids, 'integer')
    : sql`(select bom_id from deployment where id in ${listed(db, chosen.ids, 'text')})`
}

/**
 * Other versions of the packages and products that records speak of here: of them no record says that they are affected. Where they
 * were not judged, or not wholly, they are undecided.
 */
function kin(db: Read, scope: Scope, known: number | undefined): RawBuilder<unknown> {
  return sql`told_here as materialized (select t.component_id from told t where ${ranHere(db, scope, 't.component_id')}),
same as materialized (
  select o.id as component_id from told_here t cross join component c cross join component o
    where c.id = t.component_id and c.package_key is not null and o.package_key = c.package_key
  union
  select o.id from told_here t cross join component c cross join component o
    where c.id = t.component_id and c.package_key is null and o.name_key = c.name_key and o.supplier = c.supplier
), kin as materialized (
  select s.component_id, case when coalesce(j.print, -1) = -1 or exists (
      select 1 from match m where m.component_id = s.component_id and m.advisory_id = 0 and ${toldAt(known)}
    ) then ${sql.lit(weights.undecided)} else ${sql.lit(weights.notAffected)} end as weight
  from same s left join matched j on j.component_id = s.component_id
  where s.component_id not in (select component_id from told)
)`
}

/** `ran(site_id, asset_id, weight, spans)`: assets on which it runs (0: not at the time), with when it ran at all. */
function ranOf(db: Read, scope: Scope, chosen: Chosen, { at, known }: Moment, where: Where): RawBuilder<unknown> {
  const sites = sitesOf(db, scope, where)
  const direct = chosen.by === 'deployments'
  const of = direct ? sql`and d.id in ${listed(db, chosen.ids, 'text')}` : sql``
  const now = direct ? sql`1 = 1` : sql`d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at})`
  const only = chosen.by === 'bills' || direct ? sql`and bc.bom_id in ${billIds(db, chosen as never)}` : sql``
  // Of all bills that list it those of the sites alone; the plus keeps SQLite from looking up each of them for each component.
  const there =
    scope === 'everywhere' && where.siteId === undefined
      ? sql``
      : sql`and +bc.bom_id in (select d.bom_id from deployment d where d.kind = 'observed' ${sitesOf(db, scope, { ...where, asset: undefined })})`
  // Of what people ask for by name every lot counts; of a vulnerability those that met something open.
  const least = chosen.by === 'vulnerabilities' || chosen.by === 'advisories' ? leastOpen : 0
  return sql`bill as materialized (
  select bc.bom_id, max(h.weight) as weight from hit h cross join bom_component bc
  where bc.component_id = h.component_id ${only} ${there} group by bc.bom_id
), ran as materialized (
  select d.site_id, d.asset_id, max(case when ${now} then b.weight else 0 end) as weight,
    string_agg(case when b.weight >= ${sql.lit(least)} then b.weight || ' ' || d.valid_from || ' ' || coalesce(d.valid_until, ${sql.lit(forever)}) end, ',') as spans
  from bill b cross join deployment d
  where ${isFew('b.weight')} and d.bom_id = b.bom_id and d.kind = 'observed' ${of} and ${stands(known)} ${sites} group by d.asset_id, d.site_id
)`
}

/** Where what runs is looked at; everywhere in the scope where nothing is said. */
interface Where {
  siteId: string | undefined
  /** Id or tag. */
  asset: string | undefined
}

/** The sites, and the asset, of a deployment `d`. */
function sitesOf(db: Read, scope: Scope, { siteId, asset }: Where): RawBuilder<unknown> {
  const inside = scope === 'everywhere' ? sql`` : sql`and d.site_id in ${few(db, [...scope], 'text')}`
  const there = siteId === undefined ? inside : sql`${inside} and d.site_id = ${siteId}`
  return asset === undefined
    ? there
    : sql`${there} and d.asset_id in (select id from asset where id = ${asset} or tag = ${asset})`
}

function read(rows: readonly Part[]): Reach {
  const reach: Reach = { hits: [], places: [], assets: [], spots: [], vendors: [] }
  for (const { part, site_id, id, text, weight, number } of rows) {
    const siteId = site_id ?? ''
    if (part === 1) reach.hits.push({ componentId: number, weight })
    else if (part === 2) Object.assign(reach, readAssets(text ?? ''))
    else if (part === 3) reach.assets.push({ weight, path: text ?? '', siteId, assetId: id! })
    else if (part === 6) reach.vendors.push({ name: text, assets: number })
    else reach.spots.push(...readAsset(siteId, id!, text ?? ''))
  }
  return reach
}
