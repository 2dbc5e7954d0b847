import type { Migration } from '#ledger'
import {
  assetsTakenBack,
  billsOfSites,
  importChanges,
  outcomesOfImports,
  sameRowsOfImports,
} from './schema-changes-store.ts'
import { plantSchema } from './schema-store.ts'

export type { PlantTables } from './stored.ts'

/** The steps of this room's schema, in order. */
export const migrations: readonly Migration[] = [
  plantSchema,
  importChanges,
  billsOfSites,
  sameRowsOfImports,
  outcomesOfImports,
  assetsTakenBack,
]
