import { chmodSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { localCaller, scopeFor } from '#access'
import { newId, Problem, type World } from '#base'
import { type DatabasePlace, type Ledger, openDatabase, openLedger } from '#ledger'
import { everyMigration, type House, type Known, tasks } from '#operations/operations'
import { siteIdOf } from '#plant'

/** Makes the data folder, for its owner alone. */
export function makeDataFolder(world: World, folder: string): void {
  world.disk.makeFolder(folder)
  if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

/** Bytes of a database that is looked through before it is served: a larger one would hold the start up (`journal verify --pages` does it). */
const mostLookedThrough = 64 * 1024 * 1024

/** Refuses to serve a database whose file is damaged, or was cut off. Throws `ledger/damaged`. */
export async function checkPlace({ disk }: World, folder: string, place: DatabasePlace): Promise<void> {
  const size = 'file' in place ? disk.stat(place.file)?.size : undefined
  if (!('file' in place) || size === undefined || size > mostLookedThrough) return
  const fault = await faultOf()
  if (fault === undefined) return
  throw new Problem('ledger/damaged', `Cannot serve the database ${place.file}: ${fault}`, {
    at: place.file,
    next: 'move it away, and bring it back from a backup: millcert restore FILE',
  })

  async function faultOf(): Promise<string | undefined> {
    // Only what was served before has a key for its pages: an empty file beside it is no new plant.
    if (size === 0)
      return disk.stat(`${folder}/page.key`) ? 'it is empty, and something was kept here before' : undefined
    const connections = await openDatabase({ ...(place as { file: string }), make: false })
    try {
      return (await connections.file!.damage())[0]
    } finally {
      await connections.close()
    }
  }
}

/** Opens the database of a place and brings its schema up to date. */
export async function openPlace(world: World, place: DatabasePlace): Promise<Ledger> {
  const connections = await openDatabase(place)
  try {
    return await openLedger(connections, await everyMigration(), { journal: newId('journal', world), now: world.now() })
  } catch (error) {
    await connections.close()
    throw error
  }
}

/** A house over a ledger; where no threads are given, what runs aside runs here. */
export function houseOf(ledger: Ledger, world: World, folder: string, aside?: House['world']['aside']): House {
  const here: House['world']['aside'] = async (task, input) =>
    (await (
      await tasks[task]!()
    )({ ...world, folder }, input as never)) as never
  const siteOf: House['siteOf'] = async (db, text) => (await siteIdOf(db, text)) ?? text
  return { ledger, world: { ...world, folder, aside: aside ?? here }, siteOf }
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
