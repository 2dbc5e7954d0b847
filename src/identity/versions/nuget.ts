import type { VersionOrder } from '../order.ts'
import { compareSemver, encodeSemver } from '../semver-text.ts'

/** One to four numbers, and a pre-release only behind a hyphen; anything else is none of NuGet's versions. */
const shape = /^\s*v?\d+(?:\.\d+){0,3}(?:[-+]|\s*$)/i

/** NuGet's versions are semantic ones with a fourth number, whose words mean nothing by case; no text at all for others. */
function plain(version: string): string {
  return version.length <= 600 && shape.test(version) ? version.trim().toLowerCase() : ''
}

export const nuget: VersionOrder = {
  id: 'nuget',
  number: 8,
  about: 'NuGet packages (learn.microsoft.com/nuget/concepts/package-versioning)',
  compare: (a, b) => compareSemver(plain(a), plain(b)),
  encode: (version, into) => encodeSemver(plain(version), into),
}
