import type { VersionOrder } from './order.ts'
import type { Purl } from './purl.ts'

/**
 * A world of packages: how its names are written, which order its versions have, and under which key a component and an
 * advisory meet. A member of `ecosystems/` is one purl type that advisories speak of.
 */
export interface Ecosystem {
  /** The purl type: `pypi`, `golang`, `deb`. */
  readonly type: string
  /** For people: `Python (PyPI)`. */
  readonly label: string
  readonly order: VersionOrder
  /** False when `order` cannot place a version in a range: only versions that an advisory names one by one are decided. */
  readonly ranges: boolean
  /** Names that OSV gives it, without the part after `:` (`Debian` for `Debian:12`). */
  readonly osv: readonly string[]
  /**
   * The key of an advisory's package: `pypi/urllib3`, `deb/debian:12/openssl`. Undefined when the name is none of this ecosystem's.
   * `release` is what stands after `:` in the OSV ecosystem (`12`), undefined when nothing does.
   */
  keyOfPackage(name: string, osv: string, release: string | undefined): string | undefined
  /** The key of a component, or why it has none. */
  keyOfComponent(purl: Purl): Coordinates | Unplaced
}

/** Where advisories of a component are looked up, and the version that is compared with theirs. */
export interface Coordinates {
  key: string
  version: string | undefined
  /** Why advisories may stand under another name, one sentence: a binary package whose source package nobody stated. */
  doubt?: string
}

/** A component that cannot be looked up: why, and what would settle it, each one sentence. */
export interface Unplaced {
  why: string
  settle: string
}
