/** What can be asked about a plant and done to what is known of it. */
import { mendedImports } from './mended-list.ts'
import { readWhole } from './read-file.ts'

export { assets } from './asset-operations.ts'
export { conflicts } from './conflict-operations.ts'
export { deployments } from './deployment-operations.ts'
export { drift } from './drift-operations.ts'
export { imports } from './run-operations.ts'
export { places, sites } from './site-operations.ts'
export { undoImport } from './undo-operation.ts'
export { windows } from './window-operations.ts'
export { conduits, zones } from './zone-operations.ts'

/** What is done off the thread that answers requests. */
export const tasks = { 'plant.read': readWhole, 'plant.mended': mendedImports }
