import { z } from 'zod'
import { newId, Problem, quoted, showTime } from '#base'
import { vendorsOf } from '#identity/products'
import { act, ask, type Read } from '#ledger'
import { nameKey } from './naming.ts'
import { productKeyOf } from './product-key.ts'
import {
  dropNames,
  putName,
  putSupport,
  putVendor,
  type Support,
  supportOf,
  type Vendor,
  vendorById,
  vendorPage,
  vendorsNamed,
} from './store.ts'

const name = z.string().trim().min(1).max(200)
const id = z.string().min(1).max(100).describe('of the vendor')
const day = z.iso.date()
const website = z
  .url({ protocol: /^https?$/ })
  .max(500)
  .describe('where the vendor is found on the web')
const names = z.array(name).max(100).describe('other names that papers and inventories give the vendor')
const page = {
  after: z.string().max(500).optional().describe('where the page before ended'),
  limit: z.number().int().min(1).max(500).default(100).describe('how many at most'),
}

const vendorShown = z.object({
  id: z.string(),
  name: z.string(),
  maker: z.string().nullable().describe('its id among known makers'),
  website: z.string().nullable(),
  names: z.array(z.string()),
  recordedAt: z.string(),
})

const supportShown = z.object({
  vendorId: z.string(),
  product: z.string(),
  productKey: z.string(),
  supportUntil: z.string().nullable(),
  securityUntil: z.string().nullable(),
  source: z.string(),
  recordedAt: z.string(),
})

const show = ({ recordedAt, ...vendor }: Vendor) => ({ ...vendor, recordedAt: showTime(recordedAt) })
const dayOf = (time: number | null) => (time === null ? null : showTime(time).slice(0, 10))

const showSupport = ({ supportUntil, securityUntil, recordedAt, ...support }: Support) => ({
  ...support,
  supportUntil: dayOf(supportUntil),
  securityUntil: dayOf(securityUntil),
  recordedAt: showTime(recordedAt),
})

export const vendors = {
  list: ask({
    about: 'List vendors with the names they are known under',
    can: 'vendors.read',
    takes: z.strictObject(page),
    gives: z.object({ vendors: z.array(vendorShown), next: z.string().optional() }),
    async run({ db }, { after, limit }) {
      const found = await vendorPage(db, after ?? '', limit + 1)
      const shown = found.slice(0, limit).map(show)
      return { vendors: shown, ...(found.length > limit && { next: shown.at(-1)!.id }) }
    },
  }),
  show: ask({
    about: 'Show a vendor and how long it supports its products',
    can: 'vendors.read',
    takes: z.strictObject({ id }),
    gives: vendorShown.extend({ support: z.array(supportShown) }),
    async run({ db }, { id }) {
      const vendor = await known(db, id)
      return { ...show(vendor), support: (await supportOf(db, { vendorId: id, limit: 1000 })).map(showSupport) }
    },
  }),
  add: act({
    about: 'Add a vendor',
    can: 'vendors.write',
    takes: z.strictObject({
      name: name.describe('what the vendor is called'),
      names: names.optional(),
      website: website.optional(),
    }),
    gives: vendorShown,
    async run(world, { name, names = [], website }) {
      const vendor = {
        id: newId('vendor', world),
        name,
        maker: vendorsOf(name)[0]?.id ?? null,
        website: website ?? null,
        names: [name, ...names],
        recordedAt: world.now(),
      }
      const keys = await freeKeys(world.db, vendor.names)
      await putVendor(world.db, vendor)
      for (const [key, text] of keys) await putName(world.db, vendor.id, key, text)
      return { out: show(vendor), entry: { object: vendor.id, change: { added: show(vendor) } } }
    },
  }),
  change: act({
    about: 'Change what a vendor is called or where it is found',
    can: 'vendors.write',
    takes: z.strictObject({
      id,
      name: name.optional().describe('what the vendor is called'),
      names: names.optional(),
      website: website.nullable().optional(),
    }),
    gives: vendorShown,
    async run(world, { id, ...wanted }) {
      const old = await known(world.db, id)
      const called = wanted.name ?? old.name
      const others = wanted.names ?? old.names.filter(other => other !== old.name)
      const vendor = {
        ...old,
        name: called,
        maker: vendorsOf(called)[0]?.id ?? null,
        website: wanted.website === undefined ? old.website : wanted.website,
        names: [called, ...others.filter(other => other !== called)],
        recordedAt: world.now(),
      }
      const keys = await freeKeys(world.db, vendor.names, id)
      const gone = old.names.flatMap(text => nameKey(text) ?? []).filter(key => !keys.has(key))
      await putVendor(world.db, vendor)
      await dropNames(world.db, id, gone)
      for (const [key, text] of keys) await putName(world.db, id, key, text)
      const out = (await vendorById(world.db, id))!
      return { out: show(out), entry: { object: id, change: { old: show(old), new: show(out) } } }
    },
  }),
}

export const support = {
  list: ask({
    about: 'List until when vendors support their products',
    can: 'vendors.read',
    takes: z.strictObject({ vendorId: id.optional(), ...page }),
    gives: z.object({ support: z.array(supportShown), next: z.string().optional() }),
    async run({ db }, { vendorId, after, limit }) {
      const [vendor = '', product = ''] = after?.split('\n') ?? []
      const found = await supportOf(db, { vendorId, after: [vendor, product], limit: limit + 1 })
      const last = found[limit - 1]
      return {
        support: found.slice(0, limit).map(showSupport),
        ...(found.length > limit && last && { next: `${last.vendorId}\n${last.productKey}` }),
      }
    },
  }),
  add: act({
    about: 'Say until when a vendor supports a product',
    can: 'vendors.write',
    takes: z.strictObject({
      vendorId: id,
      product: name.describe('the product as the vendor names it, or its order number'),
      supportUntil: day.optional().describe('the first day without support'),
      securityUntil: day.optional().describe('the first day without security updates'),
      source: name.describe('where it stands: a page, a paper, a person'),
    }),
    gives: supportShown,
    async run(world, { vendorId, product, source, ...until }) {
      await known(world.db, vendorId)
      const productKey = productKeyOf(product)
      if (productKey === '')
        throw new Problem('vendors/no-product', `Cannot add support: ${quoted(product)} names no product`)
      const said: Support = {
        vendorId,
        productKey,
        product,
        supportUntil: until.supportUntil === undefined ? null : Date.parse(until.supportUntil),
        securityUntil: until.securityUntil === undefined ? null : Date.parse(until.securityUntil),
        source,
        recordedAt: world.now(),
      }
      await putSupport(world.db, said)
      return { out: showSupport(said), entry: { object: vendorId, change: { support: showSupport(said) } } }
    },
  }),
}

async function known(db: Read, id: string): Promise<Vendor> {
  const vendor = await vendorById(db, id)
  if (vendor === undefined)
    throw new Problem('vendors/not-found', `Cannot find the vendor ${quoted(id)}: there is none with this id`, {
      found: id,
      next: 'millcert vendors list',
    })
  return vendor
}

/** The names by their keys. A Problem for one that names nobody, and for one that is another vendor's. */
async function freeKeys(db: Read, names: readonly string[], own?: string): Promise<Map<string, string>> {
  const keys = new Map<string, string>()
  for (const name of names) {
    const key = nameKey(name)
    if (key === undefined)
      throw new Problem('vendors/no-name', `Cannot take ${quoted(name)}: it is the name of nobody`, { found: name })
    if (!keys.has(key)) keys.set(key, name)
  }
  const taken = [...(await vendorsNamed(db, [...keys.keys()]))].find(([, { id }]) => id !== own)
  if (taken)
    throw new Problem(
      'vendors/exists',
      `Cannot take ${quoted(keys.get(taken[0])!)}: it is a name of the vendor ${quoted(taken[1].name)}`,
      { found: taken[1].id, next: `millcert vendors change ${taken[1].id}` },
    )
  return keys
}
