import { digest, quoted } from '#base'
import { vendorsOf } from '#identity/products'
import type { Affected } from './advisory.ts'
import type { CsafInWords } from './csaf-product-words.ts'
import type { CsafVulnerability, Said } from './csaf-vulnerability.ts'
import type { Taker } from './format.ts'
import { badStatement } from './json-object.ts'
import {
  type ProductClaim,
  type ProductSaid,
  productAffectedOf,
  productKey,
  type Remediation,
} from './product-claim.ts'
import type { ProductInWords } from './product-in-words.ts'

/** What a document says of products that it names in words, gathered one vulnerability after the other. */
export interface CsafProductClaims {
  add(vulnerability: CsafVulnerability): void
  /**
   * All of it: one claim for each product, and one for each maker where its field names several. A Problem where it is more than any
   * real document says.
   */
  affected(into: Taker): Affected[]
}

/** A paper of 20,000 products and a hundred vulnerabilities says two million things. */
const mostSaid = 10_000_000
/** What stands in few branches stands for every product below them, and for every maker that the field names. */
const mostText = 64 * 1024 ** 2
const mostClaims = 200_000
/** Nobody could tell so many products of one name apart, and each asset of that name is laid beside all of them; some list every version. */
const mostAlike = 2000
const mostVersions = 20_000

/**
 * What is said of each vulnerability is held as a number, and alike lists once: a document may name thousands of products for each of
 * hundreds.
 */
export function csafProductClaims(inWords: CsafInWords): CsafProductClaims {
  const told = new Map<string, number[]>()
  const groups = groupTable()
  const names: string[] = []
  let count = 0
  return {
    add({ name, said, recommended }) {
      if (name === undefined) return
      const vulnerability = names.push(name) - 1
      const say = (id: string, one: Pick<Said, 'status' | 'remediations'>) => {
        if (inWords(id) === undefined) return
        if (count++ === mostSaid) throw badStatement(`more than ${mostSaid} statuses of products`, '/vulnerabilities')
        const list = told.get(id)
        const pair = [groups.numberOf(one), vulnerability]
        if (list === undefined) told.set(id, pair)
        else list.push(...pair)
      }
      for (const [id, one] of said) say(id, one)
      for (const id of recommended) if (!said.has(id)) say(id, { status: 'fixed', remediations: [] })
    },
    affected(into) {
      const lists = new Map<string, readonly ProductSaid[]>()
      const place = placer(into)
      return [...told].flatMap(([id, pairs]) => {
        const key = digest(pairs.join())
        let said = lists.get(key)
        if (said === undefined) {
          said = saidOf(pairs, groups.all, names)
          lists.set(key, said)
          for (const { vulnerabilities } of said) for (const name of vulnerabilities) place.counts(name.length)
        }
        return place.affected({ ...inWords(id)!, said })
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

/** Places claims: each stands under every maker that its vendor field may mean. */
function placer(into: Taker) {
  const makers = new Map<string, readonly string[]>()
  const countAlike = alikeCount()
  let characters = 0
  let claims = 0
  const counts = (more: number) => {
    characters += more
    if (characters > mostText)
      throw badStatement(
        `its products and what is said of them come to more than ${mostText} characters`,
        '/product_tree',
      )
  }
  const makersOf = (vendor: string) => {
    const known = makers.get(vendor) ?? vendorsOf(vendor).map(({ id }) => id)
    makers.set(vendor, known)
    return known
  }
  return {
    counts,
    affected(product: ProductClaim): Affected[] {
      const { vendor, name, orderNumbers } = product
      const own = makersOf(vendor)
      if (own.length === 0 || ![name, ...orderNumbers].some(text => /[\p{L}\p{N}]/u.test(text))) {
        into.notes.add('csaf-product', `${quoted(name)} of ${quoted(vendor)} is a product that no inventory can name`)
        return []
      }
      counts(own.length * lengthOf(product))
      claims += own.length
      if (claims > mostClaims)
        throw badStatement(
          `it names more than ${mostClaims} products, counted for each of their makers`,
          '/product_tree',
        )
      countAlike(product)
      return own.map(id => productAffectedOf(productKey(id, product), product))
    },
  }
}

/** Counts products of one name. */
function alikeCount(): (product: ProductInWords) => void {
  const counts = new Map<string, number>()
  return ({ vendor, name, family, versions, only }) => {
    const isVersion = versions?.range === false && only === undefined
    const key = JSON.stringify([vendor, family, name, isVersion])
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    const most = isVersion ? mostVersions : mostAlike
    if (count > most) throw badStatement(`more than ${most} products are called ${quoted(name)}`, '/product_tree')
  }
}

function lengthOf({ vendor, name, family, orderNumbers, versions, only }: ProductInWords): number {
  const texts = [vendor, name, family ?? '', versions?.text ?? '', only ?? '', ...orderNumbers]
  return texts.reduce((sum, text) => sum + text.length, 0)
}
