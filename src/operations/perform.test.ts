import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Ledger, rowsOf } from '#ledger'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { person, toy, toyHouse, toyMigrations } from '../../tools/house/toy-room.ts'
import { perform } from './perform.ts'

const eve = person('eve', { 'slip.read': ['site-a'], 'slip.write': ['site-a'] })
const ann = person('ann', { 'slip.read': ['site-b'], 'slip.write': ['site-b'] })
const reader = person('rob', { 'slip.read': ['site-a'] })

const journal = (ledger: Ledger) =>
  ledger.read(db =>
    rowsOf<{ line: string }>(db, sql`select line from journal_entry order by chain, seq`).then(rows =>
      rows.map(({ line }) => JSON.parse(line) as { chain: string; result: string; operation: string; actor: string }),
    ),
  )
const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code

onEachDatabase('an act is done by who may, is in the journal, and is seen by who may see it', async database => {
  const house = toyHouse(await database.ledger(await toyMigrations()))
  const made = (await perform(house, toy('slips.add'), eve, { siteId: 'site-a', words: 'hello' })) as { id: string }
  assert.deepEqual(await perform(house, toy('slips.show'), eve, { id: made.id }), {
    ...made,
    siteId: 'site-a',
    words: 'hello',
  })
  await assert.rejects(perform(house, toy('slips.show'), ann, { id: made.id }), refused('toy/not-found'))
  assert.deepEqual(await perform(house, toy('slips.list'), ann, {}), { slips: [] })
  const entries = await journal(house.ledger)
  assert.deepEqual(
    entries.map(({ chain, result, operation, actor }) => ({ chain, result, operation, actor })),
    [{ chain: 'site-a', result: 'done', operation: 'slips.add', actor: 'user:eve' }],
  )
})

onEachDatabase('what may not be done changes nothing and is told', async database => {
  const house = toyHouse(await database.ledger(await toyMigrations()))
  const { id } = (await perform(house, toy('slips.add'), eve, { siteId: 'site-a', words: 'hello' })) as { id: string }
  const add = { siteId: 'site-a', words: 'x' }
  await assert.rejects(perform(house, toy('slips.add'), reader, add), refused('operations/forbidden'))
  await assert.rejects(perform(house, toy('slips.add'), undefined, add), refused('operations/unknown'))
  await assert.rejects(perform(house, toy('slips.add'), ann, add), refused('operations/not-found'))
  await assert.rejects(
    perform(house, toy('slips.rewrite'), ann, { id, words: 'mine' }),
    refused('operations/not-found'),
  )
  await assert.rejects(perform(house, toy('slips.rule'), ann, { words: 'mine' }), refused('operations/forbidden'))
  await assert.rejects(perform(house, toy('slips.burn'), eve, {}), /secret of/)
  await assert.rejects(perform(house, toy('slips.list'), eve, { siteId: 'site-b' }), refused('operations/not-found'))
  assert.deepEqual(await perform(house, toy('slips.show'), eve, { id }), { id, siteId: 'site-a', words: 'hello' })
  const results = (await journal(house.ledger)).map(({ operation, result, actor }) => `${actor} ${operation} ${result}`)
  assert.deepEqual(results.sort(), [
    'user:ann slips.rewrite failed',
    'user:ann slips.rule failed',
    'user:eve slips.add done',
    'user:eve slips.burn failed',
    'user:rob slips.add denied',
  ])
})

onEachDatabase('input that the schema does not take is refused with its place', async database => {
  const house = toyHouse(await database.ledger(await toyMigrations()))
  const add = (raw: unknown) => perform(house, toy('slips.add'), eve, raw)
  for (const [raw, place] of [
    [{ siteId: 'site-a', words: 3 }, '/words'],
    [{ siteId: 'site-a', words: '' }, '/words'],
    [{ siteId: 'site-a', words: 'x', isAdmin: true }, ''],
    [JSON.parse('{"siteId":"site-a","words":"x","__proto__":{"a":1}}'), ''],
    [null, ''],
    [[], ''],
    ['words', ''],
  ] as const)
    await assert.rejects(add(raw), (error: { code?: string; detail?: { at?: string } }) => {
      assert.equal(error.code, 'operations/input')
      assert.equal(error.detail?.at, place)
      return true
    })
  assert.deepEqual(await journal(house.ledger), [])
})

onEachDatabase('an act with a key is done once, and its key is for no other act', async database => {
  const house = toyHouse(await database.ledger(await toyMigrations()))
  const add = (words: string, key = 'k1', who = eve) =>
    perform(house, toy('slips.add'), who, { siteId: who === eve ? 'site-a' : 'site-b', words }, { key })
  const [first, second] = await Promise.all([add('one'), add('one')])
  assert.deepEqual(first, second)
  assert.deepEqual(await add('one'), first)
  await assert.rejects(add('two'), refused('operations/key-used'))
  await add('one', 'k2')
  await add('one', 'k1', ann)
  const { count } = (await perform(house, toy('count'), eve, { question: 'one' })) as { count: number }
  assert.equal(count, 3)
  await assert.rejects(
    perform(house, toy('slips.unlock'), undefined, { word: 'sesame' }, { key: 'k' }),
    refused('operations/no-key'),
  )
})

onEachDatabase('the key of an act with a stream is for the bytes too', async database => {
  const house = toyHouse(await database.ledger(await toyMigrations()))
  const weigh = (text: string, key: string) => {
    const bytes = (async function* () {
      for (const letter of text) yield Buffer.from(letter)
    })()
    return perform(house, toy('slips.weigh'), eve, { siteId: 'site-a' }, { key, bytes })
  }
  const first = (await weigh('abc', 'k')) as { bytes: number }
  assert.equal(first.bytes, 3)
  assert.deepEqual(await weigh('abc', 'k'), first)
  await assert.rejects(weigh('abd', 'k'), refused('operations/key-used'))
})
