import { type Database, type ProductStatement, productEcosystem } from '#advisories'
import {
  inVersionRange,
  type ProductFound,
  productCatalogue,
  type RangeAnswer,
  readVersionRange,
  type VendorNamed,
  type VersionRange,
  vendorsOf,
} from '#identity/products'
import { type Judged, judgedRecords, type Laid } from './product-record.ts'
import type { Subject } from './subject.ts'

/** Lays components that their makers' words name against what advisories say of products in words. */
export interface ProductLook {
  /** Undefined for a component that states no maker. */
  of(subject: Subject): ProductJudged | undefined
}

export interface ProductJudged {
  claims: Judged[]
  /** Where its maker's products were looked for: the first of its makers of which anything is known. */
  looked: string
  /** Some product of the maker is or may be this one. */
  named: boolean
}

/** Inventories list the same product in the same version many times. */
const mostKnown = 100_000

export function productLook(database: Database): ProductLook {
  const catalogues = new Map<string, ReturnType<typeof productCatalogue> | undefined>()
  const catalogueOf = (vendor: string) => {
    if (catalogues.has(vendor)) return catalogues.get(vendor)
    const entries = database.catalogue(productEcosystem(vendor))
    const catalogue = entries.length === 0 ? undefined : productCatalogue(vendor, entries)
    catalogues.set(vendor, catalogue)
    return catalogue
  }
  const statements = remembered((key: string) => database.productClaims(key))
  const known = new Map<string, ProductJudged>()
  return {
    of({ component }) {
      const { supplier, group, name, orderNumber, version } = component
      if (supplier === undefined) return undefined
      const key = JSON.stringify([supplier, group, name, orderNumber, version])
      const before = known.get(key)
      if (before !== undefined) return before
      const makers = vendorsOf(supplier)
      if (makers.length === 0) return undefined
      const asset = {
        name,
        ...(orderNumber !== undefined && { orderNumber }),
        ...(version !== undefined && { version }),
      }
      const found = makers.flatMap(maker => {
        const products = catalogueOf(maker.id)?.find(asset) ?? []
        return products.map(product => ({ maker, product }))
      })
      const first = makers.find(({ id }) => catalogues.get(id) !== undefined) ?? makers[0]!
      const judged = {
        claims: judgedRecords(laid(supplier, found, version, statements), version),
        looked: productEcosystem(first.id),
        named: found.length > 0,
      }
      if (known.size >= mostKnown) known.clear()
      known.set(key, judged)
      return judged
    },
  }
}

/** Every claim about the products that were found, with what its range says of the version. */
function laid(
  supplier: string,
  found: readonly { maker: VendorNamed; product: ProductFound }[],
  version: string | undefined,
  statements: (key: string) => readonly ProductStatement[],
): Laid[] {
  const seen = new Set<string>()
  return found.flatMap(({ maker, product }) =>
    statements(product.key).flatMap((statement, index) => {
      // A paper that names several makers says the same under each.
      const own = `${statement.place.segment} ${statement.place.ordinal} ${product.key.slice(product.key.indexOf('/', 8))} ${index}`
      if (seen.has(own)) return []
      seen.add(own)
      const { versions } = statement.claim
      const range = versions === undefined ? undefined : rangeOf(versions.text, versions.range)
      const answer: RangeAnswer =
        range === undefined
          ? { says: 'undecided', why: 'the advisory gives no versions' }
          : inVersionRange(range, version)
      return [{ supplier, maker, product, statement, range, answer }]
    }),
  )
}

const rangesRead = remembered((key: string) => readVersionRange(key.slice(1), key.startsWith('r')))

function rangeOf(text: string, range: boolean): VersionRange {
  return rangesRead(`${range ? 'r' : 'v'}${text}`)
}

/** Remembers answers, all of which are let go when there are very many. */
function remembered<T>(made: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return key => {
    let answer = known.get(key)
    if (answer === undefined) {
      if (known.size >= mostKnown) known.clear()
      answer = made(key)
      known.set(key, answer)
    }
    return answer
  }
}
