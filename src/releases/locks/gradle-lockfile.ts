import { type Hash, loadXml, readXml } from '#boms'
import { hexHash } from '#identity'
import type { LockFormat, LockPaper } from '../lock-format.ts'
import { undecided } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'
import { folderOf } from '../lock-tree.ts'

/**
 * Gradle keeps versions in gradle.lockfile and hashes in gradle/verification-metadata.xml of the root project (docs.gradle.org,
 * "Verifying dependencies"). A module counts as hashed where that file has a checksum for a file of it.
 */
export const gradleLockfile: LockFormat = {
  id: 'gradle-lockfile',
  lines: 'json',
  without: 'gradle/verification-metadata.xml has no checksum for it (gradle --write-verification-metadata sha256)',
  prepare: loadXml,
  pins(lock) {
    const known = verified(lock)
    return pinsOf(lock).map(pin => ({ ...pin, hashes: known.get(`${pin.name}:${pin.version}`) ?? [] }))
  },
  drift: lock =>
    ['build.gradle', 'build.gradle.kts'].flatMap(name => {
      const path = besideOf(lock, name)
      return lock.files.includes(path)
        ? [undecided(path, 'it is a program: what it asks for is not known without Gradle')]
        : []
    }),
}

/** Hashes by `group:name:version`, of the nearest file above. */
function verified(lock: LockPaper): Map<string, Hash[]> {
  const found = new Map<string, Hash[]>()
  for (let folder = lock.folder; ; folder = folderOf(folder)) {
    const path = `${folder === '' ? '' : `${folder}/`}gradle/verification-metadata.xml`
    const bytes = lock.file(path)
    if (bytes) {
      readMetadata(bytes, lock, path, found)
      return found
    }
    if (folder === '') return found
  }
}

function readMetadata(bytes: Uint8Array, { limits }: LockPaper, path: string, found: Map<string, Hash[]>): void {
  let key = ''
  readXml([bytes], limits, path, {
    open(element) {
      if (element.name === 'component')
        key = ['group', 'name', 'version'].map(name => element.attribute(name) ?? '').join(':')
      const hash = hexHash(element.name, element.attribute('value') ?? '')
      if (key === '' || 'fault' in hash) return
      const list = found.get(key)
      if (list) list.push(hash)
      else found.set(key, [hash])
    },
    text() {},
    close() {},
  })
}
