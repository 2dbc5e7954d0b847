import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { papers } from '#intake/operations'
import type { Ledger } from '#ledger'
import { lots } from '#lots/operations'
import { imports, assets as inventory, sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { ask, assets, plant } from './operations.ts'

const { imports: undoing } = await papers()
const on = (ledger: Ledger, day: number) => calling(ledger, { now: new Date(Date.UTC(2026, 2, day)).toISOString() })

onEachDatabase('what was known before an import was undone still has what it told', async database => {
  const ledger = await database.ledger([...roomSteps, ...access])
  await on(ledger, 1).act(sites.add, { code: 'NH', name: 'Nordhafen' })
  const list = Buffer.from('tag,line,vendor,product,firmware\nF-201,Line 1,Acme,PLC,1.0.1\n')
  const add = (day: number) => on(ledger, day).act(imports.add, { siteId: 'NH', name: 'sheet.csv' }, list)
  const { importId } = await add(2)
  const [first] = (await on(ledger, 2).ask(inventory.list, {})).rows
  await on(ledger, 4).act(undoing.undo, { id: importId! })
  const { ask: asks } = on(ledger, 9)
  const told = async (known?: string) => {
    const moment = known === undefined ? {} : { known: `2026-03-0${known}T00:00:00Z` }
    const { rows } = await asks(plant.assets, moment)
    const { counts, asked } = await asks(ask, { question: 'asset:F-201', ...moment })
    return [rows.map(({ tag, path }) => `${tag} ${path}`), asked.found, counts.undecided + counts.notNamed]
  }
  const then = [['F-201 NH/Line 1/F-201'], true, 1]
  assert.deepEqual(await told('1'), [[], false, 0], 'nobody had told of it')
  assert.deepEqual(await told('3'), then)
  assert.deepEqual(await told('5'), [[], false, 0])
  assert.deepEqual(await told(), [[], false, 0])
  const story = await asks(assets.story, { id: first!.id, known: '2026-03-03T00:00:00Z' })
  assert.equal(story.tag, 'F-201')
  await assert.rejects(asks(assets.story, { id: first!.id }), { code: 'answers/not-found' })
  await assert.rejects(asks(inventory.show, { id: first!.id }), { code: 'plant/not-found' })
  assert.deepEqual((await asks(inventory.list, { gone: true })).rows, [])
  // The same list once more makes an asset of its own, and what was known before stays.
  await add(6)
  assert.deepEqual(await told(), then)
  assert.deepEqual(await told('3'), then)
  assert.deepEqual(await told('5'), [[], false, 0])
  const [again] = (await asks(inventory.list, {})).rows
  assert.notEqual(again!.id, first!.id)
  const lot = 'lot,product,asset,start,end\nL-1,Oats,F-201,2026-03-07 06:00,2026-03-07 14:00\n'
  await on(ledger, 8).act(lots.import, { siteId: again!.siteId, name: 'lots.csv' }, Buffer.from(lot))
  assert.equal((await asks(ask, { question: 'lot:L-1' })).rows[0]?.assetId, again!.id)
})
