import { type RawBuilder, sql } from 'kysely'
import { startOfHash } from '#boms'
import type { Laid } from '#findings'
import { vendorsOf } from '#identity/products'
import { listed, type Read, rowsOf, type Scope } from '#ledger'
import { type Lot, lotPage, softwareOfLot } from '#lots'
import { wasAsset } from '#plant'
import { nameKeys, vendorNamed, vendorsNamed } from '#vendors'
import type { Question } from './question.ts'
import type { Chosen, ChosenByRecords } from './reach-store.ts'

/** What a question came down to. */
export interface Choice {
  chosen: Chosen
  /** Records that have the names asked for. */
  advisories: readonly number[]
  /** Records that had them and were taken back. */
  withdrawn: number
  /** The lots that were asked for. */
  lots: readonly Lot[]
  /** Ids of the assets that were asked for. */
  assets: readonly string[]
  /** How many bills were asked for by their bytes, of those that came in at a site that may be seen. */
  bills: number
}

/** More than this is no question but everything. */
const most = 20_000

/**
 * Looks up what a question names. Facts of sites are looked up within the scope alone.
 *
 * @param laid what records that are not kept say, where the question is asked with them
 */
export async function choiceOf(
  db: Read,
  scope: Scope,
  question: Question,
  at: number,
  known?: number,
  laid?: Laid,
): Promise<Choice> {
  const none = { advisories: [], withdrawn: 0, lots: [], assets: [], bills: 0 }
  switch (question.kind) {
    case 'advisory':
      return { ...none, ...withLaid(await byNames(db, question.ids, known), laid) }
    case 'package':
      return { ...none, chosen: { by: 'components', ids: await packages(db, scope, question) } }
    case 'component':
      return { ...none, chosen: { by: 'components', ids: await named(db, scope, question) } }
    case 'product':
      return { ...none, chosen: { by: 'components', ids: await products(db, scope, question) } }
    case 'digest':
      return { ...none, ...(await digested(db, scope, question.hex)) }
    case 'lot': {
      const lots = await lotPage(db, scope, { number: question.number, limit: 20 })
      const ran = await Promise.all(lots.map(({ siteId, id }) => softwareOfLot(db, siteId, id, known)))
      const ids = [...new Set(ran.flat().flatMap(({ deploymentId }) => deploymentId ?? []))]
      return { ...none, lots, chosen: { by: 'deployments', ids } }
    }
    case 'asset': {
      const assets = await assetsCalled(db, scope, question.text, known)
      return { ...none, assets, chosen: { by: 'deployments', ids: await ranOn(db, assets, at, known) } }
    }
  }
}

/**
 * Records by their names. One that speaks of a single vulnerability stands for it, under whatever name others know it; one of
 * several, as a maker's bulletin, is asked for what it says itself.
 */
async function byNames(
  db: Read,
  ids: readonly string[],
  known: number | undefined,
): Promise<Pick<Choice, 'advisories' | 'withdrawn'> & { chosen: ChosenByRecords }> {
  const by = known === undefined ? sql`` : sql`and a.first_seen <= ${known}`
  const rows = await rowsOf<{ id: number; goneAt: number | null }>(
    db,
    sql`select distinct a.id, a.gone_at as "goneAt" from advisory_name n join advisory a on a.id = n.advisory_id
      where n.name in ${listed(db, ids, 'text')} ${by} limit ${most}`,
  )
  const inForce = rows.filter(({ goneAt }) => goneAt === null || (known !== undefined && goneAt > known))
  const advisories = inForce.map(({ id }) => id)
  const withdrawn = rows.length - inForce.length
  const cves = ids.filter(id => id.startsWith('CVE-'))
  if (cves.length > 0) return { advisories, withdrawn, chosen: { by: 'vulnerabilities', ids: cves } }
  const told = await rowsOf<{ vulnerability: string }>(
    db,
    sql`select distinct vulnerability from match where advisory_id in ${listed(db, advisories, 'integer')} limit 2`,
  )
  if (told.length === 2) return { advisories, withdrawn, chosen: { by: 'advisories', ids: advisories } }
  return {
    advisories,
    withdrawn,
    chosen: { by: 'vulnerabilities', ids: told.length === 0 ? ids : [told[0]!.vulnerability] },
  }
}

/** With what was laid for this question alone. */
function withLaid(named: Awaited<ReturnType<typeof byNames>>, laid: Laid | undefined) {
  if (laid === undefined) return named
  const advisories = [...named.advisories, ...laid.records.map(({ id }) => id)]
  return { ...named, advisories, chosen: { ...named.chosen, laid: laid.matches } }
}

async function idsOf(db: Read, scope: Scope, where: RawBuilder<unknown>): Promise<number[]> {
  const rows = await rowsOf<{ id: number }>(
    db,
    sql`select id from component c where ${where} and ${isListed(db, scope)} limit ${most}`,
  )
  return rows.map(({ id }) => id)
}

/** Of a component `c`, that a bill lists it that came in or stands at a site that may be seen: another site's are none that have the name. */
function isListed(db: Read, scope: Scope): RawBuilder<unknown> {
  if (scope === 'everywhere') return sql`1 = 1`
  const sites = listed(db, [...scope], 'text')
  return sql`exists (select 1 from bom_component bc where bc.component_id = c.id and (
    bc.bom_id in (select bom_id from bom_site where site_id in ${sites})
    or bc.bom_id in (select bom_id from deployment where site_id in ${sites})))`
}

function packages(db: Read, scope: Scope, { packageKey, version }: Extract<Question, { kind: 'package' }>) {
  const of = version === undefined ? sql`` : sql`and version = ${version}`
  return idsOf(db, scope, sql`package_key = ${packageKey} ${of}`)
}

async function named(db: Read, scope: Scope, { name, version }: Extract<Question, { kind: 'component' }>) {
  const key = name.toLowerCase()
  const whole = await idsOf(db, scope, sql`name_key = ${key} and version = ${version}`)
  const slash = key.lastIndexOf('/')
  if (whole.length > 0 || slash < 0) return whole
  return idsOf(
    db,
    scope,
    sql`name_key = ${key.slice(slash + 1)} and version = ${version} and lower(group_name) = ${key.slice(0, slash)}`,
  )
}

/** By the name or order number of the product, then by how its name begins, then by what it contains; of the maker meant. */
async function products(
  db: Read,
  scope: Scope,
  { vendor, product }: Extract<Question, { kind: 'product' }>,
): Promise<number[]> {
  const makers = new Set(vendorsOf(vendor).map(({ id }) => id))
  const own = vendorNamed(vendor, await vendorsNamed(db, nameKeys(vendor)))
  const key = product.toLowerCase()
  const like = `%${key.replaceAll(/[\\%_]/g, '\\$&')}%`
  // A letter behind a slash is the series of one product, as in 1756-L81E/B; the sign after the slash is 0.
  const called = (column: RawBuilder<unknown>, text: string) => sql`(${column} = ${text} or
    (${column} > ${`${text}/`} and ${column} < ${`${text}0`} and length(${column}) = ${text.length + 2}))`
  const tries = [
    sql`supplier is not null and ${called(sql`name_key`, key)}`,
    sql`supplier is not null and ${called(sql`order_number`, product)}`,
    sql`supplier is not null and name_key >= ${key} and name_key < ${`${key}\u{10ffff}`}`,
    sql`supplier is not null and (name_key like ${like} escape '\\' or lower(order_number) like ${like} escape '\\')`,
  ]
  for (const where of tries) {
    const rows = await rowsOf<{ id: number; supplier: string }>(
      db,
      sql`select id, supplier from component c where ${where} and ${isListed(db, scope)} limit ${most}`,
    )
    const names = own && (await vendorsNamed(db, [...new Set(rows.flatMap(({ supplier }) => nameKeys(supplier)))]))
    const isOwn = (supplier: string) => own !== undefined && vendorNamed(supplier, names!)?.vendorId === own.vendorId
    const found = rows.filter(({ supplier }) => vendorsOf(supplier).some(({ id }) => makers.has(id)) || isOwn(supplier))
    if (found.length > 0) return found.map(({ id }) => id)
  }
  return []
}

async function digested(db: Read, scope: Scope, hex: string): Promise<Pick<Choice, 'chosen' | 'bills'>> {
  const bills = await rowsOf<{ id: number }>(db, sql`select id from bom where digest = ${`sha256:${hex}`}`)
  if (bills.length > 0) {
    const ids = bills.map(({ id }) => id)
    return { chosen: { by: 'bills', ids }, bills: await billsSeen(db, scope, ids) }
  }
  // The beginning of a hash leads to those that may have it; the whole stands in their facts.
  const rows = await rowsOf<{ id: number; facts: string }>(
    db,
    sql`select c.id, c.facts from component_hash h cross join component c
      where h.start = ${startOfHash(hex) ?? -1} and c.id = h.component_id and ${isListed(db, scope)} limit ${most}`,
  )
  const found = rows.filter(({ facts }) => facts.toLowerCase().includes(`"${hex}"`))
  return { chosen: { by: 'components', ids: found.map(({ id }) => id) }, bills: 0 }
}

async function billsSeen(db: Read, scope: Scope, ids: readonly number[]): Promise<number> {
  if (scope === 'everywhere') return ids.length
  const rows = await rowsOf<{ n: number }>(
    db,
    sql`select count(distinct bom_id) as n from bom_site
      where bom_id in ${listed(db, [...ids], 'integer')} and site_id in ${listed(db, [...scope], 'text')}`,
  )
  return Number(rows[0]!.n)
}

/** Assets by tag, serial number, id, path or address. */
async function assetsCalled(db: Read, scope: Scope, text: string, known?: number): Promise<string[]> {
  const sites = scope === 'everywhere' ? sql`(select id from site)` : listed(db, [...scope], 'text')
  const tries = [
    sql`tag in (${text}, ${text.toUpperCase()})`,
    sql`serial in (${text}, ${text.toUpperCase()})`,
    sql`path = ${text}`,
    sql`id = ${text}`,
    ...(/^[\da-f:.]{3,}$/i.test(text) ? [sql`ip_addresses like ${`%"${text}"%`}`] : []),
  ]
  for (const where of tries) {
    const rows = await rowsOf<{ id: string }>(
      db,
      sql`select id from asset a where site_id in ${sites} and ${where} and ${wasAsset(known)} order by site_id, id limit 50`,
    )
    if (rows.length > 0) return rows.map(({ id }) => id)
  }
  return []
}

/** What ran on some assets, and on the modules in them, at a time. */
async function ranOn(db: Read, assets: readonly string[], at: number, known?: number): Promise<string[]> {
  const stood =
    known === undefined
      ? sql`d.replaced_at is null`
      : sql`d.recorded_at <= ${known} and (d.replaced_at is null or d.replaced_at > ${known})`
  const rows = await rowsOf<{ id: string }>(
    db,
    sql`with recursive wanted(site_id, id) as (
  select site_id, id from asset where site_id in (select id from site) and id in ${listed(db, assets, 'text')}
  union
  select a.site_id, a.id from wanted w join asset a on a.site_id = w.site_id and a.parent_id = w.id
) select d.id from wanted w cross join deployment d where d.site_id = w.site_id and d.asset_id = w.id and d.kind = 'observed'
  and d.valid_from <= ${at} and (d.valid_until is null or d.valid_until > ${at}) and ${stood}`,
  )
  return rows.map(({ id }) => id)
}
