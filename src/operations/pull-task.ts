import { db } from '#advisories/operations'
import type { TaskWorld } from './tasks.ts'

/** Fetches feeds into the data folder, as `millcert db update` does; no feeds: the usual ones. Gives the exit code of that. */
export function pull(world: TaskWorld, { feeds }: { feeds: readonly string[] }): number | Promise<number> {
  return db.update.run(world, { words: feeds, flags: new Map([['db', [`${world.folder}/advisories`]]]) })
}
