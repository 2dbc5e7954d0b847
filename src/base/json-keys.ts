import { Buffer } from 'node:buffer'
import { endOfHashed, type JsonTokens, usualKeys } from './json-tokens.ts'

/** The keys that a reader knows: `letters` of each with its quote, found by the first of them. */
export interface KnownKeys {
  readonly letters: Uint8Array
  readonly starts: Int32Array
  /** By first letter the number of a key, -1 for none; by number the next one with the same letter. */
  readonly first: Int8Array
  readonly next: Int8Array
}

/** Keys are numbered in the order given; at most 30, so that those seen fit into one number's bits. */
export function knownKeys(names: readonly string[]): KnownKeys {
  const letters = Buffer.from(names.map(name => `${name}"`).join(''), 'latin1')
  const starts = new Int32Array(names.length + 1)
  const first = new Int8Array(256).fill(-1)
  const next = new Int8Array(names.length).fill(-1)
  for (let i = 0; i < names.length; i++) {
    starts[i + 1] = starts[i]! + names[i]!.length + 1
    const letter = letters[starts[i]!]!
    next[i] = first[letter]!
    first[letter] = i
  }
  return { letters: new Uint8Array(letters), starts, first, next }
}

/** The number of the key whose text begins at `from`; -1 when it is none of these. */
export function keyAt({ letters, starts, first, next }: KnownKeys, bytes: Uint8Array, from: number): number {
  let key = first[bytes[from]!]!
  while (key >= 0) {
    const end = starts[key + 1]!
    let i = starts[key]! + 1
    let at = from + 1
    while (i < end && bytes[at] === letters[i]) {
      i++
      at++
    }
    if (i === end) return key
    key = next[key]!
  }
  return -1
}

/** Length of a known key's text. */
export function lengthOfKey({ starts }: KnownKeys, key: number): number {
  return starts[key + 1]! - starts[key]! - 1
}

/**
 * Passes a key that is not known, from its first letter to its closing quote. `base` is where the keys of its object begin
 * among `keys`. -1 also when it may have stood in the object before, and when the object has unusually many.
 */
export function passKey(tokens: JsonTokens, from: number, base: number): number {
  const end = endOfHashed(tokens, from)
  const { keys, keyCount, hash } = tokens
  if (end < 0 || keyCount - base >= usualKeys || keyCount === keys.length) return -1
  for (let i = base; i < keyCount; i++) if (keys[i] === hash) return -1
  keys[keyCount] = hash
  tokens.keyCount = keyCount + 1
  return end
}
