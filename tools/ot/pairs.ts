import { type Advisory, vendorKey } from './csaf-tree.ts'
import {
  type Candidate,
  memberPair,
  notAffectedPair,
  productRange,
  type Range,
  siblingPair,
  versionPair,
} from './pair.ts'
import { type Draw, draw } from './random.ts'
import type { AssetText } from './spelling.ts'
import { spelled } from './spellings.ts'

/** Which advisories pairs are made from, and how many. */
export interface Share {
  seed: number
  count: number
  year(year: number): boolean
  vendor(key: string): boolean
}

/** A line of pairs.ndjson: what score-ot.py reads, and what tells failures apart. */
export interface Pair {
  asset_id: string
  advisory: string
  expect: 'affected' | 'not_affected'
  kind: string
  detail: string
  vendor: string
  year: number
  /** Ids of the spelling habits; empty when the row is written as the advisory writes it. */
  habits: readonly string[]
  /** What of the advisory decides. */
  stated: string
}

/** Kinds and how often each is tried; the kinds of the shared pairs, and three more. */
const kinds: readonly (readonly [Candidate['kind'], number])[] = [
  ['version-below', 24],
  ['version-above', 20],
  ['version-edge', 22],
  ['version-all', 10],
  ['sibling', 16],
  ['family-member', 6],
  ['known-not-affected', 2],
]

/** Rows of an inventory, the same rows as the advisories write them, and what is to be said of each. */
export interface PairsMade {
  assets: (AssetText & { id: string })[]
  plain: (AssetText & { id: string })[]
  pairs: Pair[]
}

/** Makes pairs by rule from advisories; the same share of the same advisories gives the same pairs. */
export function makePairs(advisories: readonly Advisory[], share: Share): PairsMade {
  const random = draw(share.seed)
  const range = productRange(advisories)
  const wanted = advisories.flatMap(advisory => {
    const leaves = advisory.leaves.filter(({ vendor }) => share.vendor(vendorKey(vendor)))
    return share.year(advisory.year) && leaves.length === advisory.leaves.length && leaves.length > 0 ? [advisory] : []
  })
  const byMaker = Map.groupBy(wanted, ({ leaves }) => vendorKey(leaves[0]?.vendor ?? ''))
  const makers = [...byMaker.values()]
  const seen = new Set<string>()
  const made: PairsMade = { assets: [], plain: [], pairs: [] }
  // Half by advisory, half by maker: few makers publish most of them.
  const advisory = () => random.one(random.often(0.5) ? wanted : random.one(makers))
  for (let tries = 0; wanted.length > 0 && tries < share.count * 4 && made.pairs.length < share.count; tries++) {
    const candidate = firstOf(300, drawKind(random), kind => candidateOf(advisory(), kind, range, random))
    if (candidate === undefined) continue
    const key = [
      candidate.advisory.id,
      candidate.product.name,
      candidate.product.orderNumbers[0],
      candidate.version,
    ].join('|')
    if (seen.has(key)) continue
    seen.add(key)
    const id = `H${String(made.pairs.length).padStart(5, '0')}`
    const { plain, asset, habits } = written(candidate, random)
    made.plain.push({ id, ...plain })
    made.assets.push({ id, ...asset })
    made.pairs.push(pairOf(candidate, id, habits))
  }
  return made
}

function firstOf<K, T>(tries: number, kind: K, make: (kind: K) => T | undefined): T | undefined {
  for (let i = 0; i < tries; i++) {
    const made = make(kind)
    if (made !== undefined) return made
  }
  return undefined
}

function drawKind(random: Draw): Candidate['kind'] {
  let place = random.unit() * kinds.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [kind, weight] of kinds) {
    place -= weight
    if (place < 0) return kind
  }
  return 'version-below'
}

function candidateOf(advisory: Advisory, kind: Candidate['kind'], range: Range, random: Draw): Candidate | undefined {
  if (kind === 'sibling') return siblingPair(advisory, range, random)
  if (kind === 'family-member') return memberPair(advisory, range, random)
  if (kind === 'known-not-affected') return notAffectedPair(advisory, random)
  return versionPair(advisory, kind, random)
}

function written(
  { product, version, atEdge, orderNeeded }: Candidate,
  random: Draw,
): { plain: AssetText; asset: AssetText; habits: string[] } {
  const [number] = product.orderNumbers
  const known = number !== undefined && product.orderNumbers.length === 1 && !/[*[\]]/.test(number)
  const orderNumber = known && (orderNeeded || random.often(0.5)) ? number : ''
  // What a label calls included, a plant would not write.
  const name = product.name.replace(/\s*\(incl[^)]*\)/i, '')
  const plain = { vendor: product.vendor, product: name, orderNumber, version }
  const context = { random, atEdge, orderNumbers: known ? [number] : [] }
  const { asset, habits } = spelled(plain, context)
  if (!orderNeeded || !habits.includes('order-absent')) return { plain, asset, habits }
  return { plain, asset: { ...asset, orderNumber }, habits: habits.filter(habit => habit !== 'order-absent') }
}

function pairOf(
  { advisory, product, stated, expect, kind, detail }: Candidate,
  id: string,
  habits: readonly string[],
): Pair {
  return {
    asset_id: id,
    advisory: advisory.id,
    expect,
    kind,
    detail,
    vendor: vendorKey(product.vendor),
    year: advisory.year,
    habits,
    stated: `${stated.name} ${stated.version ?? ''}`.trim(),
  }
}
