import type { Feed } from './feed.ts'
import * as feeds from './feeds/all.ts'

const all: readonly Feed[] = Object.values(feeds)

/** The feed with an id, undefined when this version has none. */
export function feedNamed(id: string): Feed | undefined {
  return all.find(feed => feed.id === id)
}

/** The feeds that can be fetched. */
export function feedsWithSource(): Feed[] {
  return all.filter(({ source }) => source !== undefined)
}

/** The feed of an OSV record: by an ecosystem that is one feed's alone, else by what its id begins with, else the feed of the others. */
export function feedOf(id: string, ecosystems: readonly string[]): Feed {
  return (
    all.find(
      ({ ecosystem }) => ecosystem !== undefined && ecosystems.some(one => one.split(':', 1)[0] === ecosystem),
    ) ??
    all.find(({ prefixes }) => prefixes.some(prefix => id.startsWith(prefix))) ??
    feeds.osvOther
  )
}

/** The feed of a CSAF document: by the host of its publisher's namespace, else the feed of the other makers. */
export function csafFeedOf(namespace: string): Feed {
  const host = /^https?:\/\/([^/:?#\s]+)/i.exec(namespace.trim())?.[1]?.toLowerCase() ?? ''
  return all.find(({ publishers }) => publishers?.includes(host.replace(/^www\./, ''))) ?? feeds.csafOther
}
