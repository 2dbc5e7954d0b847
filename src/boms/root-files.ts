import type { Disk, Entry } from '#base'
import { join } from './walk.ts'

/** Folders in which a system keeps what it is and what it has installed. */
const folders = [
  'etc',
  'usr/lib',
  'var/lib/dpkg',
  'var/lib/dpkg/status.d',
  'lib/apk/db',
  'usr/lib/apk/db',
  'var/lib/rpm',
  'usr/lib/sysimage/rpm',
  'usr/lib/opkg',
] as const

/**
 * Files of those folders in an unpacked root, by their paths in it. A link on the way is not followed: on this machine it leads
 * out of the root.
 */
export function rootFiles(list: Disk['list'], root: string): string[] {
  const known = new Map<string, readonly Entry[]>()
  const entriesOf = (path: string): readonly Entry[] => {
    const there = known.get(path)
    if (there) return there
    const entries = (isFolder(path) ? list(path === '' ? root : join(root, path)) : undefined) ?? []
    known.set(path, entries)
    return entries
  }
  const isFolder = (path: string): boolean => {
    if (path === '') return true
    const slash = path.lastIndexOf('/')
    const holder = slash < 0 ? '' : path.slice(0, slash)
    return entriesOf(holder).some(({ name, kind }) => name === path.slice(slash + 1) && kind === 'folder')
  }
  return folders.flatMap(folder =>
    entriesOf(folder).flatMap(({ name, kind }) => (kind === 'file' ? [`${folder}/${name}`] : [])),
  )
}
