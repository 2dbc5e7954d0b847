import type { Disk } from '#base'
import { inTree, type LockTree } from './lock-tree.ts'

/** A file of the tree that is looked into for what must not leave the house. */
export interface TextFile {
  /** Relative to the tree. */
  path: string
  bytes: number
  /** Undefined where it is no text (it holds a NUL), or larger than is looked into. */
  text(): string | undefined
}

/** Bytes of one file that is looked into. */
export const mostText = 8 * 1024 * 1024

/** The files of a tree, but for those the policy passes over: `skip` names files and folders, relative to it. */
export function textFiles(disk: Pick<Disk, 'read' | 'stat'>, tree: LockTree, skip: readonly string[]): TextFile[] {
  const left = skip.map(path => path.replace(/\/+$/, ''))
  const kept = tree.files.filter(file => !left.some(path => file === path || file.startsWith(`${path}/`)))
  return kept.map(path => fileAt(disk, inTree(tree.root, path), path))
}

function fileAt(disk: Pick<Disk, 'read' | 'stat'>, full: string, path: string): TextFile {
  const bytes = disk.stat(full)?.size ?? 0
  return {
    path,
    bytes,
    text() {
      if (bytes > mostText) return undefined
      const read = disk.read(full, mostText)
      return read.includes(0) ? undefined : new TextDecoder().decode(read)
    },
  }
}
