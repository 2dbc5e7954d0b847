import { type RawBuilder, sql } from 'kysely'
import { type Read, reading, rowsOf, type Scope, type SiteId, type Write, writing } from '#ledger'
import type { LevelVector } from './import-row.ts'
import { notFound } from './site.ts'
import { inScope, type Page, pageOf } from './site-store.ts'
import type { PlantTables, StoredConduit, StoredZone } from './stored.ts'
import type { Conduit, Zone } from './zone.ts'

export interface ZoneQuestion {
  siteId?: SiteId | undefined
  after?: string | undefined
  limit: number
}

/** Zones by their ids. */
export async function zonePage(db: Read, scope: Scope, asked: ZoneQuestion): Promise<Page<Zone>> {
  const rows = await rowsById<StoredZone>(db, scope, 'zone', asked)
  return pageOf(rows.map(zoneFrom), asked.limit, zone => zone.id)
}

/** A zone by its id or, in a site, its name. Throws `plant/not-found`. */
export async function zoneOf(db: Read, scope: Scope, text: string, siteId?: SiteId): Promise<Zone> {
  let question = reading<PlantTables>(db).selectFrom('zone').selectAll().where(inScope(db, scope))
  question =
    siteId === undefined
      ? question.where('id', '=', text)
      : question.where('site_id', '=', siteId).where(on => on.or([on('id', '=', text), on('name', '=', text)]))
  const row = await question.limit(1).executeTakeFirst()
  if (!row) throw notFound('the zone', text)
  return zoneFrom(row)
}

/** Every zone of a site. */
export async function zonesOf(db: Read, siteId: SiteId): Promise<Zone[]> {
  const rows = await reading<PlantTables>(db).selectFrom('zone').selectAll().where('site_id', '=', siteId).execute()
  return rows.map(zoneFrom)
}

export async function conduitsOf(db: Read, siteId: SiteId): Promise<Conduit[]> {
  const rows = await reading<PlantTables>(db).selectFrom('conduit').selectAll().where('site_id', '=', siteId).execute()
  return rows.map(conduitFrom)
}

export async function conduitPage(db: Read, scope: Scope, asked: ZoneQuestion): Promise<Page<Conduit>> {
  const rows = await rowsById<StoredConduit>(db, scope, 'conduit', asked)
  return pageOf(rows.map(conduitFrom), asked.limit, conduit => conduit.id)
}

function rowsById<Row>(db: Read, scope: Scope, table: 'zone' | 'conduit', asked: ZoneQuestion): Promise<Row[]> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, scope)]
  if (asked.siteId !== undefined) conditions.push(sql`site_id = ${asked.siteId}`)
  if (asked.after !== undefined) conditions.push(sql`id > ${asked.after}`)
  return rowsOf<Row>(
    db,
    sql`select * from ${sql.table(table)} where ${sql.join(conditions, sql` and `)} order by id limit ${asked.limit + 1}`,
  )
}

/** Puts a zone in, or in the place of the one with its id. */
export async function keepZone(db: Write, zone: Zone, at: number, madeIn: string | null = null): Promise<void> {
  const vector = (levels: LevelVector | undefined) => (levels === undefined ? null : JSON.stringify(levels))
  const facts = {
    parent_id: zone.parentId ?? null,
    name: zone.name,
    description: zone.description ?? null,
    sl_t: vector(zone.slTarget),
    sl_c: vector(zone.slCapability),
    sl_a: vector(zone.slAchieved),
    simulated: Number(zone.simulated),
  }
  await writing<PlantTables>(db)
    .insertInto('zone')
    .values({ site_id: zone.siteId, id: zone.id, made_in: madeIn, recorded_at: at, ...facts })
    .onConflict(on => on.columns(['site_id', 'id']).doUpdateSet(facts))
    .execute()
}

export async function keepConduit(
  db: Write,
  conduit: Conduit,
  at: number,
  madeIn: string | null = null,
): Promise<void> {
  await writing<PlantTables>(db)
    .insertInto('conduit')
    .values({
      site_id: conduit.siteId,
      id: conduit.id,
      name: conduit.name ?? null,
      from_zone: conduit.fromZone,
      to_zone: conduit.toZone,
      protocol: conduit.protocol ?? null,
      port: conduit.port ?? null,
      simulated: Number(conduit.simulated),
      made_in: madeIn,
      recorded_at: at,
    })
    .execute()
}

function zoneFrom(row: StoredZone): Zone {
  const vector = (text: string | null) => (text === null ? undefined : (JSON.parse(text) as unknown as LevelVector))
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    ...(row.sl_t !== null && { slTarget: vector(row.sl_t)! }),
    ...(row.sl_c !== null && { slCapability: vector(row.sl_c)! }),
    ...(row.sl_a !== null && { slAchieved: vector(row.sl_a)! }),
    simulated: row.simulated === 1,
  }
}

function conduitFrom(row: StoredConduit): Conduit {
  return {
    siteId: row.site_id as SiteId,
    id: row.id,
    ...(row.name !== null && { name: row.name }),
    fromZone: row.from_zone,
    toZone: row.to_zone,
    ...(row.protocol !== null && { protocol: row.protocol }),
    ...(row.port !== null && { port: row.port }),
    simulated: row.simulated === 1,
  }
}
