import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { type Digest, digest } from '#base'
import { type Ledger, type Read, reading, rowsOf, type Write } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import { comingBom } from './coming-bom.ts'
import type { FreshComponent } from './kept-bill-store.ts'
import { componentOf } from './kept-component.ts'
import { firmwareBom } from './kept-firmware.ts'
import { bomParts, bomRows, type KeptOf } from './kept-rows.ts'
import { keepBom, keepBoms } from './kept-store.ts'
import { type BomTables, migrations } from './store.ts'

const doing = {
  actor: { kind: 'house', id: 'test', name: 'test' },
  operation: 'test',
  at: 1,
  sites: 'everywhere',
} as const

const inAct = <T>(ledger: Ledger, work: (db: Write) => Promise<T>): Promise<T> =>
  ledger.write(doing, async db => ({ out: await work(db), entry: { object: 'o', change: 1 } }))

function billOf(components: Component[], edges: [string, ...string[]][] = [], subject?: Component): Bom {
  return { ...emptyBom('test'), subject, components, dependencies: edges.map(([ref, ...on]) => ({ ref, on })) }
}

const paper = (text: string, kind: KeptOf['kind'] = 'bom'): KeptOf => ({
  digest: digest(text),
  size: text.length,
  kind,
})

async function entriesOf(db: Read, bomId: number) {
  return rowsOf<BomTables['component'] & { number: number; ref: string; parent: number | null }>(
    db,
    sql`select e.number, e.ref, e.parent, c.* from bom_component e join component c on c.id = e.component_id
      where e.bom_id = ${bomId} order by e.number`,
  )
}

onEachDatabase('a bill is rebuilt as it was kept, and is kept once', async database => {
  const ledger = await database.ledger(migrations)
  const full: Component = {
    ref: 'a',
    type: 'application',
    group: 'g',
    name: 'Näme',
    version: '1.0',
    purl: 'pkg:npm/%40scope/x@1.0',
    cpe: 'cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*',
    supplier: 'Maker',
    orderNumber: '6ES7 315',
    scope: 'optional',
    hashes: [{ algorithm: 'SHA-256', value: 'ab'.repeat(32) }],
    licenses: ['MIT', 'Apache-2.0'],
    at: undefined,
    label: 'a label',
    source: 'src@1',
  }
  const bom = billOf([full, component('b', 'plain'), component('c', 'plain')], [['a', 'b']])
  const rows = bomRows(bom, paper('one'))
  const [kept, again] = await inAct(ledger, async db => [await keepBom(db, rows, 5), await keepBom(db, rows, 6)])
  assert.equal(kept!.isNew, true)
  assert.equal(kept!.newComponents.length, 2)
  assert.deepEqual(again, { ...kept, isNew: false, newComponents: [] })
  const entries = await ledger.read(db => entriesOf(db, kept!.bomId))
  assert.deepEqual(
    entries.map(({ ref }) => ref),
    ['a', 'b', 'c'],
  )
  assert.equal(entries[1]!.id, entries[2]!.id)
  assert.deepEqual(componentOf(entries[0]!).component, { ...full, ref: '', at: undefined })
  const bill = await ledger.read(db => reading<BomTables>(db).selectFrom('bom').selectAll().executeTakeFirstOrThrow())
  assert.deepEqual([bill.digest, bill.received_at, bill.components, bill.size], [digest('one'), 5, 3, 3])
})

onEachDatabase('parents lead along a shortest path to the subject', async database => {
  const ledger = await database.ledger(migrations)
  const names = ['a', 'b', 'c', 'd', 'top', 'leaf', 'lone']
  const bom = billOf(
    names.map(name => component(name, name)),
    [
      ['root', 'a', 'ghost'],
      ['a', 'b'],
      ['b', 'c', 'a'],
      ['ghost', 'c'],
      ['c', 'd'],
      ['top', 'leaf', 'd'],
    ],
    component('root', 'root'),
  )
  const { bomId } = await inAct(ledger, db => keepBom(db, bomRows(bom, paper('graph')), 1))
  const entries = await ledger.read(db => entriesOf(db, bomId))
  assert.deepEqual(Object.fromEntries(entries.map(({ ref, parent }) => [ref, parent])), {
    a: 0,
    b: 1,
    // By way of a ref that no component has: a step shorter than by b.
    c: 0,
    d: 3,
    top: null,
    leaf: 5,
    lone: null,
  })
})

onEachDatabase('two components whose digests begin alike stay two', async database => {
  const ledger = await database.ledger(migrations)
  const start = '7'.repeat(13)
  const hash = (text: string): Digest => `sha256:${start}${digest(text).slice('sha256:'.length + start.length)}`
  const names = ['a', 'b', 'c', 'd']
  const md5 = (name: string) => `${name}${'0'.repeat(31)}`
  const made = (name: string) => ({ ...component(name, name), hashes: [{ algorithm: 'MD5', value: md5(name) }] })
  const first = billOf(names.slice(0, 3).map(made))
  const second = billOf(names.map(made))
  const ids = await inAct(ledger, async db => [
    (await keepBom(db, bomRows(first, paper('1'), undefined, hash), 1)).bomId,
    (await keepBom(db, bomRows(second, paper('2'), undefined, hash), 1)).bomId,
  ])
  const [one, two] = await ledger.read(async db => [await entriesOf(db, ids[0]!), await entriesOf(db, ids[1]!)])
  const base = Number.parseInt(start, 16)
  assert.deepEqual(
    two!.map(({ name, id }) => [name, id - base]),
    names.map((name, index) => [name, index]),
  )
  assert.deepEqual(
    one!.map(({ id }) => id),
    two!.slice(0, 3).map(({ id }) => id),
  )
  const hashes = await ledger.read(db =>
    rowsOf<BomTables['component_hash']>(db, sql`select * from component_hash order by component_id`),
  )
  assert.deepEqual(
    hashes.map(({ start, component_id }) => [start, component_id - base]),
    names.map((name, index) => [Number.parseInt(md5(name).slice(0, 13), 16), index]),
  )
})

onEachDatabase('thousands of one-line bills are kept in one act, equal ones once', async database => {
  const ledger = await database.ledger(migrations)
  const words = Array.from({ length: 2500 }, (_, n) => ({ vendor: 'V', product: `P${n % 1700}`, version: '1' }))
  const bills = words.map(one => {
    const { bom, ...of } = firmwareBom(one)
    return bomRows(bom, of)
  })
  const ids = await inAct(ledger, db => keepBoms(db, bills, 1))
  assert.equal(ids.size, 1700)
  assert.equal(new Set(ids.values()).size, 1700)
  const entries = await ledger.read(db => entriesOf(db, ids.get(bills[1699]!.digest)!))
  assert.deepEqual(
    entries.map(row => {
      const { component: made, alone } = componentOf(row)
      return [made.supplier, made.name, made.version, made.type, alone]
    }),
    [['V', 'P1699', '1', 'firmware', true]],
  )
  const counts = await ledger.read(db =>
    rowsOf<{ boms: number; components: number }>(
      db,
      sql`select (select count(*) from bom) as boms, (select count(*) from component) as components`,
    ),
  )
  assert.deepEqual({ ...counts[0] }, { boms: 1700, components: 1700 })
})

test('what is said of a component decides which one it is, its place and ref do not', () => {
  const plain = component('r1', 'x', '1', 'pkg:npm/X@1')
  const idOf = (one: Component, kind: KeptOf['kind'] = 'bom', context = '') =>
    bomRows(billOf([one]), paper('p', kind), () => context).pieces[0]!.keys[0]
  assert.equal(idOf({ ...plain, ref: 'other', at: '/components/7' }), idOf(plain))
  assert.equal(idOf({ ...plain, purl: 'pkg:NPM//x@1' }), idOf({ ...plain, purl: 'pkg:npm/x@1' }))
  const others = [
    idOf(plain),
    idOf({ ...plain, hashes: [{ algorithm: 'MD5', value: '00' }] }),
    idOf({ ...plain, licenses: ['MIT'] }),
    idOf({ ...plain, supplier: 'S' }),
    idOf(plain, 'inventory'),
    idOf(plain, 'bom', 'context'),
  ]
  assert.equal(new Set(others).size, others.length)
})

onEachDatabase(
  'a bill is kept while its rows are made, in any act that is run again, and where that fails nothing is',
  async database => {
    const ledger = await database.ledger(migrations)
    const names = Array.from({ length: 2500 }, (_, n) => component(`r${n}`, `c${n}`))
    const parts = [...bomParts(billOf(names), paper('made'))]
    assert.equal(parts.length, 1 + 3 + 2)
    const { bom, tell, end } = comingBom()
    tell(parts[0]!)
    const rows = await bom
    const kept = inAct(ledger, async db => {
      await assert.rejects(async () => {
        for await (const _ of rows.pieces) throw new Error('the act is run again')
      }, /again/)
      return keepBom(db, rows, 1)
    })
    for (const part of parts.slice(1)) {
      await new Promise(setImmediate)
      tell(part)
    }
    end()
    assert.equal((await kept).newComponents.length, 2500)
    assert.deepEqual(
      (await ledger.read(db => entriesOf(db, rows.id))).map(({ ref }) => ref),
      names.map(({ ref }) => ref),
    )

    const other = comingBom()
    for (const part of bomParts(billOf([component('x', 'x'), ...names]), paper('other'))) {
      if ('entries' in part) break
      other.tell(part)
    }
    const failed = inAct(ledger, async db => keepBom(db, await other.bom, 2))
    await new Promise(setImmediate)
    other.end(new Error('the thread ended'))
    await assert.rejects(failed, /the thread ended/)
    const [all] = await ledger.read(db => rowsOf<{ n: number }>(db, sql`select count(*) as n from component`))
    assert.equal(Number(all!.n), 2500)
    const third = comingBom()
    third.end(new Error('no bill'))
    await assert.rejects(third.bom, /no bill/)
  },
)

onEachDatabase('new components are told once, as they would be read back', async database => {
  const ledger = await database.ledger(migrations)
  const names = Array.from({ length: 2500 }, (_, n) => `c${n % 2000}`)
  const before = billOf(names.slice(0, 500).map((name, n) => component(`r${n}`, name)))
  const bom = billOf(names.map((name, n) => component(`r${n}`, name, undefined, `pkg:npm/${name}`)))
  bom.components.push(...before.components.map(one => ({ ...one, ref: `again ${one.ref}` })))
  bom.components.push(component('half', 'half \ud800 a pair'))
  const told: FreshComponent[] = []
  const kept = await inAct(ledger, async db => {
    await keepBom(db, bomRows(before, paper('before')), 1)
    return keepBom(db, bomRows(bom, paper('many')), 1, undefined, { told: async part => void told.push(...part) })
  })
  assert.deepEqual(
    told.map(({ id }) => id),
    kept.newComponents,
  )
  assert.equal(new Set(kept.newComponents).size, 2001)
  assert.equal(new Set(kept.knownComponents).size, 500)
  const rows = await ledger.read(db => rowsOf<BomTables['component']>(db, sql`select * from component`))
  const stored = new Map(rows.map(({ key: _, name_key: __, package_key: ___, ...row }) => [row.id, row]))
  for (const one of told) assert.deepEqual(one, stored.get(one.id))
})
