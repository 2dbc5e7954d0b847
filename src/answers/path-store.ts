import { sql } from 'kysely'
import { listed, type Read, rowsOf, type Scope } from '#ledger'

/** A step on the way from the root of a bill down to a component. */
export interface PathStep {
  entry: number
  ref: string
  name: string
  version: string | null
  purl: string | null
}

interface Row extends PathStep {
  /** The entry at whose end the path is. */
  leaf: number
  depth: number
}

/** Longer ways are cut: a bill that is deeper goes in circles. */
const deepest = 100

/**
 * The ways from the root of a bill down to a component, one for each entry that it has there, at most `limit`. Undefined where the bill
 * is at no site of the scope.
 */
export async function pathsOf(
  db: Read,
  scope: Scope,
  { digest, componentId, limit }: { digest: string; componentId: number; limit: number },
): Promise<{ subject: string | null; paths: PathStep[][] } | undefined> {
  const inside = scope === 'everywhere' ? sql`` : sql`and x.site_id in ${listed(db, [...scope], 'text')}`
  const [bom] = await rowsOf<{ id: number; subject: string | null }>(
    db,
    sql`select id, subject from bom b where digest = ${digest} and (
      exists (select 1 from deployment x where x.bom_id = b.id ${inside})
      or exists (select 1 from bom_site x where x.bom_id = b.id ${inside}))`,
  )
  if (bom === undefined) return undefined
  const rows = await rowsOf<Row>(
    db,
    sql`with recursive up(leaf, number, depth) as (
  select * from (select number as leaf, number, 0 as depth from bom_component
    where bom_id = ${bom.id} and component_id = ${componentId} order by number limit ${limit}) first_ones
  union
  select u.leaf, bc.parent, u.depth + 1 from up u join bom_component bc on bc.bom_id = ${bom.id} and bc.number = u.number
  where bc.parent is not null and bc.parent <> 0 and u.depth < ${deepest}
) select u.leaf, u.depth, bc.number as entry, bc.ref, c.name, c.version, c.purl
from up u cross join bom_component bc cross join component c
where bc.bom_id = ${bom.id} and bc.number = u.number and c.id = bc.component_id order by u.leaf, u.depth desc`,
  )
  const paths = [...Map.groupBy(rows, ({ leaf }) => leaf).values()]
  return {
    subject: bom.subject,
    paths: paths.map(steps =>
      steps.map(({ entry, ref, name, version, purl }) => ({ entry, ref, name, version, purl })),
    ),
  }
}
