import type { Migration } from '#ledger'
import { migrations as boms } from '../../src/boms/store.ts'
import { migrations as findings } from '../../src/findings/store.ts'
import { migrations as intake } from '../../src/intake/file-store.ts'
import { migrations as lots } from '../../src/lots/store.ts'
import { migrations as plant } from '../../src/plant/store.ts'
import { migrations as vendors } from '../../src/vendors/store.ts'

/** The schema of every room that keeps facts of a plant, without the doors. For tests and benches. */
export const roomSteps: readonly Migration[] = [...boms, ...vendors, ...plant, ...findings, ...lots, ...intake]
