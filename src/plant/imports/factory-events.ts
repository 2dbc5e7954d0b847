import { noteList } from '#base'
import type { Paper } from '#boms'
import { type FactoryEvent, factoryEventsOf, looksLikeEvents } from '../import-event.ts'
import type { ImportChoices, Imported, ImportFormat } from '../import-format.ts'
import { field, textOf } from '../import-json.ts'
import { kindOf } from '../import-kind.ts'
import { imported } from '../import-made.ts'
import { refusedList } from '../import-refused.ts'
import { type AssetFacts, type AssetRow, type PlaceRow, stated } from '../import-row.ts'
import { saying } from '../import-value.ts'

/**
 * Events of a factory in the schema of the Open Factory Initiative, one, a list or JSON Lines: the assets they name with site, area and
 * line. What was made is read by the importers of lots. An asset is simulated when no real event names it.
 */
export const factoryEvents: ImportFormat = {
  id: 'factory-events',
  label: 'factory events (JSON, JSON Lines)',
  takes: 'assets that events name, with site, area and line; what events of assets say of them',
  leaves: 'measured values; what was made, which is read as lots',
  kind: 'inventory',
  sniff: ({ text }) => looksLikeEvents(text),
  read,
}

function read(paper: Paper, _choices: ImportChoices = {}): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const assets = new Map<string, AssetRow>()
  const places = new Map<string, PlaceRow>()
  for (const event of factoryEventsOf(paper, refused)) {
    for (const place of placesOf(event)) {
      const key = JSON.stringify([place.site, place.path])
      const known = places.get(key)
      places.set(key, known ? { ...known, simulated: known.simulated && place.simulated } : place)
    }
    const asset = assetOf(event)
    const known = asset && assets.get(asset.ref!)
    if (asset) assets.set(asset.ref!, known ? later(known, asset) : asset)
  }
  if (assets.size === 0) notes.add('no-assets', 'no event names an asset')
  return imported(factoryEvents, {
    assets: [...assets.values()],
    places: [...places.values()],
    refused: refused.rows,
    notes: notes.notes,
  })
}

function assetOf({ place, asset, type, payload, site, area, line, at, simulated }: FactoryEvent): AssetRow | undefined {
  if (asset === undefined) return undefined
  const said = (name: string) => (type.startsWith('asset.') ? saying(textOf(field(payload, name))) : undefined)
  const kindText = said('asset_type')
  return {
    row: place,
    ...stated<Partial<AssetFacts>>({
      ref: asset,
      tag: asset,
      name: said('asset_name'),
      kind: kindOf(kindText),
      kindText,
      vendor: said('vendor') ?? said('manufacturer'),
      product: said('model'),
      firmware: said('firmware_version'),
      serial: said('serial_number'),
      site,
      placePath: [area, line].filter(code => code !== undefined),
    }),
    confidence: 'stated',
    observedAt: at,
    simulated,
  }
}

/** Of two events the later one counts, with what only the earlier one says. */
function later(one: AssetRow, other: AssetRow): AssetRow {
  const [before, after] = one.observedAt! <= other.observedAt! ? [one, other] : [other, one]
  return { ...before, ...after, row: one.row, simulated: one.simulated && other.simulated }
}

function placesOf({ place, site, area, line, simulated }: FactoryEvent): PlaceRow[] {
  if (site === undefined) return []
  const of = { row: place, site, simulated }
  return [
    { ...of, path: [], code: site, kind: 'site' },
    ...(area === undefined ? [] : [{ ...of, path: [area], code: area, kind: 'area' as const }]),
    ...(line === undefined
      ? []
      : [{ ...of, path: area === undefined ? [line] : [area, line], code: line, kind: 'line' as const }]),
  ]
}
