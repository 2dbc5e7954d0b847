import type { Disk } from '#base'
import type { Reading } from './feed-paper.ts'
import { type PackedFile, packer, unpackedFile } from './packed-file.ts'
import { readFeedFile } from './read-feed-file.ts'
import { type FileTaker, recorder, retell, type Told } from './recorded-file.ts'

/** What a thread that helps reading is handed, the same for all. */
export interface Share {
  /** The largest first: who is done early finds a small one. */
  paths: readonly string[]
  /** How many of them somebody has taken on, one number that the threads have in common. */
  taken: SharedArrayBuffer
  how: Reading
}

/** What such a thread read: paths by their number. */
export type ShareRead = [path: number, packed: PackedFile][]

/** Less beside the largest file is read before a thread has started. */
const leastBytes = 3 * 1024 ** 2
/** What threads read is held until all is read. */
const mostBytes = 512 * 1024 ** 2

/** Whether some files are read faster by several threads. */
export function worthThreads(sizes: readonly number[]): boolean {
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0)
  return all - largest >= leastBytes && all <= mostBytes
}

/** Reads what nobody else has taken on, until nothing is left. */
export async function readShare(disk: Disk, { paths, taken, how }: Share): Promise<ShareRead> {
  const read: ShareRead = []
  for (const number of untaken(paths, taken)) {
    const { keep, packed } = packer()
    await readFeedFile(disk, how, paths[number]!, recorder(keep))
    read.push([number, packed()])
  }
  return read
}

function* untaken(paths: readonly string[], taken: SharedArrayBuffer): Iterable<number> {
  const count = new Int32Array(taken)
  for (let number = Atomics.add(count, 0, 1); number < paths.length; number = Atomics.add(count, 0, 1)) yield number
}

async function recorded(disk: Disk, how: Reading, path: string): Promise<Told[]> {
  const told: Told[] = []
  await readFeedFile(
    disk,
    how,
    path,
    recorder(one => void told.push(one)),
  )
  return told
}

/**
 * Reads files here and on other threads at once, and takes them into the collection in their order, whoever read them: nothing that is
 * taken tells how many threads there were. What a thread left unread, because it failed or was ended, is read here.
 *
 * @param files paths with their sizes in bytes
 * @param others starts the other threads
 */
export async function readTogether(
  disk: Disk,
  how: Reading,
  files: readonly { path: string; size: number }[],
  into: FileTaker,
  others: (share: Share) => readonly Promise<ShareRead>[],
): Promise<void> {
  const order = files.map((_, place) => place).sort((a, b) => files[b]!.size - files[a]!.size || a - b)
  const paths = order.map(place => files[place]!.path)
  const share: Share = { paths, taken: new SharedArrayBuffer(4), how }
  const helping = others(share)
  const told = new Map<number, Iterable<Told>>()
  for (const number of untaken(paths, share.taken)) told.set(order[number]!, await recorded(disk, how, paths[number]!))
  for (const helped of await Promise.allSettled(helping))
    if (helped.status === 'fulfilled')
      for (const [number, packed] of helped.value) told.set(order[number]!, unpackedFile(packed))
  for (const [place, { path }] of files.entries()) {
    retell(told.get(place) ?? (await recorded(disk, how, path)), into)
    told.delete(place)
  }
}
