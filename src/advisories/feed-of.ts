import type { Feed } from './feed.ts'
import * as feeds from './feeds/all.ts'

const all: readonly Feed[] = Object.values(feeds)

const byId = new Map(all.map(feed => [feed.id, feed]))
const byEcosystem = new Map(
  all.flatMap((feed, place) => (feed.ecosystem === undefined ? [] : [[feed.ecosystem, place]])),
)
/** Each begins with letters and ends with the first character that is none. */
const byPrefix = new Map(all.flatMap(feed => feed.prefixes.map(prefix => [prefix, feed])))

/** The feed with an id, undefined when this version has none. */
export function feedNamed(id: string): Feed | undefined {
  return byId.get(id)
}

/** The feeds that can be fetched. */
export function feedsWithSource(): Feed[] {
  return all.filter(({ source }) => source !== undefined)
}

/** The feed of an OSV record: by an ecosystem that is one feed's alone, else by what its id begins with, else the feed of the others. */
export function feedOf(id: string, ecosystems: readonly string[]): Feed {
  let first = all.length
  for (const one of ecosystems) {
    const colon = one.indexOf(':')
    const place = byEcosystem.get(colon < 0 ? one : one.slice(0, colon))
    if (place !== undefined && place < first) first = place
  }
  return all[first] ?? byPrefix.get(id.slice(0, headOf(id))) ?? feeds.osvOther
}

/** How many characters the letters that an id begins with are, with the one behind them. */
function headOf(id: string): number {
  for (let i = 0; i < id.length; i++) {
    const letter = id.charCodeAt(i) | 0x20
    if (letter < 0x61 || letter > 0x7a) return i + 1
  }
  return id.length
}

/** The feed of a CSAF document: by the host of its publisher's namespace, else the feed of the other makers. */
export function csafFeedOf(namespace: string): Feed {
  const host = /^https?:\/\/([^/:?#\s]+)/i.exec(namespace.trim())?.[1]?.toLowerCase() ?? ''
  return all.find(({ publishers }) => publishers?.includes(host.replace(/^www\./, ''))) ?? feeds.csafOther
}
