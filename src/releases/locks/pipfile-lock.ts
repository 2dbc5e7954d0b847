import { loadToml } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { fieldOf, textIn } from '../lock-json-file.ts'
import { pinsOf } from '../lock-pins.ts'
import { compareDigest, pipfileDigests } from '../lock-python.ts'

/** pipenv's lockfile has hashes of every file of a package, and a digest of its Pipfile. */
export const pipfileLock: LockFormat = {
  id: 'pipfile-lock',
  lines: 'json',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift: lock =>
    compareDigest(lock, 'Pipfile', textIn(fieldOf(fieldOf(lock.json(), '_meta'), 'hash'), 'sha256'), pipfileDigests),
}
