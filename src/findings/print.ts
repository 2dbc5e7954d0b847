/**
 * A number of 52 bits that tells whether something is as it was. Fast and not of a kind that resists who wants two texts of one print:
 * what proves is the digest in the journal.
 */
export function printOf(text: string): number {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x9e3779b1)
    b = Math.imul(b ^ code, 0x5f356495)
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35)
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35)
  // Never 0, which stands for nothing at all.
  return (b >>> 12) * 2 ** 32 + (a >>> 0) || 1
}
