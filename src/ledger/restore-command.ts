import { type Disk, digester, Problem, type Tool, visible } from '#base'
import { sumBeside } from './backup-command.ts'
import { takeDump } from './dump-store.ts'
import { asText, inDatabase } from './journal-verify-command.ts'
import { type DatabasePlace, openDatabase } from './open.ts'
import { databasePlace, dataFlag, dataFolder } from './place.ts'

/** How every database of SQLite begins. */
const sqliteHead = 'SQLite format 3\0'

export const restore: Tool = {
  kind: 'tool',
  about: 'Bring a backup back into an empty data folder or database, and verify its journal',
  more: 'Takes what `millcert backup` wrote, whole or not at all; a database that is there is never written over. Bring journal.key back\ninto the data folder too. Exit code 4 when the journal in the backup is not whole: it is brought back all the same, as it is.',
  words: [{ name: 'FILE', about: 'a backup', count: 'one' }],
  flags: dataFlag,
  examples: [
    ['restore 2026-11-21.db --data /srv/millcert', 'on a new machine'],
    ['restore plant.jsonl --data /srv/millcert', 'a portable backup into SQLite'],
    ['restore plant.jsonl', 'into PostgreSQL, where MILLCERT_DATABASE_URL names an empty database'],
  ],
  async run(world, input) {
    const file = input.words[0]!
    const isCopy = headOf(world.disk, file) === sqliteHead
    const folder = dataFolder(world, input)
    const place = databasePlace(world, folder)
    refuseFull(world.disk, place, isCopy ? file : undefined)
    if ('file' in place) world.disk.makeFolder(folder)
    const draft = 'file' in place ? { file: `${place.file}.new` } : place
    if ('file' in draft) clear(world.disk, draft.file)
    checkSum(world.disk, file)
    try {
      const told = isCopy
        ? await copied(world.disk, file, draft as { file: string })
        : await taken(world.disk, file, draft)
      const verdicts = await inDatabase(draft)
      if ('file' in place) world.disk.rename(`${place.file}.new`, place.file)
      world.out(`${told}\n${asText(verdicts, [], [])}`)
      return verdicts.some(({ faults }) => faults.length > 0) ? 4 : 0
    } catch (error) {
      if ('file' in draft) clear(world.disk, draft.file)
      // What cannot be read of the draft is wrong in the backup.
      if (!(error instanceof Problem) || error.code !== 'ledger/damaged') throw error
      throw damagedBackup(file, error.message)
    }
  },
}

function headOf(disk: Disk, file: string): string {
  const opened = disk.open(file)
  const head = new Uint8Array(sqliteHead.length)
  opened.read(head, 0)
  opened.close()
  return Buffer.from(head).toString('latin1')
}

/** A backup that is not what its sum beside it says is refused; one without a sum is taken. */
function checkSum(disk: Disk, file: string): void {
  const path = sumBeside(file)
  if (disk.stat(path) === undefined) return
  const wanted = Buffer.from(disk.read(path, 4096)).toString('latin1').slice(0, 64)
  const sum = digester()
  for (const piece of disk.chunks(file)) sum.add(piece)
  if (sum.digest() !== `sha256:${wanted}`) throw damagedBackup(file, `it is not what ${path} says`)
}

function damagedBackup(file: string, why: string): Problem {
  return new Problem('ledger/damaged-backup', `Cannot restore ${file}: ${why}`, {
    at: file,
    next: 'take another backup',
  })
}

/** @param copy the backup, where it is a copy of SQLite */
function refuseFull(disk: Disk, place: DatabasePlace, copy: string | undefined): void {
  if (!('file' in place)) {
    if (copy === undefined) return
    throw new Problem('ledger/other-kind', `Cannot restore ${copy}: PostgreSQL does not take a copy of SQLite`, {
      next: 'restore it into a folder, then `millcert backup --portable` of that',
    })
  }
  if (disk.stat(place.file))
    throw new Problem('ledger/not-empty', `Cannot restore: there is a database already, ${place.file}`, {
      at: place.file,
      next: 'name an empty data folder with --data DIR',
    })
}

/** What a restore that was ended left. */
function clear(disk: Disk, draft: string): void {
  for (const path of [draft, `${draft}-wal`, `${draft}-shm`]) if (disk.stat(path)) disk.remove(path)
}

async function copied(disk: Disk, file: string, draft: { file: string }): Promise<string> {
  const into = disk.append(draft.file)
  for (const piece of disk.chunks(file)) into.write(piece)
  into.close()
  const connections = await openDatabase({ ...draft, make: false })
  try {
    const damage = await connections.file!.damage()
    if (damage.length === 0) return `${visible(file)} is back`
    throw damagedBackup(file, damage[0]!)
  } finally {
    await connections.close()
  }
}

async function taken(disk: Disk, file: string, draft: DatabasePlace): Promise<string> {
  const connections = await openDatabase(draft)
  try {
    const { tables, rows } = await takeDump(connections, () => disk.chunks(file), file)
    return `${visible(file)} is back: ${tables} tables, ${rows} rows`
  } finally {
    await connections.close()
  }
}
