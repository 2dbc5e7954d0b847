import type { Refused } from './import-format.ts'
import type { AssetRow } from './import-row.ts'
import {
  digestOfRow,
  emptyMarks,
  type Found,
  findAsset,
  type KnownBy,
  keyOf,
  type Marks,
  mark,
} from './row-identity.ts'
import type { KnownRef } from './run-store.ts'

/** A row of an import with the asset it is about. */
export interface PlacedRow {
  row: AssetRow
  key: string
  digest: string
  assetId: string
  /** How it was known again; undefined for a new asset. */
  by: KnownBy | undefined
  /** The source told of it before under this key. */
  listed: boolean
  /** It says what it said the last time. */
  same: boolean
}

/** Every row of a file: about which asset it is, or why it is not taken. */
export interface Placed {
  rows: PlacedRow[]
  refused: Refused[]
  /** Rows that say again what a row before said. */
  repeated: PlacedRow[]
}

/** What is known of the site before. */
export interface KnownAssets {
  refs: ReadonlyMap<string, KnownRef>
  marks: Marks
}

/**
 * Finds for each row the asset it is about: by what the source called it before, else by tag, serial number, and weakly by address; a
 * new one where there is none. A second row about an asset is refused when it says otherwise.
 */
export function placeRows(
  rows: readonly AssetRow[],
  known: KnownAssets | { refs: ReadonlyMap<string, KnownRef>; marks: undefined },
  idOf: () => string,
): Placed {
  const placed: Placed = { rows: [], refused: [], repeated: [] }
  const marks = known.marks ?? emptyMarks()
  const keyOfAsset = new Map<string, string>()
  for (const ref of known.refs.values()) if (ref.gone_at === null) keyOfAsset.set(ref.asset_id, ref.ref)
  const byAsset = new Map<string, PlacedRow>()
  const byKey = new Map<string, PlacedRow>()
  for (const row of rows) {
    const key = keyOf(row)
    if (key === undefined) {
      placed.refused.push(refusedOf(row, nameless))
      continue
    }
    const digest = digestOfRow(row)
    const ref = known.refs.get(key)
    const taken = (id: string) => (keyOfAsset.has(id) && keyOfAsset.get(id) !== key) || byAsset.has(id)
    const own = ref?.asset_id ?? byKey.get(key)?.assetId
    const found: Found = own === undefined ? findAsset(row, marks, taken) : { assetId: own, by: 'source' }
    if (typeof found === 'object' && 'code' in found) {
      placed.refused.push(refusedOf(row, found))
      continue
    }
    const assetId = found === 'new' ? idOf() : found.assetId
    const before = byAsset.get(assetId)
    if (before) {
      if (before.digest === digest) placed.repeated.push({ ...before, row })
      else placed.refused.push(refusedOf(row, saidBefore(before.row)))
      continue
    }
    const same = ref !== undefined && ref.digest === digest && ref.gone_at === null
    const by = found === 'new' ? undefined : found.by
    const one: PlacedRow = { row, key, digest, assetId, by, listed: ref !== undefined, same }
    byAsset.set(assetId, one)
    byKey.set(key, one)
    keyOfAsset.set(assetId, key)
    placed.rows.push(one)
    if (found === 'new') mark(marks, assetId, { ...row, addresses: row.ipAddresses ?? [] })
  }
  return placed
}

const nameless = {
  code: 'no-identity',
  reason: 'It names no tag, serial number, id or IP address.',
  next: 'Say at least one of them, so that the asset is known again.',
}

function saidBefore({ row }: AssetRow): typeof nameless {
  return {
    code: 'said-otherwise',
    reason: `${typeof row === 'number' ? `Row ${row}` : row} says otherwise of the same asset.`,
    next: 'Leave one of the two rows.',
  }
}

/** A row that was read and is not taken: its cells are what was read of it, under names that the reader of tables knows again. */
export function refusedOf(row: AssetRow, { code, reason, next }: Pick<Refused, 'code' | 'reason' | 'next'>): Refused {
  const { row: place, criticality, ...said } = row
  const { rank, downtimeCostPerHour, ...grades } = criticality ?? {}
  const cells = Object.entries({ ...said, ...grades, criticality: rank, downtime_cost_per_hour: downtimeCostPerHour })
    .filter(([name, value]) => value !== undefined && !notSaid.has(name))
    .map(([name, value]) => [columnNames.get(name) ?? name, cellOf(name, value)] as const)
  return { row: place, header: cells.map(([name]) => name), cells: cells.map(([, cell]) => cell), code, reason, next }
}

/** What a row has beside what it says of its asset. */
const notSaid = new Set(['confidence', 'confidences', 'observedAt', 'simulated', 'firmwareInDoubt'])

const columnNames = new Map([
  ['ref', 'asset_id'],
  ['kindText', 'asset_type'],
  ['orderNumber', 'order_number'],
  ['hardwareRevision', 'hardware_revision'],
  ['placePath', 'path'],
  ['ipAddresses', 'ip'],
  ['macAddresses', 'mac'],
  ['parentRef', 'parent'],
  ['installedOn', 'installed_on'],
  ['expectedLifeYears', 'expected_life_years'],
  ['supportUntil', 'support_until'],
  ['neverPatched', 'never_patched'],
])

function cellOf(name: string, value: unknown): string {
  return Array.isArray(value) ? value.join(name === 'placePath' ? '/' : ', ') : String(value)
}
