import { noteList } from '#base'
import type { Paper } from '#boms'
import { type AssetSource, assetOf, assetText, unfit } from './import-asset.ts'
import { damages } from './import-damage.ts'
import type { ImportChoices, Imported, ImportFormat } from './import-format.ts'
import { cellsOf, type JsonRecord, recordsOf } from './import-json.ts'
import { imported, productKey } from './import-made.ts'
import { refusedList } from './import-refused.ts'
import type { AssetRow, Confidence } from './import-row.ts'

/** What one record of an export says of one asset. */
export interface RecordAsset {
  place: string
  record: JsonRecord
  /** By role of `assetRoles`. */
  texts: Readonly<Record<string, string | undefined>>
  /** The export holds the version as a number. */
  versionIsNumber?: boolean
  /** Facts that are no texts, and how some are known. */
  more?: Partial<AssetRow>
}

/** How the records of an export are read. */
export interface RecordReading {
  /** Members of the top level that may hold the list. */
  lists: readonly string[]
  confidence: Confidence
  /** The assets of one record: it, and what is nested in it. */
  assetsOf(record: JsonRecord, place: string, source: AssetSource): RecordAsset[]
}

/**
 * Reads an export that lists assets as JSON. A ref that comes twice is one asset, the first one with what the later ones add: modules
 * stand in their chassis and by themselves. One that says otherwise is refused.
 */
export function readRecords(format: ImportFormat, paper: Paper, choices: ImportChoices, how: RecordReading): Imported {
  const notes = noteList()
  const refused = refusedList(paper.name || 'standard input')
  const source: AssetSource = { notes, confidence: how.confidence, timeZone: choices.timeZone ?? 'UTC' }
  const found = recordsOf(paper, how.lists, refused).flatMap(({ record, place }) => how.assetsOf(record, place, source))
  const byRef = new Map<string, number>()
  const kept: { asset: AssetRow; from: RecordAsset }[] = []
  for (const from of found) {
    const asset = { ...assetOf(assetText(from.place, from.texts), source), ...from.more }
    const known = asset.ref === undefined ? undefined : byRef.get(asset.ref)
    if (known !== undefined) {
      const before = kept[known]!
      if (differs(before.asset, asset)) refused.add(from.place, cellsOf(from.record), twice)
      else kept[known] = { ...before, asset: { ...asset, ...before.asset } }
    } else {
      if (asset.ref !== undefined) byRef.set(asset.ref, kept.length)
      kept.push({ asset, from })
    }
  }
  const broken = choices.versionsAsWritten ? [] : damages(kept.map(({ asset, from }) => suspect(asset, from)))
  const assets: AssetRow[] = []
  for (const [index, { asset, from }] of kept.entries()) {
    const why = unfit(asset) ?? broken[index]
    if (why) refused.add(from.place, cellsOf(from.record), why)
    else assets.push(asset)
  }
  return imported(format, { assets, refused: refused.rows, notes: notes.notes })
}

const twice = {
  code: 'id-differs',
  reason: 'Its id stands above already, with other facts.',
  next: 'Export the list again, with one record for each id.',
}

function differs(one: AssetRow, other: AssetRow): boolean {
  return (['vendor', 'product', 'serial', 'firmware'] as const).some(
    name => one[name] !== undefined && other[name] !== undefined && one[name] !== other[name],
  )
}

// Programs write texts as they are: only a number may have lost something.
function suspect(asset: AssetRow, { versionIsNumber = false }: RecordAsset) {
  return {
    product: productKey(asset),
    version: versionIsNumber ? asset.firmware : undefined,
    versionIsNumber,
    versionIsMarked: false,
    serial: undefined,
    serialIsNumber: false,
    order: undefined,
  }
}
