import { type Disk, digester, Problem, showTime, type Tool, visible } from '#base'
import { dumpOf } from './dump-store.ts'
import { journalIn } from './journal-store.ts'
import { type DatabasePlace, openDatabase } from './open.ts'
import { databasePlace, dataFlag, dataFolder, lookInto } from './place.ts'

/** Where the sum of a backup lies. */
export const sumBeside = (file: string) => `${file}.sha256`

export const backup: Tool = {
  kind: 'tool',
  about: 'Write one state of the whole database into a file, while it is used',
  more: 'Of SQLite it is a copy of the database, which is the fastest to bring back; with --portable, and of PostgreSQL always, it is one\nfile of JSON lines with sums, which goes into either kind of database. The key that signs checkpoints, journal.key in the data folder,\nis in none of them: keep it apart. FILE.sha256 beside it holds its sum, as sha256sum writes it; restore looks at it.',
  words: [{ name: 'FILE', about: 'a file that is not there yet', count: 'one' }],
  flags: { ...dataFlag, portable: { about: 'JSON lines that PostgreSQL takes too' } },
  examples: [
    ['backup /srv/backup/2026-11-21.db', 'every night, while the server runs'],
    ['backup plant.jsonl --portable', 'to move from SQLite to PostgreSQL'],
    ['backup plant.db --data /srv/millcert', 'of another data folder'],
  ],
  async run(world, input) {
    const file = input.words[0]!
    const place = databasePlace(world, dataFolder(world, input))
    const { size, journal } = await writeBackup(world, place, { file, portable: input.flags.has('portable') })
    world.out(`${visible(file)}: ${size} bytes, ${journal} as it was at ${showTime(world.now())}\n`)
    return 0
  },
}

/**
 * Writes one state of a database into a file that is not there yet (`ledger/exists`), and its sum beside it when it is whole.
 *
 * @returns its size in bytes, and the id of its journal
 */
export async function writeBackup(
  { disk, now }: { disk: Disk; now(): number },
  place: DatabasePlace,
  { file, portable }: { file: string; portable: boolean },
): Promise<{ size: number; journal: string }> {
  if (disk.stat(file))
    throw new Problem('ledger/exists', `Cannot write ${file}: it is there already`, {
      at: file,
      next: 'name a file that is not there yet',
    })
  const journal = await lookInto(place, journalIn)
  if ('file' in place && !portable) await copied(place, file)
  else {
    const draft = `${file}.new`
    if (disk.stat(draft)) disk.remove(draft)
    const into = disk.append(draft)
    await lookInto(place, async db => {
      for await (const text of dumpOf(db, now())) into.write(Buffer.from(text))
    })
    into.close()
    disk.rename(draft, file)
  }
  // A flipped bit in a text is nothing that SQLite would see: the sum, as sha256sum writes it, shows it.
  const sum = digester()
  for (const piece of disk.chunks(file)) sum.add(piece)
  disk.write(sumBeside(file), [`${sum.digest().slice('sha256:'.length)}  ${file.split('/').at(-1)}\n`])
  return { size: disk.stat(file)?.size ?? 0, journal }
}

async function copied(place: DatabasePlace & { file: string }, to: string): Promise<void> {
  const connections = await openDatabase({ ...place, make: false })
  try {
    await connections.file!.copy(to)
  } finally {
    await connections.close()
  }
}
