import {
  afterBlanks,
  afterValue,
  endOfElement,
  endOfHashed,
  endOfPlain,
  type JsonTokens,
  keyAt,
  knownKeys,
  lengthOfKey,
  passKey,
  passValue,
  plainText,
  valueAfter,
} from '#base'
import { isPlainPurl } from '#identity'
import { isClearPurl } from './checks.ts'
import { componentTypes, scopes } from './cyclonedx.ts'
import {
  passAuthors,
  passEntity,
  passHashes,
  passLicenses,
  passProperties,
  passReferences,
} from './cyclonedx-byte-parts.ts'
import { type ByteReading, sharedText } from './cyclonedx-byte-reading.ts'
import { idOfBytes, keepComponent, nextOwner, nothing } from './cyclonedx-gather.ts'
import { longestKept } from './text-arena.ts'

/**
 * Components and dependencies from the bytes of a document: the same as `takeComponents` and `takeDependency` make of the
 * parsed elements, for those that are plain and of which nothing would be noted or refused. Anything else is given up (-1)
 * before the bill has changed, and goes the other way.
 */

/** Numbers of the members with a text of their own come first: `spans` holds where each begins and ends. */
const texts = ['name', 'version', 'purl', 'cpe', 'bom-ref', 'type', 'group', 'scope', 'publisher', 'author'] as const
// The first four, name, version, purl and cpe, in the order that `PackedComponents.add` wants.
const name = 0
const purl = 2
const ref = 4
const type = 5
const group = 6
const scope = 7
const publisher = 8
const author = 9
const supplier = 10
const manufacturer = 11
const authors = 12
const hashes = 13
const licenses = 14
const properties = 15
const references = 16

const members = knownKeys([
  ...texts,
  'supplier',
  'manufacturer',
  'authors',
  'hashes',
  'licenses',
  'properties',
  'externalReferences',
  'components',
])

/** Takes the component that begins at `from`; returns the index of the comma or bracket behind it, -1 when it is not plain. */
export function takeQuickComponent(it: ByteReading, tokens: JsonTokens, from: number, index: number): number {
  const { bytes } = tokens
  const { spans } = it
  spans.fill(0)
  it.parts.licenses = none
  it.parts.hashEnd = 0
  tokens.keyCount = 0
  tokens.wide = false
  if (bytes[from] !== 0x7b) return -1
  let seen = 0
  let at = afterBlanks(tokens, from + 1)
  for (;;) {
    if (bytes[at] !== 0x22) return -1
    const member = keyAt(members, bytes, at + 1)
    if (member < 0) {
      const quote = passKey(tokens, at + 1, 0)
      if (quote < 0) return -1
      at = valueAfter(tokens, quote)
      if (at >= 0) at = passValue(tokens, at, 3)
    } else {
      if ((seen & (1 << member)) !== 0) return -1
      seen |= 1 << member
      at = valueAfter(tokens, at + 1 + lengthOfKey(members, member))
      if (at >= 0) at = passMember(it, tokens, at, member)
    }
    if (at < 0) return -1
    at = afterValue(tokens, at)
    const byte = bytes[at]
    if (byte === 0x7d) break
    if (byte !== 0x2c) return -1
    at = afterBlanks(tokens, at + 1)
  }
  const stop = endOfElement(tokens, from, at + 1)
  if (stop < 0 || spans[2 * name] === spans[2 * name + 1] || spans[2 * ref] === spans[2 * ref + 1]) return -1
  return keep(it, bytes, index) ? stop : -1
}

const none: readonly never[] = []

/** Passes the value of a member that is wanted, to the byte behind it. */
function passMember(it: ByteReading, tokens: JsonTokens, at: number, member: number): number {
  if (member <= supplier + 1) {
    if (member >= supplier) return passEntity(tokens, at, it.spans, member)
    if (tokens.bytes[at] !== 0x22) return -1
    const end = member === ref ? endOfHashed(tokens, at + 1) : endOfPlain(tokens, at + 1)
    if (end < 0) return -1
    if (member === ref) it.refHash = tokens.hash
    it.spans[2 * member] = at + 1
    it.spans[2 * member + 1] = end
    return end + 1
  }
  if (member === hashes) return passHashes(it, tokens, at)
  if (member === licenses) return passLicenses(it, tokens, at)
  if (member === properties) return passProperties(it, tokens, at)
  if (member === references) return passReferences(it, tokens, at)
  if (member === authors) return passAuthors(tokens, at, it.spans, member)
  return -1
}

/** The component of what was passed; false when something about it would be noted. */
function keep(it: ByteReading, bytes: Buffer, index: number): boolean {
  const { spans, gathering, parts } = it
  const typed = componentTypes.get(sharedAt(it, bytes, type) ?? '')
  const scoped = sharedAt(it, bytes, scope)
  if (typed === undefined || (scoped !== undefined && !scopes.has(scoped)) || !isShort(spans)) return false
  const purlFrom = spans[2 * purl]!
  const purlEnd = spans[2 * purl + 1]!
  if (purlFrom !== purlEnd && !isPlainPurl(bytes, purlFrom, purlEnd)) {
    if (!isClearPurl(plainText(bytes, purlFrom, purlEnd))) return false
  }
  const id = idOfBytes(gathering, bytes, spans[2 * ref]!, spans[2 * ref + 1]!, it.refHash)
  if (gathering.owners[id] !== 0) return false
  parts.ref = id
  parts.type = typed
  parts.scope = scoped === undefined ? undefined : scopes.get(scoped)
  parts.group = sharedAt(it, bytes, group)
  parts.supplier =
    sharedAt(it, bytes, supplier) ??
    sharedAt(it, bytes, manufacturer) ??
    sharedAt(it, bytes, publisher) ??
    sharedAt(it, bytes, author) ??
    sharedAt(it, bytes, authors)
  parts.purlInRef = purlFrom !== purlEnd && startsWith(bytes, spans[2 * ref]!, spans[2 * ref + 1]!, purlFrom, purlEnd)
  gathering.list = '/components'
  gathering.index = index
  gathering.raw = nothing
  gathering.owners[id] = nextOwner(gathering)
  keepComponent(gathering, it.components.add(parts, bytes, spans))
  return true
}

/** Whether the texts fit into one piece of an arena. */
function isShort(spans: Int32Array): boolean {
  let longest = 0
  for (let member = 0; member <= ref; member++) longest = Math.max(longest, spans[2 * member + 1]! - spans[2 * member]!)
  return longest <= longestKept
}

/** Whether one text begins with another, among the same bytes. */
function startsWith(bytes: Uint8Array, from: number, end: number, otherFrom: number, otherEnd: number): boolean {
  if (otherEnd - otherFrom > end - from) return false
  for (let i = otherFrom, at = from; i < otherEnd; i++, at++) if (bytes[i] !== bytes[at]) return false
  return true
}

function sharedAt(it: ByteReading, bytes: Buffer, member: number): string | undefined {
  return sharedText(it, bytes, it.spans[2 * member]!, it.spans[2 * member + 1]!)
}
