import { chmodSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { localCaller, scopeFor } from '#access'
import { newId, type World } from '#base'
import { type Behind, type DatabasePlace, type Ledger, openDatabase, openLedger } from '#ledger'
import { everyMigration, type House, type Known, tasks } from '#operations/operations'
import { siteIdOf } from '#plant'
import { checkSeen } from './journal-seen.ts'
import { type WatchedLedger, watched } from './watched-ledger.ts'

/** Makes the data folder, for its owner alone. */
export function makeDataFolder(world: World, folder: string): void {
  world.disk.makeFolder(folder)
  if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

/**
 * Opens the database of a place, as a ledger that keeps how far its journal goes beside it, and brings its schema up to date. Throws
 * `ledger/behind` where more of the journal was seen in the folder than the database has, before anything is changed in it.
 *
 * @param mode to ask, an older database is as good as another one; `older`: it is meant all the same, and the journal tells so
 */
export async function openPlace(
  world: World,
  folder: string,
  place: DatabasePlace,
  mode: 'ask' | 'act' | 'older',
): Promise<WatchedLedger> {
  const behind = mode === 'ask' ? [] : await checkSeen(world, folder, place, mode === 'older')
  const connections = await openDatabase(place)
  try {
    const made = { journal: newId('journal', world), now: world.now() }
    const ledger = watched(await openLedger(connections, await everyMigration(), made), world, folder)
    if (behind.length > 0) await tellOlder(ledger, world, behind)
    return ledger
  } catch (error) {
    await connections.close()
    throw error
  }
}

/** That somebody took an older database in the place of a newer one is an act as any other. */
async function tellOlder(ledger: Ledger, world: World, behind: readonly Behind[]): Promise<void> {
  for (const { message } of behind) world.say(`An older database is taken: ${message}`)
  const change = { seen: behind.map(({ chain, seen, here }) => ({ chain, seen, here })) }
  const doing = { actor: localKnown().actor, operation: 'serve.older', at: world.now(), sites: 'everywhere' as const }
  await ledger.write(doing, async () => ({ out: undefined, entry: { object: 'journal', change } }))
}

/** A house over a ledger; where no threads are given, what runs aside runs here. */
export function houseOf(ledger: Ledger, world: World, folder: string, aside?: House['world']['aside']): House {
  const here: House['world']['aside'] = async (task, input, told) => {
    const run = await tasks[task]!()
    return (await run({ ...world, folder }, input as never, part => told?.(part as never))) as never
  }
  return { ledger, world: { ...world, folder, aside: aside ?? here }, siteOf: siteIdOf }
}

/** Whoever is at the command line of the machine itself: may all, and is named in the journal. */
export function localKnown(): Known {
  const caller = localCaller(userName())
  return { actor: caller.actor, scopeFor: permission => scopeFor(caller, permission) }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // An id without a name, as in a container.
    return String(process.getuid?.() ?? 'somebody')
  }
}
