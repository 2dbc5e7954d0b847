/**
 * What a plant has and where: sites, places, zones, assets, what was installed on them and when, windows for work; and the
 * readers of papers that list it.
 */
export { type AssetKind, assetKinds, isAssetKind, usualLevel } from './asset-kind.ts'
export { type DeploymentKind, deploymentKinds } from './deployment.ts'
export { type Deployed, deploy, type FreshDeployment } from './deployment-store.ts'
export { plainHeader, roleTable, tableLayout } from './import-columns.ts'
export { dayOf, dayOfSerial, instantIn } from './import-date.ts'
export { type FactoryEvent, factoryEventsOf, looksLikeEvents } from './import-event.ts'
export type {
  ImportChoices,
  ImportColumn,
  Imported,
  ImportFormat,
  ImportHead,
  Mapping,
  Refused,
} from './import-format.ts'
export { field, type JsonRecord, textOf } from './import-json.ts'
export { checkTimeZone, findImport, importFormats, importHead, prepareImports, readImport } from './import-read.ts'
export { type RefusedList, refusedList, type Why } from './import-refused.ts'
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
  stated,
  type WindowRow,
  type ZoneRow,
} from './import-row.ts'
export { readTables, type TableRow, type TableWanted } from './import-rows.ts'
export type { TableText } from './import-table.ts'
export { numberOf, pathIn, saying, truthOf } from './import-value.ts'
export { migrations } from './store.ts'
