/**
 * What a plant has and where: sites, places, zones, assets, what was installed on them and when, windows for work; and the
 * readers of papers that list it.
 */
export { type AssetKind, assetKinds, isAssetKind, usualLevel } from './asset-kind.ts'
export type {
  ImportChoices,
  ImportColumn,
  Imported,
  ImportFormat,
  ImportHead,
  Mapping,
  Refused,
} from './import-format.ts'
export { findImport, importFormats, prepareImports, readImport } from './import-read.ts'
export {
  type AssetFacts,
  type AssetField,
  type AssetRow,
  type ConduitRow,
  type Confidence,
  type Criticality,
  confidenceOf,
  type Grade,
  type LevelVector,
  type PlaceRow,
  type PurdueLevel,
  type RowPlace,
  type WindowRow,
  type ZoneRow,
} from './import-row.ts'
export type { TableText } from './import-table.ts'
