import { type Database, openDatabase } from '#advisories'
import { db as feeds } from '#advisories/operations'
import { digest } from '#base'
import { type Bom, type BomFormat, bomRows, bomStore, type Component, emptyBom } from '#boms'
import { findingsStore } from '#findings'
import type { Doing, Ledger } from '#ledger'
import { contextsOf, type KeptRules } from '#matching'
import type { MemoryWorld } from '../memory/world.ts'

const { matchNew, planRematch, rematch } = await findingsStore()
const { keepBom } = await bomStore()

/** Lays records over the advisories of a world, or builds them anew of these alone. One file for each format. For tests. */
export async function advise(
  world: MemoryWorld,
  papers: Readonly<Record<string, readonly object[]>>,
  how: 'whole' | 'add',
): Promise<Database> {
  const files = Object.entries(papers).filter(([, records]) => records.length > 0)
  for (const [name, records] of files)
    world.files.set(name, Buffer.from(records.map(one => `${JSON.stringify(one)}\n`).join('')))
  const flags = new Map<string, readonly string[]>([
    ['db', ['data/advisories']],
    ['from', files.map(([name]) => name)],
    ...(how === 'add' ? ([['add', ['']]] as const) : []),
  ])
  await feeds.build.run(world, { words: [], flags })
  return openDatabase(world.disk, 'data/advisories')!
}

const house = (at: number): Doing => ({
  actor: { kind: 'house', id: 'house', name: 'Millcert' },
  operation: 'feeds.match',
  at,
  sites: 'everywhere',
})

/** A bill of some components. */
export function billOf(components: readonly Component[]): Bom {
  return { ...emptyBom('test'), components: [...components] }
}

/** Keeps a bill and judges what is new of it. */
export function kept(
  ledger: Ledger,
  bom: Bom,
  kind: BomFormat['kind'],
  database: Database | undefined,
  at: number,
  rules?: KeptRules,
) {
  const of = { digest: digest(JSON.stringify([kind, bom.components])), size: 1, kind }
  const rows = bomRows(bom, of, contextsOf(bom, kind))
  return ledger.write(house(at), async db => {
    const { newComponents, bomId } = await keepBom(db, rows, at)
    const matched = await matchNew(db, { database, rules, componentIds: newComponents, at })
    return { out: { ...matched, bomId }, entry: { object: of.digest, change: { ...matched } } }
  })
}

/** Lays all components against the advisories as they are. */
export async function rematched(ledger: Ledger, database: Database, now: number) {
  const planned = await ledger.read(db => planRematch(db, database))
  return ledger.write(house(now), async db => {
    const out = await rematch(db, database, { planned, now })
    return { out, entry: out && { object: out.database, change: { ...out } } }
  })
}
