import { Buffer } from 'node:buffer'
import { checkedValue } from './json-check.ts'
import { advance, jsonCursor } from './json-scan.ts'
import type { Limits } from './limits.ts'

/**
 * The JSON object in some bytes with only the members that `keep` asks for: a feed's records are mostly prose that nobody
 * reads here, and parsing it is most of the time. What is kept is checked as `parseJson` checks it; what is left out only for
 * depth and length. `keep` sees all keys, so that one member can stand in for another. Undefined when the bytes are not an
 * object with plain keys: then `parseJson` says what they are.
 */
export function parseJsonPart(
  bytes: Uint8Array,
  keep: (key: string, keys: ReadonlySet<string>) => boolean,
  limits: Limits,
  name: string,
): unknown {
  const members = membersOf(bytes, limits, name)
  if (!members) return undefined
  const keys = new Set(members.map(({ key }) => key))
  const kept = members.filter(({ key }) => keep(key, keys))
  const part = Buffer.allocUnsafe(kept.reduce((sum, { from, to }) => sum + to - from + 1, 2))
  part[0] = 0x7b
  let at = 1
  for (const { from, to } of kept) {
    part.set(bytes.subarray(from, to), at)
    at += to - from
    part[at++] = 0x2c
  }
  // The comma after the last member gives way to the end.
  const end = kept.length === 0 ? 2 : at
  part[end - 1] = 0x7d
  const cursor = jsonCursor()
  const object = part.subarray(0, end)
  advance(cursor, object, 0, object.length, -1, limits, name)
  return checkedValue(object, cursor, limits, name, '')
}

interface Member {
  key: string
  /** From the quote of the key to behind the value. */
  from: number
  to: number
}

/** Where the members of a top-level object stand. */
function membersOf(bytes: Uint8Array, limits: Limits, name: string): Member[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = blankEnd(bytes, 0)
  if (bytes[at] !== 0x7b) return undefined
  const members: Member[] = []
  const cursor = jsonCursor()
  cursor.depth = 1
  at++
  for (;;) {
    const from = blankEnd(bytes, at)
    const colon = advance(cursor, bytes, at, bytes.length, 1, limits, name)
    const key = keyIn(text, from, colon)
    if (bytes[colon] !== 0x3a || key === undefined) return undefined
    const to = advance(cursor, bytes, colon + 1, bytes.length, 1, limits, name)
    members.push({ key, from, to })
    at = to + 1
    if (bytes[to] === 0x7d) return blankEnd(bytes, at) === bytes.length ? members : undefined
    if (bytes[to] !== 0x2c) return undefined
  }
}

/** The text of a quoted key without escapes; undefined for anything else. */
function keyIn(bytes: Buffer, from: number, colon: number): string | undefined {
  let to = colon
  while (to > from && bytes[to - 1]! <= 0x20) to--
  if (bytes[from] !== 0x22 || bytes[to - 1] !== 0x22 || to - from < 2) return undefined
  if (to - from > 130) return undefined
  const key = bytes.toString('latin1', from + 1, to - 1)
  return /["\\\x00-\x1f]/.test(key) ? undefined : key
}

function blankEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09))
    at++
  return at
}
