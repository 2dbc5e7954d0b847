import { sql } from 'kysely'
import { listed, type Read, rowsOf } from '#ledger'
import { toldAt } from './reach-store.ts'

/** A component that has a vulnerability, on some of the assets that a lot was made with. */
export interface FoundIn {
  vulnerability: string
  componentId: number
  name: string
  version: string | null
  /** How many assets run it. */
  assets: number
  /** The first of them by id; at most `mostEach`. */
  assetIds: string[]
}

/** Components of a vulnerability, and assets of a component, that are told at most. */
export const mostEach = 5

/**
 * In which components of the software of some deployments vulnerabilities are open, and on which assets those run: the first few of
 * each, so that what is handed over grows with the vulnerabilities alone.
 */
export async function foundIn(
  db: Read,
  deployments: readonly string[],
  vulnerabilities: readonly string[],
  known: number | undefined,
): Promise<FoundIn[]> {
  if (vulnerabilities.length === 0) return []
  const rows = await rowsOf<Omit<FoundIn, 'assetIds'> & { assetId: string }>(
    db,
    sql`with ran as materialized (
  select distinct bom_id, asset_id from deployment where site_id in (select id from site) and id in ${listed(db, deployments, 'text')}
), used as materialized (
  select distinct bc.component_id, r.asset_id from ran r cross join bom_component bc where bc.bom_id = r.bom_id
), open as materialized (
  select distinct m.component_id, m.vulnerability from (select distinct component_id from used) u cross join match m
  where m.component_id = u.component_id and m.verdict in ('affected', 'undecided') and ${toldAt(known)}
    and m.vulnerability in ${listed(db, vulnerabilities, 'text')}
), few as materialized (
  select vulnerability, component_id from (
    select vulnerability, component_id, row_number() over (partition by vulnerability order by component_id) as place from open
  ) o where place <= ${sql.lit(mostEach)}
), placed as (
  select f.vulnerability, f.component_id, u.asset_id,
    row_number() over (partition by f.vulnerability, f.component_id order by u.asset_id) as place,
    count(*) over (partition by f.vulnerability, f.component_id) as assets
  from few f join used u on u.component_id = f.component_id
)
select p.vulnerability, p.component_id as "componentId", c.name, c.version, p.assets, p.asset_id as "assetId"
from placed p join component c on c.id = p.component_id where p.place <= ${sql.lit(mostEach)}
order by p.vulnerability, c.name, p.component_id, p.asset_id`,
  )
  const byPair = Map.groupBy(rows, ({ vulnerability, componentId }) => `${componentId} ${vulnerability}`)
  return Array.from(byPair.values(), of => {
    const { assetId: _, ...first } = of[0]!
    return { ...first, assetIds: of.map(({ assetId }) => assetId) }
  })
}
