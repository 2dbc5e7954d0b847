import { parsePurl } from '#identity'
import type { LockFormat } from '../lock-format.ts'
import { undecided } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'

/** Conan's lockfile keeps recipe revisions: a hash over a recipe's files, or its commit. Packages that are built of it have none. */
export const conanLock: LockFormat = {
  id: 'conan-lock',
  lines: 'json',
  without: 'the lockfile has no recipe revision for it',
  pins: lock =>
    pinsOf(lock).map(pin => {
      const purl = pin.purl === undefined ? undefined : parsePurl(pin.purl)
      const revision = purl && 'type' in purl ? purl.qualifiers?.get('rrev') : undefined
      return revision === undefined ? pin : { ...pin, sums: [`rrev ${revision}`] }
    }),
  drift: lock =>
    ['conanfile.py', 'conanfile.txt'].flatMap(name => {
      const path = besideOf(lock, name)
      return lock.files.includes(path) ? [undecided(path, 'what it asks for is not known without Conan')] : []
    }),
}
