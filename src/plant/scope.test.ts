import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Act, Ask } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import * as operations from './operations.ts'

const { tasks: _, undoImport, ...own } = operations
const nouns = { ...own, imports: { ...own.imports, undo: undoImport([]) } }
const { assets, conduits, conflicts, deployments, drift, imports, places, sites, windows, zones } = nouns

type Any = Ask<never, unknown> | Act<never, unknown, never>

/** Every operation of the room by its name. */
const all = new Map(
  Object.entries(nouns).flatMap(([noun, verbs]) =>
    Object.entries(verbs as object as Record<string, Any>).map(([verb, operation]) => [`${noun}.${verb}`, operation]),
  ),
)
const list = Buffer.from('tag,product,firmware\nF-201,S7-1500,V2.9.4\n,S7-1200,V1.0.1\n')
const calendar = { startsAt: '2026-12-01T06:00:00Z', endsAt: '2026-12-01T14:00:00Z' }

onEachDatabase('what is of another site is not there, whatever is asked', async database => {
  const ledger = await database.ledger(roomSteps)
  const owner = calling(ledger)
  const own = await owner.act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const foreign = await owner.act(sites.add, { code: 'SA', name: 'Südaue' })
  const taken = await owner.act(imports.add, { siteId: 'SA', name: 'list.csv' }, list)
  const asset = (await owner.ask(assets.list, { siteId: 'SA' })).rows[0]!
  const here = await owner.act(assets.add, { siteId: 'NH', tag: 'X-1', product: 'Other', firmware: 'V9' })
  const place = await owner.act(places.add, { siteId: 'SA', code: 'Filling' })
  const [zone, other] = [
    await owner.act(zones.add, { siteId: 'SA', name: 'Cell', slTarget: [2, 2, 2, 2, 2, 2, 2] }),
    await owner.act(zones.add, { siteId: 'SA', name: 'DMZ' }),
  ]
  await owner.act(conduits.add, { siteId: 'SA', from: zone.id, to: other.id })
  const window = await owner.act(windows.add, { siteId: 'SA', name: 'stop', place: place.id, ...calendar })
  const [deployment] = (await owner.ask(deployments.list, { id: asset.id })).rows
  const approved = await owner.act(deployments.approve, { assetId: asset.id, bomId: deployment!.bomId })
  await owner.act(assets.change, { id: asset.id, firmware: 'V1', confidence: 'stated' })

  const guest = calling(ledger, { sites: [own.id] })
  /** What a guest of the other site gets: refused as not there, or a page without a row. */
  const refused: Record<string, [input: object, bytes?: Buffer]> = {
    'sites.show': [{ id: foreign.id }],
    'sites.change': [{ id: foreign.id, name: 'mine' }],
    'sites.add': [{ code: 'XX', name: 'Mine' }],
    'places.list': [{ siteId: foreign.id }],
    'places.add': [{ siteId: 'SA', code: 'New' }],
    'zones.list': [{ siteId: 'SA' }],
    'zones.show': [{ id: zone.id }],
    'zones.add': [{ siteId: 'SA', name: 'New' }],
    'zones.change': [{ id: zone.id, description: 'mine' }],
    'conduits.list': [{ siteId: 'SA' }],
    'conduits.add': [{ siteId: 'SA', from: zone.id, to: other.id }],
    'assets.list': [{ siteId: 'SA' }],
    'assets.show': [{ id: asset.id }],
    'assets.add': [{ siteId: 'SA', tag: 'Y-1' }],
    'assets.change': [{ id: asset.id, name: 'mine' }],
    'conflicts.list': [{ siteId: 'SA' }],
    'conflicts.settle': [{ id: asset.id, field: 'firmware', fact: 1 }],
    'deployments.list': [{ id: asset.id }],
    'deployments.observe': [{ assetId: asset.id, bomId: deployment!.bomId }],
    'deployments.approve': [{ assetId: asset.id, bomId: deployment!.bomId }],
    'deployments.baseline': [{ siteId: 'SA' }],
    'deployments.end': [{ id: deployment!.id }],
    'deployments.withdraw': [{ id: approved.added[0]!.id }],
    'drift.list': [{ siteId: 'SA' }],
    'drift.show': [{ id: asset.id }],
    'windows.list': [{ siteId: 'SA' }],
    'windows.next': [{ place: place.id }],
    'windows.add': [{ siteId: 'SA', name: 'mine', ...calendar }],
    'windows.cancel': [{ id: window.id }],
    'imports.add': [{ siteId: 'SA', name: 'list.csv' }, list],
    'imports.list': [{ siteId: 'SA' }],
    'imports.show': [{ id: taken.importId }],
    'imports.original': [{ id: taken.importId }],
    'imports.rows': [{ id: taken.importId, what: 'new' }],
    'imports.sources': [{ siteId: 'SA' }],
    'imports.quarantine': [{ siteId: 'SA' }],
    'imports.mend': [{ siteId: 'SA' }],
    'imports.undo': [{ id: taken.importId }],
  }
  const open = new Set(['sites.list'])
  assert.deepEqual(
    [...all.keys()].filter(name => !(name in refused) && !open.has(name)),
    [],
    'an operation is not tried',
  )
  for (const [name, [input, bytes]] of Object.entries(refused)) {
    const operation = all.get(name)! as Act<unknown, unknown, unknown>
    const code = name === 'sites.add' ? 'ledger/outside' : 'plant/not-found'
    const call =
      (operation.kind as string) === 'ask'
        ? guest.ask(operation as object as Ask<unknown, unknown>, input)
        : guest.act(operation, input, bytes)
    await assert.rejects(call, { code }, name)
  }
  assert.deepEqual(
    (await guest.ask(sites.list, {})).rows.map(row => row.code),
    ['NH'],
  )
  for (const everything of [
    guest.ask(places.list, {}),
    guest.ask(zones.list, {}),
    guest.ask(conduits.list, {}),
    guest.ask(conflicts.list, {}),
    guest.ask(windows.list, {}),
    guest.ask(imports.list, {}),
    guest.ask(drift.list, { states: ['drifted', 'not-observed', 'same'] }),
  ])
    assert.deepEqual((await everything).rows, [])
  const seen = await guest.ask(assets.list, {})
  assert.deepEqual(
    seen.rows.map(row => row.tag),
    ['X-1'],
  )
  // What is of another site is not lent to one's own.
  const lent: [string, () => Promise<unknown>][] = [
    ['a bill', () => guest.act(deployments.observe, { assetId: here.id, bomId: deployment!.bomId })],
    ['a place', () => guest.act(assets.change, { id: here.id, place: place.id })],
    ['a zone', () => guest.act(assets.change, { id: here.id, zone: zone.id })],
    ['a chassis', () => guest.act(assets.change, { id: here.id, parent: asset.id })],
    ['a place above', () => guest.act(places.add, { siteId: 'NH', parent: place.id, code: 'New' })],
    ['a zone above', () => guest.act(zones.add, { siteId: 'NH', parent: zone.id, name: 'New' })],
    ['an end of a conduit', () => guest.act(conduits.add, { siteId: 'NH', from: zone.id, to: zone.id })],
    ['an asset of a window', () => guest.act(windows.add, { siteId: 'NH', name: 'w', assetId: asset.id, ...calendar })],
  ]
  for (const [what, call] of lent) await assert.rejects(call(), { code: 'plant/not-found' }, what)
})

test('every operation names a permission of the plant', () => {
  for (const [name, { can, kind }] of all) {
    assert.match(can, /^plant\.(read|write|approve|admin)$/, name)
    if (kind === 'ask') assert.equal(can, 'plant.read', name)
    else assert.notEqual(can, 'plant.read', name)
  }
})
