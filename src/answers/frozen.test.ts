import assert from 'node:assert/strict'
import { windows } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisoriesOf, site, twoSites } from '../../tools/databases/two-sites.ts'
import { ask } from './operations.ts'

onEachDatabase('no answer proposes a window that a frozen time overlaps', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const call = calling(ledger, { sites: [site.a], files: advisoriesOf('2026-11-20') })
  const proposed = async () =>
    (await call.ask(ask, { question: 'CVE-2026-44431' })).windows.map(({ startsAt }) => startsAt)
  assert.deepEqual(await proposed(), ['2026-11-28T05:00:00Z'])
  const freeze = { siteId: site.a, name: 'no changes', kind: 'freeze', startsAt: '2026-11-27T00:00:00Z' }
  const { id } = await call.act(windows.add, { ...freeze, endsAt: '2026-11-28T12:00:00Z' })
  assert.deepEqual(await proposed(), [])
  await call.act(windows.cancel, { id })
  await call.act(windows.add, { ...freeze, endsAt: '2026-11-28T05:00:00Z' })
  assert.deepEqual(await proposed(), ['2026-11-28T05:00:00Z'])
})
