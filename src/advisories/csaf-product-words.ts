import type { CsafProduct, CsafTree } from './csaf-products.ts'
import type { ProductInWords } from './product-in-words.ts'
import { oneLine } from './statement.ts'

/** The asset that a product of a document is, by its id and in its maker's words, each made once; undefined where it is none. */
export type CsafInWords = (id: string) => ProductInWords | undefined

/**
 * Left out are products that a purl names, and those whose maker nothing tells.
 *
 * @param maker who publishes about its own products: they need no branch that names it
 */
export function csafInWords(tree: CsafTree, maker: string | undefined): CsafInWords {
  const known = new Map<string, ProductInWords>()
  return id => {
    const before = known.get(id)
    if (before !== undefined) return before
    const words = inWords(tree.products.get(id)!, tree, maker)
    if (words !== undefined) known.set(id, words)
    return words
  }
}

/** Of a relationship only what runs on a product is a version of it; other parts are meant inside that product alone. */
function inWords(product: CsafProduct, tree: CsafTree, maker: string | undefined): ProductInWords | undefined {
  const { purl, part, words } = product
  if (part === undefined)
    return purl === undefined && (words.vendor ?? maker) !== undefined
      ? worded(product, product.version, maker)
      : undefined
  if (part.how !== 'installed_on') return undefined
  // Firmware on a device: an inventory lists the device, with the version of the firmware.
  const under = tree.products.get(part.of)!
  const device = tree.whole(under)
  if ((device.words.vendor ?? maker) === undefined) return undefined
  const firmware = tree.products.get(part.what)!
  const found = worded(device, firmware.version, maker)
  // Where something else is between the two, an inventory says nothing of it.
  return under === device ? found : { ...found, only: oneLine(under.name) ?? under.id }
}

function worded(
  { name: whole, words }: CsafProduct,
  version: CsafProduct['version'],
  maker: string | undefined,
): ProductInWords {
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
