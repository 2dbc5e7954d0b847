/** Numbers that look like chance and are the same for the same seed. */
export interface Chance {
  /** At least 0, below 1. */
  next(): number
  /** A whole number below `most`. */
  below(most: number): number
  of<T>(members: readonly T[]): T
}

/** mulberry32: 32 bits of state, enough to make a fleet. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (most: number) => Math.floor(next() * most)
  return { next, below, of: members => members[below(members.length)]! }
}

/** Places in a list by Zipf's law: the first comes most often, the thousandth a thousandth as often. */
export function zipf(count: number, { next }: Chance): () => number {
  const sums = new Float64Array(count)
  let sum = 0
  for (let rank = 0; rank < count; rank++) {
    sum += 1 / (rank + 1)
    sums[rank] = sum
  }
  return () => {
    const wanted = next() * sum
    let low = 0
    let high = count - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}
