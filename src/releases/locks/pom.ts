import { loadXml } from '#boms'
import type { LockFormat } from '../lock-format.ts'
import { pinsOf } from '../lock-pins.ts'

/** Maven has no lockfile: a pom.xml names direct dependencies, and what these need is chosen anew by each build. No file keeps a hash. */
export const pom: LockFormat = {
  id: 'pom',
  lines: 'json',
  without: 'Maven keeps no hashes, and what it needs in turn is written nowhere',
  unversioned: 'this file states a range, or leaves the version to a parent or a property of one',
  prepare: loadXml,
  pins: lock =>
    pinsOf(lock).map(pin =>
      /^(?:LATEST|RELEASE)$|[[(,\])]|-SNAPSHOT$/.test(pin.version ?? '') ? { ...pin, version: undefined } : pin,
    ),
}
