import {
  afterBlanks,
  afterValue,
  endOfPlain,
  isText,
  type JsonTokens,
  type KnownKeys,
  keyAt,
  lengthOfKey,
  passKey,
  passValue,
  plainText,
  valueAfter,
} from '#base'
import { shared } from './cyclonedx-component.ts'
import type { Gathering } from './cyclonedx-gather.ts'
import { type PackedComponents, type Parts, packedComponents } from './packed-components.ts'

/** What is known of the component being passed: where its texts stand, and the lists made of its bytes. */
export interface ByteReading {
  readonly gathering: Gathering
  /** By number of the member, twice: where its text begins and ends; equal when it is absent or empty. */
  readonly spans: Int32Array
  refHash: number
  /** The same for the part of a component that is being passed. */
  readonly part: Int32Array
  readonly components: PackedComponents
  /** What the component being passed is made of, besides its texts. */
  readonly parts: Parts
  /** Names of hash algorithms, in the order they came in. */
  readonly algorithms: string[]
  /** Texts seen lately, each in the place that its first and last byte and its length give. */
  readonly recent: string[]
  /** Where the things needed begin and end, with their hashes. */
  targets: Int32Array
}

const recentTexts = 256
const mostMembers = 18

export function byteReading(gathering: Gathering): ByteReading {
  const algorithms: string[] = []
  return {
    gathering,
    components: packedComponents(gathering.refs, algorithms),
    algorithms,
    parts: {
      ref: 0,
      type: 'library',
      scope: undefined,
      group: undefined,
      supplier: undefined,
      licenses: none,
      hashes: new Uint8Array(usualItems * (2 + longestDigest)),
      hashEnd: 0,
      purlInRef: false,
    },
    spans: new Int32Array(2 * mostMembers),
    refHash: 0,
    part: new Int32Array(8),
    recent: new Array<string>(recentTexts).fill(''),
    targets: new Int32Array(3 * 64),
  }
}

const none: readonly never[] = []
/** Longer lists are read the slow way. */
export const usualItems = 20
const longestDigest = 64

/** A text that many components have in common, made once; undefined when it is empty. */
export function sharedText(
  it: Pick<ByteReading, 'recent' | 'gathering'>,
  bytes: Buffer,
  from: number,
  end: number,
): string | undefined {
  if (from === end) return undefined
  const place = (bytes[from]! + 5 * bytes[end - 1]! + 17 * (end - from)) & (recentTexts - 1)
  const recent = it.recent[place]!
  if (isText(bytes, from, end, recent)) return recent
  const text = shared(it.gathering, plainText(bytes, from, end))!
  it.recent[place] = text
  return text
}

/**
 * Goes over the members of an object of which some are wanted, all of them texts: `spans` gets the places of the known one
 * with number n at 2 × (first + n). Depth is that of the object. Returns the byte behind it, -1 when it is not plain.
 */
export function passTexts(
  tokens: JsonTokens,
  from: number,
  depth: number,
  keys: KnownKeys,
  spans: Int32Array,
  first: number,
) {
  const { bytes } = tokens
  if (bytes[from] !== 0x7b) return -1
  const base = tokens.keyCount
  let seen = 0
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x7d) return at + 1
  for (;;) {
    if (bytes[at] !== 0x22 || at >= tokens.to) return -1
    const key = keyAt(keys, bytes, at + 1)
    if (key < 0) {
      const quote = passKey(tokens, at + 1, base)
      at = quote < 0 ? -1 : valueAfter(tokens, quote)
      if (at >= 0) at = passValue(tokens, at, depth)
    } else {
      at = valueAfter(tokens, at + 1 + lengthOfKey(keys, key))
      const end = at >= 0 && bytes[at] === 0x22 && (seen & (1 << key)) === 0 ? endOfPlain(tokens, at + 1) : -1
      if (end < 0) return -1
      seen |= 1 << key
      spans[2 * (first + key)] = at + 1
      spans[2 * (first + key) + 1] = end
      at = end + 1
    }
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x7d) {
      tokens.keyCount = base
      return at + 1
    }
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
}

/** From behind an item of a list to the next one; negative at the end of the list (`-2 - index` behind it), -1 when neither follows. */
export function nextItem(tokens: JsonTokens, behind: number): number {
  const at = afterValue(tokens, behind)
  const byte = tokens.bytes[at]
  if (byte === 0x2c) return afterBlanks(tokens, at + 1)
  return byte === 0x5d ? -3 - at : -1
}

/** The first item of a list, as `nextItem` tells it. */
export function firstItem(tokens: JsonTokens, from: number): number {
  if (tokens.bytes[from] !== 0x5b) return -1
  const at = afterBlanks(tokens, from + 1)
  return tokens.bytes[at] === 0x5d ? -3 - at : at
}

/** The byte behind a list that has ended, of what `nextItem` told; -1 when it was given up. */
export function behindList(item: number): number {
  return item === -1 ? -1 : -2 - item
}
