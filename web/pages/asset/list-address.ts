import { oneOf, text, time, useAddress } from '../../address.ts'

/** What can be said of an asset as a whole, the worst first. */
export const states = ['exploited', 'affected', 'undecided', 'unknown', 'clear'] as const

const parts = {
  /** Code of a site. */
  site: text(),
  /** Path of a place: what stands there and below. */
  path: text(),
  level: oneOf('', '5', '4', '3.5', '3', '2', '1', '0', 'none'),
  /** Id of a zone. */
  zone: text(),
  kind: text(),
  state: oneOf('', 'attention', ...states),
  /** Words looked for. */
  q: text(),
  conflicts: oneOf('', 'yes'),
  at: time(),
}

/** What narrows the list of assets, in the address. */
export function useListAddress() {
  return useAddress(parts)
}

export type ListAddress = ReturnType<typeof useListAddress>[0]
export type GoList = ReturnType<typeof useListAddress>[1]

/** An address in which nothing but some parts stands. */
export function listed(some: Partial<ListAddress>): ListAddress {
  const usual = { site: '', path: '', level: '', zone: '', kind: '', state: '', q: '', conflicts: '', at: '' } as const
  return { ...usual, ...some }
}

/** Whether anything but the time narrows it. */
export function narrows({ at: _, ...rest }: ListAddress): boolean {
  return Object.values(rest).some(value => value !== '')
}
