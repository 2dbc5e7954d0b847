/**
 * What can be said of an asset as a whole, the worst last: nothing that runs on it is named by a record; something of it cannot be judged, or
 * nothing is known to run; a record names it and leaves it undecided; it is affected; it is affected by what is known to be exploited.
 * Unknown is worse than clear, never as good.
 */
export const states = ['clear', 'unknown', 'undecided', 'affected', 'exploited'] as const

export type AssetState = (typeof states)[number]

export function stateOf(weight: number): AssetState {
  return states[weight] ?? 'unknown'
}
