import type { LockFormat } from '../lock-format.ts'
import { undecided } from '../lock-manifest.ts'
import { besideOf } from '../lock-manifests.ts'
import { pinsOf } from '../lock-pins.ts'

/** Mix's lockfile has a checksum for each package of Hex, from Hex 0.20 on two. */
export const mixLock: LockFormat = {
  id: 'mix-lock',
  lines: 'mix',
  without: 'the lockfile has no outer checksum for it',
  pins: lock => pinsOf(lock),
  drift(lock) {
    const path = besideOf(lock, 'mix.exs')
    return lock.files.includes(path)
      ? [undecided(path, 'it is a program: what it asks for is not known without Mix')]
      : []
  },
}
