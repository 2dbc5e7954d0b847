import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Database, openDatabase } from '#advisories'
import { db as feeds } from '#advisories/operations'
import { digest } from '#base'
import { type Bom, bomRows, migrations as bomSteps, bomStore, type Component, component } from '#boms'
import { type Ledger, rowsOf } from '#ledger'
import { contextsOf } from '#matching'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { type MemoryWorld, memoryWorld } from '../../tools/memory/world.ts'
import { findingsStore, type MatchRow, migrations } from './index.ts'

const { matchNew, planRematch, rematch } = await findingsStore()
const { keepBom } = await bomStore()
const start = Date.parse('2026-11-21T10:00:00Z')
const day = 86_400_000

interface Record {
  id: string
  aliases?: string[]
  name: string
  ecosystem?: string
  fixed?: string
  withdrawn?: string
  modified?: string
}

/** A record of osv.dev: everything below `fixed`, or all. */
function osv({
  id,
  aliases = [],
  name,
  ecosystem = 'npm',
  fixed,
  withdrawn,
  modified = '2026-10-01T00:00:00Z',
}: Record) {
  const events = [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])]
  const affected = [
    { package: { ecosystem, name }, ranges: [{ type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM', events }] },
  ]
  return { id, aliases, modified, published: modified, affected, ...(withdrawn && { withdrawn }) }
}

/** A folder of advisories that grows by a segment with each call, and is built anew with `whole`. */
async function advise(world: MemoryWorld, records: Record[], how: 'whole' | 'add'): Promise<Database> {
  world.files.set('osv.ndjson', Buffer.from(records.map(one => `${JSON.stringify(osv(one))}\n`).join('')))
  const flags = new Map([
    ['db', ['db']],
    ['from', ['osv.ndjson']],
    ...(how === 'add' ? ([['add', ['']]] as const) : []),
  ])
  await feeds.build.run(world, { words: [], flags: flags as never })
  return openDatabase(world.disk, 'db')!
}

const doing = (at: number) =>
  ({
    actor: { kind: 'house', id: 'house', name: 'Millcert' },
    operation: 'feeds.match',
    at,
    sites: 'everywhere',
  }) as const

/** Keeps a bill and judges what is new of it. */
async function kept(ledger: Ledger, components: Component[], database: Database | undefined, at: number) {
  const bom: Bom = {
    format: 'test',
    specVersion: undefined,
    serial: undefined,
    timestamp: undefined,
    subject: undefined,
    components,
    dependencies: [],
    notes: [],
  }
  const of = { digest: digest(JSON.stringify(components)), size: 1, kind: 'lockfile' as const }
  const rows = bomRows(bom, of, contextsOf(bom, of.kind))
  return ledger.write(doing(at), async db => {
    const { newComponents } = await keepBom(db, rows, at)
    const out = await matchNew(db, { database, componentIds: newComponents, at })
    return { out, entry: { object: 'bill', change: { ...out } } }
  })
}

async function rematched(ledger: Ledger, database: Database, now: number) {
  const planned = await ledger.read(db => planRematch(db, database))
  return ledger.write(doing(now), async db => {
    const out = await rematch(db, database, { planned, now })
    return { out, entry: out && { object: out.database, change: { ...out } } }
  })
}

/** The rows of all components by their names, as they stood at a time. */
async function known(ledger: Ledger, at: number): Promise<string[]> {
  const rows = await ledger.read(db =>
    rowsOf<MatchRow & { name: string; version: string; record: string }>(
      db,
      sql`select c.name, c.version, a.name as record, m.* from match m join component c on c.id = m.component_id
        left join advisory a on a.id = m.advisory_id
        where m.known_from <= ${at} and (m.known_until is null or m.known_until > ${at}) order by c.name, c.version, a.name`,
    ),
  )
  return rows.map(row => `${row.name} ${row.version} ${row.record ?? '-'} ${row.vulnerability} ${row.verdict}`)
}

const npm = (name: string, version: string) =>
  component(`${name}@${version}`, name, version, `pkg:npm/${name}@${version}`)

const first: Record[] = [
  { id: 'GHSA-aaaa-aaaa-aaaa', aliases: ['CVE-2026-1'], name: 'valve', fixed: '2.0.0' },
  { id: 'GHSA-bbbb-bbbb-bbbb', aliases: ['CVE-2026-2'], name: 'pump', fixed: '1.5.0' },
]

onEachDatabase('what comes in is judged once, whoever lists it', async database => {
  const ledger = await database.ledger([...bomSteps, ...migrations])
  const index = await advise(memoryWorld(), first, 'whole')
  const one = await kept(ledger, [npm('valve', '1.0.0'), npm('pump', '1.9.0'), npm('seal', '1.0.0')], index, start)
  assert.deepEqual([one.components, one.affected, one.undecided], [3, 1, 0])
  const again = await kept(ledger, [npm('valve', '1.0.0'), npm('valve', '2.0.0')], index, start + 1)
  assert.deepEqual([again.components, again.affected], [1, 0])
  assert.deepEqual(await known(ledger, start + 1), ['valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected'])
})

onEachDatabase('a changed record changes what is known of its package, and when we knew it stays', async database => {
  const ledger = await database.ledger([...bomSteps, ...migrations])
  const world = memoryWorld()
  const index = await advise(world, first, 'whole')
  await kept(
    ledger,
    [npm('valve', '1.0.0'), npm('valve', '2.1.0'), npm('pump', '1.0.0'), npm('seal', '1.0.0')],
    index,
    start,
  )
  const nothing = await rematched(ledger, index, start + 1)
  assert.deepEqual([nothing?.full, nothing?.started, nothing?.ended], [true, 0, 0])
  const later = await advise(
    world,
    [
      { ...first[0]!, fixed: '3.0.0', modified: '2026-10-05T00:00:00Z' },
      { ...first[1]!, withdrawn: '2026-10-05T00:00:00Z', modified: '2026-10-05T00:00:00Z' },
      { id: 'GHSA-cccc-cccc-cccc', aliases: ['CVE-2026-3'], name: 'seal' },
    ],
    'add',
  )
  const done = await rematched(ledger, later, start + day)
  assert.equal(done?.full, false)
  assert.equal(done?.judged, 4)
  const before = [
    'pump 1.0.0 GHSA-bbbb-bbbb-bbbb CVE-2026-2 affected',
    'valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected',
  ]
  assert.deepEqual(await known(ledger, start + day - 1), before)
  assert.deepEqual(await known(ledger, start + day), [
    'seal 1.0.0 GHSA-cccc-cccc-cccc CVE-2026-3 affected',
    'valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected',
    'valve 2.1.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected',
  ])
  const since = await ledger.read(db =>
    rowsOf<{ since: number }>(
      db,
      sql`select m.since from match m join component c on c.id = m.component_id
      where c.name = 'valve' and c.version = '1.0.0' and m.known_until is null`,
    ),
  )
  assert.equal(since[0]?.since, start, 'a changed range is no new verdict')
  assert.equal(await rematched(ledger, later, start + 2 * day), undefined)
})
