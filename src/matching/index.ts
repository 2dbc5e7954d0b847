/**
 * Components laid against claims: which match, why, and what could not be decided. Pure: no clock, no disk.
 */
export type { Look, Output } from './output.ts'
export type * from './report.ts'
