import { loadToml } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { pinsOf } from '../lock-pins.ts'
import { compareProject } from '../lock-python.ts'

/** PDM's lockfile has hashes of every file of a package. Its digest of pyproject.toml depends on settings of PDM, so ranges are compared. */
export const pdmLock: LockFormat = {
  id: 'pdm-lock',
  lines: 'toml',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift: compareProject,
}
