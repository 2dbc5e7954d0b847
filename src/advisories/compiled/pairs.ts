/** Sorts pairs of numbers by the first and, where those are equal, the second; in place. */
export function sortPairs(pairs: Uint32Array): Uint32Array {
  // As numbers of 64 bits, of which the second half is the high one: sorting them so calls nothing back.
  swapHalves(pairs)
  new BigUint64Array(pairs.buffer, pairs.byteOffset, pairs.length / 2).sort()
  swapHalves(pairs)
  return pairs
}

function swapHalves(pairs: Uint32Array): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const first = pairs[i]!
    pairs[i] = pairs[i + 1]!
    pairs[i + 1] = first
  }
}
