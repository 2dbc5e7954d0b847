import { oneOf, text, time, useAddress } from '../../address.ts'
import type { In } from '../../api.ts'
import type { Address } from '../../parts/link.tsx'
import type { Level, State } from './model.ts'

/** What stands in the address of the page. */
export const addressParts = {
  /** Code of the site; the first where it is missing. */
  site: text(),
  /** Path of the place that is drawn. */
  place: text(),
  /** Path of the place whose assets are listed, where it is another one. */
  of: text(),
  /** Only what stands at the very place. */
  alone: oneOf('', 'yes'),
  level: oneOf('', '5', '4', '3.5', '3', '2', '1', '0', 'none'),
  state: oneOf('', 'attention', 'exploited', 'affected', 'undecided', 'unknown', 'clear'),
  /** Id of a zone. */
  zone: text(),
  /** What is laid over the drawing. */
  show: oneOf('', 'zones', 'conduits'),
  /** Which page of columns is drawn, from 1. */
  page: text('1'),
  at: time(),
}

export function usePlantAddress() {
  return useAddress(addressParts)
}

export type PlantAddress = ReturnType<typeof usePlantAddress>[0]

/** The level of an address: undefined where all are meant. */
export function levelIn({ level }: PlantAddress): Level | undefined {
  return level === '' ? undefined : level === 'none' ? null : Number(level)
}

export function levelText(level: Level): string {
  return level === null ? 'none' : String(level)
}

/** The states of an address, of the plant or of the list of assets; none where all are meant. */
export function statesIn({ state }: Pick<PlantAddress, 'state'>): readonly State[] {
  return state === '' ? [] : state === 'attention' ? ['exploited', 'affected', 'undecided'] : [state]
}

/** The same as the server is asked for assets. */
export function stateAsked({ state }: Pick<PlantAddress, 'state'>): Pick<In<'plant.assets'>, 'state' | 'atLeast'> {
  return state === 'attention' ? { atLeast: 'undecided' } : state === '' ? {} : { state }
}

/** The page with another place drawn: what was picked there is left behind. */
export function zoomTo({ site, show, at }: PlantAddress, place: string): Address {
  return { to: '/plant', search: { site, show, at, place: place === site ? '' : place } }
}

/** The page with the assets of a selection listed. */
export function picked(
  { site, show, at, place, page }: PlantAddress,
  selection: { of?: string; alone?: boolean; level?: Level; state?: PlantAddress['state']; zone?: string },
): Address {
  const { of, alone, level, state, zone } = selection
  const search = {
    ...{ site, show, at, place, state, zone },
    page: page === '1' ? '' : page,
    of: of === place ? '' : of,
    alone: alone ? 'yes' : '',
    level: level === undefined ? '' : levelText(level),
  }
  return { to: '/plant', search }
}
