import { loadToml } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { fieldOf, textIn } from '../lock-json-file.ts'
import { pinsOf } from '../lock-pins.ts'
import { compareDigest, poetryDigests, tomlOf } from '../lock-python.ts'

/** Poetry's lockfile has hashes of every file of a package, and `content-hash` over what pyproject.toml asks for. */
export const poetryLock: LockFormat = {
  id: 'poetry-lock',
  lines: 'toml',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift: lock =>
    compareDigest(lock, 'pyproject.toml', textIn(fieldOf(tomlOf(lock), 'metadata'), 'content-hash'), poetryDigests),
}
