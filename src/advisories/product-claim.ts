import { digest } from '#base'
import type { Affected } from './advisory.ts'
import type { ProductInWords } from './product-in-words.ts'
import type { VexStatus } from './statement.ts'

/*
 * What a record says of an industrial product, which nobody but its maker's own words name: vendor, family, name, order numbers,
 * versions as the maker writes them. Which asset is meant, and which versions, is decided in `matching` by `#identity/products`.
 */

export interface ProductClaim extends ProductInWords {
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

/** The rest of a longer name is its digest in keys. */
const longestName = 400

/**
 * The key under which a product of a maker stands: its name and its order numbers, so that spellings that differ in blanks and hyphens
 * meet, and of names in case. Two that are read differently never do (`V1.10` and `V11.0`, `CPU(S)` and `CPUS`, `L8zS` and `L8ZS`): a
 * catalogue has one of each key. Which spellings besides mean it, the catalogue of the maker tells.
 */
export function productKey(vendor: string, { name, family, orderNumbers }: ProductInWords): string {
  const words = [family ?? '', name].map(text => compact(text).toLowerCase())
  // No text has a line end within any more.
  const text = [...words, ...orderNumbers.map(compact).sort()].join('\n')
  const short = text.length > longestName ? `${text.slice(0, longestName).toWellFormed()}\n${digest(text)}` : text
  return `${productEcosystem(vendor)}/${short}`
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

/** Without blanks and hyphens; between two digits they are one sign, since figures that stand apart are other figures. */
function compact(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?<=\p{N})[\s\u00ad\u200b-\u200f\ufeff-]+(?=\p{N})/gu, '-')
    .replace(/[\s\u00ad\u200b-\u200f\ufeff]+|(?<!\p{N})-+|-+(?!\p{N})/gu, '')
    .toWellFormed()
}
