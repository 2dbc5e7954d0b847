/**
 * JSON passed byte by byte, as strictly as RFC 8259 says. Every function takes the address of a byte and gives that of the byte
 * behind what it passed; 0 for what is no JSON, is not there as a whole, goes over a limit or could be read in two ways. Nothing
 * here judges: whatever is given up is read again outside, which alone says what is wrong. A zero, which no JSON has, stands behind
 * the last byte: nothing reads on behind it.
 */

const quote: u8 = 0x22
const backslash: u8 = 0x5c
const comma: u8 = 0x2c
const colon: u8 = 0x3a

let longest: usize = 0
let deepest: i32 = 0

/** Bytes of a text, and how deep objects and lists may stand in each other. */
export function bound(text: i32, depth: i32): void {
  longest = text
  deepest = depth
}

/** The hash of the text that `endOfHashed` passed. */
export let hash: i32 = 0

const ones: u64 = 0x0101010101010101
const tops: u64 = 0x8080808080808080
const quotes: u64 = 0x2222222222222222
const backslashes: u64 = 0x5c5c5c5c5c5c5c5c
const blanks: u64 = 0x2020202020202020

/** The first quote, backslash, control character, DEL or byte outside ASCII; eight bytes at a time. */
function nextStop(from: usize): usize {
  let at = from
  while (true) {
    const word = load<u64>(at)
    const q = word ^ quotes
    const b = word ^ backslashes
    const found = (((q - ones) & ~q) | ((b - ones) & ~b) | ((word - blanks) & ~word) | (word + ones) | word) & tops
    // A borrow or carry may name a byte too much behind one that is rightly named, and never before it.
    if (found !== 0) return at + <usize>(ctz(found) >> 3)
    at += 8
  }
}

/** Where the quote stands that ends a text of printable ASCII, as it is written; 0 for any other. */
export function endOfPlain(from: usize): usize {
  const end = nextStop(from)
  return load<u8>(end) === quote && end - from <= longest ? end : 0
}

/** The same, and `hash`: equal texts have equal ones, as `hashOf` of `src/boms/ref-table.ts` gives. */
export function endOfHashed(from: usize): usize {
  const end = endOfPlain(from)
  if (end !== 0) hash = hashOf(from, end)
  return end
}

export function hashOf(from: usize, end: usize): i32 {
  let sum = <i32>(end - from)
  let at = from
  for (; at + 4 <= end; at += 4) sum = rotl((sum ^ load<i32>(at)) * 0x9e3779b1, 13)
  for (; at < end; at++) sum = rotl((sum ^ <i32>load<u8>(at)) * 0x9e3779b1, 13)
  const half = (sum ^ (sum >>> 15)) * 0x2c1b3c6d
  return half ^ (half >>> 13)
}

export function afterBlanks(from: usize): usize {
  let at = from
  while (true) {
    const byte = load<u8>(at)
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) return at
    at++
  }
}

/** From the closing quote of a key to the first byte of its value. */
function valueAfter(end: usize): usize {
  const at = afterBlanks(end + 1)
  return load<u8>(at) === colon ? afterBlanks(at + 1) : 0
}

/** From behind a value to the first byte of the next one, of a list or object that ends with `close`; 1 where it ends. */
export function nextAfter(end: usize, close: u8): usize {
  const at = afterBlanks(end)
  const byte = load<u8>(at)
  behind = at + 1
  if (byte === comma) return afterBlanks(at + 1)
  return byte === close ? 1 : 0
}

/** The byte behind what ended. */
export let behind: usize = 0

/** Any value. `depth` is that of what is around it. */
export function passValue(at: usize, depth: i32): usize {
  const byte = load<u8>(at)
  if (byte === quote) return passText(at + 1)
  if (byte === 0x7b) return passObject(at, depth + 1)
  if (byte === 0x5b) return passList(at, depth + 1)
  if (byte === 0x74) return load<u32>(at) === 0x65757274 ? at + 4 : 0
  if (byte === 0x6e) return load<u32>(at) === 0x6c6c756e ? at + 4 : 0
  if (byte === 0x66) return load<u32>(at + 1) === 0x65736c61 ? at + 5 : 0
  return passNumber(at)
}

function passText(from: usize): usize {
  let at = from
  while (true) {
    at = nextStop(at)
    const byte = load<u8>(at)
    if (byte === quote) return at - from <= longest ? at + 1 : 0
    if (byte === backslash) {
      if (!isEscape(load<u8>(at + 1))) return 0
      at += 2
    } else if (byte >= 0x80) {
      at = afterWide(at)
      if (at === 0) return 0
    } else if (byte < 0x20) return 0
    else at++
  }
}

/** One of " \ / b f n r t; what `\u` makes is for others to judge. */
function isEscape(byte: u8): bool {
  return (
    byte === quote ||
    byte === backslash ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === 0x66 ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  )
}

/** Behind a character of two to four bytes (RFC 3629, section 4). */
function afterWide(at: usize): usize {
  const first = load<u8>(at)
  const second = load<u8>(at + 1)
  if ((second & 0xc0) !== 0x80) return 0
  if (first >= 0xc2 && first <= 0xdf) return at + 2
  if ((load<u8>(at + 2) & 0xc0) !== 0x80) return 0
  if (first >= 0xe0 && first <= 0xef)
    return (first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f) ? 0 : at + 3
  if (first < 0xf0 || first > 0xf4 || (load<u8>(at + 3) & 0xc0) !== 0x80) return 0
  return (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f) ? 0 : at + 4
}

/** A number of so many digits is exact, whatever they are. */
const exactDigits: usize = 15

function passNumber(from: usize): usize {
  const start = load<u8>(from) === 0x2d ? from + 1 : from
  let at = afterDigits(start)
  if (at === start || (load<u8>(start) === 0x30 && at > start + 1)) return 0
  if (load<u8>(at) === 0x2e) {
    const point = at
    at = afterDigits(point + 1)
    if (at === point + 1) return 0
  }
  return at - start > exactDigits || (load<u8>(at) | 0x20) === 0x65 ? 0 : at
}

function afterDigits(from: usize): usize {
  let at = from
  while (<u8>(load<u8>(at) - 0x30) < 10) at++
  return at
}

/** Objects with more keys are given up. */
const usualKeys: i32 = 64
const usualDepth: i32 = 40
/** Hashes of the keys of the objects around, each object's behind those of the one it stands in. */
const keys = memory.data((40 + 1) * 64 * 4, 8)
let keyCount: i32 = 0

export function forgetKeys(): void {
  keyCount = 0
}

/** Where the keys of an object begin that starts now; to be given back when it ends. */
export function openKeys(): i32 {
  return keyCount
}

export function closeKeys(base: i32): void {
  keyCount = base
}

/** Keeps a key of the object whose keys begin at `base`, of this hash; false when it may have stood there before. */
function isNewKey(key: i32, base: i32): bool {
  if (keyCount - base >= usualKeys || keyCount === (usualDepth + 1) * usualKeys) return false
  for (let i = base; i < keyCount; i++) if (load<i32>(keys + ((<usize>i) << 2)) === key) return false
  store<i32>(keys + ((<usize>keyCount) << 2), key)
  keyCount++
  return true
}

/** Where the text of the key stands that was passed last. */
export let keyFrom: usize = 0
export let keyEnd: usize = 0

/** A key of the object whose keys begin at `base`, to the first byte of its value; 0 also when it may have stood there before. */
export function passKey(at: usize, base: i32): usize {
  if (load<u8>(at) !== quote) return 0
  const end = endOfHashed(at + 1)
  if (end === 0 || !isNewKey(hash, base)) return 0
  keyFrom = at + 1
  keyEnd = end
  return valueAfter(end)
}

function passObject(from: usize, depth: i32): usize {
  if (depth > deepest) return 0
  const base = keyCount
  let at = afterBlanks(from + 1)
  if (load<u8>(at) === 0x7d) return at + 1
  while (at > 1) {
    at = passKey(at, base)
    if (at !== 0) at = passValue(at, depth)
    if (at !== 0) at = nextAfter(at, 0x7d)
  }
  keyCount = base
  return at === 1 ? behind : 0
}

function passList(from: usize, depth: i32): usize {
  if (depth > deepest) return 0
  let at = afterBlanks(from + 1)
  if (load<u8>(at) === 0x5d) return at + 1
  while (at > 1) {
    at = passValue(at, depth)
    if (at !== 0) at = nextAfter(at, 0x5d)
  }
  return at === 1 ? behind : 0
}
