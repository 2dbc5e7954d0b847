import { Problem } from '#base'
import type { Compared, LockPaper } from './lock-format.ts'
import { type Ask, type ManifestFormat, undecided } from './lock-manifest.ts'
import { fileName, folderOf } from './lock-tree.ts'
import * as manifests from './manifests/all.ts'

/** Every manifest that is read, in no order that matters. */
export const manifestFormats: readonly ManifestFormat[] = Object.values(manifests)

/** The format of a manifest by its name; undefined for any other file. */
export function manifestFormatOf(path: string): ManifestFormat | undefined {
  const name = fileName(path)
  return manifestFormats.find(({ names }) => names.test(name))
}

/**
 * Compares a lockfile with a manifest of the tree; no answer where it is not there. One that cannot be read is undecided, with the reason.
 * `kind` is a name of its format where its own says nothing.
 */
export function withManifest(
  lock: Pick<LockPaper, 'file' | 'limits'>,
  path: string,
  compare: (asks: Ask[], bytes: Uint8Array) => Compared,
  kind = path,
): Compared[] {
  const format = manifestFormatOf(kind)
  const bytes = lock.file(path)
  if (bytes === undefined || format === undefined) return []
  try {
    return [compare(format.read(bytes, lock.limits, path), bytes)]
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [undecided(path, error.message)]
  }
}

/** A file in the same folder of the tree. */
export function besideOf({ folder }: Pick<LockPaper, 'folder'>, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/**
 * Files of a name in the folder of a lockfile and below it, but for those that a lockfile of the same name lies nearer to: the members of
 * its workspace.
 */
export function membersBelow({ folder, files, path }: LockPaper, name: string): string[] {
  const start = folder === '' ? '' : `${folder}/`
  const others = files.filter(file => fileName(file) === fileName(path) && file !== path && file.startsWith(start))
  const nearer = others.map(folderOf)
  return files.filter(
    file =>
      file.startsWith(start) &&
      fileName(file) === name &&
      !nearer.some(other => folderOf(file) === other || file.startsWith(`${other}/`)),
  )
}
