import { loadYaml, yamlFields } from '#boms'
import { digestText } from '../lock-digest.ts'
import type { LockFormat } from '../lock-format.ts'
import { textIn } from '../lock-json-file.ts'
import { comparedWith } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * CocoaPods keeps a checksum of each podspec, which is no hash of the code: the podspec names a tag of a repository. `PODFILE CHECKSUM` is
 * the SHA-1 of the Podfile, so drift is known.
 */
export const podfileLock: LockFormat = {
  id: 'podfile-lock',
  lines: 'yaml',
  without: 'CocoaPods keeps a checksum of the podspec alone, not of the code',
  prepare: loadYaml,
  pins: lock => pinsOf(lock),
  drift(lock) {
    const path = besideOf(lock, 'Podfile')
    const bytes = lock.file(path)
    const stated = textIn(yamlFields(lock.paper.pieces(), lock.limits, lock.path), 'PODFILE CHECKSUM')
    if (bytes === undefined) return []
    if (stated === undefined) return [comparedWith(path, [], 'the lockfile has no checksum of it')]
    const same = digestText('sha1', bytes) === stated
    const difference = {
      line: undefined,
      name: undefined,
      version: undefined,
      message: 'the Podfile is not the one that was locked',
    }
    return [comparedWith(path, same ? [] : [difference], undefined)]
  },
}
