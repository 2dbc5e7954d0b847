import { useCallback } from 'react'
import { oneOf, text, time, useAddress } from '../../address.ts'
import type { Out } from '../../api.ts'
import { useAsk } from '../../asking.ts'
import { askInput } from '../../first.ts'
import type { Address } from '../../parts/link.tsx'

export const verdicts = ['affected', 'undecided', 'fixed', 'not_affected', 'not_named'] as const

/** What of the page stands in its address. */
const parts = {
  q: text(),
  at: time(),
  known: time(),
  site: text(),
  tab: oneOf('', 'lots', 'vendors', 'paths', 'evidence', 'unknown'),
  verdict: oneOf('', ...verdicts),
  level: oneOf('', '0', '1', '2', '3', '3.5', '4', '5'),
  zone: text(),
  line: text(),
  open: text(),
  shipped: oneOf('', 'yes'),
}

/** What narrows the list of assets, empty. */
export const whole = { verdict: '', level: '', zone: '', line: '' } as const
/** What belongs to one question alone, empty. */
export const fresh = { ...whole, tab: '', open: '', shipped: '' } as const

export type State = ReturnType<typeof useAsked>[0]
export type Change = Partial<Record<keyof State, string>>

export function useAsked() {
  return useAddress(parts)
}

/** Makes addresses of this page with something changed. */
export function useHere(): (change: Change) => Address {
  const [state] = useAsked()
  return change => ({ to: '/', search: { ...state, ...change } })
}

/** What the server is asked, of the state. */
export const inputOf = (state: State) => askInput(state)

const none: Out<'sites.list'>['rows'] = []

/** The sites there are, and the zone of one by its id: that of the first where none is meant. */
export function useSites() {
  const { data } = useAsk('sites.list', { limit: 500 })
  const rows = data?.rows ?? none
  const zoneOf = useCallback((id?: string) => (rows.find(site => site.id === id) ?? rows[0])?.timeZone ?? 'UTC', [rows])
  return { rows, zoneOf }
}
