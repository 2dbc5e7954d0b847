import { type Digest, type Disk, digester, newId, Problem } from '#base'
import type { Seen } from '#ledger'

/** What setting bytes aside takes of the world. */
export type Setting = Pick<Seen, 'folder' | 'now' | 'random' | 'progress'> & {
  disk: Pick<Disk, 'append' | 'list' | 'makeFolder' | 'remove' | 'stat'>
}

/** A paper that lies aside until it is kept or refused. */
export interface SetAside {
  path: string
  /** As who sent it calls it: one name of a file, without folders. */
  name: string
  size: number
  digest: Digest
}

/**
 * Writes bytes into `FOLDER/aside` as they come, with their digest: no more of them is held than a piece. What was written is taken away
 * where they cannot all be taken. Throws `intake/too-large`, `intake/empty`, and what the stream or the disk throws.
 *
 * @param most bytes that are taken
 * @param mayBeEmpty whether a file of a name says something by being empty
 */
export async function setAside(
  world: Setting,
  bytes: AsyncIterable<Uint8Array> | undefined,
  { name, most, mayBeEmpty }: { name: string | undefined; most: number; mayBeEmpty?: (name: string) => boolean },
): Promise<SetAside> {
  const called = plainName(name)
  if (bytes === undefined) throw nothingCame(called)
  const { disk, folder } = world
  disk.makeFolder(asideOf(folder))
  const path = `${asideOf(folder)}/${newId('aside', world)}`
  const file = disk.append(path)
  let closed = false
  const close = () => {
    if (!closed) file.close()
    closed = true
  }
  try {
    const sum = digester()
    let size = 0
    for await (const piece of bytes) {
      size += piece.length
      if (size > most) throw tooLarge(called, most)
      file.write(piece)
      sum.add(piece)
      world.progress(`receiving ${called}`, size, 0)
    }
    if (size === 0 && !mayBeEmpty?.(called)) throw nothingCame(called)
    close()
    return { path, name: called, size, digest: sum.digest() }
  } catch (error) {
    tried(close)
    takeAway(world, path)
    throw error
  }
}

function asideOf(folder: string): string {
  return `${folder}/aside`
}

/** Takes away what lies aside; what is not there any more is no matter. */
export function takeAway({ disk }: Pick<Setting, 'disk'>, path: string): void {
  tried(() => disk.remove(path))
}

/** Takes away what a process left that ended in the middle: when nothing is being taken in, at the start. Gives how many. */
export function clearAside({ disk, folder }: Pick<Setting, 'disk' | 'folder'>): number {
  const left =
    disk.list(asideOf(folder))?.filter(({ name, kind }) => kind === 'file' && name.startsWith('aside-')) ?? []
  for (const { name } of left) takeAway({ disk: disk as Setting['disk'] }, `${asideOf(folder)}/${name}`)
  return left.length
}

function tried(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Characters of a name that are kept. */
const longestName = 200

/** A name of a file from outside, as one that is no path: readers look at it, and people. */
function plainName(name: string | undefined): string {
  const last = (name ?? '').slice(-4096).split(/[/\\]/).at(-1)!
  const plain = last.replace(/\p{C}/gu, '').trim().slice(-longestName)
  return plain === '' || plain === '-' || plain === '.' || plain === '..' ? 'paper' : plain
}

function tooLarge(name: string, most: number): Problem {
  return new Problem('intake/too-large', `Cannot take ${name}: it is larger than ${most} bytes`, {
    wanted: `at most ${most} bytes`,
  })
}

function nothingCame(name: string): Problem {
  return new Problem('intake/empty', `Cannot take ${name}: it is empty`, { wanted: 'a file', found: 'nothing' })
}

/** A disk with one file on it, under its own name: a paper from outside has no folder, and nothing of this machine lies beside it. */
export function diskWith(
  disk: Pick<Disk, 'chunks' | 'read' | 'stat'>,
  { path, name }: Pick<SetAside, 'path' | 'name'>,
): Pick<Disk, 'chunks' | 'read' | 'stat' | 'list'> {
  const real = (asked: string) => {
    if (asked === name) return path
    throw new Problem('base/not-found', `Cannot read ${asked}: there is no such file or folder`, { at: asked })
  }
  return {
    chunks: (asked, piece) => disk.chunks(real(asked), piece),
    read: (asked, most, limit) => disk.read(real(asked), most, limit),
    stat: asked => (asked === name ? disk.stat(path) : undefined),
    list: () => undefined,
  }
}
