import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest } from '#base'
import { keepContent, type Ledger, type Write } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { type Bom, type Component, component, emptyBom } from './bom.ts'
import { compareBoms } from './diff.ts'
import { firmwareBom } from './kept-firmware.ts'
import { keptName } from './kept-name.ts'
import { boms } from './kept-operations.ts'
import { bomRows } from './kept-rows.ts'
import { differenceOf, keepBom } from './kept-store.ts'
import { migrations } from './store.ts'

const doing = {
  actor: { kind: 'house', id: 'test', name: 'test' },
  operation: 'test',
  at: 1,
  sites: 'everywhere',
} as const

const inAct = <T>(ledger: Ledger, work: (db: Write) => Promise<T>): Promise<T> =>
  ledger.write(doing, async db => ({ out: await work(db), entry: { object: 'o', change: 1 } }))

const npm = (name: string, version: string, over: Partial<Component> = {}): Component => ({
  ...component(`${name}@${version}`, name, version, `pkg:npm/${name}@${version}`),
  ...over,
})

function billOf(subject: string, version: string, components: Component[], edges: [string, ...string[]][] = []): Bom {
  return {
    ...emptyBom('test'),
    subject: component('root', subject, version),
    components,
    dependencies: edges.map(([ref, ...on]) => ({ ref, on })),
  }
}

/** Keeps a bill whose bytes are its own JSON. */
async function keep(ledger: Ledger, bom: Bom, siteId: string | undefined, at: number, name?: string): Promise<number> {
  const text = JSON.stringify([bom.subject?.version, bom.components])
  const of = { digest: digest(text), size: text.length, kind: 'bom' as const }
  return inAct(ledger, async db => {
    await keepContent(db, of.digest, [Buffer.from(text)], at)
    return (await keepBom(db, bomRows(bom, of), at, siteId === undefined ? undefined : { siteId, name })).bomId
  })
}

onEachDatabase('bills are listed and shown to who may see a site they came in at', async database => {
  const ledger = await database.ledger(migrations)
  const a = await keep(ledger, billOf('HMI', '1', [npm('x', '1')]), 'site-a', 1000, 'line1.json')
  const b = await keep(ledger, billOf('HMI', '2', [npm('x', '2')]), 'site-b', 2000, 'line2.json')
  const c = await keep(ledger, billOf('PLC', '1', [npm('y', '1')]), 'site-b', 3000)
  const [all, ofA] = [calling(ledger), calling(ledger, { sites: ['site-a'] })]
  const ids = async (asked: ReturnType<typeof calling>, input: object) =>
    (await asked.ask(boms.list, input)).boms.map(one => one.id)
  assert.deepEqual(await ids(all, {}), [c, b, a])
  assert.deepEqual(await ids(ofA, {}), [a])
  assert.deepEqual(await ids(all, { siteId: 'site-b' }), [c, b])
  assert.deepEqual(await ids(all, { text: 'hmi' }), [b, a])
  assert.deepEqual(await ids(all, { text: 'LINE1' }), [a])
  assert.deepEqual(await ids(all, { text: '%' }), [])
  const first = await all.ask(boms.list, { limit: 2 })
  assert.deepEqual(await ids(all, { limit: 2, after: first.next }), [a])
  assert.deepEqual(
    (await all.ask(boms.versions, { id: String(a) })).boms.map(one => one.id),
    [b, a],
  )
  assert.deepEqual(
    (await ofA.ask(boms.versions, { id: String(a) })).boms.map(one => one.id),
    [a],
  )
  const shown = await ofA.ask(boms.show, { id: String(a) })
  assert.deepEqual(
    [shown.subject, shown.sites],
    ['HMI', [{ siteId: 'site-a', name: 'line1.json', receivedAt: '1970-01-01T00:00:01Z' }]],
  )
  assert.equal((await ofA.ask(boms.show, { id: shown.digest })).id, a)
  for (const asking of [
    () => ofA.ask(boms.show, { id: String(b) }),
    () => ofA.ask(boms.components, { id: String(b) }),
    () => ofA.ask(boms.original, { id: String(b) }),
    () => ofA.ask(boms.diff, { id: String(a), other: String(b) }),
    () => all.ask(boms.show, { id: '17' }),
    () => all.ask(boms.show, { id: 'nonsense' }),
  ])
    await assert.rejects(asking, { code: 'boms/not-found' })
  await assert.rejects(all.ask(boms.list, { after: 'x' }), { code: 'boms/bad-page' })
})

onEachDatabase('components are paged, and each has its way from the root', async database => {
  const ledger = await database.ledger(migrations)
  const components = Array.from({ length: 7 }, (_, n) => npm(`c${n}`, '1'))
  const bom = billOf('app', '1', components, [
    ['root', 'c0@1'],
    ['c0@1', 'c1@1'],
    ['c1@1', 'c2@1'],
    ['c4@1', 'c5@1'],
  ])
  const id = String(await keep(ledger, bom, 'site-a', 1))
  const asked = calling(ledger)
  const first = await asked.ask(boms.components, { id, limit: 4 })
  const second = await asked.ask(boms.components, { id, limit: 4, after: first.next })
  assert.deepEqual(
    [...first.components, ...second.components].map(one => `${one.number} ${one.name}`),
    components.map(({ name }, index) => `${index + 1} ${name}`),
  )
  assert.equal(second.next, undefined)
  assert.deepEqual(
    (await asked.ask(boms.components, { id, text: 'C3' })).components.map(one => one.name),
    ['c3'],
  )
  const names = async (number: number) => (await asked.ask(boms.path, { id, number })).path.map(one => one.name)
  assert.deepEqual(await names(3), ['app', 'c0', 'c1', 'c2'])
  assert.deepEqual(await names(6), ['c4', 'c5'])
  await assert.rejects(asked.ask(boms.path, { id, number: 8 }), { code: 'boms/not-found' })
})

onEachDatabase('the way from the root of a long chain ends at a hundred steps and says so', async database => {
  const ledger = await database.ledger(migrations)
  const components = Array.from({ length: 5000 }, (_, n) => npm(`c${n}`, '1'))
  const edges = components.map(({ ref }, n): [string, string] => [n === 0 ? 'root' : components[n - 1]!.ref, ref])
  const id = String(await keep(ledger, billOf('app', '1', components, edges), 'site-a', 1))
  const { path, complete } = await calling(ledger).ask(boms.path, { id, number: 5000 })
  assert.deepEqual([path.length, complete, path.at(-1)!.name], [100, false, 'c4999'])
})

const sha = (digit: string) => [{ algorithm: 'SHA-256', value: digit.repeat(64) }]
const pairs: [what: string, before: Component[], after: Component[]][] = [
  ['nothing', [npm('a', '1')], [npm('a', '1')]],
  ['came and went', [npm('a', '1'), npm('b', '1')], [npm('b', '1'), npm('c', '1')]],
  ['a version', [npm('a', '1'), npm('b', '1')], [npm('a', '2'), npm('b', '1')]],
  ['one of several versions', [npm('a', '1'), npm('a', '2')], [npm('a', '1'), npm('a', '3')]],
  ['content', [npm('a', '1', { hashes: sha('1') })], [npm('a', '1', { hashes: sha('2') })]],
  [
    'content of one of two',
    [npm('a', '1', { hashes: sha('1') })],
    [npm('a', '1', { hashes: sha('1') }), npm('a', '1', { ref: 'again', hashes: sha('2') })],
  ],
  ['licence', [npm('a', '1', { licenses: ['MIT'] })], [npm('a', '1', { licenses: ['X'] })]],
  [
    'a package under another name',
    [npm('a', '1'), npm('a', '1', { ref: 'r', name: 'other', hashes: sha('1') })],
    [npm('a', '1')],
  ],
]

for (const [what, before, after] of pairs)
  onEachDatabase(`kept bills differ as their originals do: ${what}`, async database => {
    const ledger = await database.ledger(migrations)
    const [old, fresh] = [billOf('s', '1', before), billOf('s', '2', after)]
    const ids = [await keep(ledger, old, 's', 1), await keep(ledger, fresh, 's', 2)]
    assert.deepEqual(await ledger.read(db => differenceOf(db, ids[0]!, ids[1]!)), compareBoms(old, fresh))
  })

onEachDatabase('a difference says how long its lists are, and shows their beginning', async database => {
  const ledger = await database.ledger(migrations)
  const old = await keep(ledger, billOf('s', '1', []), 'a', 1)
  const many = Array.from({ length: 30 }, (_, n) => npm(`n${n}`, '1'))
  const fresh = await keep(ledger, billOf('s', '2', many), 'a', 2)
  const asked = calling(ledger)
  const { counts, came } = await asked.ask(boms.diff, { id: String(old), other: String(fresh), most: 10 })
  assert.deepEqual([counts.came, counts.went, came.length], [30, 0, 10])
})

onEachDatabase('bills that hold a component are found by any of its names', async database => {
  const ledger = await database.ledger(migrations)
  const plc: Component = {
    ...component('plc', 'SIMATIC X', 'V2.9'),
    supplier: 'Siemens AG',
    orderNumber: '6ES7 315-2EH14-0AB0',
  }
  const one = await keep(ledger, billOf('a', '1', [npm('x', '1.0', { hashes: sha('a') }), plc]), 'site-a', 1)
  const scoped = npm('%40s/x', '1.0', { name: 'x', group: '@s', hashes: sha('b') })
  const module = { ...component('m', 'example.com/group/module', 'v1.0.0'), cpe: undefined }
  const two = await keep(ledger, billOf('b', '1', [npm('x', '2.0'), scoped, module]), 'site-b', 2)
  const asked = calling(ledger)
  const found = async (component: string, who = asked) =>
    (await who.ask(boms.holding, { component })).holdings.map(held => `${held.bomId} ${held.number}`).sort()
  const [x1, plcAt, x2, sx] = [`${one} 1`, `${one} 2`, `${two} 1`, `${two} 2`]
  assert.deepEqual(await found('pkg:npm/x'), [x1, x2].sort())
  assert.deepEqual(await found('pkg:NPM/x@1.0'), [x1])
  assert.deepEqual(await found('x@2.0'), [x2])
  assert.deepEqual(await found('x'), [x1, x2, sx].sort())
  assert.deepEqual(await found('@s/x@1.0'), [sx])
  assert.deepEqual(await found('example.com/group/module@v1.0.0'), [`${two} 3`])
  assert.deepEqual(await found('pkg:npm/x@1.0?arch=any'), [])
  assert.deepEqual(await found(`sha256:${'A'.repeat(64)}`), [x1])
  assert.deepEqual(await found('b'.repeat(64)), [sx])
  // Begins alike, and is another.
  assert.deepEqual(await found(`${'a'.repeat(63)}0`), [])
  assert.deepEqual(await found('siemens:simatic x'), [plcAt])
  assert.deepEqual(await found('order:6ES7 315-2EH14-0AB0'), [plcAt])
  assert.deepEqual(await found('pkg:npm/x', calling(ledger, { sites: ['site-b'] })), [x2])
  await assert.rejects(found('pkg:npm'), { code: 'boms/bad-name' })
  const page = await asked.ask(boms.holding, { component: 'x', limit: 2 })
  const rest = await asked.ask(boms.holding, { component: 'x', limit: 2, after: page.next })
  assert.deepEqual([page.holdings.length, rest.holdings.length, rest.next], [2, 1, undefined])
})

onEachDatabase('the original bytes come back, piece by piece', async database => {
  const ledger = await database.ledger(migrations)
  const long = Array.from({ length: 9000 }, (_, n) => npm(`component-with-a-long-name-${n}`, '1.0.0'))
  const bom = billOf('s', '1', long)
  const id = String(await keep(ledger, bom, 's', 1))
  const asked = calling(ledger)
  let text = ''
  for (let piece: number | undefined = 0; piece !== undefined; ) {
    const got: { base64: string; next?: number | undefined } = await asked.ask(boms.original, { id, piece })
    text += Buffer.from(got.base64, 'base64').toString()
    piece = got.next
  }
  assert.equal(text, JSON.stringify(['1', long]))
  await assert.rejects(asked.ask(boms.original, { id, piece: 99 }), { code: 'boms/not-found' })
  const { bom: line, ...of } = firmwareBom({ vendor: 'V', product: 'P', version: '1' })
  const kept = await inAct(ledger, db => keepBom(db, bomRows(line, of), 1))
  // One line of a product is a bill, and no list of them all is wanted.
  assert.deepEqual(
    (await asked.ask(boms.list, {})).boms.map(one => String(one.id)),
    [id],
  )
  assert.deepEqual(
    (await asked.ask(boms.list, { kind: 'inventory' })).boms.map(one => one.id),
    [kept.bomId],
  )
  const { base64 } = await asked.ask(boms.original, { id: String(kept.bomId) })
  assert.equal(digest(Buffer.from(base64, 'base64')), of.digest)
})

test('names of components are told apart by how they are written', () => {
  assert.deepEqual(keptName('Siemens:S7'), { kind: 'words', vendor: 'siemens', name: 's7', version: undefined })
  assert.deepEqual(keptName('@scope/name'), { kind: 'words', group: '@scope', name: 'name', version: undefined })
  assert.equal(keptName(`sha512:${'0'.repeat(128)}`).kind, 'hash')
  assert.throws(() => keptName(' '), { code: 'boms/bad-name' })
})
