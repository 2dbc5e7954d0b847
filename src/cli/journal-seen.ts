import { open, rename } from 'node:fs/promises'
import { Problem, type World } from '#base'
import {
  type Behind,
  behindOf,
  type DatabasePlace,
  type JournalSeen,
  journalSeen,
  type Ledger,
  lookInto,
  readSeen,
  seenBytes,
  seenText,
  wentBack,
} from '#ledger'

/** Where a data folder keeps how far its journal went (`JournalSeen` says what that proves). */
export const seenFile = 'journal.seen'

/** What was seen in a data folder, if anything was. */
export function seenIn({ disk }: Pick<World, 'disk'>, folder: string): JournalSeen | undefined {
  const path = `${folder}/${seenFile}`
  return disk.stat(path) === undefined ? undefined : readSeen(disk.read(path, seenBytes), path)
}

/**
 * What of the journal that was seen in a data folder its database does not have. A Problem `ledger/behind` where that is anything,
 * unless the older database is meant.
 */
export async function checkSeen(
  world: Pick<World, 'disk'>,
  folder: string,
  place: DatabasePlace,
  older: boolean,
): Promise<readonly Behind[]> {
  const seen = seenIn(world, folder)
  if (seen === undefined || seen.chains.length === 0) return []
  const size = 'file' in place ? (world.disk.stat(place.file)?.size ?? 0) : 1
  const none = { chain: seen.chains[0]!.chain, seen: seen.chains[0]!.size, here: 0 }
  const behind =
    size === 0
      ? [{ ...none, message: `there is none, and entry ${none.seen} of ${none.chain} was seen here` }]
      : await lookInto(place, db => behindOf(db, seen))
  if (behind.length === 0 || older) return behind
  const name = 'file' in place ? ` ${place.file}` : ''
  throw new Problem('ledger/behind', `Cannot use the database${name}: ${behind[0]!.message}`, {
    at: `${folder}/${seenFile}`,
    next: 'bring the newer one back; where this one is meant, a backup that was restored for one, start it with millcert serve --older',
  })
}

/** Milliseconds after an act in which what was seen is written down, with all that was done meanwhile. */
const gathering = 1000

/**
 * Keeps how far the journal goes beside the database: within a second of an act, however many there were, and never in the way of one.
 *
 * @param told what keeps it from being written, and a journal that went back while it was used
 */
export function keepSeen(
  ledger: Pick<Ledger, 'read'>,
  folder: string,
  told: { unwritten(message: string): void; back(message: string): void },
): { note(): void; close(): Promise<void> } {
  const path = `${folder}/${seenFile}`
  let last: JournalSeen | undefined
  let due: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  const keep = async () => {
    due = undefined
    try {
      const seen = await ledger.read(journalSeen)
      const [back] = last === undefined ? [] : wentBack(last, seen)
      if (back) return told.back(back.message)
      await replaced(path, seenText(seen))
      last = seen
    } catch (error) {
      told.unwritten(String((error as Error).message))
    }
  }
  const soon = () => {
    working = working.then(keep)
  }
  return {
    note() {
      due ??= setTimeout(soon, gathering).unref()
    },
    async close() {
      if (due) {
        clearTimeout(due)
        soon()
      }
      await working
    },
  }
}

/** Written beside, synced and renamed, without holding anybody up. */
async function replaced(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  if (process.platform === 'win32') return
  const folder = await open(path.slice(0, path.lastIndexOf('/')) || '/', 'r')
  await folder.sync().finally(() => folder.close())
}
