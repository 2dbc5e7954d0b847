import { compareOrderNumbers, type OrderNumber } from './order-number.ts'

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

/** Products by their order numbers. Patterns are walked one by one: a maker has few of them. */
export function numberIndex<Product extends Numbered>(vendor: string) {
  const whole = new Map<string, { number: OrderNumber; products: Product[] }>()
  const near = new Map<string, { number: OrderNumber; products: Product[] }[]>()
  const patterns = new Map<string, { number: OrderNumber; products: Product[] }>()

  function add(product: Product) {
    for (const number of product.numbers) {
      const kept = number.pattern ? patterns : whole
      const row = kept.get(number.canonical)
      if (row) {
        row.products.push(product)
        continue
      }
      const made = { number, products: [product] }
      kept.set(number.canonical, made)
      if (!number.pattern) for (const key of nearKeys(number.canonical)) into(near, key, made)
    }
  }

  function find(own: readonly OrderNumber[]): Map<Product, NumberAnswer> {
    const best = new Map<Product, NumberAnswer>()
    for (const number of own) {
      const rows = new Set(patterns.values())
      const equal = whole.get(number.canonical)
      if (equal) rows.add(equal)
      for (const key of nearKeys(number.canonical)) for (const row of near.get(key) ?? []) rows.add(row)
      for (const row of rows) {
        const answer = compareOrderNumbers(vendor, row.number, number)
        // Where an inventory itself writes a pattern, only the very same one is meant.
        if (answer === 'no' || (number.pattern && answer === 'maybe')) continue
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
  if (list) list.push(value)
  else map.set(key, [value])
}
