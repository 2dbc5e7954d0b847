import type { CsafProduct, CsafTree } from './csaf-products.ts'
import type { CsafVulnerability, Said } from './csaf-vulnerability.ts'
import { named, type Product, type Statement, type VexDocument } from './statement.ts'

/** The statements of one vulnerability: products of which the same is said stand in one. */
export function csafStatements(
  { name, aliases, said }: CsafVulnerability,
  tree: CsafTree,
  document: VexDocument,
): Statement[] {
  if (name === undefined) return []
  const groups = new Map<string, { said: Said; products: Product[] }>()
  for (const [id, one] of said) {
    const key = JSON.stringify([one.status, one.justification, one.impact, one.action])
    let group = groups.get(key)
    if (group === undefined) {
      group = { said: one, products: [] }
      groups.set(key, group)
    }
    group.products.push(productOf(tree.products.get(id)!, tree))
  }
  return Array.from(groups.values(), ({ said: { status, justification, impact, action }, products }) => ({
    document,
    id: undefined,
    at: undefined,
    vulnerability: name,
    aliases,
    products,
    status,
    justification,
    stated: justification,
    impact,
    action,
  }))
}

/**
 * A product as a statement means it. Of a relationship the component is meant, inside the product it relates to; of what is
 * itself a part there, the outermost one counts. A part that is made of parts is known by its words alone.
 */
function productOf(product: CsafProduct, tree: CsafTree): Product {
  if (product.part === undefined) return { ...meant(product), subcomponents: none }
  const component = tree.products.get(product.part.what)!
  let whole = tree.products.get(product.part.of)!
  while (whole.part !== undefined) whole = tree.products.get(whole.part.of)!
  const part = component.part === undefined ? meant(component) : named(component.name)
  return { ...meant(whole), subcomponents: [part] }
}

const none: readonly never[] = []

/** Its names; by its words where it has no others, since the id is a number of the paper's own. */
function meant({ name, purl, cpes, hashes, link, only }: CsafProduct) {
  return { id: name, purl, cpes, hashes, link, only }
}
