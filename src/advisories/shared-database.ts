import type { Disk } from '#base'
import { type Database, databaseOf, heldBytes } from './database.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { type Quarantined, readQuarantine } from './quarantine.ts'

interface Shared {
  /** What its manifest and the quarantine say, and which files these are: the same may have been put there again, mended. */
  says: string
  database: Database
  users: number
}

const shared = new WeakMap<Disk, Map<string, Shared>>()

/**
 * A folder's database for a program that asks it again and again: it stays open, and is the same for all who ask at once and for the
 * next, until its manifest or the quarantine says something else. Who got it closes it; once all have, it holds little more than where
 * its packages stand. Undefined when there is none.
 */
export function sharedDatabase(
  disk: Disk,
  folder: string,
  quarantined: Quarantined = readQuarantine(disk, folder),
): Database | undefined {
  const folders = shared.get(disk) ?? new Map<string, Shared>()
  shared.set(disk, folders)
  const manifest = readManifest(disk, folder)
  const says = JSON.stringify([manifest, [...quarantined], manifest && filesOf(disk, folder, manifest)])
  const before = folders.get(folder)
  if (before?.says === says) return used(folders, folder, before)
  folders.delete(folder)
  if (before?.users === 0) before.database.close()
  if (manifest === undefined) return undefined
  const fresh = { says, database: databaseOf(disk, folder, manifest, quarantined, heldBytes), users: 0 }
  folders.set(folder, fresh)
  return used(folders, folder, fresh)
}

function filesOf(disk: Disk, folder: string, { segments }: Manifest) {
  return segments.map(({ file }) => disk.stat(`${folder}/${file}`))
}

/** The database for one who asks it. */
function used(folders: ReadonlyMap<string, Shared>, folder: string, one: Shared): Database {
  let isOpen = true
  one.users++
  return {
    ...one.database,
    close() {
      if (!isOpen) return
      isOpen = false
      one.users--
      if (one.users > 0) return
      if (folders.get(folder) === one) one.database.release()
      else one.database.close()
    },
  }
}
