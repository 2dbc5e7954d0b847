import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { insertRows, listed, type Migration, reading, rowsOf, type SiteId, writing } from './index.ts'

const things: Migration = {
  id: 'things/0001',
  sql: 'create table thing (site_id text not null, id integer not null, name text, weight real, primary key (site_id, id)) strict;',
}
interface Tables {
  thing: { site_id: string; id: number; name: string | null; weight: number | null }
}
const site = 'site-a' as SiteId
const doing = {
  actor: { kind: 'local', id: 'somebody', name: 'Somebody' },
  operation: 'things.add',
  at: 1_000,
  sites: new Set([site]),
} as const

onEachDatabase('an act is kept with its entry, what fails is not kept at all', async database => {
  const ledger = await database.ledger([things])
  await ledger.write(doing, async db => {
    await writing<Tables>(db).insertInto('thing').values({ site_id: site, id: 1, name: 'Ä', weight: 3.5 }).execute()
    return { out: undefined, entry: { site, object: 'thing-1', change: { name: [null, 'Ä'] } } }
  })
  await assert.rejects(
    ledger.write(doing, async db => {
      await writing<Tables>(db).insertInto('thing').values({ site_id: site, id: 2, name: 'B', weight: null }).execute()
      throw new Error('no')
    }),
    /no/,
  )
  const silent = await ledger.write(doing, async db => {
    await writing<Tables>(db).insertInto('thing').values({ site_id: site, id: 3, name: 'C', weight: null }).execute()
    return { out: 7 }
  })
  assert.equal(silent, 7)
  const rows = await ledger.read(db => reading<Tables>(db).selectFrom('thing').selectAll().execute())
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [{ site_id: site, id: 1, name: 'Ä', weight: 3.5 }],
  )
})

onEachDatabase('many rows go in at once, and a list is one parameter', async database => {
  const ledger = await database.ledger([things])
  await ledger.write(doing, async db => {
    const rows = Array.from({ length: 5000 }, (_, n) => ['x', n, n % 2 ? null : `n${n}`, n / 2] as const)
    const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
    await insertRows(db, 'thing', columns, rows)
    await insertRows(db, 'thing', columns, rows, 'keep')
    const others = Array.from({ length: 250 }, (_, n) => ['x', 4900 + n, 'other', 7] as const)
    await insertRows(db, 'thing', columns, others, { key: ['site_id', 'id'] })
    return { out: undefined, entry: { site, object: 'things', change: 5000 } }
  })
  const rows = await ledger.read(db =>
    rowsOf<{ id: number; name: string | null; weight: number }>(
      db,
      sql`select id, name, weight from thing where id in ${listed(db, [3, 4, 4900, 5149, 9999], 'integer')} order by id`,
    ),
  )
  assert.deepEqual(
    rows.map(row => ({ ...row })),
    [
      { id: 3, name: null, weight: 1.5 },
      { id: 4, name: 'n4', weight: 2 },
      { id: 4900, name: 'other', weight: 7 },
      { id: 5149, name: 'other', weight: 7 },
    ],
  )
  const count = await ledger.read(db =>
    reading<Tables>(db)
      .selectFrom('thing')
      .select(on => on.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  )
  assert.equal(count.count, 5150)
})

onEachDatabase('a number in a column of text is its digits', async database => {
  const ledger = await database.ledger([things])
  await ledger.write(doing, async db => {
    const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
    await insertRows(db, 'thing', columns, [['x', 1, 5, 5]])
    return { out: undefined, entry: { site, object: 'o', change: 1 } }
  })
  const rows = await ledger.read(db => rowsOf(db, sql`select name, weight from thing`))
  assert.deepEqual(rows, [{ name: '5', weight: 5 }])
})

onEachDatabase('an entry about another site is refused, and with it the act', async database => {
  const ledger = await database.ledger([things])
  for (const entry of [
    { site: 'site-b' as SiteId, object: 'o', change: 1 },
    { object: 'o', change: 1 },
  ])
    await assert.rejects(
      ledger.write(doing, async () => ({ out: undefined, entry })),
      { code: 'ledger/outside' },
    )
})

onEachDatabase('acts at once make one chain', async database => {
  const [one, two] = [await database.ledger([things]), await database.ledger([things])]
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      (n % 2 ? one : two).write(doing, async () => ({ out: n, entry: { site, object: `o${n}`, change: n } })),
    ),
  )
  const rows = await one.read(db =>
    rowsOf<{ seq: number; line: string; hash: string }>(
      db,
      sql`select seq, line, hash from journal_entry order by seq`,
    ),
  )
  assert.deepEqual(
    rows.map(row => row.seq),
    Array.from({ length: 60 }, (_, n) => n + 1),
  )
  rows.slice(1).forEach((row, index) => void assert.equal(JSON.parse(row.line).prev, rows[index]!.hash))
})

onEachDatabase(
  'each room goes on with its own steps, and what a release changed afterwards is refused',
  async database => {
    const other: Migration = { id: 'other/0001', sql: 'create table other (id integer not null primary key) strict;' }
    const more: Migration = { id: 'things/0002', sql: 'alter table thing add column more text;' }
    await (await database.ledger([things, other])).close()
    const ledger = await database.ledger([things, more, other])
    assert.deepEqual(await ledger.read(db => rowsOf(db, sql`select more from thing`)), [])
    const ids = await ledger.read(db => rowsOf<{ id: string }>(db, sql`select id from migration order by number`))
    assert.deepEqual(
      ids.map(({ id }) => id),
      ['ledger/0001', 'things/0001', 'other/0001', 'things/0002'],
    )
    await assert.rejects(database.ledger([things, other]), { code: 'ledger/newer' })
    await assert.rejects(database.ledger([things, { ...more, sql: `${more.sql} ` }, other]), { code: 'ledger/changed' })
  },
)

onEachDatabase('statements of one act may be sent without waiting for each', async database => {
  const ledger = await database.ledger([things])
  const rows = Array.from({ length: 6000 }, (_, n) => ['x', n, `n${n}`, null] as const)
  const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
  const counted = await ledger.write(doing, async db => {
    const [, ...counts] = await Promise.all([
      insertRows(db, 'thing', columns, rows),
      ...Array.from({ length: 5 }, () => rowsOf<{ n: number }>(db, sql`select count(*) as n from thing`)),
    ])
    return { out: counts.length, entry: { site, object: 'o', change: 1 } }
  })
  assert.equal(counted, 5)
})

onEachDatabase('a statement that comes after its act is over is no part of the next one', async database => {
  const ledger = await database.ledger([things])
  const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
  let late = (): Promise<unknown> => assert.fail('no act ran')
  const failed = ledger.write(doing, async db => {
    await rowsOf(db, sql`select 1 as one`)
    late = () => insertRows(db, 'thing', columns, [['x', 1, 'late', null]])
    throw new Error('no')
  })
  await assert.rejects(failed, /no/)
  await ledger.write(doing, async db => {
    await rowsOf(db, sql`select 1 as one`)
    await assert.rejects(late(), /over/)
    return { out: undefined, entry: { site, object: 'o', change: 1 } }
  })
  const rows = await ledger.read(db => rowsOf(db, sql`select name from thing`))
  assert.deepEqual(rows, [])
})

onEachDatabase('of statements sent together what failed first is told', async database => {
  const ledger = await database.ledger([things])
  const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
  const twice = ledger.write(doing, async db => {
    const first = insertRows(db, 'thing', columns, [
      ['x', 1, 'a', null],
      ['x', 1, 'b', null],
    ])
    first.catch(() => {})
    await rowsOf(db, sql`select 1 as one`)
    await first
    return { out: undefined, entry: { site, object: 'o', change: 1 } }
  })
  await assert.rejects(twice, /unique/i)
})

onEachDatabase('closing waits for what goes on, and lets nothing begin', async database => {
  const ledger = await database.ledger([things])
  const act = ledger.write(doing, async db => {
    const read = () => rowsOf(db, sql`select 1 as one`)
    for (let n = 0; n < 20; n++) await read()
    return { out: 'done', entry: { site, object: 'o', change: 1 } }
  })
  await new Promise(resolve => setTimeout(resolve, 5))
  await ledger.close()
  assert.equal(await act, 'done')
  await assert.rejects(ledger.read(db => rowsOf(db, sql`select 1 as one`)))
})

onEachDatabase('rows go in one by one, however many they are and whichever are there', async database => {
  const ledger = await database.ledger([things])
  const columns = { site_id: 'text', id: 'integer', name: 'text', weight: 'real' } as const
  const rowsAt = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ['x', from + n, `n${from + n}`, null] as const)
  let from = 0
  for (const count of [1, 99, 100, 101, 250]) {
    await ledger.write(doing, async db => {
      await insertRows(db, 'thing', columns, rowsAt(from, count))
      await insertRows(db, 'thing', columns, rowsAt(from + count - 1, 120), 'keep')
      return { out: undefined, entry: { site, object: 'things', change: count } }
    })
    from += count + 119
  }
  const rows = await ledger.read(db =>
    rowsOf<{ id: number; name: string }>(db, sql`select id, name from thing order by id`),
  )
  assert.deepEqual(
    rows.map(({ id, name }) => [id, name]),
    Array.from({ length: from }, (_, id) => [id, `n${id}`]),
  )
  await assert.rejects(
    ledger.write(doing, async db => {
      await insertRows(db, 'thing', columns, [...rowsAt(from, 150), ...rowsAt(0, 50)])
      return { out: undefined, entry: { site, object: 'things', change: 1 } }
    }),
  )
  const after = await ledger.read(db => rowsOf<{ count: number }>(db, sql`select count(*) as count from thing`))
  assert.equal(after[0]!.count, from)
})
