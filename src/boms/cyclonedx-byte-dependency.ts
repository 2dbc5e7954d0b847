import {
  afterBlanks,
  afterValue,
  endOfElement,
  endOfHashed,
  type JsonTokens,
  keyAt,
  knownKeys,
  lengthOfKey,
  passKey,
  passValue,
  valueAfter,
} from '#base'
import type { ByteReading } from './cyclonedx-byte-reading.ts'
import { endDependency, idOfBytes, nothing } from './cyclonedx-gather.ts'

const keys = knownKeys(['ref', 'dependsOn'])

/** Takes the dependencies of one ref from its bytes, as `takeQuickComponent` does a component. */
export function takeQuickDependency(it: ByteReading, tokens: JsonTokens, from: number, index: number): number {
  const { bytes } = tokens
  const { part } = it
  tokens.keyCount = 0
  tokens.wide = false
  part.fill(0)
  if (bytes[from] !== 0x7b) return -1
  let seen = 0
  let at = afterBlanks(tokens, from + 1)
  for (;;) {
    if (bytes[at] !== 0x22) return -1
    const key = keyAt(keys, bytes, at + 1)
    if (key < 0) {
      const quote = passKey(tokens, at + 1, 0)
      at = quote < 0 ? -1 : valueAfter(tokens, quote)
      if (at >= 0) at = passValue(tokens, at, 3)
    } else {
      at = (seen & (1 << key)) === 0 ? valueAfter(tokens, at + 1 + lengthOfKey(keys, key)) : -1
      seen |= 1 << key
      if (at >= 0) at = key === 0 ? passRef(tokens, at, part, 0) : passTargets(it, tokens, at)
    }
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x7d) break
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
  const stop = endOfElement(tokens, from, at + 1)
  if (stop < 0 || part[0] === part[1]) return -1
  const { gathering, targets } = it
  gathering.list = '/dependencies'
  gathering.index = index
  gathering.raw = nothing
  const id = idOfBytes(gathering, bytes, part[0]!, part[1]!, part[2]!)
  for (let i = 0; i < part[3]!; i += 3)
    gathering.to.add(idOfBytes(gathering, bytes, targets[i]!, targets[i + 1]!, targets[i + 2]!))
  endDependency(gathering, id)
  return stop
}

/** Where a ref begins and ends, and its hash. */
function passRef(tokens: JsonTokens, at: number, into: Int32Array, place: number): number {
  if (tokens.bytes[at] !== 0x22 || at >= tokens.to) return -1
  const end = endOfHashed(tokens, at + 1)
  into[place] = at + 1
  into[place + 1] = end
  into[place + 2] = tokens.hash
  return end < 0 ? -1 : end + 1
}

/** `part[3]` gets three times the count of them. */
function passTargets(it: ByteReading, tokens: JsonTokens, from: number): number {
  const { bytes } = tokens
  if (bytes[from] !== 0x5b) return -1
  let at = afterBlanks(tokens, from + 1)
  if (bytes[at] === 0x5d) return at + 1
  for (let place = 0; ; ) {
    if (place + 3 > it.targets.length) {
      const larger = new Int32Array(2 * it.targets.length)
      larger.set(it.targets)
      it.targets = larger
    }
    at = passRef(tokens, at, it.targets, place)
    if (at < 0) return -1
    place += 3
    at = afterValue(tokens, at)
    if (bytes[at] === 0x5d) {
      it.part[3] = place
      return at + 1
    }
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
}
