import type { Seen } from '#ledger'

/** What a task is handed of the world. */
export type TaskWorld = Omit<Seen, 'actor' | 'sites' | 'entrance' | 'aside'>

/**
 * A task that runs away from the thread that answers requests: what goes in and comes out is copied.
 *
 * @param tell takes what comes out before the end, part by part
 */
export type Task = (world: TaskWorld, input: never, tell: (part: unknown) => void) => unknown

/** The tasks of `world.aside` by name, one line each; a room is loaded by the thread that runs its task. */
export const tasks: Readonly<Record<string, () => Promise<Task>>> = {
  'advisories.read': async () => (await import('#advisories/operations')).tasks['advisories.read'],
  'boms.grade': async () => (await import('#boms/operations')).tasks['boms.grade'],
  'plant.read': async () => (await import('#plant/operations')).tasks['plant.read'],
  'plant.mended': async () => (await import('#plant/operations')).tasks['plant.mended'],
  'lots.read': async () => (await import('#lots/operations')).tasks['lots.read'],
  'paper.kind': async () => (await import('#intake/operations')).tasks['paper.kind'],
  'paper.tables': async () => (await import('#intake/operations')).tasks['paper.tables'],
  'intake.file': async () => (await import('#intake/operations')).tasks['intake.file'],
  'bom.rows': async () => (await import('#intake/operations')).tasks['bom.rows'],
  'bom.ready': async () => (await import('#intake/operations')).tasks['bom.ready'],
  'database.backup': async () => (await import('#ledger/operations')).tasks['database.backup'],
  'feeds.pull': async () => (await import('./pull-task.ts')).pull,
}
