import { sql } from 'kysely'
import { Problem, quoted } from '#base'
import { type Read, rowsOf } from '#ledger'

/** The id of the asset of a site that a text names: its id, its tag or its path. Throws `intake/no-asset`, `intake/several-assets`. */
export async function assetNamed(db: Read, siteId: string, text: string): Promise<string> {
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`select id from asset where site_id = ${siteId} and gone_at is null
      and (id = ${text} or tag = ${text} or path = ${text}) order by id limit 2`,
  )
  const [first, other] = rows
  if (first === undefined)
    throw new Problem(
      'intake/no-asset',
      `Cannot find the asset ${quoted(text)}: the site has none of this id, tag or path`,
      {
        found: text,
        at: '/assetId',
        next: 'millcert assets list',
      },
    )
  if (other !== undefined)
    throw new Problem('intake/several-assets', `Cannot tell which asset ${quoted(text)} is: several have this tag`, {
      found: text,
      at: '/assetId',
      next: 'name it by its path or id',
    })
  return first.id
}
