import type { Compared, LockFormat, LockPaper } from '../lock-format.ts'
import { fieldOf, isFields, membersOf } from '../lock-json-file.ts'
import { compareVersions } from '../lock-manifest.ts'
import { besideOf, withManifest } from '../lock-manifests.ts'
import { askedBefore, comparePackageJson, isBeside, objectAt } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * npm's lockfile. From version 2 on it keeps what every package.json of the project asked for, which `npm ci` compares too; version 1
 * keeps nothing of it, so versions are laid into ranges. What another package brings along (`inBundle`) has the hash of that package.
 */
export const packageLock: LockFormat = {
  id: 'package-lock',
  lines: 'json',
  pins(lock) {
    const value = lock.json()
    return pinsOf(lock).flatMap(pin => {
      const fields = objectAt(value, pin.at)
      // A member of the workspace, or a folder that a link leads to.
      if (pin.at?.startsWith('/packages/') && !pin.at.includes('node_modules')) return []
      if (fields?.['inBundle'] === true || fields?.['bundled'] === true || fields?.['link'] === true) return []
      const beside =
        isBeside(fields?.['resolved']) || (fields?.['resolved'] === undefined && isBeside(fields?.['version']))
      return [beside ? { ...pin, from: 'path' as const } : pin]
    })
  },
  drift(lock) {
    const value = lock.json()
    const packages = fieldOf(value, 'packages')
    if (!isFields(packages)) return versionOne(lock)
    return membersOf(packages).flatMap(([path, fields]) =>
      path.includes('node_modules/') || path === 'node_modules' || !isFields(fields)
        ? []
        : comparePackageJson(
            lock,
            besideOf(lock, path === '' ? 'package.json' : `${path}/package.json`),
            askedBefore(fields),
          ),
    )
  },
}

function versionOne(lock: LockPaper): Compared[] {
  const path = besideOf(lock, 'package.json')
  return withManifest(lock, path, asks => compareVersions(path, 'npm', asks, pinsOf(lock)))
}
