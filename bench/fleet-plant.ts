import type { ColumnType } from '#ledger'
import type { Bill, Catalogue } from './fleet-catalogue.ts'
import type { Chance } from './fleet-chance.ts'
import type { FleetSize } from './fleet-size.ts'

/** Rows for one table of the database. */
export interface Table {
  name: string
  columns: Record<string, Exclude<ColumnType, 'blob'>>
  rows: (string | number | null)[][]
}

export interface SiteWanted {
  site: number
  size: FleetSize
  now: number
  catalogue: Catalogue
  /** Shared by all sites: each its states, the oldest first. */
  panels: readonly Bill[][]
  computers: readonly Bill[][]
}

const day = 86_400_000
const areas = 4
const lines = 4
const cells = 3
const text = 'text' as const
const integer = 'integer' as const

/** Everything of one site. */
export function plantOf(chance: Chance, wanted: SiteWanted): Table[] {
  const { site, now } = wanted
  const siteId = `site-${String(site).padStart(3, '0')}`
  const code = `S${String(site).padStart(3, '0')}`
  const places = placesOf(code)
  const two = now - 730 * day
  return [
    {
      name: 'site',
      columns: { id: text, code: text, name: text, time_zone: text, simulated: integer, recorded_at: integer },
      rows: [[siteId, code, `Plant ${site}`, 'Europe/Berlin', 1, two]],
    },
    {
      name: 'place',
      columns: { ...ids, parent_id: text, kind: text, code: text, name: text, path: text, recorded_at: integer },
      rows: places.map(({ id, parentId, kind, path }) => [siteId, id, parentId, kind, id, id, path, two]),
    },
    ...assetsOf(chance, wanted, siteId, places),
    ...lotsOf(chance, wanted, siteId, places),
    windowsOf(siteId, places, now),
  ]
}

const ids = { site_id: text, id: text }

interface Place {
  id: string
  parentId: string | null
  kind: string
  path: string
}

function placesOf(code: string): Place[] {
  const places: Place[] = []
  const add = (kind: string, id: string, parent?: Place): Place => {
    const place = { id, parentId: parent?.id ?? null, kind, path: `${parent?.path ?? code}/${id}` }
    places.push(place)
    return place
  }
  for (let a = 1; a <= areas; a++) {
    const area = add('area', `A${a}`)
    for (let l = 1; l <= lines; l++) {
      const line = add('line', `A${a}L${l}`, area)
      for (let c = 1; c <= cells; c++) add('cell', `A${a}L${l}C${c}`, line)
    }
  }
  return places
}

/** Seven of ten are controllers, one of ten a panel, two of ten a computer. */
function assetsOf(chance: Chance, wanted: SiteWanted, siteId: string, places: readonly Place[]): Table[] {
  const { size, now, catalogue, panels, computers } = wanted
  const assets: Table['rows'] = []
  const deployments: Table['rows'] = []
  for (let number = 0; number < size.assets; number++) {
    const id = `asset-${siteId}-${number}`
    const place = chance.of(places)
    const kind = number < computers.length ? 'computer' : number < computers.length + size.assets / 10 ? 'panel' : 'plc'
    const firmware = chance.of(catalogue.firmware)
    const states =
      kind === 'plc' ? firmware.map(one => ({ id: one })) : kind === 'panel' ? chance.of(panels) : computers[number]!
    const level = kind === 'plc' ? 1 : kind === 'panel' ? 2 : chance.of([3, 3, 3.5, 4])
    const vendor = catalogue.components[firmware[0]! - 1]!.supplier
    assets.push([
      ...[siteId, id, `T-${number}`, `Asset ${number}`, kind, place.id, `${place.path}/T-${number}`, level],
      ...[vendor, `Product ${firmware[0]}`, `SN${siteId}${number}`, 1, 0, now - 730 * day],
    ])
    const changed = now - (30 + chance.below(600)) * day - chance.below(day)
    const [old, current] = states.length > 1 ? [states.at(-2)!, states.at(-1)!] : [undefined, states[0]!]
    const about = [siteId, kind === 'plc' ? 'firmware' : 'software', 'observed', 'people', 'stated'] as const
    const put = (bom: number, from: number, until: number | null) =>
      deployments.push([...about, `d-${id}-${from}`, id, bom, from, until, from])
    if (old) put(old.id, now - 720 * day, changed)
    put(current.id, old ? changed : now - 720 * day, null)
  }
  const of = { ...ids, tag: text, name: text, kind: text, place_id: text, path: text, level: 'real' as const }
  const about = { site_id: text, part: text, kind: text, source_id: text, confidence: text, id: text, asset_id: text }
  return [
    {
      name: 'asset',
      columns: {
        ...of,
        vendor: text,
        product: text,
        serial: text,
        simulated: integer,
        conflicts: integer,
        recorded_at: integer,
      },
      rows: assets,
    },
    {
      name: 'deployment',
      columns: { ...about, bom_id: integer, valid_from: integer, valid_until: integer, recorded_at: integer },
      rows: deployments,
    },
  ]
}

/** Made on a line for half a day to two days, one of ten also on an asset; three of five were shipped. */
function lotsOf(chance: Chance, { size, now }: SiteWanted, siteId: string, places: readonly Place[]): Table[] {
  const tables: Record<'lot' | 'lot_run' | 'shipment', Table['rows']> = { lot: [], lot_run: [], shipment: [] }
  const made = places.filter(({ kind }) => kind === 'line')
  for (let number = 0; number < size.lots; number++) {
    const id = `lot-${siteId}-${number}`
    const from = now - chance.below(365) * day
    const until = from + day / 2 + chance.below(1.5 * day)
    const shipped = chance.next() < 0.6 ? 1 : 0
    tables.lot.push([siteId, id, `${siteId}-${24_000 + number}`, 'Product', 1, from, until, shipped, from])
    const line = chance.of(made).id
    const alone = chance.next() < 0.1 ? 0 : 1
    tables.lot_run.push([siteId, id, 1, line, null, from, until, shipped, alone])
    if (!alone)
      tables.lot_run.push([
        ...[siteId, id, 2, null, `asset-${siteId}-${chance.below(size.assets)}`, from, until, shipped, alone],
      ])
    if (shipped) tables.shipment.push([siteId, id, 1, 'Customer', `D-${number}`, until + day])
  }
  const span = { valid_from: integer, valid_until: integer }
  const run = { site_id: text, lot_id: text, number: integer }
  const about = { ...ids, number: text, product: text, simulated: integer, made_from: integer, made_until: integer }
  return [
    { name: 'lot', columns: { ...about, shipments: integer, recorded_at: integer }, rows: tables.lot },
    {
      name: 'lot_run',
      columns: { ...run, place_id: text, asset_id: text, ...span, shipped: integer, alone: integer },
      rows: tables.lot_run,
    },
    {
      name: 'shipment',
      columns: { ...run, customer: text, delivery: text, shipped_at: integer },
      rows: tables.shipment,
    },
  ]
}

/** Every line may be stopped on a Saturday of its own. */
function windowsOf(siteId: string, places: readonly Place[], now: number): Table {
  const about = { ...ids, place_id: text, name: text, kind: text, starts_at: integer, ends_at: integer }
  const made = places.filter(({ kind }) => kind === 'line')
  return {
    name: 'maintenance_window',
    columns: { ...about, simulated: integer, source_id: text, recorded_at: integer },
    rows: made.flatMap(({ id }, line) =>
      [0, 1, 2, 3].map(month => {
        const starts = now + (7 + line + month * 28) * day
        return [
          siteId,
          `w-${id}-${month}`,
          id,
          'Maintenance',
          'maintenance',
          starts,
          starts + day / 3,
          1,
          'people',
          now,
        ]
      }),
    ),
  }
}
