import { vendorsOf } from '#identity/products'
import type { Affected } from './advisory.ts'
import type { CsafProduct, CsafTree } from './csaf-products.ts'
import type { CsafVulnerability, Said } from './csaf-vulnerability.ts'
import {
  type ProductClaim,
  type ProductSaid,
  productAffectedOf,
  productKey,
  type Remediation,
} from './product-claim.ts'
import { oneLine } from './statement.ts'

/** What a document says of products that it names in words, gathered one vulnerability after the other. */
export interface CsafProductClaims {
  add(vulnerability: CsafVulnerability): void
  /** All of it: one claim for each product, and one for each maker where its field names several. */
  affected(): Affected[]
}

/**
 * `maker` publishes about its own products: they need no branch that names it. Products that a purl names are left to it. What is said of
 * each vulnerability is held as a number, and alike lists once: a document may name thousands of products for each of hundreds.
 */
export function csafProductClaims(tree: CsafTree, maker: string | undefined): CsafProductClaims {
  const told = new Map<string, number[]>()
  const groups = groupTable()
  const names: string[] = []
  return {
    add({ name, said, recommended }) {
      if (name === undefined) return
      const vulnerability = names.push(name) - 1
      const say = (id: string, one: Pick<Said, 'status' | 'remediations'>) => {
        if (!isNamedInWords(tree.products.get(id)!, maker)) return
        const list = told.get(id)
        const pair = [groups.numberOf(one), vulnerability]
        if (list === undefined) told.set(id, pair)
        else list.push(...pair)
      }
      for (const [id, one] of said) say(id, one)
      for (const id of recommended) if (!said.has(id)) say(id, { status: 'fixed', remediations: [] })
    },
    affected() {
      const lists = new Map<string, readonly ProductSaid[]>()
      return [...told].flatMap(([id, pairs]) => {
        const key = pairs.join()
        const said = lists.get(key) ?? saidOf(pairs, groups.all, names)
        lists.set(key, said)
        return affectedOf({ ...claimOf(tree.products.get(id)!, tree, maker), said })
      })
    },
  }
}

/** What is said alike of several products. */
function groupTable() {
  const numbers = new Map<string, number>()
  const remediationNumbers = new Map<Remediation, number>()
  const all: Pick<Said, 'status' | 'remediations'>[] = []
  return {
    all,
    numberOf({ status, remediations }: Pick<Said, 'status' | 'remediations'>): number {
      const which = remediations.map(one => {
        const number = remediationNumbers.get(one) ?? remediationNumbers.size
        remediationNumbers.set(one, number)
        return number
      })
      const key = `${status} ${which.join()}`
      const number = numbers.get(key) ?? all.push({ status, remediations }) - 1
      numbers.set(key, number)
      return number
    },
  }
}

function saidOf(
  pairs: readonly number[],
  groups: readonly Pick<Said, 'status' | 'remediations'>[],
  names: readonly string[],
): ProductSaid[] {
  const byGroup = new Map<number, string[]>()
  for (let i = 0; i < pairs.length; i += 2) {
    const list = byGroup.get(pairs[i]!)
    if (list) list.push(names[pairs[i + 1]!]!)
    else byGroup.set(pairs[i]!, [names[pairs[i + 1]!]!])
  }
  return Array.from(byGroup, ([group, vulnerabilities]) => ({
    status: groups[group]!.status,
    vulnerabilities: [...new Set(vulnerabilities)],
    remediations: groups[group]!.remediations,
  }))
}

/** Of a relationship only what runs on a product is a version of it; other parts are affected inside that product alone. */
function isNamedInWords({ purl, part, words }: CsafProduct, maker: string | undefined): boolean {
  if (part !== undefined) return part.how === 'installed_on'
  return purl === undefined && (words.vendor ?? maker) !== undefined
}

function claimOf(product: CsafProduct, tree: CsafTree, maker: string | undefined): Omit<ProductClaim, 'said'> {
  const { part } = product
  if (part === undefined) return worded(product, product.version, maker)
  // Firmware on a device: an inventory lists the device, with the version of the firmware.
  const device = tree.products.get(part.of)!
  const firmware = tree.products.get(part.what)!
  return worded(device, firmware.version, maker)
}

function worded(
  { name: whole, words }: CsafProduct,
  version: CsafProduct['version'],
  maker: string | undefined,
): Omit<ProductClaim, 'said'> {
  const vendor = words.vendor ?? maker ?? ''
  const { family, serialNumbers } = words
  return {
    vendor,
    name: oneLine(words.name ?? withoutVendor(whole, vendor)) ?? '',
    ...(family !== undefined && { family }),
    orderNumbers: words.orderNumbers,
    ...(version !== undefined && { versions: version }),
    ...(serialNumbers.length > 0 && { only: `serial numbers ${serialNumbers.slice(0, 20).join(', ')}` }),
  }
}

function withoutVendor(name: string, vendor: string): string {
  return name.toLowerCase().startsWith(`${vendor.toLowerCase()} `) ? name.slice(vendor.length + 1) : name
}

/** A claim stands under each maker that its vendor field may mean. */
function affectedOf(product: ProductClaim): Affected[] {
  const { vendor, name } = product
  if (name === '' && product.orderNumbers.length === 0) return []
  return vendorsOf(vendor).map(({ id }) => productAffectedOf(productKey(id, product), product))
}
