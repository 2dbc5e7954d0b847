import { Problem } from '#base'
import { collection } from './collection.ts'
import { type Reading, readInner, refuseWholly, speaksOf } from './feed-paper.ts'
import { type HeldDatabase, heldDatabase } from './held-database.ts'
import { unpacked } from './unpack.ts'

/** The advisories in a file, with names in upper case: ids of those in force, and those of all with the names they stand for as well. */
export interface AdvisoriesRead {
  own: string[]
  all: string[]
  /** Compiles what they say, to be laid against what there is. */
  held(): HeldDatabase
}

/** Reads the advisories in a file of a name. */
export type AdvisoryReader = typeof readAdvisories

/** Every record of a paper, which is not kept. A Problem when it holds no advisory in a format that is read. */
export async function readAdvisories(how: Reading, name: string, bytes: Uint8Array): Promise<AdvisoriesRead> {
  const collected = collection()
  for await (const inner of unpacked(name, bytes, how.limits)) await readInner(how, name, inner, collected)
  const files = collected.files.filter(({ format }) => format !== 'unknown' && speaksOf(format, 'advisories'))
  if (files.length === 0)
    throw new Problem(
      'advisories/no-advisory',
      `Cannot read ${name}: it holds no advisory in a format that is read (OSV, CSAF, CVE)`,
      { at: name },
    )
  refuseWholly(name, files)
  const found = [...collected.advisories.values()]
  const inUpper = (names: readonly string[]) => [...new Set(names.map(one => one.toUpperCase()))]
  return {
    own: inUpper(found.filter(({ withdrawn }) => withdrawn === undefined).map(({ id }) => id)),
    all: inUpper(found.flatMap(({ id, aliases }) => [id, ...aliases])),
    held: () => heldDatabase(collected, how.now),
  }
}
