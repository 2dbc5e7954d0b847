import { type OrderNumber, orderNumbersIn, readOrderNumber } from './order-number.ts'
import { addName, type NameIndex, nameIndex } from './product-catalogue-names.ts'
import { type NumberAnswer, numberIndex } from './product-catalogue-numbers.ts'
import { findNames } from './product-catalogue-search.ts'
import { type AskedVersion, isSurer, type NameAnswer, nameRules } from './product-name-judge.ts'
import { plainName } from './product-words.ts'
import { vendorWords } from './vendor-key.ts'
import { makers } from './vendor-names.ts'
import { vendorsOf } from './vendors.ts'

/** A product as an advisory names it. */
export interface CataloguedProduct {
  /** what the caller knows it by; several products may have the same name */
  key: string
  /** as the advisory writes it */
  name: string
  /** the family that the advisory puts it under, where it does */
  family?: string
  /** model numbers and skus beside the name; those inside the name are found there */
  orderNumbers: readonly string[]
}

/** By what an asset is known as a product. */
export const productRules = ['order-number', ...nameRules] as const

/** A product that an asset is, or may be. */
export interface ProductFound {
  key: string
  /** exact: order number or full name; likely: a spelling, a line or a family that a convention makes sure; possible: a human must look */
  confidence: 'exact' | 'likely' | 'possible'
  rule: (typeof productRules)[number]
  /** what the asset says and what the advisory says, each as written */
  found: string
  wanted: string
  /** what differed, in words for a controls engineer */
  because: string
}

/** An asset as an inventory writes it. */
export interface AssetNamed {
  name: string
  orderNumber?: string
  version?: string
}

const longestName = 2000
const mostKnown = 10_000
const longestShown = 120
/** `Serial number 17X**** or later` in a name: only some of the devices (Mitsubishi Electric writes so). */
const serialNumber = /\bserial (?:numbers?|nos?\.?) ?[\dX*]{3}/i

interface Member {
  product: CataloguedProduct
  numbers: readonly OrderNumber[]
}

/**
 * All that advisories name of one maker, indexed once and asked for each asset.
 *
 * @param vendor an id of `vendorsOf`
 */
export function productCatalogue(
  vendor: string,
  products: Iterable<CataloguedProduct>,
): { find(asset: AssetNamed): ProductFound[] } {
  const isMaker = makerTest(vendor)
  const names = nameIndex<Member>(isMaker, brandTest(vendor))
  const numbers = numberIndex<Member>(vendor)
  for (const product of products) {
    const inName = orderNumbersIn(vendor, product.name)
    const all = [...inName.numbers, ...read(vendor, product.orderNumbers)]
    const member: Member = { product, numbers: unique(all) }
    const name = inName.numbers.length > 0 ? withoutNumbered(vendor, product.name) : product.name
    addName(names, name, member)
    if (product.family) addName(names, `${product.family} ${name}`, member)
    numbers.add(member)
  }
  const known = new Map<string, ProductFound[]>()
  return {
    find(asset) {
      const key = `${asset.name}\n${asset.orderNumber ?? ''}`
      const before = known.get(key)
      if (before !== undefined) return before
      let asked = false
      const found = find(vendor, names, numbers, asset, () => {
        asked = true
        return asset.version
      })
      if (asked) return found
      // A fleet has a product in many versions.
      if (known.size >= mostKnown) known.clear()
      known.set(key, found)
      return found
    },
  }
}

function find(
  vendor: string,
  names: NameIndex<Member>,
  numbers: ReturnType<typeof numberIndex<Member>>,
  asset: AssetNamed,
  version: AskedVersion,
): ProductFound[] {
  const inName = orderNumbersIn(vendor, asset.name)
  const own = unique([...inName.numbers, ...read(vendor, asset.orderNumber ? [asset.orderNumber] : [])])
  const best = new Map<Member, ProductFound>()
  const numbered = [...numbers.find(own)]
  const certain = numbered.some(([, { answer }]) => answer === 'same')
  for (const [member, answer] of numbered) {
    if (!(certain && isOtherFinish(member, answer))) best.set(member, byNumber(member, answer, asset))
  }
  const numberOnly = asset.orderNumber !== undefined || !/\p{L}{2}/u.test(inName.rest)
  const called = certain && numberOnly ? namesOf(vendor, numbered) : []
  for (const [entry, answer] of findNames(names, spellingsOf(vendor, asset.name, inName), version, called)) {
    for (const member of entry.members) {
      const known = best.get(member)
      if (known && !isSurer(answer.confidence, known.confidence)) continue
      // What else a number is called says no more of it than the number did.
      if (known?.rule === 'order-number' && answer.rule === 'name-alias') continue
      // A number that was only read out of the name says no more than the name does.
      const said = answer.rule === 'name' && asset.orderNumber === undefined
      const decided =
        !said && own.length > 0 && member.numbers.length > 0 ? numbers.compare(member.numbers, own) : undefined
      if (decided?.answer === 'no') continue
      // A number that was cut off may be this one; the name then says it.
      best.set(member, byName(member, statesNumber(member.product.name, asset) ?? answer, asset))
    }
  }
  if (own.length === 0) addRenamed(vendor, best, numbers)
  return [...best.values()]
}

/**
 * Makers rename products and keep their order numbers: what has the number of a product of this name is this product. Where neither name
 * holds the words of the other, one of the advisories may have mistaken the number.
 */
function addRenamed(
  vendor: string,
  best: Map<Member, ProductFound>,
  numbers: ReturnType<typeof numberIndex<Member>>,
): void {
  for (const [{ numbers: stated, product }, { confidence, found }] of [...best]) {
    if (confidence !== 'exact') continue
    for (const [renamed, { answer, found: number }] of numbers.find(stated.filter(({ pattern }) => !pattern))) {
      if (answer !== 'same' || best.has(renamed)) continue
      best.set(renamed, {
        key: renamed.product.key,
        confidence: holdsEither(vendor, product.name, renamed.product.name) ? 'likely' : 'possible',
        rule: 'name-alias',
        found,
        wanted: renamed.product.name.slice(0, longestShown),
        because: `${product.name.slice(0, longestShown)} has the order number ${number.text}, which the advisory gives to ${renamed.product.name.slice(0, longestShown)}`,
      })
    }
  }
}

/** Makers without a grammar of numbers: what stands in brackets behind the name is the very number of the asset. */
function statesNumber(name: string, { orderNumber }: AssetNamed): NameAnswer | undefined {
  const wanted = lettersOf(orderNumber ?? '')
  if (wanted.length < 4 || !/\d/.test(wanted)) return undefined
  const brackets = name.slice(0, longestName).match(/[([][^()[\]]*[)\]]/g) ?? []
  if (!brackets.some(text => lettersOf(text) === wanted)) return undefined
  return {
    confidence: 'exact',
    rule: 'name',
    because: `the same name, and the advisory names the number ${orderNumber}`,
  }
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

function holdsEither(vendor: string, one: string, other: string): boolean {
  const [a, b] = [one, other].map(
    name =>
      new Set(
        withoutNumbered(vendor, name)
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? [],
      ),
  )
  return a!.isSubsetOf(b!) || b!.isSubsetOf(a!)
}

const mostCalled = 3

/** What advisories call the product of an order number, where the number is all that they give. */
function namesOf(vendor: string, numbered: readonly (readonly [Member, NumberAnswer])[]): string[] {
  const called = new Set<string>()
  for (const [{ product, numbers }, { answer }] of numbered) {
    if (answer !== 'same' || numbers.length !== 1) continue
    const name = plainName(withoutNumbered(vendor, product.name))
    if (/\p{L}{2}.*\d/u.test(name)) called.add(name)
  }
  return [...called].slice(0, mostCalled)
}

/**
 * Siemens sells and lists SIPLUS devices (6AG1) beside the plain ones: where the plain number itself is listed, the other
 * is another product, unless the advisory says that it includes it.
 */
function isOtherFinish({ product }: Member, { answer, stated, found }: NumberAnswer): boolean {
  if (answer !== 'variant' && answer !== 'maybe') return false
  return stated.text.startsWith('6AG') !== found.text.startsWith('6AG') && !/\bincl/i.test(product.name)
}

/** A name without the brackets that hold an order number; a number outside them is what the product is called. */
function withoutNumbered(vendor: string, name: string): string {
  const plain = name.slice(0, longestName)
  return plain.replace(/[([][^()[\]]*[)\]]?/g, group =>
    orderNumbersIn(vendor, group).numbers.length > 0 ? ' ' : group,
  )
}

/** The names that an asset's text may mean: as written, and without an order number that stands in it. */
function spellingsOf(vendor: string, name: string, inName: ReturnType<typeof orderNumbersIn>): string[] {
  if (inName.numbers.length === 0) return [name]
  const bare = withoutNumbered(vendor, name)
  return /\p{L}{2}/u.test(inName.rest) && inName.rest.trim() !== bare.trim() ? [bare, inName.rest] : [bare]
}

function byNumber(member: Member, { answer, stated, found }: NumberAnswer, asset: AssetNamed): ProductFound {
  const because = {
    same: `the same order number ${found.text}`,
    covers: `the order number ${found.text} is one of ${stated.text}`,
    variant: `the order number ${found.text} is another finish of ${stated.text}`,
    maybe: `the order number ${found.text} may be one of ${stated.text}`,
  }[answer]
  const sure = answer === 'same' || answer === 'covers' ? 'exact' : answer === 'variant' ? 'likely' : 'possible'
  const { key, name } = member.product
  const named = name.includes(asset.name) ? '' : `; the advisory names it ${name.slice(0, longestShown)}`
  // An inventory's name seldom has the serial number; without it nobody can tell.
  const serial = serialNumber.test(name) && !serialNumber.test(asset.name)
  return {
    key,
    confidence: serial ? 'possible' : sure,
    rule: 'order-number',
    found: found.text,
    wanted: stated.text,
    because: `${because}${named}${serial ? '; the advisory means certain serial numbers only' : ''}`,
  }
}

function byName(member: Member, answer: NameAnswer, asset: AssetNamed): ProductFound {
  return {
    key: member.product.key,
    confidence: answer.confidence,
    rule: answer.rule,
    found: asset.name,
    wanted: member.product.name,
    because: answer.because || 'the same name',
  }
}

function read(vendor: string, texts: readonly string[]): OrderNumber[] {
  return texts.flatMap(text => {
    const whole = readOrderNumber(vendor, text)
    return whole ? [whole] : orderNumbersIn(vendor, text).numbers
  })
}

function unique(numbers: readonly OrderNumber[]): OrderNumber[] {
  const seen = new Set<string>()
  return numbers.filter(number => !seen.has(number.canonical) && seen.add(number.canonical))
}

/**
 * Whether words in front of a name are its maker's own name or another spelling of that. Only texts that begin as one of
 * them are looked up: looking up is dear, and names begin with many words. Brands and firms it bought stay in the name.
 */
function makerTest(vendor: string): (words: string) => boolean {
  const letters = (text: string) => /^\p{L}+|^\d+/u.exec(text)?.[0] ?? ''
  const first = (name: string) => letters(vendorWords(name)[0] ?? '')
  const listed = makers.find(([id]) => id === vendor)
  const begins = new Set(listed ? [vendor.split('-')[0]!, ...[listed[1], ...listed[2].split('|')].map(first)] : [])
  const isNamed = namedTest(words => {
    const [named] = vendorsOf(words)
    return named?.id === vendor && named.because !== 'brand'
  })
  return words => {
    const word = letters(words)
    return (listed ? begins.has(word) : vendor.startsWith(word)) && isNamed(words)
  }
}

/** Whether words are another name or a brand of the maker: `Allen-Bradley`. */
function brandTest(vendor: string): (words: string) => boolean {
  return namedTest(words => vendorsOf(words).some(named => named.id === vendor))
}

function namedTest(test: (words: string) => boolean): (words: string) => boolean {
  const known = new Map<string, boolean>()
  return words => {
    const before = known.get(words)
    if (before !== undefined) return before
    const is = test(words)
    if (known.size < mostKnown) known.set(words, is)
    return is
  }
}
