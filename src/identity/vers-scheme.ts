import { datetime } from './datetime.ts'
import { exact } from './exact.ts'
import type { VersionOrder } from './order.ts'
import { ecosystemOf } from './placement.ts'
import { generic } from './versions/generic.ts'
import { gentoo } from './versions/gentoo.ts'
import { semver } from './versions/semver.ts'

/**
 * Vers types that are no purl types (vers-spec, VERS types). `intdot` is integers and dots: where the specification stops at
 * the first other character, a version with one is not compared here. `lexicographic` compares the bytes of UTF-8.
 */
const special: ReadonlyMap<string, VersionOrder> = new Map([
  ['alpine', ecosystemOf('apk')!.order],
  ['dart', ecosystemOf('pub')!.order],
  ['datetime', datetime],
  ['gentoo', gentoo],
  ['generic', generic],
  ['intdot', generic],
  ['lexicographic', exact],
  ['semver', semver],
])

/** The order of the versions of a vers type, which mostly is a purl type; undefined when Millcert has none. */
export function orderOfScheme(scheme: string): VersionOrder | undefined {
  const known = special.get(scheme)
  if (known !== undefined) return known
  const ecosystem = ecosystemOf(scheme)
  return ecosystem?.ranges ? ecosystem.order : undefined
}
