import { type Input, Problem, type World } from '#base'
import { databasePlace, dataFolder } from '#ledger'
import type { House, Known, Named } from '#operations/operations'
import { houseOf, localKnown, makeDataFolder, openPlace } from './house.ts'

/** Where a server says its address while it runs. */
export const addressFile = 'server.address'

/**
 * Opens the plant of this machine for one command. Asks go on beside a server; an act is refused while one serves the folder
 * (`cli/served`), and an ask where there is no plant (`cli/no-plant`).
 */
export async function openHere(
  world: World,
  named: Named,
  input: Input,
): Promise<{ house: House; known: Known; close(): Promise<void> }> {
  const folder = dataFolder(world, input)
  const place = databasePlace(world, folder)
  const isAct = named.operation.kind === 'act'
  if (!isAct && 'file' in place && world.disk.stat(place.file) === undefined)
    throw new Problem('cli/no-plant', `Cannot ask the plant at ${folder}: there is none`, {
      next: 'millcert serve makes one, or name another with --data DIR',
    })
  if (isAct) {
    process.umask(0o077)
    makeDataFolder(world, folder)
  }
  const release = isAct ? held(world, folder) : () => {}
  try {
    const ledger = await openPlace(world, folder, place, isAct ? 'act' : 'ask')
    return {
      house: houseOf(ledger, world, folder),
      known: localKnown(),
      async close() {
        await ledger.close()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Holds the folder as a server does. */
function held({ disk }: World, folder: string): () => void {
  try {
    return disk.lock(`${folder}/server.lock`)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'base/locked') throw error
    const path = `${folder}/${addressFile}`
    const address = disk.stat(path) ? new TextDecoder().decode(disk.read(path, 1000)).trim() : 'URL'
    throw new Problem('cli/served', `Cannot change the plant at ${folder}: a server works there`, {
      at: folder,
      next: `ask the server: --server ${address}, with a token in MILLCERT_TOKEN`,
    })
  }
}
