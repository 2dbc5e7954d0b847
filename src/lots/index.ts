/**
 * Which lot was made where and when, and what went to whom; from it follows which software each lot was made with, and which lots a
 * software touched. Where a lot was made is a place with everything below it, an asset with its modules, or both.
 */
export type { LotFormat } from './import-format.ts'
export { findLots, lotFormats, prepareLots, readLots } from './import-read.ts'
export { lotRoles } from './import-roles.ts'
export type { ImportedLots, LotRow, LotStatus } from './import-row.ts'
export { type LotsTold, lotsTold } from './import-told.ts'
export type { Lot, LotRunAt, Shipment, WholeLot } from './lot.ts'
export { type HandedOver, handedOver, type LotKept, lotById, lotPage, putLots } from './lot-store.ts'
export { type LotTables, migrations } from './store.ts'
export { forever, islandsOf, type Span, type Spot, shared, upFrom } from './trace.ts'
export { type LotSoftware, type LotsMet, lotsMet, softwareOfLot, stands, type TouchedLot } from './trace-store.ts'
