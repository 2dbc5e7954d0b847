import { oneOf, text, time, useAddress } from '../../address.ts'

export const tabIds = ['overview', 'findings', 'software', 'lots', 'timeline', 'documents', 'journal'] as const

const parts = {
  tab: oneOf(...tabIds),
  at: time(),
  /** With what was known then, where a past time is looked at. */
  known: oneOf('', 'past'),
  /** Digest of the bill whose components are listed. */
  bill: text(),
  /** Id of the module whose components are listed. */
  part: text(),
  /** Only components that are so. */
  state: oneOf('', 'exploited', 'affected', 'undecided', 'unknown', 'clear'),
  verdict: oneOf('', 'affected', 'undecided'),
  /** Every field of the nameplate. */
  all: oneOf('', 'yes'),
}

/** What of an asset is looked at. */
export function useAssetAddress() {
  return useAddress(parts)
}

export type AssetAddress = ReturnType<typeof useAssetAddress>[0]
export type GoAsset = ReturnType<typeof useAssetAddress>[1]

/** The time of the address, as the server is asked. */
export function momentIn({ at, known }: AssetAddress): { at?: string; known?: string } {
  return at === '' ? {} : { at, ...(known === 'past' && { known: at }) }
}

/** The search part that leads to a tab, with the time that is looked at. */
export function tabOf({ at, known }: AssetAddress, tab: string, more: Readonly<Record<string, string>> = {}) {
  return { at, known, tab: tab === 'overview' ? '' : tab, ...more }
}
