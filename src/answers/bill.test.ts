import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { billDigest, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { boms } from './bill-operations.ts'

const steps = [...access, ...roomSteps]

onEachDatabase('a bill is told with what is wrong in it, where it runs and where it ran', async database => {
  const ledger = await database.ledger(steps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  const id = billDigest(101)
  const standing = await reader.ask(boms.standing, { id })
  assert.deepEqual(
    [standing.state, standing.affected, standing.undecided, standing.assets.now, standing.assets.ever],
    ['affected', 1, 0, 1, 2],
  )
  const before = await reader.ask(boms.standing, { id, at: '2026-02-01', known: '2026-02-01' })
  assert.deepEqual([before.state, before.affected, before.assets.now], ['clear', 0, 1], 'nobody knew yet')
  const old = await reader.ask(boms.standing, { id: billDigest(104) })
  assert.ok(old.assets.ever > old.assets.now)
  const first = await reader.ask(boms.contents, { id, limit: 1 })
  const second = await reader.ask(boms.contents, { id, limit: 1, after: first.next })
  assert.deepEqual(
    [...first.rows, ...second.rows].map(row => [row.number, row.name, row.state, row.affected, row.hashes.length]),
    [
      [2, 'urllib3', 'affected', 1, 1],
      [1, 'requests', 'clear', 0, 0],
    ],
  )
  assert.equal(second.next, undefined)
  assert.deepEqual((await reader.ask(boms.contents, { id, text: 'URLL', state: 'clear' })).rows, [])

  const runs = await reader.ask(boms.runs, { id: billDigest(104) })
  assert.ok(runs.rows.some(row => !row.holds && row.tag === 'hmi-1' && row.until === '2026-03-03T00:00:00Z'))
  assert.equal(JSON.stringify(runs).includes(canary), false, 'what runs at other sites is not told')
  const paged = []
  for (let after: string | undefined; ; ) {
    const page: { rows: { deploymentId: string }[]; next?: string | undefined } = await reader.ask(boms.runs, {
      ...{ id: billDigest(104), limit: 1 },
      ...(after && { after }),
    })
    paged.push(...page.rows)
    after = page.next
    if (after === undefined) break
  }
  assert.deepEqual(
    paged.map(({ deploymentId }) => deploymentId),
    runs.rows.map(({ deploymentId }) => deploymentId),
  )
  assert.deepEqual(
    (await reader.ask(boms.runs, { id, holds: false })).rows.map(({ tag, until }) => [tag, until]),
    [['hmi-22', '2026-06-01T00:00:00Z']],
  )
})

onEachDatabase('of a bill of other sites nothing is told', async database => {
  const ledger = await database.ledger(steps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  for (const id of [billDigest(105), '105', '17', 'nonsense'])
    for (const operation of [boms.standing, boms.contents, boms.runs])
      await assert.rejects(reader.ask<unknown, unknown>(operation as never, { id }), { code: 'boms/not-found' }, id)
  await assert.rejects(reader.ask(boms.runs, { id: billDigest(101), after: '[1]' }), { code: 'answers/bad-page' })
})
