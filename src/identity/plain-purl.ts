import { isText, plainText } from '#base'
import { purlRules } from './purl-rules.ts'

// Letters, digits and the marks that are written as they are (ECMA-427 clause 5.4; RFC 3986, `unreserved`), and `+`.
const plain = new Uint8Array(256)
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~+')
  plain[character.charCodeAt(0)] = 1
const dot = 0x2e
plain[dot] = 1
const slash = 0x2f
const at = 0x40
const start = 'pkg:'

/**
 * Whether bytes are a package URL that surely has no fault and can be read in one way only: `pkg:type/segments@version` of
 * plain characters, of a type that asks for no more than a count of segments. False says nothing: ask `parsePurl`.
 */
export function isPlainPurl(bytes: Buffer, from: number, end: number): boolean {
  if (end - from > 1000 || !isText(bytes, from, from + start.length, start)) return false
  const typeFrom = from + start.length
  let i = typeFrom
  while (i < end && bytes[i] !== slash) i++
  let segments = 0
  const typeEnd = i
  while (i < end && bytes[i] === slash) {
    const first = ++i
    if (bytes[first] === dot) return false
    while (i < end && plain[bytes[i]!] === 1) i++
    if (i === first) return false
    segments++
  }
  if (i < end) {
    if (bytes[i] !== at || i + 1 === end) return false
    for (i++; i < end; i++) if (plain[bytes[i]!] !== 1) return false
  }
  return segments > 0 && segmentsFit(bytes, typeFrom, typeEnd, segments)
}

function segmentsFit(bytes: Buffer, from: number, end: number, segments: number): boolean {
  const rule = purlRules.get(plainText(bytes, from, end))
  if (!rule || rule.refuse || rule.needs !== undefined || rule.hostFirst) return false
  return rule.namespace === 'optional' || (segments === 1) === (rule.namespace === 'prohibited')
}
