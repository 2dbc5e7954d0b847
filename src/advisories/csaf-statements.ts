import type { CsafInWords } from './csaf-product-words.ts'
import type { CsafProduct, CsafTree } from './csaf-products.ts'
import type { CsafVulnerability, Said } from './csaf-vulnerability.ts'
import { named, type Product, type Statement, type VexDocument } from './statement.ts'

/**
 * Makes the statements of one vulnerability after the other: products of which the same is said stand in one. A product is
 * the same object in all of them, since a document may say something of thousands for each of hundreds.
 */
export function csafStatements(
  tree: CsafTree,
  document: VexDocument,
  inWords: CsafInWords,
): (of: CsafVulnerability) => Statement[] {
  const products = new Map<string, Product>()
  return vulnerability =>
    statementsOf(vulnerability, document, id => {
      const product = products.get(id) ?? productOf(tree.products.get(id)!, tree, inWords(id))
      products.set(id, product)
      return product
    })
}

function statementsOf(
  { name, aliases, said }: CsafVulnerability,
  document: VexDocument,
  product: (id: string) => Product,
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
    group.products.push(product(id))
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
function productOf(product: CsafProduct, tree: CsafTree, words: Product['words']): Product {
  const worded = words && { words }
  if (product.part === undefined) return { ...meant(product), subcomponents: none, ...worded }
  const component = tree.products.get(product.part.what)!
  const whole = tree.whole(product)
  const part = component.part === undefined ? meant(component) : named(component.name)
  return { ...meant(whole), subcomponents: [part], ...worded }
}

const none: readonly never[] = []

/** Its names; by its words where it has no others, since the id is a number of the paper's own. */
function meant({ name, purl, cpes, hashes, link, only }: CsafProduct) {
  return { id: name, purl, cpes, hashes, link, only }
}
