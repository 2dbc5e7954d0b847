import type { Note } from '#base'
import type { Imported, ImportFormat } from './import-format.ts'

/** What a reader found, with the rest that it says nothing of. It is simulated when every row of it is. */
export function imported(
  format: Pick<ImportFormat, 'id' | 'active'>,
  found: Partial<Imported> & { notes: readonly Note[] },
): Imported {
  const { assets = [], places = [], zones = [], conduits = [], windows = [] } = found
  const all: readonly { simulated: boolean }[] = [...assets, ...places, ...zones, ...conduits, ...windows]
  const times = assets.flatMap(({ observedAt }) => observedAt ?? [])
  const latest = times.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
  return {
    format: format.id,
    columns: [],
    mapping: {},
    assets,
    places,
    zones,
    conduits,
    windows,
    simulated: all.length > 0 && all.every(({ simulated }) => simulated),
    active: format.active === true,
    ...(times.length > 0 && { observedAt: latest }),
    ...found,
    refused: [...(found.refused ?? [])].sort((one, other) => Number(one.row) - Number(other.row) || 0),
  }
}

/** What of an asset says which product it is. */
type Named = { readonly [field in 'vendor' | 'product' | 'orderNumber']?: string | null | undefined }

/** What spreadsheets compare versions and serial numbers within. */
export function productKey({ vendor, product, orderNumber }: Named): string {
  // A zero character parts them: text with one in it is refused.
  return `${vendor ?? ''}\0${product ?? ''}\0${orderNumber ?? ''}`
}
