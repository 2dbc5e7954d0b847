import type { VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

export const semver: VersionOrder = {
  id: 'semver',
  number: 1,
  about: 'npm and other users of Semantic Versioning 2.0 (semver.org, clause 11)',
  compare: compareSemver,
  encode: encodeSemver,
}
