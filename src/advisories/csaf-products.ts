import { digest, quoted } from '#base'
import { hexHash } from '#identity'
import type { Taker } from './format.ts'
import { badStatement, type Fields, fieldsAt, isFields, listAt, textAt } from './json-object.ts'
import { type Named, named, oneLine } from './statement.ts'
import { statedCpe, statedPurl } from './vex-product.ts'

/** More than any real tree has. */
const mostProducts = 500_000

/** A paper of 20,000 products with ten fixes for each of ten vulnerabilities names two million. */
const mostNamed = 10_000_000

/** A product of a CSAF document. */
export interface CsafProduct extends Named {
  name: string
  /** The name of the nearest branch that tells versions, and whether it tells a range of them. */
  version: { text: string; range: boolean } | undefined
  /** Ids of a product that is a component of another one. */
  part: { of: string; what: string; how: string } | undefined
  /** What the branches above it call it, and the numbers it states. */
  words: CsafWords
}

/** A product in its maker's words. */
export interface CsafWords {
  vendor: string | undefined
  family: string | undefined
  /** Of the branch of a product; undefined where no branch names it. */
  name: string | undefined
  orderNumbers: readonly string[]
  serialNumbers: readonly string[]
}

/** Products by id, and ids by group. A Problem for an id that is defined twice or not at all, and for circles (CSAF 2.0 §6.1.1–5). */
export interface CsafTree {
  products: ReadonlyMap<string, CsafProduct>
  groups: ReadonlyMap<string, readonly string[]>
  /** The product that another one is a part of at last; of one that stands alone itself. */
  whole(product: CsafProduct): CsafProduct
  /** Counts products that are gone through for an item of a vulnerability: few groups can stand for very many. A Problem over 10,000,000 in one document. */
  looked(products: number, at: string): void
}

export function csafTree(value: unknown, into: Taker): CsafTree {
  const products = new Map<string, CsafProduct>()
  const looked = lookedAt()
  const whole = wholes(products)
  if (value === undefined) return { products, groups: new Map(), whole, looked }
  const at = '/product_tree'
  const tree = fieldsAt(value, at)
  const add: Add = (product, place, over, words) => {
    const read = productOf(product, place, words)
    const before = products.get(read.id)
    if (before !== undefined) {
      if (definition(before) !== definition({ ...read, ...over }))
        throw badStatement(`product_id ${quoted(read.id)} is defined twice, as different products`, place)
      into.notes.add(
        'csaf-product-repeated',
        `product_id ${quoted(read.id)} is defined twice, as the same product`,
        place,
      )
      return
    }
    if (products.size >= mostProducts) throw badStatement(`more than ${mostProducts} products`, place)
    products.set(read.id, { ...read, ...over })
  }
  for (const [i, one] of listAt(tree['full_product_names'], `${at}/full_product_names`).entries())
    add(one, `${at}/full_product_names/${i}`, {})
  eachLeaf(tree['branches'], `${at}/branches`, add, into)
  const relationships = listAt(tree['relationships'], `${at}/relationships`)
  for (const [i, one] of relationships.entries()) {
    const place = `${at}/relationships/${i}`
    const fields = fieldsAt(one, place)
    const what = textAt(fields['product_reference'], `${place}/product_reference`)
    const of = textAt(fields['relates_to_product_reference'], `${place}/relates_to_product_reference`)
    const how = typeof fields['category'] === 'string' ? fields['category'] : ''
    add(fields['full_product_name'], `${place}/full_product_name`, { part: { of, what, how } })
  }
  refuseCircles(products, `${at}/relationships`)
  return { products, groups: groupsOf(tree['product_groups'], products, `${at}/product_groups`), whole, looked }
}

function lookedAt(): CsafTree['looked'] {
  let count = 0
  return (products, at) => {
    count += products
    if (count > mostNamed)
      throw badStatement(`more than ${mostNamed} products are named by groups, flags, threats and remediations`, at)
  }
}

/** All that a product is known by. */
function definition({ name, purl, cpes, hashes, part }: CsafProduct): string {
  return JSON.stringify([name, purl, cpes, hashes, part])
}

type Add = (product: unknown, at: string, over: Partial<CsafProduct>, words?: Partial<CsafWords>) => void

/** What the branches above a product tell of it. */
interface Told extends Pick<CsafWords, 'vendor' | 'family' | 'name'> {
  version: CsafProduct['version']
}

/** Every product at a branch, with what the branches above it tell. */
function eachLeaf(branches: unknown, at: string, add: Add, into: Taker): void {
  const nothing: Told = { vendor: undefined, family: undefined, name: undefined, version: undefined }
  const waiting: { list: unknown; at: string; told: Told }[] = [{ list: branches, at, told: nothing }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [i, one] of listAt(next.list, next.at).entries()) {
      const place = `${next.at}/${i}`
      const branch = fieldsAt(one, place)
      const told = toldBy(branch, next.told, place, into)
      if (branch['product'] !== undefined) {
        const { version, ...words } = told
        add(branch['product'], `${place}/product`, { version }, words)
      }
      if (branch['branches'] !== undefined) waiting.push({ list: branch['branches'], at: `${place}/branches`, told })
    }
  }
}

/** No longer version is read, and of a name no more. */
const longestBranch = 2000
const longestName = 500

/** What a branch adds (CSAF 2.0 §3.1.2.2): a service pack and a patch level belong to the version they stand in. */
function toldBy({ category, name: stated }: Fields, before: Told, at: string, into: Taker): Told {
  if (typeof stated !== 'string' || stated.trim() === '') return before
  const isVersion = versions.has(category)
  if (isVersion ? stated.length > longestBranch : names.has(category) && !namesSomething.test(stated)) {
    into.notes.add('csaf-branch', `${quoted(stated)} is no ${category}`, at)
    // What a branch further up says is not what this one says.
    return isVersion ? { ...before, version: undefined } : before
  }
  const name = isVersion ? stated.trim() : oneLine(stated)!
  if (category === 'vendor') return { ...before, vendor: name }
  if (category === 'product_family') return { ...before, family: joined(before.family, name) }
  if (category === 'product_name') return { ...before, name: joined(before.name, name) }
  if (category === 'product_version') return { ...before, version: { text: stated, range: false } }
  if (category === 'product_version_range') return { ...before, version: { text: stated, range: true } }
  if ((category === 'service_pack' || category === 'patch_level') && before.version?.range !== true)
    return { ...before, version: { text: joined(before.version?.text, name), range: false } }
  return before
}

const versions: ReadonlySet<unknown> = new Set([
  'product_version',
  'product_version_range',
  'service_pack',
  'patch_level',
])
const names: ReadonlySet<unknown> = new Set(['vendor', 'product_family', 'product_name'])
/** Signs alone, those that nobody sees among them, are no name. */
const namesSomething = /[\p{L}\p{N}]/u

/** Names that hold each other are said once. What stands in few branches stands for every product below them: no more is kept than is read. */
function joined(before: string | undefined, name: string): string {
  if (before === undefined || name.startsWith(before)) return name
  const both = `${before} ${name}`
  return both.length > longestName ? both.slice(0, longestName).toWellFormed() : both
}

/** `product_identification_helper` in the spelling of 2.0, and of 2.1 with its list of purls. */
function productOf(value: unknown, at: string, words: Partial<CsafWords> = {}): CsafProduct {
  const fields = fieldsAt(value, at)
  const id = textAt(fields['product_id'], `${at}/product_id`)
  const helper: Fields = isFields(fields['product_identification_helper'])
    ? fields['product_identification_helper']
    : {}
  const place = `${at}/product_identification_helper`
  const purls = [helper['purl'], ...listAt(helper['purls'], `${place}/purls`)]
  const cpe = statedCpe(helper['cpe'], place)
  const name = typeof fields['name'] === 'string' ? fields['name'] : id
  return {
    ...named(id, {
      purl: purls.map(purl => statedPurl(purl, place)).find(purl => purl !== undefined),
      cpes: cpe === undefined ? [] : [cpe],
      hashes: listAt(helper['hashes'], `${place}/hashes`).flatMap(hashesOf),
    }),
    name,
    version: undefined,
    part: undefined,
    words: {
      vendor: words.vendor,
      family: words.family,
      name: words.name,
      orderNumbers: [...textsOf(helper['model_numbers']), ...textsOf(helper['skus'])],
      serialNumbers: textsOf(helper['serial_numbers']),
    },
  }
}

/** So many numbers of a product are kept. */
const mostNumbers = 200

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return none
  const texts = value.slice(0, mostNumbers).flatMap(text => (typeof text === 'string' ? [text.trim()] : []))
  return [...new Set(texts.filter(text => text !== '' && text.length <= 200))]
}

const none: string[] = []

function hashesOf(value: unknown): { algorithm: string; value: string }[] {
  const files = isFields(value) && Array.isArray(value['file_hashes']) ? value['file_hashes'] : []
  return files.flatMap(file => {
    const { algorithm, value: hex } = isFields(file) ? file : {}
    const hash = typeof algorithm === 'string' && typeof hex === 'string' ? hexHash(algorithm, hex) : undefined
    return hash === undefined || 'fault' in hash ? [] : [hash]
  })
}

/** Relationships must end at products that stand alone. */
function refuseCircles(products: ReadonlyMap<string, CsafProduct>, at: string): void {
  const safe = new Set<string>()
  for (const [start, { part }] of products) {
    if (part === undefined) continue
    const open = new Set<string>()
    const path: { id: string; left: string[] }[] = [{ id: start, left: below(products, start, at) }]
    open.add(start)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const id = top.left.pop()
      if (id === undefined) {
        path.pop()
        open.delete(top.id)
        safe.add(top.id)
      } else if (open.has(id)) throw badStatement(`circular relationships: ${quoted(id)} is part of itself`, at)
      else if (!safe.has(id)) {
        open.add(id)
        path.push({ id, left: below(products, id, at) })
      }
    }
  }
}

function below(products: ReadonlyMap<string, CsafProduct>, id: string, at: string): string[] {
  const product = products.get(id)
  if (product === undefined) throw badStatement(`product_id ${quoted(id)} is not defined`, at)
  return product.part === undefined ? [] : [product.part.of, product.part.what]
}

/** Each is gone up from once: parts of parts may stand in very long rows. */
function wholes(products: ReadonlyMap<string, CsafProduct>): CsafTree['whole'] {
  const known = new Map<CsafProduct, CsafProduct>()
  return product => {
    const passed: CsafProduct[] = []
    let whole = product
    while (whole.part !== undefined && !known.has(whole)) {
      passed.push(whole)
      whole = products.get(whole.part.of)!
    }
    whole = known.get(whole) ?? whole
    for (const one of passed) known.set(one, whole)
    return whole
  }
}

function groupsOf(value: unknown, products: CsafTree['products'], at: string): CsafTree['groups'] {
  const groups = new Map<string, readonly string[]>()
  // Groups of the same products are one list, so that an item which names them all goes through it once.
  const lists = new Map<string, readonly string[]>()
  for (const [i, one] of listAt(value, at).entries()) {
    const place = `${at}/${i}`
    const fields = fieldsAt(one, place)
    const id = textAt(fields['group_id'], `${place}/group_id`)
    if (groups.has(id)) throw badStatement(`group_id ${quoted(id)} is defined twice`, place)
    const ids = listAt(fields['product_ids'], `${place}/product_ids`).map(pid => textAt(pid, `${place}/product_ids`))
    for (const pid of ids)
      if (!products.has(pid)) throw badStatement(`product_id ${quoted(pid)} is not defined`, `${place}/product_ids`)
    const key = digest(JSON.stringify(ids))
    const list = lists.get(key) ?? [...new Set(ids)]
    lists.set(key, list)
    groups.set(id, list)
  }
  return groups
}

/**
 * The products that an item of a vulnerability names, by id or in groups; undefined when it names none. One that is not defined is
 * left out with a note: the item only explains what the status of a product says.
 */
export function productsNamed(
  item: Fields,
  { products, groups, looked }: CsafTree,
  at: string,
  into: Taker,
): Set<string> | undefined {
  if (item['product_ids'] === undefined && item['group_ids'] === undefined) return undefined
  const ids = new Set<string>()
  const lists = new Set<readonly string[]>()
  for (const one of listAt(item['product_ids'], `${at}/product_ids`)) {
    const id = textAt(one, `${at}/product_ids`)
    if (products.has(id)) ids.add(id)
    else into.notes.add('csaf-undefined', `product_id ${quoted(id)} is not defined`, `${at}/product_ids`)
  }
  for (const one of listAt(item['group_ids'], `${at}/group_ids`)) {
    const group = groups.get(textAt(one, `${at}/group_ids`))
    if (group === undefined)
      into.notes.add('csaf-undefined', `group_id ${quoted(one)} is not defined`, `${at}/group_ids`)
    else lists.add(group)
  }
  for (const list of lists) {
    looked(list.length, `${at}/group_ids`)
    for (const id of list) ids.add(id)
  }
  return ids
}
