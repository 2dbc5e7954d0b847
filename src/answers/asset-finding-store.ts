import { type RawBuilder, sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import type { ComponentShown } from './detail-store.ts'
import { toldAt } from './reach-store.ts'
import { type AssetState, stateOf, states } from './state.ts'

/** What is said of a bill as a whole: vulnerabilities, and components that nobody can judge. */
export interface BillTally {
  bomId: number
  affected: number
  exploited: number
  undecided: number
  unjudged: number
  state: AssetState
}

/** `used(bom_id, component_id)` of some bills, and `open(component_id, vulnerability, affected, …)`: what stood about them. */
function openOf(db: Read, bills: readonly number[], known: number | undefined): RawBuilder<unknown> {
  return sql`used as materialized (
  select bc.bom_id, bc.component_id, min(bc.number) as number from ${listed(db, bills, 'integer')} b cross join bom_component bc
  where bc.bom_id = b.value group by bc.bom_id, bc.component_id
), asked as materialized (select distinct component_id from used), open as materialized (
  select m.component_id, m.vulnerability, max(case m.verdict when 'affected' then 1 else 0 end) as affected,
    min(case m.verdict when 'affected' then m.since end) as affected_since, min(m.since) as since, min(m.severity) as severity
  from asked u cross join match m
  where m.component_id = u.component_id and m.verdict in ('affected', 'undecided') and m.advisory_id <> 0 and ${toldAt(known)}
  group by m.component_id, m.vulnerability
), unjudged as materialized (
  select u.component_id from asked u cross join match m
  where m.component_id = u.component_id and m.advisory_id = 0 and m.verdict = 'undecided' and ${toldAt(known)}
  union select u.component_id from asked u left join matched j on j.component_id = u.component_id where coalesce(j.print, -1) = -1
)`
}

/** Counts what stood about each of some bills. */
export async function billTallies(
  db: Read,
  bills: readonly number[],
  known: number | undefined,
): Promise<Map<number, BillTally>> {
  const rows = await rowsOf<Omit<BillTally, 'state'>>(
    db,
    sql`with ${openOf(db, bills, known)}, each_one as (
  select u.bom_id, o.vulnerability, max(o.affected) as affected, max(coalesce(v.kev, 0)) as kev
  from open o cross join used u left join vulnerability v on v.id = o.vulnerability
  where u.component_id = o.component_id group by u.bom_id, o.vulnerability
), summed as (
  select bom_id, sum(affected) as affected, sum(affected * kev) as exploited, sum(1 - affected) as undecided from each_one group by bom_id
), doubted as (
  select u.bom_id, count(*) as unjudged from unjudged j cross join used u where u.component_id = j.component_id group by u.bom_id
)
select b.id as "bomId", coalesce(s.affected, 0) as affected, coalesce(s.exploited, 0) as exploited,
  coalesce(s.undecided, 0) as undecided, coalesce(d.unjudged, 0) as unjudged
from bom b left join summed s on s.bom_id = b.id left join doubted d on d.bom_id = b.id
where b.id in ${listed(db, bills, 'integer')} and b.components > 0`,
  )
  return new Map(rows.map(row => [row.bomId, { ...row, state: stateIn(row) }]))
}

function stateIn({ affected, exploited, undecided, unjudged }: Omit<BillTally, 'state' | 'bomId'>): AssetState {
  if (exploited > 0) return 'exploited'
  if (affected > 0) return 'affected'
  return undecided > 0 ? 'undecided' : unjudged > 0 ? 'unknown' : 'clear'
}

/** The worst of what runs on an asset. Of one on which nothing is known to run, or a bill that lists nothing, it is unknown at best. */
export function worstOf(tallies: readonly (BillTally | undefined)[]): AssetState {
  if (tallies.length === 0) return 'unknown'
  return stateOf(Math.max(...tallies.map(tally => states.indexOf(tally?.state ?? 'unknown'))))
}

/** A vulnerability of what runs on an asset or in it. Times in milliseconds since 1970 UTC. */
export interface AssetFinding {
  vulnerability: string
  affected: boolean
  severity: string
  kev: boolean
  malicious: boolean
  epss: number | null
  urgency: number
  /** Since when its verdict holds. */
  since: number
  components: number
}

/** Where a list of findings goes on. */
export type AfterFinding = readonly [affected: number, urgency: number, vulnerability: string]

const noUrgency = 1_000_000_000

/** Vulnerabilities of some bills, affected before undecided, then the most urgent first. */
export async function findingsIn(
  db: Read,
  bills: readonly number[],
  asked: { known: number | undefined; verdict?: string | undefined; after?: AfterFinding | undefined; limit: number },
): Promise<AssetFinding[]> {
  const wanted: RawBuilder<unknown>[] = [sql`1 = 1`]
  if (asked.verdict !== undefined) wanted.push(sql`affected = ${asked.verdict === 'affected' ? 1 : 0}`)
  if (asked.after) {
    const [affected, urgency, vulnerability] = asked.after
    wanted.push(
      sql`(affected < ${affected} or (affected = ${affected} and (urgency, vulnerability) > (${urgency}, ${vulnerability})))`,
    )
  }
  const rows = await rowsOf<Flat<AssetFinding, 'affected' | 'kev' | 'malicious'>>(
    db,
    sql`with ${openOf(db, bills, asked.known)}, each_one as (
  select o.vulnerability, max(o.affected) as affected, coalesce(min(v.severity), min(o.severity)) as severity,
    coalesce(max(v.kev), 0) as kev, coalesce(max(v.malicious), 0) as malicious, max(v.epss) as epss,
    coalesce(min(v.urgency), ${sql.lit(noUrgency)}) as urgency, coalesce(min(o.affected_since), min(o.since)) as since,
    count(*) as components
  from open o left join vulnerability v on v.id = o.vulnerability group by o.vulnerability
)
select * from each_one where ${sql.join(wanted, sql` and `)} order by affected desc, urgency, vulnerability limit ${asked.limit}`,
  )
  return rows.map(({ affected, kev, malicious, ...row }) => ({
    ...row,
    affected: affected !== 0,
    kev: kev !== 0,
    malicious: malicious !== 0,
  }))
}

type Flat<T, K extends keyof T> = Omit<T, K> & Record<K, number>

/** How many vulnerabilities some bills have together. */
export async function findingsCounted(
  db: Read,
  bills: readonly number[],
  known: number | undefined,
): Promise<{ affected: number; exploited: number; undecided: number; unjudged: number; components: number }> {
  const [row] = await rowsOf<Record<'affected' | 'exploited' | 'undecided' | 'unjudged' | 'components', number>>(
    db,
    sql`with ${openOf(db, bills, known)}, each_one as (
  select o.vulnerability, max(o.affected) as affected, max(coalesce(v.kev, 0)) as kev
  from open o left join vulnerability v on v.id = o.vulnerability group by o.vulnerability
)
select coalesce(sum(affected), 0) as affected, coalesce(sum(affected * kev), 0) as exploited,
  coalesce(sum(1 - affected), 0) as undecided, (select count(*) from unjudged) as unjudged,
  (select count(*) from asked) as components from each_one`,
  )
  return row!
}

/** What a record says of a component of an asset, as it is shown with a finding. */
export interface ToldMatch {
  vulnerability: string
  componentId: number
  verdict: string
  confidence: string | null
  /** JSON of `KeptBecause`. */
  because: string
  since: number
  record: string | null
  source: string | null
  url: string | null
}

/** Rows that are read to show a page of findings. */
const mostTold = 20_000

/** What stood about the components of some bills, of some vulnerabilities. */
export async function toldOfFindings(
  db: Read,
  bills: readonly number[],
  vulnerabilities: readonly string[],
  known: number | undefined,
): Promise<ToldMatch[]> {
  return rowsOf(
    db,
    sql`with asked as materialized (
  select distinct bc.component_id from ${listed(db, bills, 'integer')} b cross join bom_component bc where bc.bom_id = b.value
)
select m.vulnerability, m.component_id as "componentId", m.verdict, m.confidence, m.because, m.since, v.name as record, v.source, v.url
from asked u cross join match m left join advisory v on v.id = m.advisory_id
where m.component_id = u.component_id and m.vulnerability in ${listed(db, vulnerabilities, 'text')}
  and m.verdict in ('affected', 'undecided') and ${toldAt(known)}
order by m.vulnerability, case m.verdict when 'affected' then 0 else 1 end, m.component_id, v.source, v.name limit ${mostTold}`,
  )
}

/** What was learned of some bills, and when: vulnerabilities by when the first row about one began. */
export async function learnedOf(
  db: Read,
  bills: readonly number[],
  known: number | undefined,
): Promise<{ vulnerability: string; affected: number; kev: number; since: number; urgency: number }[]> {
  return rowsOf(
    db,
    sql`with ${openOf(db, bills, known)}
select o.vulnerability, max(o.affected) as affected, coalesce(max(v.kev), 0) as kev, coalesce(min(o.affected_since), min(o.since)) as since,
  coalesce(min(v.urgency), ${sql.lit(noUrgency)}) as urgency
from open o left join vulnerability v on v.id = o.vulnerability group by o.vulnerability
order by affected desc, urgency, o.vulnerability limit 20000`,
  )
}

/** A component of a bill that runs, with what is said of it. */
export interface AssetComponent extends Omit<ComponentShown, 'id'> {
  bomId: number
  number: number
  componentId: number
  affected: number
  exploited: number
  undecided: number
  /** Whether nobody can judge it: 1 or 0. */
  unjudged: number
  weight: number
}

/** Where a list of components goes on. */
export type AfterComponent = readonly [weight: number, bomId: number, number: number]

/** Components of some bills, each once in each bill, the worst first, then in the bill's order. */
export async function componentsIn(
  db: Read,
  bills: readonly number[],
  asked: {
    known: number | undefined
    state?: AssetState | undefined
    text?: string | undefined
    after?: AfterComponent | undefined
    limit: number
  },
): Promise<AssetComponent[]> {
  const wanted: RawBuilder<unknown>[] = [sql`1 = 1`]
  if (asked.state !== undefined) wanted.push(sql`weight = ${states.indexOf(asked.state)}`)
  if (asked.text !== undefined) {
    const like = `%${asked.text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
    wanted.push(sql`(c.name_key like ${like} escape '\\' or lower(coalesce(c.purl, '')) like ${like} escape '\\'
      or lower(coalesce(c.group_name, '')) like ${like} escape '\\')`)
  }
  if (asked.after) {
    const [weight, bomId, number] = asked.after
    wanted.push(sql`(weight < ${weight} or (weight = ${weight} and (w.bom_id, w.number) > (${bomId}, ${number})))`)
  }
  const at = (state: AssetState) => sql.lit(states.indexOf(state))
  return rowsOf(
    db,
    sql`with ${openOf(db, bills, asked.known)}, counted as materialized (
  select o.component_id, sum(o.affected) as affected, sum(o.affected * coalesce(v.kev, 0)) as exploited, sum(1 - o.affected) as undecided
  from open o left join vulnerability v on v.id = o.vulnerability group by o.component_id
), weighed as materialized (
  select u.bom_id, u.number, u.component_id, coalesce(n.affected, 0) as affected, coalesce(n.exploited, 0) as exploited,
    coalesce(n.undecided, 0) as undecided, case when j.component_id is null then 0 else 1 end as unjudged,
    case when n.exploited > 0 then ${at('exploited')} when n.affected > 0 then ${at('affected')}
      when n.undecided > 0 then ${at('undecided')} when j.component_id is not null then ${at('unknown')} else ${at('clear')} end as weight
  from used u left join counted n on n.component_id = u.component_id left join unjudged j on j.component_id = u.component_id
)
select w.bom_id as "bomId", w.number, w.component_id as "componentId", c.type, c.group_name as "group", c.name, c.version, c.purl,
  c.supplier, c.order_number as "orderNumber", w.affected, w.exploited, w.undecided, w.unjudged, w.weight
from weighed w cross join component c where c.id = w.component_id and ${sql.join(wanted, sql` and `)}
order by w.weight desc, w.bom_id, w.number limit ${asked.limit}`,
  )
}

/** Components of some bills that were never laid against the advisories. */
export async function freshIn(
  db: Read,
  bills: readonly number[],
): Promise<{ componentId: number; name: string; version: string | null }[]> {
  return rowsOf(
    db,
    sql`with asked as materialized (
  select distinct bc.component_id from ${listed(db, bills, 'integer')} b cross join bom_component bc where bc.bom_id = b.value
)
select c.id as "componentId", c.name, c.version from asked u join component c on c.id = u.component_id
left join matched j on j.component_id = u.component_id where coalesce(j.print, -1) = -1 order by c.name, c.id limit ${mostTold}`,
  )
}

/** Doubts about the components of some bills: those about a component itself, and what records leave undecided. */
export async function doubtsIn(
  db: Read,
  bills: readonly number[],
  known: number | undefined,
): Promise<
  { rule: string; because: string; own: number; componentId: number; name: string; version: string | null }[]
> {
  return rowsOf(
    db,
    sql`with asked as materialized (
  select distinct bc.component_id from ${listed(db, bills, 'integer')} b cross join bom_component bc where bc.bom_id = b.value
)
select m.because, max(case when m.advisory_id = 0 then 1 else 0 end) as own, m.component_id as "componentId", c.name, c.version
from asked u cross join match m join component c on c.id = m.component_id
where m.component_id = u.component_id and m.verdict = 'undecided' and ${toldAt(known)}
group by m.because, m.component_id, c.name, c.version order by m.component_id limit ${mostTold}`,
  )
}
