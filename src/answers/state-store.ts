import { type RawBuilder, sql } from 'kysely'
import { enterpriseChain, listed, type Read, rowsOf, type Scope, tabled } from '#ledger'
import { stands } from '#lots'
import { wasAsset } from '#plant'
import { type Heads, headsOf } from './head-store.ts'
import { type Moment, toldAt } from './reach-store.ts'
import type { AssetHead } from './row-heads.ts'
import { type AssetState, stateOf, states } from './state.ts'

/** Assets of one place, zone and level that are in one state. */
export interface StateCount {
  siteId: string
  placeId: string | null
  zoneId: string | null
  level: number | null
  state: AssetState
  assets: number
}

/** What was read of each site last, with what it was read of. */
type Kept<Row> = Map<string, { of: string; rows: readonly Row[] }>
const counted: Kept<StateCount> = new Map()
const weighed: Kept<Weighed> = new Map()
const mostKept = 500_000
/** Sites up to which it is quicker to look at what runs there than at all that is told. */
const mostFew = 5

/**
 * Counts the assets of some sites by place, zone, level and state.
 *
 * @param heads the state of each site's facts: of now, a site is counted again only where something changed since
 * @param past another time than now
 */
export async function statesCounted(db: Read, heads: Heads, past?: Moment): Promise<StateCount[]> {
  if (past) return countStates(db, [...heads.keys()], past)
  return readOnce(db, heads, counted, sites => countStates(db, sites))
}

/** The rows of some sites of now, read again only of those where something changed since they were read. */
async function readOnce<Row extends { siteId: string }>(
  db: Read,
  heads: Heads,
  kept: Kept<Row>,
  read: (sites: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const told = await matchesState(db)
  const of = (id: string) => `${told} ${heads.get(id)}`
  const sites = [...heads.keys()]
  const known = new Map(sites.flatMap(id => (kept.get(id)?.of === of(id) ? [[id, kept.get(id)!.rows]] : [])))
  const changed = sites.filter(id => !known.has(id))
  const rows = changed.length === 0 ? [] : await read(changed)
  const fresh = Map.groupBy(rows, ({ siteId }) => siteId)
  let size = rows.length
  for (const { rows } of kept.values()) size += rows.length
  if (size > mostKept) kept.clear()
  for (const id of changed) kept.set(id, { of: of(id), rows: fresh.get(id) ?? [] })
  return sites.flatMap(id => known.get(id) ?? fresh.get(id) ?? [])
}

/** Changes whenever what records say of components may have: they are laid against others by acts of the enterprise, and by runs. */
export async function matchesState(db: Read): Promise<string> {
  const [row] = await rowsOf<{ state: string }>(
    db,
    sql`select coalesce((select max(number) from match_run), 0) || ' ' ||
      coalesce((select seq || ' ' || hash from journal_head where chain = ${enterpriseChain}), '') as state`,
  )
  return row!.state
}

/** Assets that were listed: what went later, or was not known to be gone, was there. */
export function listedThen(moment: Moment | undefined): RawBuilder<unknown> {
  if (!moment) return sql`a.gone_at is null`
  const then = Math.min(moment.at, moment.known ?? moment.at)
  return sql`(a.gone_at is null or a.gone_at > ${then}) and ${wasAsset(moment.known)}`
}

async function countStates(db: Read, sites: readonly string[], moment?: Moment): Promise<StateCount[]> {
  const inside = (column: string) => sql`${sql.ref(column)} in ${listed(db, sites, 'text')}`
  const rows = await rowsOf<Omit<StateCount, 'state'> & { weight: number }>(
    db,
    sql`with ${assetWeights(inside('d.site_id'), sites.length <= mostFew, moment)}
select a.site_id as "siteId", a.place_id as "placeId", a.zone_id as "zoneId", a.level, ${weight} as weight, count(*) as assets
from asset a left join ran r on r.site_id = a.site_id and r.asset_id = a.id
where ${listedThen(moment)} and ${inside('a.site_id')} group by a.site_id, a.place_id, a.zone_id, a.level, ${weight}`,
  )
  return rows.map(({ weight, ...row }) => ({ ...row, state: stateOf(weight) }))
}

/** An asset with the worst of what runs on it, as a place in `states`. */
interface Weighed {
  siteId: string
  assetId: string
  weight: number
}

/** `ran` of now with every asset, as it was weighed: with all that a fleet runs that is long work, too long for each page of a list. */
async function weighedNow(db: Read, heads: Heads): Promise<RawBuilder<unknown>> {
  const rows = await readOnce(db, heads, weighed, sites =>
    rowsOf<Weighed>(
      db,
      sql`with ${assetWeights(sql`d.site_id in ${listed(db, sites, 'text')}`, sites.length <= mostFew, undefined)}
select a.site_id as "siteId", a.id as "assetId", ${weight} as weight
from asset a left join ran r on r.site_id = a.site_id and r.asset_id = a.id
where a.gone_at is null and a.site_id in ${listed(db, sites, 'text')}`,
    ),
  )
  const columns = { site_id: 'text', asset_id: 'text', weight: 'integer' } as const
  const table = tabled(
    db,
    columns,
    rows.map(({ siteId, assetId, weight }) => [siteId, assetId, weight]),
  )
  return sql`ran as materialized (select * from ${table} t)`
}

/** The zones of some sites, by their names. */
export async function zonesNamed(
  db: Read,
  sites: readonly string[],
): Promise<{ siteId: string; zoneId: string; name: string }[]> {
  if (sites.length === 0) return []
  return rowsOf(
    db,
    sql`select site_id as "siteId", id as "zoneId", name from zone where site_id in ${listed(db, sites, 'text')} order by site_id, name`,
  )
}

/** Which assets are listed. */
export interface StateQuestion {
  siteId?: string | undefined
  /** A place: what stands there and below. */
  path?: string | undefined
  /** Only what stands at the very place; without a path, at a site itself. */
  alone?: boolean | undefined
  level?: number | undefined
  /** Only assets of which nobody knows the level. */
  levelless?: boolean | undefined
  zoneId?: string | undefined
  kind?: string | undefined
  /** Part of tag, name, vendor, product, order number, serial number, path or an address, in any case. */
  words?: string | undefined
  /** Only those about which sources contradict each other. */
  conflicts?: boolean | undefined
  state?: AssetState | undefined
  /** Only assets of which this or something worse can be said. */
  atLeast?: AssetState | undefined
  after?: readonly [weight: number, siteId: string, path: string, assetId: string] | undefined
  limit: number
}

/** An asset with its state. */
export interface AssetInState extends AssetHead {
  kind: string | null
  path: string
  zone: string | null
  level: number | null
  vendor: string | null
  product: string | null
  firmware: string | null
  orderNumber: string | null
  serial: string | null
  owner: string | null
  /** Criticality: 1 weighs most. */
  rank: number | null
  /** Fields about which sources contradict each other. */
  conflicts: number
  simulated: boolean
  weight: number
  state: AssetState
}

/** Assets with their states, the worst first, then by where they stand. */
export async function assetsInState(
  db: Read,
  scope: Scope,
  asked: StateQuestion,
  moment?: Moment,
): Promise<AssetInState[]> {
  const inside = (column: string) => {
    const site = sql.ref(column)
    const one = asked.siteId === undefined ? sql`` : sql`and ${site} = ${asked.siteId}`
    return scope === 'everywhere' ? sql`1 = 1 ${one}` : sql`${site} in ${listed(db, [...scope], 'text')} ${one}`
  }
  const few = asked.siteId !== undefined || (scope !== 'everywhere' && scope.size <= mostFew)
  const both = sql`r.site_id = a.site_id and r.asset_id = a.id`
  // In this order: what was weighed has no index.
  const [ran, from] = moment
    ? [assetWeights(inside('d.site_id'), few, moment), sql`asset a left join ran r on ${both}`]
    : [await weighedNow(db, await headsOf(db, scope, asked.siteId)), sql`ran r cross join asset a`]
  const conditions = [sql`${listedThen(moment)} and ${inside('a.site_id')}`, ...conditionsOf(asked)]
  if (!moment) conditions.push(both)
  const rows = await rowsOf<Omit<AssetInState, 'state' | 'simulated'> & { simulated: number }>(
    db,
    sql`with ${ran}
select a.site_id as "siteId", a.id as "assetId", a.tag, a.name, a.kind, a.path, z.name as zone, a.level, a.vendor, a.product, a.firmware,
  a.order_number as "orderNumber", a.serial, a.owner, a.rank, a.conflicts, a.simulated, ${weight} as weight
from ${from} left join zone z on z.site_id = a.site_id and z.id = a.zone_id
where ${sql.join(conditions, sql` and `)} order by ${weight} desc, a.site_id, a.path, a.id limit ${asked.limit}`,
  )
  return rows.map(row => ({ ...row, simulated: row.simulated !== 0, state: stateOf(row.weight) }))
}

/** What stands at a place and below it, or at the very place alone. What has no place stands at its site. */
function standing(path: string | undefined, alone = false): RawBuilder<unknown> {
  const below =
    path === undefined ? sql`1 = 1` : sql`(a.path = ${path} or substr(a.path, 1, ${path.length + 1}) = ${`${path}/`})`
  if (!alone) return below
  if (path === undefined) return sql`a.place_id is null`
  const place = sql`(select p.id from place p where p.site_id = a.site_id and p.path = ${path})`
  return sql`(a.place_id = ${place} or (a.place_id is null and ${place} is null and ${below}))`
}

/** What of a question narrows the assets of its sites. */
function conditionsOf(asked: StateQuestion) {
  const { path, alone, level, levelless, zoneId, kind, words, conflicts, state, atLeast, after } = asked
  const conditions: RawBuilder<unknown>[] = [standing(path, alone)]
  if (level !== undefined) conditions.push(sql`a.level = ${level}`)
  if (levelless) conditions.push(sql`a.level is null`)
  if (zoneId !== undefined) conditions.push(sql`a.zone_id = ${zoneId}`)
  if (kind !== undefined) conditions.push(sql`a.kind = ${kind}`)
  if (words !== undefined) conditions.push(holding(words))
  if (conflicts) conditions.push(sql`a.conflicts > 0`)
  if (state !== undefined) conditions.push(sql`${weight} = ${states.indexOf(state)}`)
  if (atLeast !== undefined) conditions.push(sql`${weight} >= ${states.indexOf(atLeast)}`)
  if (after !== undefined) {
    const [least, ...place] = after
    conditions.push(
      sql`(${weight} < ${least} or (${weight} = ${least} and (a.site_id, a.path, a.id) > (${sql.join(place)})))`,
    )
  }
  return conditions
}

const searched = ['tag', 'name', 'vendor', 'product', 'order_number', 'serial', 'path'] as const
const addresses = ['ip_addresses', 'mac_addresses'] as const

function holding(words: string): RawBuilder<unknown> {
  const like = `%${words.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  // Addresses are kept as a list: what no address holds would find its brackets.
  const columns = /^[0-9a-f.:-]+$/i.test(words) ? [...searched, ...addresses] : searched
  const each = columns.map(column => sql`lower(${sql.ref(`a.${column}`)}) like ${like} escape '\\'`)
  return sql`(${sql.join(each, sql` or `)})`
}

/** An asset of which nothing is known to run is as unknown as one that cannot be judged. */
const weight = sql`coalesce(r.weight, ${sql.lit(states.indexOf('unknown'))})`

/** What can be said of a bill about which nothing was known: clear, or unknown before anything had been laid against advisories. */
function unsaid(known: number | undefined): RawBuilder<unknown> {
  const [clear, unknown] = [sql.lit(states.indexOf('clear')), sql.lit(states.indexOf('unknown'))]
  if (known === undefined) return clear
  return sql`case when exists (select 1 from match_run where at <= ${known}) then ${clear} else ${unknown} end`
}

/**
 * `ran(site_id, asset_id, weight)`: the worst of what runs on each asset, as a place in `states`. What people say of an asset makes a bill
 * of one line, which is laid against the advisories later: until then it has no row in `matched`, and is unknown.
 *
 * @param deployments of which sites
 * @param few they are a few: it is gone from what runs there to what is told of it, and else from all that is told to what runs
 */
function assetWeights(deployments: RawBuilder<unknown>, few: boolean, moment: Moment | undefined): RawBuilder<unknown> {
  const lit = (state: AssetState) => sql.lit(states.indexOf(state))
  const open =
    moment === undefined
      ? sql`d.valid_until is null`
      : sql`d.valid_from <= ${moment.at} and (d.valid_until is null or d.valid_until > ${moment.at})`
  const running = sql`${deployments} and d.kind = 'observed' and ${open} and ${stands(moment?.known)}`
  const bills = sql`running as materialized (select distinct d.bom_id from deployment d where ${running}), `
  return sql`${few ? bills : sql``}exploited as materialized (select id from vulnerability where kev <> 0), told as materialized (
  select m.component_id, max(case when m.verdict = 'affected'
      then case when m.vulnerability in (select id from exploited) then ${lit('exploited')} else ${lit('affected')} end
    when m.advisory_id <> 0 then ${lit('undecided')} else ${lit('unknown')} end) as weight
  from match m where m.verdict in ('affected', 'undecided') and ${toldAt(moment?.known)} group by m.component_id
  union all select component_id, ${lit('unknown')} from matched where print = -1
), bill as materialized (
  select bc.bom_id, max(t.weight) as weight from ${few ? sql`running r cross join bom_component bc cross join told t` : sql`told t cross join bom_component bc`}
  where bc.component_id = t.component_id ${few ? sql`and bc.bom_id = r.bom_id` : sql``} group by bc.bom_id
  union all select b.id, ${lit('unknown')} from bom b where b.components = 1 ${few ? sql`and b.id in (select bom_id from running)` : sql``} and not exists (
    select 1 from bom_component bc join matched j on j.component_id = bc.component_id where bc.bom_id = b.id)
), ran as materialized (
  select d.site_id, d.asset_id,
    max(case when b.components = 0 then ${lit('unknown')} else coalesce(w.weight, ${unsaid(moment?.known)}) end) as weight
  from deployment d join bom b on b.id = d.bom_id left join bill w on w.bom_id = d.bom_id
  where ${running} group by d.site_id, d.asset_id
)`
}
