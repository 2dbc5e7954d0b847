import { cpeEcosystem } from './cpe-claim.ts'
import { feedNamed } from './feed-of.ts'
import type { FeedEntry } from './manifest.ts'
import { productType } from './product-claim.ts'

/** Vendor and release of a distribution stand before the name: `deb/debian:12/openssl`. */
const released = /^[a-z]+\/[a-z]+:[^/]+(?=\/)/

/**
 * The part of a key that names its ecosystem: `npm` of `npm/@mill/valve`, but `deb/debian:12` of `deb/debian:12/openssl`, since
 * what is said of one release of a distribution checks no package of another, nor of another vendor.
 */
export function ecosystemPart(key: string): string {
  const release = key.includes(':') ? released.exec(key) : null
  return release?.[0] ?? key.slice(0, key.indexOf('/'))
}

/**
 * Whether a database speaks of vulnerabilities in packages of an ecosystem (`ecosystemPart`), and not of their end of life or of
 * malware alone, nor of makers' own packages. Products by CPE or in words are every feed's that names them.
 */
export function isChecked(feeds: readonly Pick<FeedEntry, 'id' | 'ecosystems'>[], ecosystem: string): boolean {
  return feeds.some(({ id, ecosystems }) => {
    const feed = feedNamed(id)
    return (
      ecosystems.includes(ecosystem) &&
      speaksOf(feed?.covers ?? [], ecosystem) &&
      !feed?.lifecycle &&
      !feed?.malicious &&
      (!feed?.partial || isOfProducts(ecosystem))
    )
  })
}

/** Products that a CPE or their maker's words name, and no package URL. */
function isOfProducts(ecosystem: string): boolean {
  return ecosystem === cpeEcosystem || ecosystem.startsWith(`${productType}/`)
}

/** A feed that is of some ecosystems may have records about others by chance: of GitHub's repositories only those that are actions. */
function speaksOf(covers: readonly string[], ecosystem: string): boolean {
  return covers.length === 0 || covers.includes(ecosystem.split('/', 1)[0]!)
}

/** Whether the answer about what was looked for, by ecosystem, rests on a feed: its age then matters. */
export function restsOn({ id, ecosystems }: FeedEntry, looked: ReadonlyMap<string, unknown>): boolean {
  const named = feedNamed(id)?.partial ? ecosystems.filter(isOfProducts) : ecosystems
  return named.some(ecosystem => looked.has(ecosystem))
}

/** Whether a feed names malicious packages, and so says nothing of ecosystems that it has no records of. */
export function isMalware(id: string): boolean {
  return feedNamed(id)?.malicious === true
}
