import { randomBytes } from 'node:crypto'
import { type Disk, defaultLimits, Problem, type World } from '#base'

/** A world without a machine: a disk in memory, a clock that stands still, everything said kept. For tests. */
export interface MemoryWorld extends World {
  files: Map<string, Uint8Array>
  printed(): string
  said: string[]
}

export function memoryWorld(
  files: Record<string, string | Uint8Array> = {},
  now = '2026-11-21T10:00:00Z',
): MemoryWorld {
  const stored = new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)]))
  const printed: Uint8Array[] = []
  const said: string[] = []
  return {
    files: stored,
    printed: () => Buffer.concat(printed).toString('utf8'),
    said,
    now: () => Date.parse(now),
    elapsed: () => 0,
    random: bytes => randomBytes(bytes),
    env: () => undefined,
    limits: defaultLimits,
    disk: memoryDisk(stored),
    out: text => void printed.push(bytesOf(text)),
    say: line => void said.push(line),
    progress: () => {},
    width: 0,
    version: '0.0.0',
    home: { cache: 'cache', data: 'data' },
  }
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content
}

function memoryDisk(files: Map<string, Uint8Array>): Disk {
  const must = (path: string) => {
    const found = files.get(path)
    if (!found)
      throw new Problem('base/not-found', `Cannot read ${path}: there is no such file or folder`, { at: path })
    return found
  }
  const below = (path: string) =>
    [...files.keys()].filter(key => key.startsWith(`${path}/`)).map(key => key.slice(path.length + 1))
  return {
    *chunks(path, piece = 64 * 1024) {
      const bytes = must(path)
      for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
    },
    read: path => must(path),
    open(path) {
      const bytes = must(path)
      return {
        size: bytes.length,
        read(into, at) {
          const part = bytes.subarray(at, at + into.length)
          into.set(part)
          return part.length
        },
        close() {},
      }
    },
    list(path) {
      const names = new Map(below(path).map(rest => [rest.split('/')[0]!, rest.includes('/')] as const))
      return [...names]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, folder]) => ({ name, kind: folder ? 'folder' : 'file' }))
    },
    stat(path) {
      const file = files.get(path)
      if (file) return { kind: 'file', size: file.length, modified: 0 }
      return below(path).length > 0 ? { kind: 'folder', size: 0, modified: 0 } : undefined
    },
    write: (path, pieces) => void files.set(path, Buffer.concat([...pieces].map(bytesOf))),
    append: path => ({
      size: files.get(path)?.length ?? 0,
      write: bytes => void files.set(path, Buffer.concat([files.get(path) ?? new Uint8Array(), bytes])),
      close() {
        if (!files.has(path)) files.set(path, new Uint8Array())
      },
    }),
    rename(from, to) {
      files.set(to, must(from))
      files.delete(from)
    },
    makeFolder() {},
    lock(path) {
      if (files.has(path))
        throw new Problem('base/locked', `Cannot write at ${path}: another process does`, { at: path })
      files.set(path, new Uint8Array())
      return () => void files.delete(path)
    },
    remove: path => void files.delete(path),
  }
}
