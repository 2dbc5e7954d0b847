import { oneOf, text, time, useAddress } from '../../address.ts'

export const tabIds = ['components', 'grade', 'runs', 'paper'] as const
export const profileIds = ['cisa-2026', 'ntia-2021', 'bsi-tr-03183-2'] as const

const parts = {
  tab: oneOf(...tabIds),
  at: time(),
  /** A part of names of components. */
  q: text(),
  /** Only components that are so. */
  state: oneOf('', 'exploited', 'affected', 'undecided', 'unknown', 'clear'),
  /** Id of the component whose way in is shown. */
  of: text(),
  profile: oneOf(...profileIds),
  runs: oneOf('', 'now', 'before'),
}

/** What of a bill is looked at. */
export function useBomAddress() {
  return useAddress(parts)
}

export type BomAddress = ReturnType<typeof useBomAddress>[0]
export type GoBom = ReturnType<typeof useBomAddress>[1]
