import type { Affected } from './advisory.ts'
import type { VexStatus } from './statement.ts'

/*
 * What a record says of an industrial product, which nobody but its maker's own words name: vendor, family, name, order numbers,
 * versions as the maker writes them. Which asset is meant, and which versions, is decided in `matching` by `#identity/products`.
 */

export interface ProductClaim {
  /** Of the maker, as the paper writes it. */
  vendor: string
  /** As the paper writes it, without the vendor where its tree parts the two. */
  name: string
  /** The line of products it stands in, where the paper names one apart. */
  family?: string
  /** Order, catalogue and model numbers that the paper states beside the name; they may hold wildcards. */
  orderNumbers: readonly string[]
  /** As written, and whether it is meant as a range; absent where the paper gives no versions. */
  versions?: { text: string; range: boolean }
  /** What besides product and version has to hold, in words: serial numbers. */
  only?: string
  /** What is said of which vulnerabilities. */
  said: readonly ProductSaid[]
}

export interface ProductSaid {
  status: VexStatus
  /** Names of vulnerabilities; empty: all that the record names. */
  vulnerabilities: readonly string[]
  remediations: readonly Remediation[]
}

/** What can be done (CSAF 2.0 §3.2.3.12). */
export interface Remediation {
  /** `vendor_fix`, `mitigation`, `workaround`, `none_available`, `no_fix_planned`, or what a later version calls it. */
  category: string
  /** One line, at most 500 characters. */
  text: string
  /** Where more is said, or the mended version is to be had. */
  url?: string
}

/** What keys of products begin with. */
export const productType = 'product'

/** The ecosystem of a maker's products: the key of all that is named of them. */
export function productEcosystem(vendor: string): string {
  return `${productType}/vendor:${vendor}`
}

/** Longer names are cut in keys. */
const longestName = 400

/**
 * The key under which a product of a maker stands: its name in letters and digits and its order numbers, so that spellings that differ in
 * blanks and case meet. Which spellings besides mean it, the catalogue of the maker tells.
 */
export function productKey(vendor: string, { name, family, orderNumbers }: Omit<ProductClaim, 'said'>): string {
  const words = [family ?? '', name].map(compact).filter(text => text !== '')
  const numbers = orderNumbers.map(number => compact(number.replaceAll('*', 'ANY'))).sort()
  return `${productEcosystem(vendor)}/${[words.join('.'), ...numbers].join('#').slice(0, longestName)}`
}

/** Whether a key is that of a maker's catalogue. */
export function isCatalogue(key: string): boolean {
  return key.startsWith(`${productType}/vendor:`) && !key.includes('/', productType.length + 1)
}

/** A claim about a product as a part of an advisory. */
export function productAffectedOf(key: string, product: ProductClaim): Affected {
  const ecosystem = key.slice(0, key.indexOf('/', productType.length + 1))
  return { key, ecosystem, name: product.name, intervals: [], versions: [], undecided: undefined, product }
}

function compact(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+]/gu, '')
}
