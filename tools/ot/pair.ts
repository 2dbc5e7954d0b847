import { covers, namesOne, relatedLeaves, type VersionCase, versionCase } from './case.ts'
import { type Advisory, type Leaf, vendorKey } from './csaf-tree.ts'
import {
  difference,
  isMember,
  namesConditions,
  namesFamily,
  namesMany,
  sameName,
  sharedWords,
} from './name-relation.ts'
import type { Draw } from './random.ts'

/** A product and an advisory with what is to be said, before anybody spells it. */
export interface Candidate {
  advisory: Advisory
  /** What the plant has; the leaf may be of another advisory. */
  product: Leaf
  /** What the advisory says that decides. */
  stated: Leaf
  version: string
  expect: 'affected' | 'not_affected'
  kind: VersionCase['kind'] | 'family-member' | 'sibling' | 'known-not-affected'
  detail: string
  atEdge: boolean
  /** Other leaves of the same name say something else: without the order number nobody can tell. */
  orderNeeded: boolean
}

/** Products that plants may have, by maker. */
export type Range = ReadonlyMap<string, readonly Leaf[]>

/** Each product that any advisory names alone, once. */
export function productRange(advisories: readonly Advisory[]): Range {
  const byMaker = new Map<string, Map<string, Leaf>>()
  for (const leaf of advisories.flatMap(({ leaves }) => leaves).filter(namesOne)) {
    const maker = vendorKey(leaf.vendor)
    const known = byMaker.get(maker) ?? new Map<string, Leaf>()
    byMaker.set(maker, known.set(`${leaf.name}|${leaf.orderNumbers.join()}`, leaf))
  }
  return new Map([...byMaker].map(([maker, known]) => [maker, [...known.values()]]))
}

/** A pair of the version kinds, from one leaf of an advisory. */
export function versionPair(advisory: Advisory, kind: VersionCase['kind'], random: Draw): Candidate | undefined {
  const leaves = advisory.leaves.filter(leaf => leaf.status === 'affected' && namesOne(leaf))
  if (leaves.length === 0) return undefined
  const leaf = random.one(leaves)
  const found = versionCase(leaf, kind, random)
  if (found === undefined) return undefined
  const others = relatedLeaves(advisory, leaf.name, leaf)
  const apart = (other: Leaf) =>
    sameName(other.name, leaf.name) &&
    Math.min(leaf.orderNumbers.length, other.orderNumbers.length) > 0 &&
    !other.orderNumbers.some(number => leaf.orderNumbers.includes(number))
  const said = others.map(other => ({ other, says: covers(other, found.version) }))
  const affected = found.expect === 'affected'
  if (!affected && said.some(({ other, says }) => says !== false && !apart(other))) return undefined
  const orderNeeded = said.some(({ other, says }) => apart(other) && says !== affected)
  return { ...found, advisory, product: leaf, stated: leaf, detail: `${found.kind} ${found.notation}`, orderNeeded }
}

/** A member of a family that the advisory names, which it does not name itself. */
export function memberPair(advisory: Advisory, range: Range, random: Draw): Candidate | undefined {
  const families = advisory.leaves.filter(
    leaf => leaf.status === 'affected' && namesFamily(leaf.name) && !namesConditions(leaf.name),
  )
  if (families.length === 0) return undefined
  const stated = random.one(families)
  const members = (range.get(vendorKey(stated.vendor)) ?? []).filter(({ name }) => isMember(stated.name, name))
  const found = versionCase(stated, random.one(['version-all', 'version-below', 'version-above'] as const), random)
  if (members.length === 0 || found === undefined || found.notation !== 'plain') return undefined
  const product = random.one(members)
  const others = relatedLeaves(advisory, product.name, stated)
  if (others.some(({ name }) => sameName(name, product.name))) return undefined
  if (found.expect === 'not_affected' && others.some(other => covers(other, found.version) !== false)) return undefined
  return {
    ...found,
    advisory,
    product,
    stated,
    kind: 'family-member',
    detail: `family ${found.kind}`,
    orderNeeded: false,
  }
}

/** A product of the same maker that is nowhere in the advisory's tree, at a version that would be affected if it were. */
export function siblingPair(advisory: Advisory, range: Range, random: Draw): Candidate | undefined {
  const affected = advisory.leaves.filter(leaf => leaf.status === 'affected')
  if (affected.length === 0) return undefined
  const stated = random.one(affected)
  const maker = stated.vendor.split(/[ ,]/)[0] ?? ''
  const others = (range.get(vendorKey(stated.vendor)) ?? []).filter(({ name }) => !name.includes(maker))
  if (stated.name.includes(maker)) return undefined
  const far = random.often(0.15)
  const near = far ? others : others.filter(({ name }) => sharedWords(name, stated.name).length > 0)
  const found = versionCase(stated, random.one(['version-all', 'version-below'] as const), random)
  if (near.length === 0 || found === undefined || found.expect === 'not_affected') return undefined
  const product = random.one(near)
  if (!advisory.leaves.every(leaf => isApart(leaf, product))) return undefined
  const apart = far ? 'far' : (difference(product.name, stated.name) ?? 'word')
  return {
    ...found,
    advisory,
    product,
    stated,
    expect: 'not_affected',
    kind: 'sibling',
    detail: `sibling ${apart}`,
    orderNeeded: false,
  }
}

function isApart(leaf: Leaf, product: Leaf): boolean {
  if (leaf.orderNumbers.some(number => product.orderNumbers.includes(number))) return false
  const shared = sharedWords(leaf.name, product.name).length
  if (shared === 0) return /[A-Za-z]{4}/.test(leaf.name) && /^[A-Za-z]{4}/.test(product.name)
  return difference(leaf.name, product.name) !== undefined && !namesMany(leaf.name)
}

/** A product that the advisory itself calls not affected. */
export function notAffectedPair(advisory: Advisory, random: Draw): Candidate | undefined {
  const leaves = advisory.leaves.filter(leaf => leaf.status === 'not_affected' && namesOne(leaf))
  if (leaves.length === 0) return undefined
  const leaf = random.one(leaves)
  const found = versionCase(leaf, random.one(['version-all', 'version-below'] as const), random)
  if (found === undefined || found.expect === 'not_affected') return undefined
  if (relatedLeaves(advisory, leaf.name, leaf).some(other => covers(other, found.version) !== false)) return undefined
  const said = { expect: 'not_affected', kind: 'known-not-affected', detail: 'said not affected' } as const
  return { ...found, advisory, product: leaf, stated: leaf, ...said, orderNeeded: false }
}
