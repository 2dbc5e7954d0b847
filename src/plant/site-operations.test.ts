import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { rowsOf } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { assets, places, sites } from './operations.ts'

onEachDatabase('the code of a site can stand in a path, and no other site has it in another case', async database => {
  const { act } = calling(await database.ledger(roomSteps))
  const add = (code: string) => act(sites.add, { code, name: 'Nordhafen' })
  assert.equal((await add('NH')).code, 'NH')
  for (const code of ['nh', 'Nh', ' NH ', '\uff2e\uff28'])
    await assert.rejects(add(code), { code: 'plant/exists' }, code)
  for (const code of ['..', '.', '-x', 'a/b', 'a\\b', 'a?b', 'a#b', 'a%2f', '~'])
    await assert.rejects(add(code), { code: 'plant/bad-code' }, code)
  for (const code of ['Werk 2', 'S\u00fcd-Aue', 'a.b_c', '9']) assert.equal((await add(code)).code, code)
  await assert.rejects(act(places.add, { siteId: 'NH', code: '..' }), { code: 'plant/bad-code' })
})

onEachDatabase('words find assets by an address, and by a part of it', async database => {
  const { act, ask } = calling(await database.ledger(roomSteps))
  await act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const asset = { siteId: 'NH', product: 'S7-1500' }
  await act(assets.add, { ...asset, tag: 'F-201', ipAddresses: ['10.1.0.1'], macAddresses: ['00:1b:1b:aa:bb:cc'] })
  await act(assets.add, { ...asset, tag: 'F-202', ipAddresses: ['10.2.0.2', 'fe80::1'] })
  const found = async (words: string) => (await ask(assets.list, { words })).rows.map(row => row.tag)
  assert.deepEqual(await found('10.1.0.1'), ['F-201'])
  assert.deepEqual(await found('10.2.'), ['F-202'])
  assert.deepEqual(await found('FE80::1'), ['F-202'])
  assert.deepEqual(await found('1B:AA'), ['F-201'])
  assert.deepEqual(await found('"'), [])
  assert.deepEqual(await found('['), [])
})

onEachDatabase('a site is called otherwise, with an entry; its code and paths stay', async database => {
  const ledger = await database.ledger(roomSteps)
  const { act, ask } = calling(ledger)
  const site = await act(sites.add, { code: 'NH', name: 'Nordhafen' })
  await act(places.add, { siteId: 'NH', code: 'Hall 1' })
  const entries = () =>
    ledger.read(db =>
      rowsOf<{ line: string }>(db, sql`select line from journal_entry where chain = ${site.id} order by seq`),
    )
  const before = await entries()
  assert.deepEqual(await act(sites.change, { id: 'NH', name: 'North Harbour' }), { ...site, name: 'North Harbour' })
  assert.equal((await ask(sites.show, { id: site.id })).name, 'North Harbour')
  assert.equal((await ask(places.list, { siteId: 'NH' })).rows[0]!.path, 'NH/Hall 1')
  const told = await entries()
  assert.equal(told.length, before.length + 1)
  assert.equal((JSON.parse(told.at(-1)!.line) as { object: string }).object, site.id)
  await act(sites.change, { id: 'NH', name: 'North Harbour' })
  assert.equal((await entries()).length, told.length, 'the same name again is no change')
  const elsewhere = calling(ledger, { sites: ['site-of-others'] })
  await assert.rejects(elsewhere.act(sites.change, { id: 'NH', name: 'mine' }), { code: 'plant/not-found' })
})
