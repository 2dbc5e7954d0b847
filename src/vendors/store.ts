import { sql } from 'kysely'
import { listed, type Migration, type Read, reading, rowsOf, type Write, writing } from '#ledger'
import type { Names } from './naming.ts'

export const migrations: readonly Migration[] = [
  {
    id: 'vendors/0001',
    sql: `
create table vendor (
  id text not null primary key,
  name text not null,
  maker text,
  website text,
  recorded_at integer not null
) strict;
create table vendor_name (
  name_key text not null primary key,
  name text not null,
  vendor_id text not null
) strict;
create index vendor_name_vendor on vendor_name (vendor_id);
create table support (
  vendor_id text not null,
  product_key text not null,
  product text not null,
  support_until integer,
  security_until integer,
  source text not null,
  recorded_at integer not null,
  primary key (vendor_id, product_key)
) strict;
`,
  },
]

interface VendorRow {
  id: string
  name: string
  maker: string | null
  website: string | null
  recorded_at: number
}

interface SupportRow {
  vendor_id: string
  product_key: string
  product: string
  support_until: number | null
  security_until: number | null
  source: string
  recorded_at: number
}

export interface VendorTables {
  vendor: VendorRow
  vendor_name: { name_key: string; name: string; vendor_id: string }
  support: SupportRow
}

/** A firm that supplies. */
export interface Vendor {
  id: string
  name: string
  /** Its id among the makers of `#identity/products`; null where it is none that is listed there. */
  maker: string | null
  website: string | null
  /** Every name it is known under, its own first. */
  names: string[]
  /** Milliseconds since 1970 UTC. */
  recordedAt: number
}

/** Until when a vendor supports a product; null where it did not say. Times in milliseconds since 1970 UTC, the end does not belong to it. */
export interface Support {
  vendorId: string
  productKey: string
  product: string
  supportUntil: number | null
  securityUntil: number | null
  /** Where it stands: a page, a paper, a person. */
  source: string
  recordedAt: number
}

/** A page of vendors in the order of their ids. */
export async function vendorPage(db: Read, after: string, limit: number): Promise<Vendor[]> {
  const rows = await reading<VendorTables>(db)
    .selectFrom('vendor')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return withNames(db, rows)
}

/** A vendor by its id; undefined where there is none. */
export async function vendorById(db: Read, id: string): Promise<Vendor | undefined> {
  const rows = await reading<VendorTables>(db).selectFrom('vendor').selectAll().where('id', '=', id).execute()
  return (await withNames(db, rows))[0]
}

async function withNames(db: Read, rows: readonly VendorRow[]): Promise<Vendor[]> {
  const names = await reading<VendorTables>(db)
    .selectFrom('vendor_name')
    .select(['name', 'vendor_id'])
    .where('vendor_id', 'in', rows.length === 0 ? [''] : rows.map(({ id }) => id))
    .orderBy('name')
    .execute()
  return rows.map(({ recorded_at, ...row }) => {
    const others = names.filter(({ vendor_id, name }) => vendor_id === row.id && name !== row.name)
    return { ...row, names: [row.name, ...others.map(({ name }) => name)], recordedAt: recorded_at }
  })
}

/** Every vendor by the keys of its names: companies deal with hundreds of them. */
export async function namesOf(db: Read): Promise<Names> {
  return asNames(
    await rowsOf(
      db,
      sql<NameRow>`select n.name_key, v.id, v.name from vendor_name n join vendor v on v.id = n.vendor_id`,
    ),
  )
}

/** Vendors by those of their names' keys that are asked for. */
export async function vendorsNamed(db: Read, keys: readonly string[]): Promise<Names> {
  if (keys.length === 0) return new Map()
  return asNames(
    await rowsOf(
      db,
      sql<NameRow>`select n.name_key, v.id, v.name from vendor_name n join vendor v on v.id = n.vendor_id
        where n.name_key in ${listed(db, keys, 'text')}`,
    ),
  )
}

interface NameRow {
  name_key: string
  id: string
  name: string
}

const asNames = (rows: readonly NameRow[]): Names =>
  new Map(rows.map(({ name_key, id, name }) => [name_key, { id, name }]))

/** Puts a vendor in, or changes what it is called and where it is found. */
export async function putVendor(
  db: Write,
  { id, name, maker, website, recordedAt }: Omit<Vendor, 'names'>,
): Promise<void> {
  const row = { name, maker, website }
  await writing<VendorTables>(db)
    .insertInto('vendor')
    .values({ id, ...row, recorded_at: recordedAt })
    .onConflict(existing => existing.column('id').doUpdateSet(row))
    .execute()
}

/** Gives a vendor a name; one that belonged to another is taken from it. */
export async function putName(db: Write, vendorId: string, key: string, name: string): Promise<void> {
  const row = { name, vendor_id: vendorId }
  await writing<VendorTables>(db)
    .insertInto('vendor_name')
    .values({ name_key: key, ...row })
    .onConflict(existing => existing.column('name_key').doUpdateSet(row))
    .execute()
}

/** Takes names of a vendor away, by their keys. */
export async function dropNames(db: Write, vendorId: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await writing<VendorTables>(db)
    .deleteFrom('vendor_name')
    .where('vendor_id', '=', vendorId)
    .where('name_key', 'in', [...keys])
    .execute()
}

/** What is known of how long a vendor, or every one, supports its products. */
export async function supportOf(
  db: Read,
  {
    vendorId,
    after,
    limit,
  }: { vendorId?: string | undefined; after?: readonly [string, string] | undefined; limit: number },
): Promise<Support[]> {
  const [vendor, product] = after ?? ['', '']
  let question = reading<VendorTables>(db).selectFrom('support').selectAll()
  if (vendorId !== undefined) question = question.where('vendor_id', '=', vendorId)
  const rows = await question
    .where(({ eb, or, and }) =>
      or([eb('vendor_id', '>', vendor), and([eb('vendor_id', '=', vendor), eb('product_key', '>', product)])]),
    )
    .orderBy('vendor_id')
    .orderBy('product_key')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    vendorId: row.vendor_id,
    productKey: row.product_key,
    product: row.product,
    supportUntil: row.support_until,
    securityUntil: row.security_until,
    source: row.source,
    recordedAt: row.recorded_at,
  }))
}

/** Puts in until when a vendor supports a product; what was known of it before stands in the journal. */
export async function putSupport(db: Write, support: Support): Promise<void> {
  const row = {
    product: support.product,
    support_until: support.supportUntil,
    security_until: support.securityUntil,
    source: support.source,
    recorded_at: support.recordedAt,
  }
  await writing<VendorTables>(db)
    .insertInto('support')
    .values({ vendor_id: support.vendorId, product_key: support.productKey, ...row })
    .onConflict(existing => existing.columns(['vendor_id', 'product_key']).doUpdateSet(row))
    .execute()
}
