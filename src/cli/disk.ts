import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { type Disk, type Entry, type GrowingFile, type Limits, type OpenFile, Problem } from '#base'
import { setForLargeInput } from './large-input.ts'
import { isRunning, lock } from './lock.ts'

const pieceBytes = 256 * 1024
const largeBytes = 4 * 1024 ** 2
/** One read takes less than 2 GiB: its length is a signed number of 32 bits. */
const mostAtOnce = 1024 ** 3

/** The real disk: synchronous, and every failure a Problem that names the path and the action. */
export const disk: Disk = {
  chunks,
  read(path, max, limit = 'bytes') {
    const file = openFile(path)
    try {
      if (file.size > max) throw tooLarge(path, max, limit)
      const bytes = Buffer.allocUnsafe(file.size)
      const length = file.read(bytes, 0)
      return length === bytes.length ? bytes : bytes.subarray(0, length)
    } finally {
      file.close()
    }
  },
  open: openFile,
  list(path) {
    try {
      return readdirSync(path, { withFileTypes: true })
        .map(
          (entry): Entry => ({
            name: entry.name,
            kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
          }),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch {
      return undefined
    }
  },
  stat(path) {
    const found = statOf(path)
    return (
      found && {
        kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
        size: found.size,
        modified: found.mtimeMs,
      }
    )
  },
  write,
  append,
  rename: (from, to) =>
    acting('write', to, () => {
      renameSync(from, to)
      syncFolder(to)
    }),
  lock: path => {
    const release = lock(path)
    clearLeft(path.slice(0, path.lastIndexOf('/')) || '.')
    return release
  },
  makeFolder: path => acting('create', path, () => void mkdirSync(path, { recursive: true, mode: 0o700 })),
  remove: path => acting('remove', path, () => unlinkSync(path)),
}

/** Runs something of the disk; what goes wrong becomes a Problem that says what was being done to which path. */
export function acting<T>(what: string, path: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof Problem) throw error
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      {
        ENOENT: 'there is no such file or folder',
        EACCES: 'no permission',
        EISDIR: 'it is a folder',
        ENOTDIR: 'a part of its path is not a folder',
        ENOSPC: 'the disk is full',
        EDQUOT: 'the disk is full',
        EROFS: 'the disk is read-only',
      }[code ?? ''] ?? message
    throw new Problem(
      codeOf(code),
      `Cannot ${what} ${path === '-' ? (what === 'read' ? 'standard input' : 'the answer') : path}: ${reason}`,
      { at: path },
    )
  }
}

function codeOf(errno: string | undefined): string {
  if (errno === 'ENOENT') return 'base/not-found'
  return errno === 'ENOSPC' || errno === 'EDQUOT' ? 'base/disk-full' : 'base/disk'
}

/** Undefined also for what cannot be reached: a link to itself, a name too long, a part that is no folder. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function tooLarge(path: string, max: number, limit: keyof Limits): Problem {
  return new Problem('base/too-large', `Cannot read ${path}: larger than the limit of ${max} bytes`, {
    at: path,
    next: `raise it with --limit ${limit}=${max * 4}`,
  })
}

function* chunks(path: string, piece = pieceBytes): Iterable<Uint8Array> {
  const handle = path === '-' ? 0 : opened(path)
  // No Buffer: `slice` of one is no copy, and who keeps a piece would keep the one that is read last.
  const bytes = new Uint8Array(piece)
  let total = 0
  try {
    for (;;) {
      const length = acting('read', path, () => readPatiently(handle, bytes))
      if (length === 0) return
      total += length
      if (total > largeBytes) setForLargeInput()
      yield bytes.subarray(0, length)
    }
  } finally {
    if (path !== '-') closeSync(handle)
  }
}

/** Standard input may be a pipe that has nothing yet: then the read is tried again. */
function readPatiently(handle: number, bytes: Uint8Array): number {
  for (;;) {
    try {
      return readSync(handle, bytes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

/** Opens a plain file; anything else (a pipe, a device) could block for ever and is refused. */
function opened(path: string): number {
  return acting('read', path, () => {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stat = fstatSync(handle)
    if (stat.isFile()) return handle
    closeSync(handle)
    throw new Problem(
      'base/not-a-file',
      `Cannot read ${path}: it is ${stat.isDirectory() ? 'a folder' : 'no plain file'}`,
      { at: path },
    )
  })
}

function openFile(path: string): OpenFile {
  const handle = opened(path)
  const { size } = fstatSync(handle)
  return {
    size,
    read(into, at) {
      let done = 0
      while (done < into.length) {
        const length = acting('read', path, () =>
          readSync(handle, into, done, Math.min(into.length - done, mostAtOnce), at + done),
        )
        if (length === 0) break
        done += length
      }
      return done
    },
    close: () => closeSync(handle),
  }
}

function write(path: string, pieces: Iterable<Uint8Array | string>): void {
  const there = acting('write', path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (there?.isSymbolicLink())
    throw new Problem('base/disk', `Cannot write ${path}: it is a link, and links are not written through`, {
      at: path,
      next: 'name the file itself',
    })
  if (there && !there.isFile() && !there.isDirectory()) writeInto(path, pieces)
  else writeBeside(path, pieces)
}

/** A device or a pipe (`/dev/null`) takes what it is given: a rename would put a file in its place. */
function writeInto(path: string, pieces: Iterable<Uint8Array | string>): void {
  acting('write', path, () => {
    const handle = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW)
    try {
      writePieces(handle, pieces)
    } finally {
      closeSync(handle)
    }
  })
}

function writePieces(handle: number, pieces: Iterable<Uint8Array | string>): void {
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
  }
}

function writeBeside(path: string, pieces: Iterable<Uint8Array | string>): void {
  const beside = `${path}.${process.pid}.new`
  acting('write', path, () => {
    const handle = openSync(
      beside,
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      0o600,
    )
    try {
      try {
        writePieces(handle, pieces)
        fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(beside, path)
      syncFolder(path)
    } catch (error) {
      try {
        unlinkSync(beside)
      } catch {
        // Already renamed, or gone: the first error is the one to tell.
      }
      throw error
    }
  })
}

function append(path: string): GrowingFile {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW
  const handle = acting('write', path, () => openSync(path, flags, 0o600))
  const { size } = fstatSync(handle)
  return {
    size,
    write: bytes => acting('write', path, () => writePieces(handle, [bytes])),
    close: () =>
      acting('write', path, () => {
        try {
          fsyncSync(handle)
        } finally {
          closeSync(handle)
        }
      }),
  }
}

/** Clears away what killed processes of this machine were writing beside the files of a folder; for who holds its lock. */
function clearLeft(folder: string): void {
  for (const { name, kind } of disk.list(folder) ?? []) {
    const pid = kind === 'file' ? /\.([1-9]\d{0,9})\.new$/.exec(name)?.[1] : undefined
    // A number comes again: nothing is being written yet by this process.
    if (pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)))) disk.remove(`${folder}/${name}`)
  }
}

/** A rename is on disk only once its folder is. */
function syncFolder(path: string): void {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.'
  const handle = openSync(folder, constants.O_RDONLY)
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
