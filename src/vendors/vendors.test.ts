import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { namesOf, productKeyOf, vendorNamed } from './index.ts'
import { support, vendors } from './operations.ts'
import { migrations } from './store.ts'

onEachDatabase('a vendor is known by every name, by a brand and by a firm that it bought', async database => {
  const ledger = await database.ledger(migrations)
  const { act, ask } = calling(ledger)
  const added = await act(vendors.add, { name: 'Rockwell Automation, Inc.', names: ['Mill Controls'] })
  assert.equal(added.maker, 'rockwell-automation')
  const aveva = await act(vendors.add, { name: 'AVEVA' })
  const names = await ledger.read(namesOf)
  assert.equal(vendorNamed('ROCKWELL', names)?.vendorId, added.id)
  assert.equal(vendorNamed('mill controls gmbh', names)?.vendorId, added.id)
  assert.deepEqual(vendorNamed('Allen-Bradley', names), { vendorId: added.id, name: added.name, because: 'brand' })
  assert.deepEqual(vendorNamed('OSIsoft', names), { vendorId: aveva.id, name: 'AVEVA', because: 'merger' })
  for (const unknown of ['', 'n/a', 'unknown', 'Hinterland Pumps']) assert.equal(vendorNamed(unknown, names), undefined)
  const shown = await ask(vendors.list, { limit: 1 })
  assert.deepEqual([shown.vendors.length, shown.next], [1, [added.id, aveva.id].sort()[0]])
  const rest = await ask(vendors.list, { after: shown.next })
  assert.equal(rest.vendors.length, 1)
})

onEachDatabase('a name belongs to one vendor, and what is not called so any more is not found so', async database => {
  const ledger = await database.ledger(migrations)
  const { act } = calling(ledger)
  const one = await act(vendors.add, { name: 'Hinterland Pumps', names: ['HP Pumps'] })
  const refused = { code: 'vendors/exists' }
  await assert.rejects(act(vendors.add, { name: 'Hinterland Pumps GmbH' }), refused)
  const two = await act(vendors.add, { name: 'Foreland Valves' })
  await assert.rejects(act(vendors.change, { id: two.id, names: ['HP Pumps'] }), refused)
  const changed = await act(vendors.change, { id: one.id, name: 'Midland Pumps', names: ['Hinterland Pumps'] })
  assert.deepEqual(changed.names, ['Midland Pumps', 'Hinterland Pumps'])
  const names = await ledger.read(namesOf)
  assert.equal(vendorNamed('HP Pumps', names), undefined)
  assert.equal(vendorNamed('hinterland pumps', names)?.name, 'Midland Pumps')
  await assert.rejects(act(vendors.add, { name: 'n/a' }), { code: 'vendors/no-name' })
  await assert.rejects(act(vendors.change, { id: 'vendor-none', name: 'X' }), { code: 'vendors/not-found' })
})

onEachDatabase('support is kept for each product, and said again it is replaced', async database => {
  const { act, ask } = calling(await database.ledger(migrations))
  const { id } = await act(vendors.add, { name: 'Siemens AG' })
  const said = { vendorId: id, product: 'CPU 1516-3 PN/DP', source: 'price list' }
  await act(support.add, { ...said, supportUntil: '2029-10-01' })
  await act(support.add, { ...said, product: 'cpu 1516 3 PN / DP', supportUntil: '2030-10-01' })
  await act(support.add, { ...said, product: 'CPU 1511', securityUntil: '2031-01-01' })
  const listed = await ask(support.list, { vendorId: id })
  assert.deepEqual(
    listed.support.map(({ supportUntil, securityUntil }) => [supportUntil, securityUntil]),
    [
      [null, '2031-01-01'],
      ['2030-10-01', null],
    ],
  )
  const first = await ask(support.list, { limit: 1 })
  assert.equal((await ask(support.list, { after: first.next })).support.length, 1)
  assert.equal((await ask(vendors.show, { id })).support.length, 2)
  await assert.rejects(act(support.add, { ...said, product: '- -' }), { code: 'vendors/no-product' })
})

onEachDatabase('who may only at one site adds no vendor', async database => {
  const { act, ask } = calling(await database.ledger(migrations), { sites: ['site-a'] })
  await assert.rejects(act(vendors.add, { name: 'Siemens AG' }), { code: 'ledger/outside' })
  assert.deepEqual((await ask(vendors.list, {})).vendors, [])
})

test('spellings of a product meet, and other figures do not', () => {
  assert.equal(productKeyOf('S7-1500  CPU 1516-3'), productKeyOf('s7 1500 CPU1516_3'))
  assert.notEqual(productKeyOf('V1.10'), productKeyOf('V11.0'))
  assert.notEqual(productKeyOf('CPU 15 16'), productKeyOf('CPU 1516'))
  assert.equal(productKeyOf(' - '), '')
})
