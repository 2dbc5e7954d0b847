/** Numbers that look drawn by chance and are the same for the same seed. */
export interface Draw {
  /** 0 up to, not including, 1. */
  unit(): number
  /** A whole number from 0 up to, not including, `below`. */
  whole(below: number): number
  /** One of them; throws for none. */
  one<T>(of: readonly T[]): T
  /** True in this share of calls. */
  often(share: number): boolean
  shuffled<T>(of: readonly T[]): T[]
}

/** Draws from a seed (mulberry32: 32 bits of state, which is plenty for some thousand rows). */
export function draw(seed: number): Draw {
  let state = seed >>> 0
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number) => Math.floor(unit() * below)
  return {
    unit,
    whole,
    one: of => {
      const [picked] = of.slice(whole(of.length))
      if (picked === undefined) throw new Error('nothing to draw from')
      return picked
    },
    often: share => unit() < share,
    shuffled: of =>
      of
        .map(item => ({ item, place: unit() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item),
  }
}
