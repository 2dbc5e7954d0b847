import type { AssetFactField } from './asset-field.ts'
import { usualLevel } from './asset-kind.ts'
import type { FactValue } from './fact.ts'
import { type AssetField, type AssetRow, confidenceOf } from './import-row.ts'
import type { FreshWord } from './weighing.ts'

/** What a row names that has an id here. */
export interface Resolved {
  placeId?: string | undefined
  zoneId?: string | undefined
  parentId?: string | undefined
  /** Where the source has no tags, and its ids are the plant's own. */
  tag?: string | undefined
}

const plain = [
  'tag',
  'name',
  'kind',
  'kindText',
  'vendor',
  'product',
  'orderNumber',
  'serial',
  'hardwareRevision',
  'firmware',
  'os',
  'level',
  'ipAddresses',
  'macAddresses',
  'slot',
  'owner',
  'installedOn',
  'expectedLifeYears',
  'supportUntil',
  'neverPatched',
] as const satisfies readonly (AssetField & AssetFactField)[]

const graded = ['rank', 'safety', 'quality', 'downtimeCostPerHour'] as const

/** What a row says of its asset: one word for each field that it fills. */
export function wordsOf(row: AssetRow, { placeId, zoneId, parentId, tag }: Resolved, observedAt: number): FreshWord[] {
  const words: FreshWord[] = []
  const say = (field: AssetFactField, value: FactValue | undefined, from: AssetField) => {
    if (value !== undefined) words.push({ field, value, confidence: confidenceOf(row, from), observedAt })
  }
  for (const field of plain) say(field, row[field], field)
  if (row.tag === undefined && tag !== undefined)
    words.push({ field: 'tag', value: tag, confidence: 'guessed', observedAt })
  say('placeId', placeId, 'placePath')
  say('zoneId', zoneId, 'zone')
  say('parentId', parentId, 'parentRef')
  for (const field of graded) say(field, row.criticality?.[field], 'criticality')
  const guess = row.level === undefined && row.kind !== undefined ? usualLevel(row.kind) : undefined
  if (guess !== undefined) words.push({ field: 'level', value: guess, confidence: 'guessed', observedAt })
  return words
}

/** Ids that programs make: nobody calls an asset so. */
const machineMade = /^(?:[0-9a-f]{24,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+|\d{1,12}-\d{1,12})$/i

/** The id of a row of a hand-made table, where the plant's own tag would stand. */
export function tagOf({ ref }: Pick<AssetRow, 'ref'>): string | undefined {
  return ref === undefined || ref.length > 60 || machineMade.test(ref) ? undefined : ref
}
