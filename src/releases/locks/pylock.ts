import { loadToml } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { pinsOf } from '../lock-pins.ts'
import { compareProject } from '../lock-python.ts'

/** `pylock.toml` (packaging.python.org, "pylock.toml specification") has hashes of every file, and keeps nothing of the question. */
export const pylock: LockFormat = {
  id: 'pylock',
  lines: 'toml',
  prepare: loadToml,
  pins: lock => pinsOf(lock),
  drift: compareProject,
}
