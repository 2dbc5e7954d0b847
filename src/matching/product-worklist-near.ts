import type { CatalogueEntry } from '#advisories'
import type { VendorNamed } from '#identity/products'

/** A product or a maker that a text may mean. */
export interface Candidate {
  /** As Millcert names the maker. */
  vendor: string
  /** As an advisory names the product; undefined where only the maker is meant. */
  product?: string
  orderNumber?: string
  /** Why, in words. */
  why: string
}

/** A product of a catalogue with its maker. */
export interface Listed extends Omit<CatalogueEntry, 'key'> {
  vendor: string
}

/** Products by the words of their names. */
export interface NearIndex {
  /** The nearest, surest first. */
  near(text: string, most: number): { listed: Listed; share: number; words: readonly string[] }[]
}

/** A text is looked at up to here. */
const longestText = 300
const mostWords = 40
/** A word that more products have tells too little to walk them all. */
const mostHaving = 4000
/** Of what two texts say, by how telling their words are. */
const nearEnough = 0.5
/** What only the product's name says counts less: advisories add order numbers and what is included. */
const ownWeight = 0.3

/** An index of products that gives those that share the most telling words with a text: a suggestion, and never a match. */
export function nearIndex(products: readonly Listed[]): NearIndex {
  const having = new Map<string, number[]>()
  const words = products.map(product => wordsOf(nameOf(product)))
  words.forEach((own, index) => {
    for (const word of own) {
      const list = having.get(word)
      if (list) list.push(index)
      else having.set(word, [index])
    }
  })
  const weigh = (word: string) => Math.log(1 + products.length / (having.get(word)?.length ?? 0.5))
  const weights = words.map(own => sum([...own].map(weigh)))
  return {
    near(text, most) {
      const asked = [...wordsOf(text)]
      const whole = sum(asked.map(weigh))
      const shared = new Map<number, string[]>()
      for (const word of asked) {
        const list = having.get(word) ?? []
        if (list.length > mostHaving) continue
        for (const index of list) {
          const before = shared.get(index)
          if (before) before.push(word)
          else shared.set(index, [word])
        }
      }
      const found = [...shared].map(([index, same]) => {
        const both = sum(same.map(weigh))
        return {
          index,
          listed: products[index]!,
          words: same,
          share: both / (whole + ownWeight * (weights[index]! - both)),
        }
      })
      return distinct(
        found
          .filter(({ share, words: same }) => share >= nearEnough && same.some(word => word.length > 2))
          .sort((a, b) => b.share - a.share || order(nameOf(a.listed), nameOf(b.listed)) || a.index - b.index),
        most,
      )
    },
  }
}

function distinct<T extends { listed: Listed }>(found: readonly T[], most: number): T[] {
  const seen = new Set<string>()
  const kept: T[] = []
  for (const one of found) {
    const name = `${one.listed.vendor} ${nameOf(one.listed)}`
    if (seen.has(name)) continue
    seen.add(name)
    kept.push(one)
    if (kept.length === most) break
  }
  return kept
}

/** A product's name with its family in front, where the name does not hold it. */
export function nameOf({ name, family }: Pick<Listed, 'name' | 'family'>): string {
  return family === undefined || name.toLowerCase().includes(family.toLowerCase()) ? name : `${family} ${name}`
}

function wordsOf(text: string): Set<string> {
  const plain = text.slice(0, longestText).normalize('NFKC').toLowerCase()
  return new Set((plain.match(/\p{L}+|\p{N}+/gu) ?? []).slice(0, mostWords))
}

/** Makers whose names are near a text: one holds the other, or most of their pairs of letters are the same. */
export function nearMakers(text: string, makers: readonly VendorNamed[], most: number): VendorNamed[] {
  const asked = lettersOf(text)
  if (asked.length < 3) return []
  const pairs = pairsOf(asked)
  return makers
    .map(maker => ({ maker, share: likeness(asked, pairs, lettersOf(maker.name)) }))
    .filter(({ share }) => share >= 0.6)
    .sort((a, b) => b.share - a.share || order(a.maker.name, b.maker.name))
    .slice(0, most)
    .map(({ maker }) => maker)
}

function likeness(asked: string, pairs: ReadonlySet<string>, name: string): number {
  if (name.length >= 4 && asked.includes(name)) return 0.8 + (0.2 * name.length) / asked.length
  if (asked.length >= 4 && name.includes(asked)) return 0.7 + (0.2 * asked.length) / name.length
  const other = pairsOf(name)
  let same = 0
  for (const pair of pairs) if (other.has(pair)) same++
  return pairs.size + other.size === 0 ? 0 : (2 * same) / (pairs.size + other.size)
}

function lettersOf(text: string): string {
  return text
    .slice(0, 100)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

function pairsOf(letters: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2)))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
