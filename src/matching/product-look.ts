import { type Database, type ProductStatement, productEcosystem, productType } from '#advisories'
import {
  inVersionRange,
  type ProductFound,
  productCatalogue,
  type RangeAnswer,
  type VendorNamed,
  vendorsOf,
} from '#identity/products'
import { assetOf, rangeOf, remembered } from './product-reading.ts'
import {
  type Judged,
  judgedOf,
  type Laid,
  type ReadStatement,
  type RecordVerdict,
  recordVerdicts,
} from './product-record.ts'
import type { RuleBook, RuledRow } from './product-rule-book.ts'
import type { Subject } from './subject.ts'

/** Lays components that their makers' words name against what advisories say of products in words. */
export interface ProductLook {
  /** Undefined for a component that states no maker. */
  of(subject: Subject): ProductJudged | undefined
  /** How many records say that it is affected, and of how many nobody can tell: `of` without their texts; with `only` of this record alone. */
  count(subject: Subject, only?: ProductStatement['place']): { affected: number; undecided: number }
  /** Keys of the products that it is or may be: what a changed advisory touches. */
  products(subject: Subject): string[]
  /** Components so far whose maker advisories name and whose product none of them names. */
  unnamed(): number
  /** Components so far that are no product that advisories name, as somebody decided. */
  ruledOut(): number
}

export interface ProductJudged {
  claims: Judged[]
  /** Where its maker's products were looked for: the first of its makers of which anything is known; undefined for nowhere. */
  looked: string | undefined
  /** Some product of the maker is or may be this one. */
  named: boolean
  /** Advisories name products of its maker. */
  listed: boolean
  /** The version that was looked for: the component's own, or what somebody decided that it means. */
  version: string | undefined
  /** Somebody decided that it is no product that advisories name. */
  none: boolean
}

const ruledOut: ProductJudged = {
  claims: [],
  looked: undefined,
  named: false,
  listed: false,
  version: undefined,
  none: true,
}

/** Inventories list the same product in the same version many times. */
const mostKnown = 20_000

/** @param rules what people decided about the words of the components: applied before anything is looked up */
export function productLook(database: Database, rules?: RuleBook): ProductLook {
  const verdictsOf = verdictMaker(database)
  const known = new Map<string, ProductJudged>()
  const count = { unnamed: 0, ruledOut: 0 }
  return {
    of({ component }) {
      const ruled = rules?.of(component)
      if (ruled?.none) count.ruledOut++
      const judged = ruled?.none ? ruledOut : judgedRow(ruled ?? component, ruled?.how)
      if (judged?.listed && !judged.named) count.unnamed++
      return judged
    },
    count({ component }, only) {
      const ruled = rules?.of(component)
      const affected = new Set<number>()
      const undecided = new Set<number>()
      const open = ruled?.none ? [] : (verdictsOf(ruled ?? component, only && recordOf(only))?.open() ?? [])
      for (const { verdict, laid } of open) (verdict === 'affected' ? affected : undecided).add(laid.statement.record)
      return { affected: affected.size, undecided: undecided.size }
    },
    products({ component }) {
      const ruled = rules?.of(component)
      return ruled?.none ? [] : (verdictsOf(ruled ?? component)?.products ?? [])
    },
    unnamed: () => count.unnamed,
    ruledOut: () => count.ruledOut,
  }

  function judgedRow(row: Row, how: string | undefined): ProductJudged | undefined {
    const { supplier, group, name, orderNumber, version, also } = row
    if (supplier === undefined) return undefined
    const key = JSON.stringify([supplier, group, name, orderNumber, version, also, how])
    const before = known.get(key)
    if (before !== undefined) return before
    const verdicts = verdictsOf(row)
    if (verdicts === undefined) return undefined
    const judged = {
      claims: decided(telling(verdicts.verdicts()).map(judgedOf), how),
      looked: productEcosystem(verdicts.looked),
      named: verdicts.products.length > 0,
      listed: verdicts.listed,
      version,
      none: false,
    }
    if (known.size >= mostKnown) known.clear()
    known.set(key, judged)
    return judged
  }
}

/** What records say of a row by its words; undefined where it names no maker. */
function verdictMaker(database: Database) {
  const catalogues = new Map<string, ReturnType<typeof productCatalogue> | undefined>()
  const catalogueOf = (vendor: string) => {
    if (catalogues.has(vendor)) return catalogues.get(vendor)
    const entries = database.catalogue(productEcosystem(vendor))
    const catalogue = entries.length === 0 ? undefined : productCatalogue(vendor, entries)
    catalogues.set(vendor, catalogue)
    return catalogue
  }
  const makersOf = remembered(vendorsOf)
  const statements = remembered((key: string) => database.productClaims(key).map(readStatement))
  return ({ supplier, name, orderNumber, version, also }: Row, only?: number) => {
    const makers = supplier === undefined ? [] : makersOf(supplier)
    if (supplier === undefined || makers.length === 0) return undefined
    const asset = assetOf({ name, orderNumber, version })
    const found = makers.flatMap(maker => {
      const catalogue = catalogueOf(maker.id)
      const own = catalogue?.find(asset) ?? []
      const others = catalogue ? (also ?? []).map(one => catalogue.find(assetOf({ ...one, version }))) : []
      const products = others.reduce<readonly ProductFound[]>((found, more) => surest(found, more), own)
      return products.map(product => ({ maker, product }))
    })
    const first = makers.find(({ id }) => catalogues.get(id) !== undefined)
    const all = laid({ supplier, name, version }, found, statements, only)
    return {
      /** Vulnerabilities that it has or may have. */
      open: () => recordVerdicts(all, version, true).filter(isOpen),
      /** Others too, which some record says it does not have; none where it has none. */
      verdicts: () => (all.some(({ answer }) => answer.says !== 'out') ? recordVerdicts(all, version) : []),
      looked: (first ?? makers[0]!).id,
      products: found.map(({ product }) => product.key),
      listed: first !== undefined,
    }
  }
}

/** Products of two lists, each once: as the first has it, where the other is not surer. */
function surest(first: readonly ProductFound[], other: readonly ProductFound[]): ProductFound[] {
  const ranks = ['possible', 'likely', 'exact']
  const byKey = new Map(first.map(found => [found.key, found]))
  for (const found of other) {
    const known = byKey.get(found.key)
    if (!known || ranks.indexOf(found.confidence) > ranks.indexOf(known.confidence)) byKey.set(found.key, found)
  }
  return [...byKey.values()]
}

/** Verdicts about vulnerabilities that the component has or may have; that it has no others is no news. */
function telling(verdicts: readonly RecordVerdict[]): RecordVerdict[] {
  const names = new Set(verdicts.filter(isOpen).flatMap(one => one.names))
  return verdicts.filter(one => isOpen(one) || one.names.some(name => names.has(name)))
}

function isOpen({ verdict }: RecordVerdict): boolean {
  return verdict === 'affected' || verdict === 'undecided'
}

/** What a row means: its own words, or what somebody decided, with what it is besides. */
type Row = Pick<Subject['component'], 'supplier' | 'group' | 'name' | 'orderNumber' | 'version'> & {
  also?: RuledRow['also']
}

/** What is said, with whose decision led there. */
function decided(claims: Judged[], how: string | undefined): Judged[] {
  if (how === undefined) return claims
  return claims.map(claim => {
    const why = [how, claim.because.how].filter(text => text !== undefined).join('; ')
    return { ...claim, because: { ...claim.because, how: why } }
  })
}

/** Every claim about the products that were found, with what its range says of the version. */
function laid(
  { supplier, name, version }: { supplier: string; name: string; version: string | undefined },
  found: readonly { maker: VendorNamed; product: ProductFound }[],
  statements: (key: string) => readonly ReadStatement[],
  only: number | undefined,
): Laid[] {
  const all: Laid[] = []
  // A paper that names several makers says the same under each.
  const seen = found.some(({ maker }) => maker !== found[0]!.maker) ? new Map<string, Set<unknown>>() : undefined
  for (const { maker, product } of found) {
    const key = product.key.slice(product.key.indexOf('/', productType.length + 1))
    for (const statement of statements(product.key)) {
      if (only !== undefined && statement.record !== only) continue
      if (seen !== undefined && isSeen(seen, key, statement)) continue
      const answer = statement.range === undefined ? unstated : inVersionRange(statement.range, version, name)
      all.push({ supplier, maker, product, statement, answer })
    }
  }
  return all
}

function isSeen(seen: Map<string, Set<unknown>>, key: string, { record, claim }: ReadStatement): boolean {
  const { vendor, versions, only, said } = claim
  const own = JSON.stringify([record, key, vendor, versions, only])
  const lists = seen.get(own) ?? new Set()
  seen.set(own, lists)
  if (lists.has(said)) return true
  lists.add(said)
  return false
}

const unstated: RangeAnswer = { says: 'undecided', why: 'the advisory gives no versions' }

function recordOf({ segment, ordinal }: ProductStatement['place']): number {
  return segment * 2 ** 30 + ordinal
}

function readStatement(statement: ProductStatement): ReadStatement {
  const { claim, place } = statement
  const { versions } = claim
  return {
    ...statement,
    claim,
    record: recordOf(place),
    range: versions === undefined ? undefined : rangeOf(versions, claim.name),
  }
}
