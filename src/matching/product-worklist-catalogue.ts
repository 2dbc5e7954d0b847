import { type Database, type ProductClaim, productEcosystem, productType } from '#advisories'
import { inVersionRange, type ProductFound, productCatalogue, type VendorNamed, vendorsOf } from '#identity/products'
import { assetOf, rangeOf } from './product-reading.ts'
import type { RuledRow } from './product-rule-book.ts'
import { type Candidate, type Listed, type NearIndex, nameOf, nearIndex, nearMakers } from './product-worklist-near.ts'

/** What advisories name of all makers, as far as a work list asks for it. */
export interface WorkCatalogue {
  /** Products that a row is or may be, each with its maker. */
  found(row: RuledRow): { maker: VendorNamed; product: ProductFound; listed: Listed }[]
  /** Versions of an advisory, as written, that the row's version cannot be compared with and another one could. */
  uncomparable(row: RuledRow): string | undefined
  /** Products of a row's makers whose names share words with it. */
  nearProducts(row: RuledRow): Candidate[]
  /** Makers whose names are near a text. */
  nearMakers(vendor: string): Candidate[]
  /** Makers of products whose names share words with a text. */
  makersByProduct(product: string): Candidate[]
}

/** How many candidates are given for one text. */
const mostCandidates = 3

interface Catalogue {
  entries: ReadonlyMap<string, Listed>
  find: ReturnType<typeof productCatalogue>['find']
  near: NearIndex
}

export function workCatalogue(database: Database): WorkCatalogue {
  const catalogues = new Map<string, Catalogue | undefined>()
  const of = (maker: VendorNamed): Catalogue | undefined => {
    if (!catalogues.has(maker.id)) catalogues.set(maker.id, catalogueOf(database, maker))
    return catalogues.get(maker.id)
  }
  let makers: VendorNamed[] | undefined
  const everyMaker = () => (makers ??= makersIn(database))
  let products: NearIndex | undefined
  const everyProduct = () => (products ??= nearIndex(everyMaker().flatMap(maker => listedOf(database, maker))))
  const found: WorkCatalogue['found'] = ({ supplier, name, orderNumber, version, also }) =>
    vendorsOf(supplier ?? '').flatMap(maker => {
      const catalogue = of(maker)
      const assets = catalogue === undefined ? [] : [{ name, orderNumber }, ...also]
      return assets.flatMap(asset =>
        catalogue!.find(assetOf({ ...asset, version })).map(product => {
          return { maker, product, listed: catalogue!.entries.get(product.key)! }
        }),
      )
    })
  return {
    found,
    uncomparable(row) {
      for (const key of new Set(found(row).map(({ product }) => product.key)))
        for (const { claim } of database.productClaims(key)) if (!comparable(claim, row)) return claim.versions?.text
      return undefined
    },
    nearProducts: ({ supplier, name }) =>
      vendorsOf(supplier ?? '')
        .flatMap(maker => of(maker)?.near.near(name, mostCandidates) ?? [])
        .sort((a, b) => b.share - a.share)
        .slice(0, mostCandidates)
        .map(({ listed, words }) => candidateOf(listed, `both say ${words.join(' ')}`)),
    nearMakers: vendor =>
      nearMakers(vendor, everyMaker(), mostCandidates).map(({ name }) => ({ vendor: name, why: 'a name like it' })),
    makersByProduct(product) {
      const found = everyProduct().near(product, 20)
      const first = new Map(found.toReversed().map(({ listed }) => [listed.vendor, listed]))
      return [...new Set(found.map(({ listed }) => listed.vendor))]
        .slice(0, mostCandidates)
        .map(vendor => ({ vendor, why: `it makes ${nameOf(first.get(vendor)!)}` }))
    },
  }
}

/** Whether a version can be compared with the runs of a range; what else the range says in words no version decides. */
function comparable({ name, versions }: ProductClaim, row: RuledRow): boolean {
  if (versions === undefined) return true
  return inVersionRange({ ...rangeOf(versions, name), unclear: [] }, row.version, row.name).says !== 'undecided'
}

/** A product as a candidate; its order number where it has but one. */
export function candidateOf(listed: Listed, why: string): Candidate {
  const [number, ...others] = listed.orderNumbers
  return {
    vendor: listed.vendor,
    product: nameOf(listed),
    ...(number !== undefined && others.length === 0 && { orderNumber: number }),
    why,
  }
}

function catalogueOf(database: Database, maker: VendorNamed): Catalogue | undefined {
  const entries = database.catalogue(productEcosystem(maker.id))
  if (entries.length === 0) return undefined
  const listed = entries.map(({ key: _, ...rest }) => ({ ...rest, vendor: maker.name }))
  return {
    entries: new Map(entries.map(({ key }, index) => [key, listed[index]!])),
    find: productCatalogue(maker.id, entries).find,
    near: nearIndex(listed),
  }
}

function listedOf(database: Database, { id, name }: VendorNamed): Listed[] {
  return database.catalogue(productEcosystem(id)).map(({ key: _, ...rest }) => ({ ...rest, vendor: name }))
}

/** Every maker that advisories name products of, in the order of their ids. */
function makersIn(database: Database): VendorNamed[] {
  const start = productEcosystem('')
  const ids = new Set(
    database.manifest.feeds
      .filter(({ types }) => types.includes(productType))
      .flatMap(({ ecosystems }) => ecosystems)
      .filter(ecosystem => ecosystem.startsWith(start))
      .map(ecosystem => ecosystem.slice(start.length)),
  )
  return [...ids].sort().map(id => makerOf(database, id))
}

/** A maker by its id: under its own name where it is listed, else as an advisory writes it. */
function makerOf(database: Database, id: string): VendorNamed {
  const [entry] = database.catalogue(productEcosystem(id))
  const written = entry === undefined ? [] : database.productClaims(entry.key).map(({ claim }) => claim.vendor)
  for (const text of [id, ...written]) {
    const named = vendorsOf(text).find(one => one.id === id && one.name !== id)
    if (named) return named
  }
  return { id, name: id, because: 'name' }
}
