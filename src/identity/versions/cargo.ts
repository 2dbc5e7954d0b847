import type { VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

export const cargo: VersionOrder = {
  id: 'cargo',
  number: 4,
  about: 'crates: Semantic Versioning 2.0 as Cargo reads it (The Cargo Book, SemVer Compatibility)',
  compare: compareSemver,
  encode: encodeSemver,
}
