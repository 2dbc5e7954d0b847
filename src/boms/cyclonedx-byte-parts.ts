import {
  afterBlanks,
  afterValue,
  endOfPlain,
  isText,
  type JsonTokens,
  keyAt,
  knownKeys,
  lengthOfKey,
  passKey,
  passValue,
  plainText,
  valueAfter,
} from '#base'
import { hashAlgorithm, hashBytes } from '#identity'
import { isUnsafeUrl } from './checks.ts'
import { propertyStart, trivySource } from './cyclonedx.ts'
import {
  type ByteReading,
  behindList,
  firstItem,
  nextItem,
  passTexts,
  sharedText,
  usualItems,
} from './cyclonedx-byte-reading.ts'
import { sharedLicenses } from './cyclonedx-component.ts'

const nameKey = knownKeys(['name'])

/** An organisation or a person; its name goes to the member's place among the spans. */
export function passEntity(tokens: JsonTokens, at: number, spans: Int32Array, member: number): number {
  return passTexts(tokens, at, 4, nameKey, spans, member)
}

/** The first of them counts. */
export function passAuthors(tokens: JsonTokens, from: number, spans: Int32Array, member: number): number {
  let item = firstItem(tokens, from)
  for (let i = 0; item >= 0; i++) {
    const behind = i === 0 ? passTexts(tokens, item, 5, nameKey, spans, member) : passValue(tokens, item, 4)
    item = behind < 0 ? -1 : nextItem(tokens, behind)
  }
  return behindList(item)
}

const hashKeys = knownKeys(['alg', 'content'])

/** Hashes go to the parts of the component, see `Parts`. */
export function passHashes(it: ByteReading, tokens: JsonTokens, from: number): number {
  const { part } = it
  let item = firstItem(tokens, from)
  for (let i = 0; item >= 0; i++) {
    part.fill(0)
    const behind = passTexts(tokens, item, 5, hashKeys, part, 0)
    if (behind < 0 || part[1] === 0 || part[3] === 0 || i === usualItems || !packHash(it, tokens.bytes)) return -1
    item = nextItem(tokens, behind)
  }
  return behindList(item)
}

function packHash({ gathering, recent, part, algorithms, parts }: ByteReading, bytes: Buffer): boolean {
  const written = sharedText({ gathering, recent }, bytes, part[0]!, part[1]!)
  const algorithm = written === undefined ? undefined : hashAlgorithm(written)
  if (algorithm === undefined) return false
  const size = hashBytes(algorithm)
  if (part[3]! - part[2]! !== 2 * size) return false
  let number = algorithms.indexOf(algorithm)
  if (number < 0) number = algorithms.push(algorithm) - 1
  let at = parts.hashEnd
  parts.hashes[at++] = number
  parts.hashes[at++] = size
  for (let i = part[2]!; i < part[3]!; i += 2) {
    const byte = (digits[bytes[i]!]! << 4) | digits[bytes[i + 1]!]!
    if (byte < 0) return false
    parts.hashes[at++] = byte
  }
  parts.hashEnd = at
  return true
}

/** By byte the value of a hexadecimal digit, -1 for any other. */
const digits = new Int8Array(256).fill(-1)
for (let value = 0; value < 16; value++) {
  digits[value.toString(16).charCodeAt(0)] = value
  digits[value.toString(16).toUpperCase().charCodeAt(0)] = value
}

const licenseKeys = knownKeys(['license', 'expression'])
const licenseTexts = knownKeys(['id', 'name'])

export function passLicenses(it: ByteReading, tokens: JsonTokens, from: number): number {
  let found: string[] | undefined
  let item = firstItem(tokens, from)
  for (let i = 0; item >= 0; i++) {
    it.part.fill(0)
    const behind = passLicense(tokens, item, it.part)
    if (behind < 0 || i === usualItems) return -1
    const text = licenseOf(it, tokens.bytes)
    if (text === undefined) return -1
    if (found) found.push(text)
    else found = [text]
    item = nextItem(tokens, behind)
  }
  if (found) it.parts.licenses = sharedLicenses(it.gathering, found)
  return behindList(item)
}

/** As in `licensesOf`: what stands in `license` counts, where there is one. */
function licenseOf(it: ByteReading, bytes: Buffer): string | undefined {
  const { part } = it
  if (part[6] === 0) return sharedText(it, bytes, part[4]!, part[5]!)
  return sharedText(it, bytes, part[0]!, part[1]!) ?? sharedText(it, bytes, part[2]!, part[3]!)
}

/** `part` gets the places of id, name and expression, and whether there is a `license`. */
function passLicense(tokens: JsonTokens, from: number, part: Int32Array): number {
  const { bytes } = tokens
  if (bytes[from] !== 0x7b) return -1
  const base = tokens.keyCount
  let seen = 0
  let at = afterBlanks(tokens, from + 1)
  for (;;) {
    if (bytes[at] !== 0x22 || at >= tokens.to) return -1
    const key = keyAt(licenseKeys, bytes, at + 1)
    if (key < 0) {
      const quote = passKey(tokens, at + 1, base)
      at = quote < 0 ? -1 : valueAfter(tokens, quote)
      if (at >= 0) at = passValue(tokens, at, 5)
    } else {
      at = (seen & (1 << key)) === 0 ? valueAfter(tokens, at + 1 + lengthOfKey(licenseKeys, key)) : -1
      seen |= 1 << key
      if (at >= 0 && key === 0) at = passTexts(tokens, at, 6, licenseTexts, part, 0)
      else if (at >= 0) at = passExpression(tokens, at, part)
    }
    if (at < 0) return -1
    at = afterValue(tokens, at)
    if (bytes[at] === 0x7d) break
    if (bytes[at] !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
  part[6] = seen & 1
  tokens.keyCount = base
  return at + 1
}

function passExpression(tokens: JsonTokens, at: number, part: Int32Array): number {
  const end = tokens.bytes[at] === 0x22 ? endOfPlain(tokens, at + 1) : -1
  part[4] = at + 1
  part[5] = end
  return end < 0 ? -1 : end + 1
}

const readProperties = [propertyStart, trivySource]

/** Properties are passed unless one may be read. */
export function passProperties(it: ByteReading, tokens: JsonTokens, from: number): number {
  const { part } = it
  let item = firstItem(tokens, from)
  while (item >= 0) {
    part.fill(0)
    const behind = passTexts(tokens, item, 5, nameKey, part, 0)
    if (behind < 0) return -1
    for (const known of readProperties) {
      const start = part[0]!
      if (part[1]! - start >= known.length && isText(tokens.bytes, start, start + known.length, known)) return -1
    }
    item = nextItem(tokens, behind)
  }
  return behindList(item)
}

const urlKey = knownKeys(['url'])

export function passReferences(it: ByteReading, tokens: JsonTokens, from: number): number {
  const { bytes } = tokens
  const { part } = it
  let item = firstItem(tokens, from)
  while (item >= 0) {
    part.fill(0)
    const behind = passTexts(tokens, item, 5, urlKey, part, 0)
    if (behind < 0) return -1
    const start = part[0]!
    // Nearly all begin so, and need no text.
    if (!isText(bytes, start, start + 4, 'http') && isUnsafeUrl(plainText(bytes, start, part[1]!))) return -1
    item = nextItem(tokens, behind)
  }
  return behindList(item)
}
