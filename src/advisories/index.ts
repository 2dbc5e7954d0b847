/**
 * What others say is wrong with which versions: records of many sources as claims by somebody at a time, what is known of
 * exploitation, and the compiled index that answers for a component in one read. Whether we are affected is decided in
 * `matching`.
 */
export type { Advisory, Affected, Cvss, Severity, Signal } from './advisory.ts'
export type { Claim } from './claims.ts'
export type { AdvisoryText } from './compiled/advisory-text.ts'
export type { Hit } from './compiled/package-rows.ts'
export type { CatalogueEntry } from './compiled/product-words.ts'
export type { Known } from './compiled/signals.ts'
export { ecosystemPart, isChecked, isMalware, restsOn } from './coverage.ts'
export {
  type CpeClaim,
  type CpeCondition,
  type CpeCriterion,
  cpeEcosystem,
  cpeKeysOfComponent,
  cpeKeysOfText,
} from './cpe-claim.ts'
export { type CpeStatement, type Database, heldBytes, openDatabase, type ProductStatement } from './database.ts'
export { storedFaults } from './feed-check.ts'
export { type FeedState, type FeedsState, readFeedsState } from './feed-state.ts'
export type { AdvisoryFormat, FeedHead } from './format.ts'
export type { HeldDatabase } from './held-database.ts'
export { databaseFolder, type FeedEntry, isStale, maxAgeOf, readManifest } from './manifest.ts'
export {
  type ProductClaim,
  type ProductSaid,
  productEcosystem,
  productType,
  type Remediation,
} from './product-claim.ts'
export type { ProductInWords } from './product-in-words.ts'
export { changeQuarantine, longestReason, type Quarantine, type Quarantined, readQuarantine } from './quarantine.ts'
export type { AdvisoriesRead, AdvisoryReader } from './read-advisories.ts'
export type { IndexChange } from './record-list.ts'
export { severities, severityOf } from './severity.ts'
export { sharedDatabase } from './shared-database.ts'
export {
  inWords,
  isJustification,
  type Named,
  type Product,
  type Statement,
  saidAt,
  type VexDocument,
  type VexStatus,
} from './statement.ts'
export { type TakenBack, takenBack } from './withdrawn-names.ts'
