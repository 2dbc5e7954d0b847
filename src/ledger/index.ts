/**
 * Where facts are kept: the database on SQLite or PostgreSQL behind one schema, and the journal, a chain of hashed entries for
 * each site. Facts change only in an act, together with its entry. What an entry means is known by the rooms above.
 */
export type { Connections } from './connection.ts'
export { type ContentKept, contentKept, contentOf, contentPiece, contentThrough, keepContent } from './content-store.ts'
export { type Entry, enterpriseChain, type JournalEntry } from './entry.ts'
export {
  type ColumnType,
  type Derive,
  deriving,
  type Existing,
  insertRows,
  insertRowTexts,
  listed,
  type Read,
  reading,
  rowsOf,
  tabled,
  type Write,
  writing,
} from './handle.ts'
export { addJob, claimJobs, failJob, finishJob, forgetJobs, type Job, jobOf, listJobs, renewJob } from './job-store.ts'
export {
  type Behind,
  behindOf,
  endFaults,
  type JournalSeen,
  journalSeen,
  readSeen,
  seenBytes,
  seenText,
  wentBack,
} from './journal-seen-store.ts'
export { chainsDue } from './journal-store.ts'
export { type Doing, type Ledger, openLedger } from './ledger.ts'
export type { Migration } from './migration.ts'
export { type DatabasePlace, openDatabase } from './open.ts'
export {
  type Act,
  type Actor,
  type Ask,
  act,
  ask,
  type Done,
  type Entrance,
  type Permission,
  type Preparing,
  type Scope,
  type Seen,
  type SiteId,
  type Told,
} from './operation.ts'
export { databasePlace, dataFlag, dataFolder, lookInto } from './place.ts'
export { sentStatements } from './sent.ts'
