import type { Limits } from '#base'
import * as formats from './formats/all.ts'
import { javaArchive } from './jar-file.ts'
import { wantedByWalk } from './walk.ts'

/** What is kept of a file in an archive: its content, of a Java archive what is in it, only that it is there, or nothing. */
export type Keeping = 'content' | 'java' | 'name' | undefined

/** Bytes of a database of packages, whatever the limit of an element is: some of a whole system have 100 MB. */
export const mostDatabase = 160 * 1024 ** 2

/** Databases of packages, which are larger than lists. */
export const databases = /^(?:var|usr)\/lib\/(?:sysimage\/)?rpm\/(?:rpmdb\.sqlite|Packages|Packages\.db)$/

/** Lists of a system's packages, by path, with the format that each is read in. */
export const systemLists: readonly (readonly [RegExp, string])[] = [
  [/^var\/lib\/dpkg\/status$/, 'dpkg-status'],
  [/^var\/lib\/dpkg\/status\.d\/(?!.*\.md5sums$)[^/]+$/, 'dpkg-status'],
  [/^(?:usr\/)?lib\/apk\/db\/installed$/, 'apk-db'],
  [databases, 'rpmdb'],
]

/** Lists of packages that no reader is there for. */
export const unreadDatabases = /^usr\/lib\/opkg\/status$/

/** Where a system says which one it is, the first that is there. */
export const releaseFiles = ['etc/os-release', 'usr/lib/os-release'] as const

const installed =
  /(?:^|\/)node_modules\/(?:.*\/)?(?:package\.json|\.package-lock\.json)$|\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$|\/EGG-INFO\/PKG-INFO$|(?:site|dist)-packages\/[^/]+\.egg-info$|(?:^|\/)pyvenv\.cfg$/

const picks = Object.values(formats)

/** Decides by the path alone, so that most of an archive is passed over as it comes. */
export function keepingOf(path: string): Keeping {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (javaArchive.test(name)) return 'java'
  if (name === 'go.sum' || installed.test(path) || wantedByWalk(path, picks)) return 'content'
  if (releaseFiles.some(file => file === path) || systemLists.some(([pattern]) => pattern.test(path))) return 'content'
  return unreadDatabases.test(path) ? 'name' : undefined
}

/** Bytes kept of one paper at once: what memory holds, whatever the limits allow. */
export function mostKept({ bytes }: Limits): number {
  return Math.min(bytes, 192 * 1024 ** 2)
}
