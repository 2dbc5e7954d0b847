import { oneOf, text, time, useAddress } from '../../address.ts'

export const tabIds = ['versions', 'findings', 'assets', 'bills'] as const

const parts = {
  /** As a list of components gives it. */
  key: text(),
  tab: oneOf(...tabIds),
  at: time(),
  /** Only this version: its text behind `=`, and `-` for what has none. */
  version: text(),
  verdict: oneOf('', 'affected', 'undecided', 'fixed', 'not_affected', 'not_named'),
}

/** What of a component is looked at. */
export function useComponentAddress() {
  return useAddress(parts)
}

export type ComponentAddress = ReturnType<typeof useComponentAddress>[0]
export type GoComponent = ReturnType<typeof useComponentAddress>[1]

/** A version as it stands in the address: what has none is none of the texts that a version may be. */
export function versionText(version: string | null): string {
  return version === null ? '-' : `=${version}`
}

/** The version of the address, as the server is asked. */
export function versionIn(version: string): { version?: string; versionless?: boolean } {
  if (version === '-') return { versionless: true }
  return version.startsWith('=') ? { version: version.slice(1) } : {}
}
