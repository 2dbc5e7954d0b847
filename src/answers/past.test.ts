import assert from 'node:assert/strict'
import { migrations as access } from '#access'
import { component } from '#boms'
import { feeds } from '#findings/operations'
import { assets, deployments, imports, sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advise, billOf, kept } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { ask } from './operations.ts'

const dayOf = (day: number) => new Date(Date.UTC(2026, 10, day)).toISOString()
const record = (id: string, cve: string, name: string, modified: string) => ({
  id,
  aliases: [cve],
  modified,
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
})

onEachDatabase('what the feeds were then is told of a time of knowledge, and not what they are now', async database => {
  const ledger = await database.ledger(roomSteps)
  const world = memoryWorld()
  const first = [record('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1', 'pump', '2026-09-01T00:00:00Z')]
  const index = await advise(world, { osv: first }, 'whole')
  const on = (day: number) =>
    calling(ledger, { now: dayOf(day), over: { disk: memoryWorld(Object.fromEntries(world.files)).disk } })
  const bill = await kept(
    ledger,
    billOf([component('valve@1', 'valve', '1.0.0', 'pkg:npm/valve@1.0.0')]),
    'lockfile',
    index,
    Date.parse(dayOf(1)),
  )
  const site = await on(1).act(sites.add, { code: 'NH', name: 'North' })
  const { id } = await on(1).act(assets.add, { siteId: site.id, tag: 'HMI-1', kind: 'hmi' })
  await on(1).act(deployments.observe, { assetId: id, bomId: bill.bomId, from: dayOf(1) })
  await on(2).act(feeds.rematch, {})
  const told = async (known?: number, day = 20) => {
    const moment = known === undefined ? {} : { known: dayOf(known) }
    const { state, dontKnow, evidence } = await on(day).ask(ask, { question: 'CVE-2026-1', ...moment })
    const codes = dontKnow.map(({ code }) => code).filter(code => /feed|matched|known/.test(code))
    return [state, codes, evidence.feeds.feeds.map(({ snapshotAt }) => snapshotAt?.slice(0, 10))]
  }
  const stale = ['undecided', ['stale-feeds-then'], ['2026-09-01']]
  assert.deepEqual(await told(), ['undecided', ['stale-feeds'], ['2026-09-01']])
  assert.deepEqual(await told(3), stale)
  assert.deepEqual((await told(1))[1], ['nothing-known-then'])
  const second = record('GHSA-bbbb-bbbb-bbbb', 'CVE-2026-2', 'pump', '2026-11-09T00:00:00Z')
  await advise(world, { osv: [...first, second] }, 'whole')
  assert.deepEqual(await told(3), stale, 'what came later changes nothing of it')
  await on(12).act(feeds.rematch, {})
  assert.deepEqual(await told(13), ['not_affected', [], ['2026-11-09']])
  assert.deepEqual(await told(3), stale)
  await on(14).act(feeds.quarantine, { feed: 'osv-ghsa', reason: 'it looks forged' })
  assert.deepEqual((await told(15)).slice(0, 2), ['undecided', ['quarantined-feeds-then']])
  await on(16).act(feeds.quarantine, { feed: 'osv-ghsa', release: true })
  assert.deepEqual((await told(15)).slice(0, 2), ['undecided', ['quarantined-feeds-then']])
  assert.deepEqual((await told(17)).slice(0, 2), ['not_affected', []])
})

onEachDatabase('an asset that is gone now was there then, with what was not known of it', async database => {
  const ledger = await database.ledger([...roomSteps, ...access])
  const on = (day: number) => calling(ledger, { now: dayOf(day) })
  await on(1).act(sites.add, { code: 'NH', name: 'North' })
  const list = (day: number, tags: readonly string[]) =>
    on(day).act(
      imports.add,
      { siteId: 'NH', name: 'list.csv', complete: true },
      Buffer.from(`tag,vendor,product\n${tags.map(tag => `${tag},,\n`).join('')}`),
    )
  await list(2, ['X1', 'X2'])
  await list(4, ['X1'])
  const bare = async (moment: object) => {
    const { dontKnow } = await on(9).ask(ask, { question: 'CVE-2026-1', ...moment })
    return dontKnow.find(({ code }) => code === 'bare')?.assets ?? 0
  }
  assert.equal(await bare({}), 1)
  assert.equal(await bare({ known: dayOf(3) }), 2)
  assert.equal(await bare({ at: dayOf(3) }), 2)
  assert.equal(await bare({ known: dayOf(1) }), 0)
})
