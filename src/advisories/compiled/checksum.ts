/**
 * A 32-bit checksum that any change of one byte changes: each step is a bijection of the sum so far, so a difference once
 * made never goes away by itself. It guards against damage, not against forgers (the digest of the segment does), and costs
 * the start of a scan nothing to load.
 */
export function checksum(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const { imul } = Math
  let sum = 0x811c9dc5 | 0
  for (let i = from; i < to; i++) sum = imul(sum ^ bytes[i]!, 0x01000193)
  return (sum ^ (sum >>> 15)) >>> 0
}

/** The same for whole sections, four bytes a step; a rest of up to three bytes is taken one by one. */
export function sectionChecksum(bytes: Uint8Array): number {
  const whole = bytes.length & ~3
  if (bytes.byteOffset % 4 !== 0) return sectionChecksum(new Uint8Array(bytes))
  let sum = sumOfWords(new Int32Array(bytes.buffer, bytes.byteOffset, whole / 4))
  for (let i = whole; i < bytes.length; i++) sum = Math.imul(sum ^ bytes[i]!, 0x01000193)
  return sum >>> 0
}

// By itself: compiled while it runs, it is thrown away at its end when something unseen comes after the loop. Until it is compiled, each
// name that is looked up in a step costs a quarter of it.
function sumOfWords(words: Int32Array): number {
  const { imul } = Math
  const { length } = words
  const odd = 0x9e3779b1 | 0
  let sum = 0x811c9dc5 | 0
  for (let i = 0; i < length; i++) sum = imul(sum ^ words[i]!, odd)
  return sum
}
