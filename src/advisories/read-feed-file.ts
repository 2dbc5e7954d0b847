import { type Disk, Problem } from '#base'
import { placeOf, type Reading, readInner } from './feed-paper.ts'
import type { FileTaker } from './recorded-file.ts'
import { unpacked } from './unpack.ts'

/** Reads one file into the collection; what cannot be read of it, or of an archive's entries, is reported, and the rest stays. */
export async function readFeedFile(disk: Disk, how: Reading, path: string, collected: FileTaker): Promise<void> {
  const attempt = async (where: string, run: () => Promise<void>) => {
    const before = collected.files.length
    try {
      await run()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const report = collected.files[before] ?? collected.file(where, 'unreadable', path).report
      collected.broken(report, error)
    }
  }
  try {
    for await (const inner of unpacked(path, disk.read(path, how.limits.bytes), how.limits))
      await attempt(placeOf(path, inner), () => readInner(how, path, inner, collected))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await attempt(path, () => Promise.reject(error))
  }
}
