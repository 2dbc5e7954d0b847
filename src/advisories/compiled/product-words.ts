import type { ProductClaim, ProductSaid, Remediation } from '../product-claim.ts'
import type { VexStatus } from '../statement.ts'
import { damaged } from './package-rows.ts'
import type { SharedTexts } from './shared-texts.ts'

/*
 * A claim about a product in its maker's words is a word of the product's record: JSON, `[vendor, name, family, order numbers, versions,
 * 1 for a range, what else has to hold, number of what is said]`, null for what is absent. What is said is a shared text, a list of
 * `[status, vulnerabilities, numbers of remediations]`; a remediation is one too, `[category, text, url]`.
 *
 * The record of a maker, whose key has no product behind it, has one word for each of its products: their catalogue.
 */

type Word = [
  vendor: string,
  name: string,
  family: string | null,
  orderNumbers: readonly string[],
  versions: string | null,
  range: 0 | 1,
  only: string | null,
  said: number,
]
type Written = [status: VexStatus, vulnerabilities: readonly string[], remediations: number[]]

/** Writes claims; lists that several claims share are made into text once. */
export function productWords(shared: SharedTexts): (claim: ProductClaim) => string {
  const known = new Map<readonly ProductSaid[], number>()
  const numberOf = (said: readonly ProductSaid[]) => {
    let number = known.get(said)
    if (number !== undefined) return number
    const written = said.map(({ status, vulnerabilities, remediations }): Written => {
      const numbers = remediations.map(({ category, text, url }) =>
        shared.numberOf(JSON.stringify(url === undefined ? [category, text] : [category, text, url])),
      )
      return [status, vulnerabilities, numbers]
    })
    number = shared.numberOf(JSON.stringify(written))
    known.set(said, number)
    return number
  }
  return ({ vendor, name, family, orderNumbers, versions, only, said }) => {
    const word: Word = [
      ...[vendor, name, family ?? null, orderNumbers],
      ...[versions?.text ?? null, versions?.range ? 1 : 0, only ?? null, numberOf(said)],
    ] as Word
    return JSON.stringify(word)
  }
}

/** Reads what is said by its number: each list once, so that claims that share one have the same. */
export function saidReader(sharedAt: (number: number) => string): (number: number) => readonly ProductSaid[] {
  const known = new Map<number, readonly ProductSaid[]>()
  return number => {
    const said = known.get(number) ?? unpackSaid(sharedAt(number), sharedAt)
    known.set(number, said)
    return said
  }
}

/** The claim again; what is said is read when it is asked for. */
export function unpackProduct(word: string, saidAt: (number: number) => readonly ProductSaid[]): ProductClaim {
  const [vendor, name, family, orderNumbers, versions, range, only, number] = listIn(word) as unknown as Word
  let said: readonly ProductSaid[] | undefined
  return {
    vendor,
    name,
    ...(family !== null && { family }),
    orderNumbers,
    ...(versions !== null && { versions: { text: versions, range: range === 1 } }),
    ...(only !== null && { only }),
    get said() {
      said ??= saidAt(number)
      return said
    },
  }
}

function unpackSaid(text: string, sharedAt: (number: number) => string): ProductSaid[] {
  return (listIn(text) as Written[]).map(([status, vulnerabilities, numbers]) => {
    let remediations: Remediation[] | undefined
    return {
      status,
      vulnerabilities,
      get remediations() {
        remediations ??= numbers.map(number => {
          const [category, text, url] = listIn(sharedAt(number)) as [string, string, string?]
          return url === undefined ? { category, text } : { category, text, url }
        })
        return remediations
      },
    }
  })
}

/** A list as JSON; with a right checksum it may still be forged. */
function listIn(text: string): unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list)) return list
  } catch {
    // What is no JSON is no list.
  }
  throw damaged()
}

/** A product that a maker's advisories name, as its catalogue has it. */
export interface CatalogueEntry {
  key: string
  name: string
  family?: string
  orderNumbers: readonly string[]
}

/** The line of a catalogue for a product that several claims write: whichever of them come first, it is the same one's. */
export function entryWord(maker: string, written: readonly CatalogueEntry[]): string {
  const words = written.map(entry => packEntry(maker, entry))
  return words.reduce((a, b) => (b < a ? b : a))
}

/** A line of a catalogue, without what every key of the maker begins with. */
function packEntry(maker: string, { key, name, family, orderNumbers }: CatalogueEntry): string {
  return JSON.stringify([key.slice(maker.length + 1), name, family ?? null, orderNumbers])
}

export function unpackEntry(maker: string, word: string): CatalogueEntry {
  const [key, name, family, orderNumbers] = listIn(word) as [string, string, string | null, string[]]
  return { key: `${maker}/${key}`, name, ...(family !== null && { family }), orderNumbers }
}
