import { type Disk, type Entry, Problem } from '#base'
import { folderOf, joinPath } from './lock-tree.ts'
import type { PastFile } from './source-history.ts'

/** As many links lead from one to another before there is none. */
const mostLinks = 8

/**
 * A disk on which the files of a commit lie below `root`, and everything else where it is. Nothing is written there. Contents by their
 * ids; a file whose content is not among them is too large.
 */
export function diskOfCommit(
  disk: Disk,
  root: string,
  files: readonly PastFile[],
  contents: ReadonlyMap<string, Uint8Array>,
): Disk {
  const { fileAt, read, folders } = treeOf(files, contents)
  /** What a method does with a path below the root, and with any other. */
  const here = <T>(path: string, own: (name: string) => T, other: () => T): T => {
    if (path === root) return own('')
    return path.startsWith(`${root}/`) ? own(path.slice(root.length + 1)) : other()
  }
  return {
    ...disk,
    chunks: (path, piece) =>
      here(
        path,
        name => piecesOf(read(name, path), piece),
        () => disk.chunks(path, piece),
      ),
    read: (path, max, limit) =>
      here(
        path,
        name => read(name, path, max),
        () => disk.read(path, max, limit),
      ),
    open: path =>
      here(
        path,
        name => openedOf(read(name, path)),
        () => disk.open(path),
      ),
    list: path =>
      here(
        path,
        name => folders.get(name),
        () => disk.list(path),
      ),
    stat: path =>
      here(
        path,
        name => statOf(fileAt(name), folders.has(name)),
        () => disk.stat(path),
      ),
  }
}

/** The files of a commit by their paths; links lead to files inside it, and nowhere else. */
function treeOf(files: readonly PastFile[], contents: ReadonlyMap<string, Uint8Array>) {
  const byPath = new Map(files.map(file => [file.path, file]))
  const fileAt = (name: string, links = 0): PastFile | undefined => {
    const found = byPath.get(name)
    if (found?.kind !== 'link') return found
    const target = contents.get(found.id)
    const leads = target && joinPath(folderOf(name), new TextDecoder().decode(target))
    return leads === undefined || links === mostLinks ? undefined : fileAt(leads, links + 1)
  }
  return {
    fileAt,
    folders: foldersOf(files),
    read(name: string, path: string, max = Number.MAX_SAFE_INTEGER): Uint8Array {
      const file = fileAt(name)
      if (!file)
        throw new Problem('base/not-found', `Cannot read ${path}: there is no such file or folder`, { at: path })
      const bytes = contents.get(file.id)
      if (bytes && bytes.length <= max) return bytes
      throw new Problem('base/too-large', `Cannot read ${path}: ${file.bytes} bytes are too many`, { at: path })
    },
  }
}

function statOf(file: PastFile | undefined, isFolder: boolean): ReturnType<Disk['stat']> {
  if (file) return { kind: 'file', size: file.bytes, modified: 0 }
  return isFolder ? { kind: 'folder', size: 0, modified: 0 } : undefined
}

/** Entries by folder, sorted as a disk has them. */
function foldersOf(files: readonly PastFile[]): Map<string, Entry[]> {
  const folders = new Map<string, Map<string, Entry['kind']>>([['', new Map()]])
  for (const { path, kind } of files) {
    let made: Entry['kind'] = kind
    for (let at = path, folder = folderOf(at); ; at = folder, folder = folderOf(at)) {
      const known = folders.get(folder)
      const entries = known ?? new Map<string, Entry['kind']>()
      entries.set(at.slice(folder === '' ? 0 : folder.length + 1), made)
      if (known) break
      folders.set(folder, entries)
      made = 'folder'
    }
  }
  return new Map(
    [...folders].map(([folder, entries]) => [
      folder,
      [...entries].map(([name, kind]) => ({ name, kind })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ]),
  )
}

function* piecesOf(bytes: Uint8Array, piece = 256 * 1024): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}

function openedOf(bytes: Uint8Array): ReturnType<Disk['open']> {
  return {
    size: bytes.length,
    read(into, at) {
      const part = bytes.subarray(at, at + into.length)
      into.set(part)
      return part.length
    },
    close() {},
  }
}
