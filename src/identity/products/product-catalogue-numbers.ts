import { compareOrderNumbers, formsOfNumber, type OrderNumber } from './order-number.ts'
import { fixedStart } from './order-number-pattern.ts'

/** How an asset's number stands to one that an advisory states. */
export interface NumberAnswer {
  answer: 'same' | 'covers' | 'variant' | 'maybe'
  stated: OrderNumber
  found: OrderNumber
}

interface Numbered {
  numbers: readonly OrderNumber[]
}

const rank = { maybe: 1, variant: 2, covers: 3, same: 4 }

/** So many numbers and patterns that begin alike are laid beside an asset's; the maker with the most has some fifty patterns in all. */
const mostAlike = 500

interface Row<Product> {
  number: OrderNumber
  products: Product[]
}

/** Products by their order numbers. Patterns are walked one by one, those alone that begin as the number does. */
export function numberIndex<Product extends Numbered>(vendor: string) {
  const rows = rowIndex<Product>(vendor)

  function add(product: Product) {
    for (const number of product.numbers) rows.add(number, product)
  }

  function find(own: readonly OrderNumber[]): Map<Product, NumberAnswer> {
    const best = new Map<Product, NumberAnswer>()
    for (const number of own) {
      for (const row of rows.near(number)) {
        const answer = compareOrderNumbers(vendor, row.number, number)
        if (answer === 'no') continue
        for (const product of row.products) {
          const known = best.get(product)
          if (!known || rank[known.answer] < rank[answer])
            best.set(product, { answer, stated: row.number, found: number })
        }
      }
    }
    return best
  }

  return {
    add,
    find,
    compare: (stated: readonly OrderNumber[], own: readonly OrderNumber[]) => compareAll(vendor, stated, own),
  }
}

/** Numbers that advisories state, each with its products. */
function rowIndex<Product>(vendor: string) {
  const whole = new Map<string, Row<Product>>()
  const patterns = new Map<string, Row<Product>>()
  const near = new Map<string, Row<Product>[]>()
  const byStart = new Map<string, Row<Product>[]>()
  return {
    add(number: OrderNumber, product: Product) {
      const { canonical, pattern } = number
      const kept = pattern ? patterns : whole
      const row = kept.get(canonical)
      if (row) {
        row.products.push(product)
        return
      }
      const made = { number, products: [product] }
      kept.set(canonical, made)
      if (!pattern) for (const key of nearKeys(canonical)) into(near, key, made)
      else for (const start of new Set(formsOfNumber(vendor, canonical).map(fixedStart))) into(byStart, start, made)
    },
    /** Those that may be a number, or cover it. */
    near({ canonical, pattern }: OrderNumber): Iterable<Row<Product>> {
      const equal = (pattern ? patterns : whole).get(canonical)
      const found = new Set(equal ? [equal] : [])
      // Where an inventory itself writes a pattern, only the very same one is meant.
      if (pattern) return found
      for (const key of nearKeys(canonical)) for (const row of near.get(key) ?? []) found.add(row)
      if (byStart.size === 0) return found
      for (const form of formsOfNumber(vendor, canonical))
        for (let end = 0; end <= form.length; end++)
          for (const row of byStart.get(form.slice(0, end)) ?? []) found.add(row)
      return found
    },
  }
}

/**
 * What an asset's numbers say of a product found by its name: `no` where both have numbers of the same shape that differ.
 * A number of another shape (a plant's own article number) says nothing.
 */
function compareAll(
  vendor: string,
  stated: readonly OrderNumber[],
  own: readonly OrderNumber[],
): { answer: 'yes' | 'no' } | undefined {
  let differs = false
  for (const one of stated) {
    for (const other of own) {
      if (compareOrderNumbers(vendor, one, other) !== 'no') return { answer: 'yes' }
      if (sameShape(one, other)) differs = true
    }
  }
  return differs ? { answer: 'no' } : undefined
}

/** Whether two numbers are of the same kind: figures and letters at the same places of the first five. */
function sameShape(one: OrderNumber, other: OrderNumber): boolean {
  if (one.pattern || other.pattern) return one.canonical.slice(0, 3) === other.canonical.slice(0, 3)
  const a = one.canonical.replace(/[^A-Z0-9]/gi, '')
  const b = other.canonical.replace(/[^A-Z0-9]/gi, '')
  const shape = (text: string) => text.slice(0, 5).replace(/\d/g, '9').replace(/[A-Z]/gi, 'A')
  return shape(a) === shape(b) && Math.abs(a.length - b.length) <= 4
}

/** Where numbers that are finishes of each other meet: the same begin, or the same middle behind another prefix. */
function nearKeys(canonical: string): string[] {
  const plain = canonical.replace(/[^A-Z0-9]/gi, '')
  if (plain.length < 5) return []
  return plain.length < 9 ? [plain.slice(0, 5)] : [plain.slice(0, 8), `.${plain.slice(4, 11)}`]
}

function into<Value>(map: Map<string, Value[]>, key: string, value: Value) {
  const list = map.get(key)
  if (!list) map.set(key, [value])
  else if (list.length < mostAlike) list.push(value)
}
