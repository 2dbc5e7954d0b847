import { type RawBuilder, sql } from 'kysely'
import { insertRows, listed, type Read, rowsOf, type Scope, type SiteId, type Write } from '#ledger'
import { type AsOf, laidOver } from './as-of.ts'
import type { Deployment, DeploymentKind } from './deployment.ts'
import type { Strength } from './fact.ts'
import { replaceRows } from './replaced-store.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { StoredDeployment } from './stored.ts'

/** What held at two times (`AsOf`), in SQL: the same as `heldAt`. */
export function heldThen({ valid, recorded }: AsOf): RawBuilder<unknown> {
  const known =
    recorded === undefined
      ? sql`replaced_at is null`
      : sql`recorded_at <= ${recorded} and (replaced_at is null or ${recorded} < replaced_at)`
  return sql`(valid_from <= ${valid} and (valid_until is null or ${valid} < valid_until) and ${known})`
}

export interface DeploymentQuestion {
  assetId: string
  kind?: DeploymentKind | undefined
  /** What held then; left out: the whole history, what was replaced too. */
  asOf?: AsOf | undefined
  after?: string | undefined
  limit: number
}

/** Deployments of an asset, by when they began and were recorded. */
export async function deploymentPage(
  db: Read,
  siteId: SiteId,
  { assetId, kind, asOf, after, limit }: DeploymentQuestion,
): Promise<Page<Deployment>> {
  const conditions: RawBuilder<unknown>[] = [sql`site_id = ${siteId} and asset_id = ${assetId}`]
  if (kind !== undefined) conditions.push(sql`kind = ${kind}`)
  if (asOf !== undefined) conditions.push(heldThen(asOf))
  const [from, recorded, id] = after?.split(' ') ?? []
  if (id !== undefined)
    conditions.push(sql`(valid_from, recorded_at, id) > (${Number(from) || 0}, ${Number(recorded) || 0}, ${id})`)
  const rows = await rowsOf<StoredDeployment>(
    db,
    sql`select * from deployment where ${sql.join(conditions, sql` and `)}
      order by valid_from, recorded_at, id limit ${limit + 1}`,
  )
  return pageOf(rows.map(deploymentFrom), limit, row => `${row.validFrom} ${row.recordedAt} ${row.id}`)
}

/** A deployment that stands. Throws `plant/not-found`. */
export async function deploymentById(db: Read, scope: Scope, id: string): Promise<Deployment> {
  const rows = await rowsOf<StoredDeployment>(
    db,
    sql`select * from deployment where id = ${id} and ${inScope(db, scope)}`,
  )
  if (rows[0] === undefined) throw notFound('the deployment', id)
  return deploymentFrom(rows[0])
}

/** What was seen on assets of a site at a time; on each part the one that began last. */
export async function seenThen(
  db: Read,
  siteId: SiteId,
  asked: { path?: string | undefined; assets?: readonly string[] | undefined; part?: string | undefined; asOf: AsOf },
): Promise<{ assetId: string; bomId: number; part: string }[]> {
  const { path, assets, part, asOf } = asked
  const conditions = [sql`d.site_id = ${siteId} and d.kind = 'observed' and a.gone_at is null`]
  if (path !== undefined)
    conditions.push(sql`(a.path = ${path} or substr(a.path, 1, ${path.length + 1}) = ${`${path}/`})`)
  if (assets !== undefined) {
    const named = listed(db, assets, 'text')
    conditions.push(sql`(a.id in ${named} or a.tag in ${named})`)
  }
  if (part !== undefined) conditions.push(sql`d.part = ${part}`)
  const rows = await rowsOf<{ assetId: string; bomId: number; part: string }>(
    db,
    sql`select d.asset_id as "assetId", d.bom_id as "bomId", d.part from deployment d
      join asset a on a.site_id = d.site_id and a.id = d.asset_id
      where ${sql.join(conditions, sql` and `)} and ${heldThen(asOf)} order by d.valid_from, d.id`,
  )
  return [...new Map(rows.map(row => [`${row.assetId} ${row.part}`, row])).values()]
}

/** A deployment to lay over what is known; open when it has no end. */
export type FreshDeployment = Pick<
  Deployment,
  'assetId' | 'bomId' | 'kind' | 'part' | 'validFrom' | 'validUntil' | 'sourceId' | 'confidence'
> & { saidBy?: string | undefined; reason?: string | undefined; importId?: string | undefined }

/** What laying them over did. */
export interface Deployed {
  /** That now stand. */
  added: Deployment[]
  /** That stand no more. */
  replaced: Deployment[]
}

/**
 * Lays deployments over those of their asset, kind and part: an older open one ends where the new one begins, and what was corrected is
 * replaced, never changed. One that says nothing new is left out. At most one for each asset, kind and part.
 */
export async function deploy(
  db: Write,
  siteId: SiteId,
  fresh: readonly FreshDeployment[],
  at: number,
  idOf: () => string,
): Promise<Deployed> {
  const done: Deployed = { added: [], replaced: [] }
  const standing = await standingOf(
    db,
    siteId,
    fresh.map(each => each.assetId),
  )
  for (const each of fresh) {
    const { saidBy, reason, importId, ...facts } = each
    const line = (standing.get(each.assetId) ?? []).filter(old => old.kind === each.kind && old.part === each.part)
    const made: Deployment = {
      ...facts,
      siteId,
      id: idOf(),
      recordedAt: at,
      replacedAt: null,
      ...(saidBy !== undefined && { saidBy }),
      ...(reason !== undefined && { reason }),
      ...(importId !== undefined && { importId }),
    }
    const { replaced, added } = laidOver(
      line,
      made,
      (a, b) => a.bomId === b.bomId,
      (old, span) => (old === made ? { ...made, ...span } : cutFrom(old, span, made)),
    )
    done.replaced.push(...replaced)
    done.added.push(...added)
  }
  await replaceRows(
    db,
    'deployment',
    siteId,
    done.replaced.map(old => old.id),
    fresh[0]?.importId ?? null,
    at,
  )
  await keepDeployments(db, done.added)
  return done
}

/** What is left of an older one, told by whoever told the newer. */
function cutFrom(old: Deployment, span: Pick<Deployment, 'validFrom' | 'validUntil'>, by: Deployment): Deployment {
  const { importId: _, ...facts } = old
  return {
    ...facts,
    ...span,
    id: `${by.id}-${span.validFrom < by.validFrom ? 'before' : 'after'}`,
    recordedAt: by.recordedAt,
    ...(by.importId !== undefined && { importId: by.importId }),
  }
}

/** Deployments of assets that stand, by asset. */
export async function standingOf(
  db: Read,
  siteId: SiteId,
  assetIds: readonly string[],
): Promise<Map<string, Deployment[]>> {
  const rows = await rowsOf<StoredDeployment>(
    db,
    sql`select * from deployment where site_id = ${siteId} and replaced_at is null
      and asset_id in ${listed(db, assetIds, 'text')} order by valid_from`,
  )
  return Map.groupBy(rows.map(deploymentFrom), row => row.assetId)
}

const columns = {
  site_id: 'text',
  id: 'text',
  asset_id: 'text',
  bom_id: 'integer',
  kind: 'text',
  part: 'text',
  valid_from: 'integer',
  valid_until: 'integer',
  recorded_at: 'integer',
  source_id: 'text',
  said_by: 'text',
  reason: 'text',
  import_id: 'text',
  confidence: 'text',
} as const

export async function keepDeployments(db: Write, deployments: readonly Deployment[]): Promise<void> {
  const sorted = deployments.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const rows = sorted.map(each => [
    each.siteId,
    each.id,
    each.assetId,
    each.bomId,
    each.kind,
    each.part,
    each.validFrom,
    each.validUntil,
    each.recordedAt,
    each.sourceId,
    each.saidBy ?? null,
    each.reason ?? null,
    each.importId ?? null,
    each.confidence,
  ])
  await insertRows(db, 'deployment', columns, rows)
}

export function deploymentFrom(row: StoredDeployment): Deployment {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    assetId: row.asset_id,
    bomId: row.bom_id,
    kind: row.kind as DeploymentKind,
    part: row.part,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
    recordedAt: row.recorded_at,
    replacedAt: row.replaced_at,
    sourceId: row.source_id,
    ...(row.said_by !== null && { saidBy: row.said_by }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.import_id !== null && { importId: row.import_id }),
    confidence: row.confidence as Strength,
  }
}
