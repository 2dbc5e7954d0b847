import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { openDatabase } from '#advisories'
import { migrations as bomSteps, component } from '#boms'
import { type Ledger, rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { advise, billOf, kept as keptBill, rematched } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { findingsStore, type MatchRow, migrations } from './index.ts'

const { advisoriesNamed, componentsAffected, matchesOf, planRematch, rematch, uncovered } = await findingsStore()
const start = Date.parse('2026-11-21T10:00:00Z')
const day = 86_400_000
const steps = [...bomSteps, ...migrations]

/** A record of osv.dev about a package of npm: everything below `fixed`, or all. */
function osv(id: string, cve: string, name: string, fixed?: string, over: object = {}) {
  const events = [{ introduced: '0' }, ...(fixed === undefined ? [] : [{ fixed }])]
  const affected = [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }] }]
  return { id, aliases: [cve], modified: '2026-10-01T00:00:00Z', affected, ...over }
}

const later = { modified: '2026-10-05T00:00:00Z' }
const first = [
  osv('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1', 'valve', '2.0.0'),
  osv('GHSA-bbbb-bbbb-bbbb', 'CVE-2026-2', 'pump', '1.5.0'),
]
const npm = (name: string, version: string) =>
  component(`${name}@${version}`, name, version, `pkg:npm/${name}@${version}`)

const kept = (ledger: Ledger, names: string[], database: Parameters<typeof keptBill>[3], at: number) =>
  keptBill(ledger, billOf(names.map(name => npm(...(name.split(' ') as [string, string])))), 'lockfile', database, at)

/** The rows of all components by their names, as they stood at a time. */
async function known(ledger: Ledger, at: number): Promise<string[]> {
  const rows = await ledger.read(db =>
    rowsOf<MatchRow & { name: string; version: string; record: string }>(
      db,
      sql`select c.name, c.version, a.name as record, m.* from match m join component c on c.id = m.component_id
        left join advisory a on a.id = m.advisory_id
        where m.known_from <= ${at} and (m.known_until is null or m.known_until > ${at})
        order by c.name, c.version, a.name`,
    ),
  )
  return rows.map(row => `${row.name} ${row.version} ${row.record ?? '-'} ${row.vulnerability} ${row.verdict}`)
}

onEachDatabase('what comes in is judged once, whoever lists it', async database => {
  const ledger = await database.ledger(steps)
  const index = await advise(memoryWorld(), { osv: first }, 'whole')
  const one = await kept(ledger, ['valve 1.0.0', 'pump 1.9.0', 'seal 1.0.0'], index, start)
  assert.deepEqual([one.components, one.affected, one.undecided], [3, 1, 0])
  const again = await kept(ledger, ['valve 1.0.0', 'valve 2.0.0'], index, start + 1)
  assert.deepEqual([again.components, again.affected], [1, 0])
  assert.deepEqual(await known(ledger, start + 1), ['valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected'])
})

onEachDatabase('a changed record changes what is known of its package, and when we knew it stays', async database => {
  const ledger = await database.ledger(steps)
  const world = memoryWorld()
  const index = await advise(world, { osv: first }, 'whole')
  await kept(ledger, ['valve 1.0.0', 'valve 2.1.0', 'pump 1.0.0', 'seal 1.0.0'], index, start)
  const nothing = await rematched(ledger, index, start + 1)
  assert.deepEqual([nothing?.full, nothing?.started, nothing?.ended], [true, 0, 0])
  const changed = [
    osv('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1', 'valve', '3.0.0', later),
    osv('GHSA-bbbb-bbbb-bbbb', 'CVE-2026-2', 'pump', '1.5.0', { ...later, withdrawn: later.modified }),
    osv('GHSA-cccc-cccc-cccc', 'CVE-2026-3', 'seal'),
  ]
  const now = await advise(world, { osv: changed }, 'add')
  const done = await rematched(ledger, now, start + day)
  assert.deepEqual([done?.full, done?.judged], [false, 4])
  assert.deepEqual(await known(ledger, start + day - 1), [
    'pump 1.0.0 GHSA-bbbb-bbbb-bbbb CVE-2026-2 affected',
    'valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected',
  ])
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
  assert.equal(await rematched(ledger, now, start + 2 * day), undefined)
})

onEachDatabase('bills that came in before any advisories are judged when there are some', async database => {
  const ledger = await database.ledger(steps)
  const without = await kept(ledger, ['valve 1.0.0', 'seal 1.0.0'], undefined, start)
  assert.deepEqual([without.database, without.components, without.affected], [null, 2, 0])
  const index = await advise(memoryWorld(), { osv: first }, 'whole')
  const done = await rematched(ledger, index, start + day)
  assert.deepEqual([done?.judged, done?.started], [2, 1])
  assert.deepEqual(await known(ledger, start + day), ['valve 1.0.0 GHSA-aaaa-aaaa-aaaa CVE-2026-1 affected'])
})

onEachDatabase('a bill judged with older advisories than those of the last run is judged again', async database => {
  const ledger = await database.ledger(steps)
  const world = memoryWorld()
  const old = await advise(world, { osv: first }, 'whole')
  await rematched(ledger, old, start)
  // A memory disk keeps what an open index reads: the old one still answers as it did.
  const segments = new Map(world.files)
  const now = await advise(world, { osv: [osv('GHSA-cccc-cccc-cccc', 'CVE-2026-3', 'seal')] }, 'add')
  await rematched(ledger, now, start + 1)
  const held = memoryWorld(Object.fromEntries(segments))
  await kept(ledger, ['seal 1.0.0'], openDatabase(held.disk, 'data/advisories'), start + 2)
  assert.deepEqual(await known(ledger, start + 2), [])
  const done = await rematched(ledger, now, start + 3)
  assert.equal(done?.started, 1)
})

onEachDatabase(
  'an index that is built anew is judged by what it says otherwise, and by nothing else',
  async database => {
    const ledger = await database.ledger(steps)
    const index = await advise(memoryWorld(), { osv: first }, 'whole')
    await rematched(ledger, index, start)
    await kept(ledger, ['valve 1.0.0', 'pump 1.0.0', 'seal 1.0.0'], index, start)
    const another = [first[0]!, osv('GHSA-bbbb-bbbb-bbbb', 'CVE-2026-2', 'pump', '0.5.0', later)]
    const done = await rematched(ledger, await advise(memoryWorld(), { osv: another }, 'whole'), start + 1)
    assert.deepEqual([done?.full, done?.judged, done?.started, done?.ended], [true, 1, 0, 1])
  },
)

onEachDatabase('a plan that another act overtook is made again', async database => {
  const ledger = await database.ledger(steps)
  const index = await advise(memoryWorld(), { osv: first }, 'whole')
  const planned = await ledger.read(db => planRematch(db, index))
  await kept(ledger, ['valve 1.0.0'], undefined, start)
  const doing = {
    actor: { kind: 'house', id: 'h', name: 'h' },
    operation: 'x',
    at: start,
    sites: 'everywhere',
  } as const
  const done = await ledger.write(doing, async db => {
    const out = await rematch(db, index, { planned, now: start + 1 })
    return { out, entry: { object: 'x', change: 1 } }
  })
  assert.equal(done?.started, 1)
})

onEachDatabase('a clock that goes back never puts an end before a beginning', async database => {
  const ledger = await database.ledger(steps)
  const world = memoryWorld()
  const index = await advise(world, { osv: first }, 'whole')
  await rematched(ledger, index, start)
  await kept(ledger, ['valve 1.0.0'], index, start)
  const now = await advise(world, { osv: [osv('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1', 'valve', '3.0.0', later)] }, 'add')
  await rematched(ledger, now, start - day)
  const rows = await ledger.read(db => rowsOf<MatchRow>(db, sql`select * from match order by known_from`))
  assert.deepEqual(
    rows.map(row => [row.known_from, row.known_until]),
    [
      [start, start + 1],
      [start + 1, null],
    ],
  )
})

onEachDatabase('a vulnerability is found under all its names, as it was known at a time', async database => {
  const ledger = await database.ledger(steps)
  const world = memoryWorld()
  const index = await advise(world, { osv: first }, 'whole')
  await kept(ledger, ['valve 1.0.0', 'valve 1.1.0', 'left-pad 1.0.0'], index, start)
  await rematched(ledger, index, start)
  await ledger.read(async db => {
    for (const name of ['cve-2026-1', 'GHSA-aaaa-aaaa-aaaa']) {
      const [record] = await advisoriesNamed(db, name)
      assert.deepEqual([record?.name, record?.source, record?.gone_at], ['GHSA-aaaa-aaaa-aaaa', 'osv-ghsa', null])
      const page = await componentsAffected(db, name, { limit: 1 })
      assert.deepEqual([page.rows.length, page.rows[0]?.verdict], [1, 'affected'])
      const rest = await componentsAffected(db, name, { limit: 9, after: page.next })
      assert.deepEqual([rest.rows.length, rest.next], [1, undefined])
      assert.equal((await matchesOf(db, [record!.id], { limit: 9, known: start - 1 })).rows.length, 0)
      assert.equal(JSON.parse(rest.rows[0]!.because).rule, 'purl+range')
    }
    assert.deepEqual(
      await advisoriesNamed(db, 'CVE-2026-2').then(all => all.length),
      1,
      'known, and nothing here has it',
    )
    assert.deepEqual(await advisoriesNamed(db, 'CVE-2026-9'), [])
    assert.deepEqual(await uncovered(db, index.manifest.feeds), [])
    assert.deepEqual(await uncovered(db, []), [{ ecosystem: 'npm', components: 3 }])
  })
})
