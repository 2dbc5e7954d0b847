import type { Advisory, Leaf } from './csaf-tree.ts'
import { difference, namesConditions, namesMany, sameName } from './name-relation.ts'
import { farther, neighbour } from './neighbours.ts'
import { inPlainRange, isPlain, type PlainRange, plainRange } from './plain-range.ts'
import type { Draw } from './random.ts'

/** A version of a product with what an advisory says of it. */
export interface VersionCase {
  kind: 'version-below' | 'version-edge' | 'version-above' | 'version-all'
  version: string
  expect: 'affected' | 'not_affected'
  atEdge: boolean
  /** How the edge is written: numbers with dots alone, or with words and letters. */
  notation: 'plain' | 'words'
}

/** Whether a leaf names one product as a plant could write it. */
export function namesOne({ name, orderNumbers, vendor }: Leaf): boolean {
  const single = orderNumbers.length === 1 || !namesMany(name)
  return (
    single &&
    vendor !== '' &&
    !/^multiple/i.test(vendor) &&
    name.length <= 70 &&
    !namesConditions(name) &&
    !/[ÃÂ\ufffd]/.test(name + vendor)
  )
}

/** `V7.5` of "WinCC V7.5", `V4` of "RS900 V4.X": versions of such a product begin so. */
function lineOf(name: string): string | undefined {
  return /\bV(\d+(?:\.\d+)*)(?:\.x)?\b/i.exec(name)?.[1]
}

/** A version of the wanted kind for a leaf, or undefined where its text gives none without guessing. */
export function versionCase(leaf: Leaf, kind: VersionCase['kind'], random: Draw): VersionCase | undefined {
  const text = leaf.version
  if (text === undefined) return undefined
  const range = plainRange(text)
  const letter = /v\.?\s*\d/i.test(text) ? 'V' : ''
  if (range === undefined) return wordCase(text, kind)
  const found = plainCase(range, kind, lineOf(leaf.name), random)
  return found && { ...found, kind, version: letter + found.version, notation: 'plain' }
}

type Found = Pick<VersionCase, 'version' | 'expect' | 'atEdge'>

function plainCase(
  range: PlainRange,
  kind: VersionCase['kind'],
  line: string | undefined,
  random: Draw,
): Found | undefined {
  const { low, high } = range
  if (kind === 'version-all') {
    if (low || high) return undefined
    const version = `${line ?? 1 + random.whole(5)}.${random.whole(9)}.${1 + random.whole(20)}`
    return { version, expect: 'affected', atEdge: false }
  }
  const edge = kind === 'version-below' && low && (high === undefined || random.often(0.3)) ? low : high
  if (edge === undefined) return undefined
  const near = line !== undefined || random.often(0.6)
  const step = kind === 'version-below' ? -1 : 1
  const version =
    kind === 'version-edge' ? edge.version : near ? neighbour(edge.version, step) : farther(edge.version, step, random)
  if (version === undefined || !isPlain(version) || Number(version.replaceAll('.', '')) === 0) return undefined
  return {
    version,
    expect: inPlainRange(range, version) ? 'affected' : 'not_affected',
    atEdge: kind === 'version-edge',
  }
}

/** `< V14 SP1 Update 3`, `<= 3.40 R5 build 571848`, `All versions < V7.4 SP1`: one operator, and nothing in brackets. */
function wordCase(text: string, kind: VersionCase['kind']): VersionCase | undefined {
  const [, mark, edge] =
    /^(?:vers:all\/|all versions\s*)?(<=|<)\s*([^\s<>|()*,:"][^<>|()*,:"]*)$/i.exec(text.trim()) ?? []
  // Two versions in one text (`v36.011_v35.013`, `7.03 /7.04`) are edges of two lines.
  if (mark === undefined || edge === undefined || edge.length > 30 || !/^\S*\d/.test(edge) || /\/|\d.*_v\d/i.test(edge))
    return undefined
  if (kind === 'version-all' || /\bor\b|\band\b|only|with|serial|prior|x\b/i.test(edge)) return undefined
  const step = kind === 'version-below' ? -1 : 1
  const version = kind === 'version-edge' ? edge.trim() : neighbour(edge.trim(), step)
  if (version === undefined) return undefined
  const inside = kind === 'version-below' || (kind === 'version-edge' && mark === '<=')
  return {
    kind,
    version,
    expect: inside ? 'affected' : 'not_affected',
    atEdge: kind === 'version-edge',
    notation: 'words',
  }
}

/** Another leaf of the advisory that may be the same product, told apart by nothing but an order number if at all. */
export function relatedLeaves(advisory: Advisory, name: string, own?: Leaf): Leaf[] {
  return advisory.leaves.filter(
    leaf => leaf !== own && (sameName(leaf.name, name) || difference(leaf.name, name) === undefined),
  )
}

/** What a related leaf says of a version: yes, no, or nobody could tell. */
export function covers(leaf: Leaf, version: string): boolean | undefined {
  if (leaf.status !== 'affected') return false
  const number = version.replace(/^V/, '')
  const range = leaf.version === undefined ? {} : plainRange(leaf.version)
  if (range && range.low === undefined && range.high === undefined) return true
  return range && isPlain(number) ? inPlainRange(range, number) : undefined
}
