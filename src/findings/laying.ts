import { sql } from 'kysely'
import type { AdvisoryText, HeldDatabase } from '#advisories'
import { listed, type Read, rowsOf } from '#ledger'
import { componentJudge, type KeptRules, keptRules } from '#matching'
import { type AdvisoryFacts, advisoryFacts } from './advisory-row.ts'
import { addComponentsWith, componentsById, keysConcerned } from './component-store.ts'
import { type FreshMatch, rowMaker } from './difference.ts'

/** What records that are not kept say of the components that are: their numbers are less than 0, as those of no kept one are. */
export interface Laid {
  records: (AdvisoryFacts & { id: number })[]
  /** `since` is when it was asked: milliseconds since 1970 UTC. */
  matches: (FreshMatch & { componentId: number; since: number })[]
}

/** What lays records that somebody asks with against what is kept, by the rules of a data folder. */
export async function layer(
  world: Parameters<typeof keptRules>[0] & { now(): number },
  held: HeldDatabase,
): Promise<(db: Read) => Promise<Laid>> {
  const now = world.now()
  const rules = await keptRules(world, now)
  return db => layAgainst(db, held, { rules, now })
}

/**
 * Lays records that somebody asks with against every component under whose keys they say something, as a rematch would. Those that are
 * kept in the same revision or a newer one are left out: what they say is known.
 */
async function layAgainst(
  db: Read,
  { database, keys }: HeldDatabase,
  { rules, now }: { rules?: KeptRules | undefined; now: number },
): Promise<Laid> {
  const fresh = await notKept(db, [...database.live()])
  const records = fresh.map((text, at) => ({ id: -1 - at, ...advisoryFacts(text) }))
  const laid: Laid = { records, matches: [] }
  if (records.length === 0) return laid
  const numbers = new Map(records.map(({ id, source, name }) => [`${source} ${name}`, id]))
  const rowsFor = rowMaker((source, name) => numbers.get(`${source} ${name}`) ?? 0)
  const judge = componentJudge(database, rules)
  const ids = new Set<number>()
  await addComponentsWith(db, await keysConcerned(db, keys), ids)
  for await (const part of componentsById(db, [...ids]))
    for (const { id: componentId, subject } of part) {
      const said = judge.of(subject).filter(one => isOf(one, numbers))
      for (const row of rowsFor(said)) laid.matches.push({ componentId, ...row, since: now })
    }
  return laid
}

/** Whether it is said by one of these records: a doubt of no record is one about the component, whatever is asked. */
function isOf(
  { advisory }: ReturnType<ReturnType<typeof componentJudge>['of']>[number],
  numbers: ReadonlyMap<string, number>,
) {
  return advisory !== undefined && numbers.has(`${advisory.source} ${advisory.id}`)
}

async function notKept(db: Read, texts: readonly AdvisoryText[]): Promise<AdvisoryText[]> {
  const names = texts.map(({ id }) => id.toUpperCase())
  const rows = await rowsOf<{ name: string; modified: number | null }>(
    db,
    sql`select n.name, a.modified from advisory_name n join advisory a on a.id = n.advisory_id and upper(a.name) = n.name
      where n.name in ${listed(db, names, 'text')} and a.gone_at is null`,
  )
  const kept = new Map<string, number>()
  for (const { name, modified } of rows) kept.set(name, Math.max(modified ?? 0, kept.get(name) ?? 0))
  return texts.filter(({ id, modified }) => (kept.get(id.toUpperCase()) ?? -1) < (modified ?? 0))
}
