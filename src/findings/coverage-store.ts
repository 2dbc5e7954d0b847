import { sql } from 'kysely'
import { ecosystemPart, type FeedEntry, isChecked, productType } from '#advisories'
import { type Read, rowsOf } from '#ledger'
import { lookupKeys } from '#matching'
import { componentsById } from './component-store.ts'

/** Components of an ecosystem of whose vulnerabilities no feed speaks: that nothing is known of them does not mean that nothing is wrong. */
export interface Uncovered {
  /** `npm`, `deb/debian:12`. */
  ecosystem: string
  components: number
}

/** Every ecosystem of components that no feed covers, the one with most components first. Reads every key. */
export async function uncovered(db: Read, feeds: readonly FeedEntry[]): Promise<Uncovered[]> {
  const rows = await rowsOf<{ key: string; count: number }>(
    db,
    sql`select key, count(*) as count from component_key group by key`,
  )
  const counts = new Map<string, number>()
  for (const { key, count } of rows) {
    const part = partOf(key)
    if (part !== undefined) counts.set(part, (counts.get(part) ?? 0) + count)
  }
  return [...counts]
    .filter(([ecosystem]) => !isChecked(feeds, ecosystem))
    .map(([ecosystem, components]) => ({ ecosystem, components }))
    .sort((a, b) => b.components - a.components || (a.ecosystem < b.ecosystem ? -1 : 1))
}

/** Those of some components of whose ecosystem no feed speaks, with the ecosystem. */
export async function uncoveredOf(
  db: Read,
  feeds: readonly FeedEntry[],
  components: readonly number[],
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for await (const part of componentsById(db, components))
    for (const { id, subject } of part)
      for (const key of lookupKeys(subject)) {
        const ecosystem = partOf(key)
        if (ecosystem !== undefined && !isChecked(feeds, ecosystem)) found.set(id, ecosystem)
      }
  return found
}

/** Tells whether one of a component's keys is of an ecosystem of which no feed speaks. */
export function coverTeller(feeds: readonly FeedEntry[]): (keys: readonly string[]) => boolean {
  const known = new Map<string, boolean>()
  const isUncovered = (part: string) => {
    const found = known.get(part) ?? !isChecked(feeds, part)
    known.set(part, found)
    return found
  }
  return keys =>
    keys.some(key => {
      const ecosystem = partOf(key)
      return ecosystem !== undefined && isUncovered(ecosystem)
    })
}

/** The ecosystem of a package's key; what a maker's words and CPEs name says itself that it is not covered. */
function partOf(key: string): string | undefined {
  return key.startsWith('cpe/') || key.startsWith(`${productType}/`) ? undefined : ecosystemPart(key)
}
