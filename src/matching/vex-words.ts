import type { Product, ProductInWords, Statement } from '#advisories'
import type { Component } from '#boms'
import {
  inVersionRange,
  orderNumbersIn,
  type ProductFound,
  productCatalogue,
  type VendorNamed,
  vendorsOf,
} from '#identity/products'
import { assetOf, rangeOf } from './product-reading.ts'
import { howOf, identityOf } from './product-record.ts'
import type { RuleBook, RuledRow } from './product-rule-book.ts'
import type { Meant, WordsMeant } from './vex-product.ts'

/** Inventories list the same product in the same version many times. */
const mostHeld = 1_000_000
/** All papers of the largest maker name no asset so often, in all its spellings and versions. */
const mostLaid = 20_000

/**
 * Lays components against the products that statements name in words, as against those of advisories: the same maker, the same
 * product, the version in the range. Whatever is not sure of these is a doubt.
 *
 * @param rules what people decided about the words of the components
 */
export function wordsMeant(statements: readonly Statement[], rules?: RuleBook): WordsMeant {
  const shelfOf = shelves(statements)
  const known = new Map<string, Answers>()
  let held = 0
  return {
    of(component) {
      const ruled = rules?.of(component)
      if (ruled?.none) return undefined
      const row: Row = ruled ?? component
      const { supplier, name, orderNumber, version, also, how } = row
      const key = JSON.stringify([supplier, name, orderNumber, version, also, how])
      const before = known.get(key)
      if (before !== undefined) return before
      const found: Answers = meantBy(row, shelfOf)
      held += 1 + (found?.size ?? 0)
      if (held > mostHeld) {
        known.clear()
        held = 1 + (found?.size ?? 0)
      }
      known.set(key, found)
      return found
    },
  }
}

/** What the products that statements name are to one component; `size` tells how much is held for it. */
type Answers = { size: number; get(product: Product): Meant | undefined }

type Row = Pick<Component, 'supplier' | 'name' | 'orderNumber' | 'version'> & Partial<Pick<RuledRow, 'also' | 'how'>>

function meantBy(row: Row, shelfOf: (maker: string) => Shelf | undefined): Answers {
  const { supplier = '', name, orderNumber, version, also } = row
  const meant = new Map<Product, Meant>()
  let laid = 0
  for (const maker of vendorsOf(supplier)) {
    const shelf = shelfOf(maker.id)
    if (shelf === undefined) continue
    for (const asset of [{ name, orderNumber }, ...(also ?? [])]) {
      for (const product of shelf.catalogue.find(assetOf({ ...asset, version }))) {
        for (const { words, products } of shelf.named.get(product.key)!.values()) {
          laid += products.length
          if (laid > mostLaid) return tooMany(name)
          const answer = meantOf(words, { supplier, maker, product }, { ...row, ...asset })
          if (answer === undefined) continue
          for (const one of products) if (sureness(answer) > sureness(meant.get(one))) meant.set(one, answer)
        }
      }
    }
  }
  return meant
}

/** Nothing is sure of an asset that is named so often: nobody wrote that for people. */
function tooMany(name: string): Answers {
  const doubt = { doubt: `statements name more than ${mostLaid} products that ${name} is or may be`, same: true }
  return { size: 1, get: ({ words }) => (words === undefined ? undefined : doubt) }
}

function sureness(meant: Meant | undefined): number {
  if (meant === undefined) return 0
  return 'how' in meant ? 3 : meant.same ? 2 : 1
}

/** Why a product was found for an asset. */
interface Found {
  supplier: string
  maker: VendorNamed
  product: ProductFound
}

/** Whether a product that was found is the asset, in its version; undefined where it surely is not. */
function meantOf(words: ProductInWords, found: Found, row: Row): Meant | undefined {
  const { product, maker } = found
  const { versions, only } = words
  const answer = versions && inVersionRange(rangeOf(versions, words.name), row.version, row.name)
  if (answer?.says === 'out') return undefined
  const which = identityOf(words)
  if (product.confidence !== 'exact')
    return { doubt: `${which} is only a ${product.confidence} match: ${product.because}`, same: false }
  // Products of one name are told apart by their numbers: another one may be meant.
  if (product.rule !== 'order-number' && statesNumber(maker.id, words.name, words.orderNumbers))
    return { doubt: `it speaks of ${which}, and no order number says that ${row.name} is this one`, same: true }
  if (only !== undefined) return { doubt: `it speaks of ${which} with ${only} only`, same: true }
  if (answer === undefined) return { doubt: `it gives no versions of ${which}`, same: true }
  if (answer.says === 'undecided') return { doubt: answer.why, same: true }
  return { how: row.how === undefined ? howOf(found) : `${row.how}; ${howOf(found)}` }
}

function statesNumber(maker: string, name: string, orderNumbers: readonly string[]): boolean {
  return orderNumbers.length > 0 || orderNumbersIn(maker, name).numbers.length > 0
}

/** What statements name of one maker. */
interface Shelf {
  catalogue: ReturnType<typeof productCatalogue>
  /** By the keys of the catalogue. */
  named: ReadonlyMap<string, Versions>
}

/** Products of one name and number by what is said of their versions: papers repeat each other. */
type Versions = Map<string, { words: ProductInWords; products: Product[] }>

/** The products of statements by maker; catalogues are made of those that are asked for. */
function shelves(statements: readonly Statement[]): (maker: string) => Shelf | undefined {
  const byMaker = new Map<string, Map<string, Versions>>()
  const makersOf = new Map<string, readonly string[]>()
  const seen = new Set<Product>()
  for (const { products } of statements)
    for (const product of products) {
      const { words } = product
      if (words === undefined || seen.has(product)) continue
      seen.add(product)
      const makers = makersOf.get(words.vendor) ?? vendorsOf(words.vendor).map(({ id }) => id)
      makersOf.set(words.vendor, makers)
      for (const maker of makers) {
        const named = byMaker.get(maker) ?? new Map<string, Versions>()
        byMaker.set(maker, named)
        shelve(product, words, named)
      }
    }
  const made = new Map<string, Shelf>()
  return maker => {
    const named = byMaker.get(maker)
    if (named === undefined) return undefined
    const shelf = made.get(maker) ?? { named, catalogue: productCatalogue(maker, catalogued(named)) }
    made.set(maker, shelf)
    return shelf
  }
}

function shelve(product: Product, words: ProductInWords, named: Map<string, Versions>): void {
  const { family, name, orderNumbers, versions, only } = words
  const key = JSON.stringify([family, name, orderNumbers])
  const list: Versions = named.get(key) ?? new Map()
  named.set(key, list)
  const which = JSON.stringify([versions, only])
  const same = list.get(which)
  if (same) same.products.push(product)
  else list.set(which, { words, products: [product] })
}

function* catalogued(named: Shelf['named']) {
  for (const [key, versions] of named) {
    const [first] = versions.values()
    const { name, family, orderNumbers } = first!.words
    yield { key, name, orderNumbers, ...(family !== undefined && { family }) }
  }
}
