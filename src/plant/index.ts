/**
 * What a plant has and where: sites, places, zones, assets, what was installed on them and when, windows for work; and the
 * readers of papers that list it.
 */

export { type AsOf, type Held, knownAt } from './as-of.ts'
export type { Asset, AssetFact } from './asset.ts'
export type { AssetFactField } from './asset-field.ts'
export type { AssetKind } from './asset-kind.ts'
export { assetNamed, wasAsset } from './asset-store.ts'
export { changesOf, markOf, rememberChanges } from './change-store.ts'
export type { Deployment, DeploymentKind } from './deployment.ts'
export { type Deployed, deploy, type FreshDeployment } from './deployment-store.ts'
export type { Drift, Part } from './drift.ts'
export { type FactValue, people, type Standing, type Strength } from './fact.ts'
export { mappingOf, wholeFile } from './given-file.ts'
export { roleTable, tableLayout } from './import-columns.ts'
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
export {
  checkTimeZone,
  findImport,
  importFormats,
  importHead,
  isMapped,
  prepareImports,
  readImport,
} from './import-read.ts'
export { type RefusedList, refusedList, type Why } from './import-refused.ts'
export { assetRoles } from './import-roles.ts'
export {
  type AssetFacts,
  type AssetField,
  type AssetRow,
  type ConduitRow,
  type Confidence,
  type Criticality,
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
export { columnsSaid } from './import-sheets.ts'
export { type TableText, tableHeads, tablesOf } from './import-table.ts'
export { type ImportTold, importTold } from './import-told.ts'
export { amountOf, pathIn, saying, truthOf } from './import-value.ts'
export type { MaintenanceWindow, WindowKind } from './maintenance-window.ts'
export { groupsKnown, handlesOf, mendedIn, takenBack } from './mended-list.ts'
export type { MendedRows } from './mended-rows.ts'
export { type Mending, mendingOf, putMending } from './mending.ts'
export { type KeptOutcome, keepOutcomes } from './outcome-store.ts'
export type { MendedGroup } from './quarantine-store.ts'
export { type ImportRun, type Source, type SourceChoices, sourceOf } from './run-store.ts'
export { isLoaded, type PutRun, putImportRun, sourceFor } from './runs.ts'
export { folded, type Place, type PlaceKind, type Site, unknownSites } from './site.ts'
export { placeOf, placesOf, siteIdOf, siteOf, sitesOf, sitesSaid } from './site-store.ts'
export { sourceNameOf } from './source-name.ts'
export { migrations, type PlantTables } from './store.ts'
export type { ImportedAbove, LeftAsIs } from './undoing.ts'
export { frozenTimes, notFrozen, windowsNext } from './window-store.ts'
export { type Conduit, gapsOf, type Zone } from './zone.ts'
