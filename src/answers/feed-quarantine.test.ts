import assert from 'node:assert/strict'
import { openDatabase } from '#advisories'
import { component } from '#boms'
import { feeds } from '#findings/operations'
import { assets, deployments, sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advise, billOf, kept } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { ask } from './operations.ts'

const start = Date.parse('2026-11-21T10:00:00Z')
const record = (id: string, cve: string, name: string) => ({
  id,
  aliases: [cve],
  modified: '2026-11-20T00:00:00Z',
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
})

onEachDatabase(
  'a feed in quarantine: what it alone says is undecided in stored findings, until it is released',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const world = memoryWorld()
    const records = [
      record('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1001', 'valve'),
      record('MAL-2026-1', 'CVE-2026-1002', 'pump'),
    ]
    const index = await advise(world, { osv: records }, 'whole')
    const { disk } = memoryWorld(Object.fromEntries(world.files))
    const call = calling(ledger, { over: { disk } })
    const npm = (name: string) => component(`${name}@1.0.0`, name, '1.0.0', `pkg:npm/${name}@1.0.0`)
    const bill = await kept(ledger, billOf([npm('valve'), npm('pump')]), 'lockfile', index, start)
    const site = await call.act(sites.add, { code: 'NH', name: 'North' })
    const { id } = await call.act(assets.add, { siteId: site.id, tag: 'HMI-1', kind: 'hmi' })
    await call.act(deployments.observe, { assetId: id, bomId: bill.bomId, from: '2026-11-01T00:00:00Z' })
    await call.act(feeds.rematch, {})
    const states = async () => {
      const told = await Promise.all(['CVE-2026-1001', 'CVE-2026-1002'].map(question => call.ask(ask, { question })))
      return told.map(({ state }) => state)
    }
    assert.deepEqual(await states(), ['affected', 'affected'])

    const done = await call.act(feeds.quarantine, { feed: 'osv-ghsa', reason: 'it looks forged' })
    assert.deepEqual([done.quarantine?.reason, done.started, done.ended], ['it looks forged', 1, 1])
    assert.equal(done.quarantine?.cause, 'person')
    // A feed speaks to all sites: who has a right at one changes nothing, on the disk neither.
    const some = calling(ledger, { sites: [site.id], over: { disk } })
    await assert.rejects(some.act(feeds.quarantine, { feed: 'osv-ghsa', release: true }), { code: 'ledger/outside' })
    assert.equal((await call.act(feeds.rematch, {})).changed, false)
    assert.deepEqual(await states(), ['undecided', 'affected'])
    const told = await call.ask(ask, { question: 'CVE-2026-1001' })
    assert.deepEqual(told.evidence.feeds.quarantined, ['osv-ghsa'])
    assert.match(JSON.stringify(told), /feed-quarantined/)
    assert.ok(told.dontKnow.some(({ code, names }) => code === 'quarantined-feeds' && names.includes('osv-ghsa')))
    const listed = (await call.ask(feeds.list, {})).feeds.map(({ id: feed, quarantine }) => [feed, quarantine?.reason])
    assert.deepEqual(listed, [
      ['osv-ghsa', 'it looks forged'],
      ['osv-malicious', undefined],
    ])
    // Nothing is new: the next match says so, and one of everything comes to the same.
    assert.equal((await call.act(feeds.rematch, {})).changed, false)
    assert.equal((await call.act(feeds.rematch, { everything: true })).started, 0)

    const back = await call.act(feeds.quarantine, { feed: 'osv-ghsa', release: true })
    assert.deepEqual([back.quarantine, back.started, back.ended], [null, 1, 1])
    assert.deepEqual(await states(), ['affected', 'affected'])
    assert.equal((await call.act(feeds.rematch, {})).changed, false)
    await assert.rejects(call.act(feeds.quarantine, { feed: 'osv-nope', reason: 'x' }), { code: 'findings/not-found' })
    await assert.rejects(call.act(feeds.quarantine, { feed: 'osv-ghsa' }), { code: 'operations/input' })
  },
)

onEachDatabase(
  'a quarantine that came by a file is followed by the next match, and by what is taken in before it',
  async database => {
    const ledger = await database.ledger(roomSteps)
    const world = memoryWorld()
    const index = await advise(world, { osv: [record('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1001', 'valve')] }, 'whole')
    const npm = (version: string) => component(`valve@${version}`, 'valve', version, `pkg:npm/valve@${version}`)
    const call = calling(ledger, { files: Object.fromEntries(world.files) })
    await kept(ledger, billOf([npm('1.0.0')]), 'lockfile', index, start)
    await call.act(feeds.rematch, {})
    const quarantine = {
      schema: 'millcert-quarantine/1',
      feeds: { 'osv-ghsa': { since: start, by: 'a check', reason: 'a drill', cause: 'check' } },
    }
    const files = {
      ...Object.fromEntries(world.files),
      'data/advisories/quarantine.json': Buffer.from(JSON.stringify(quarantine)),
    }
    const later = calling(ledger, { files })
    const doubted = openDatabase(memoryWorld(files).disk, 'data/advisories')
    const fresh = await kept(ledger, billOf([npm('1.5.0')]), 'lockfile', doubted, start + 1)
    assert.deepEqual([fresh.affected, fresh.undecided], [0, 1])
    const told = await later.act(feeds.rematch, {})
    assert.deepEqual([told.changed, told.started, told.ended], [true, 1, 1])
    assert.deepEqual((await later.ask(feeds.list, {})).feeds[0]?.quarantine, {
      ...{ since: '2026-11-21T10:00:00Z', by: 'a check', reason: 'a drill', cause: 'check' },
    })
    assert.equal((await later.act(feeds.rematch, {})).changed, false)
    const again = await call.act(feeds.rematch, {})
    assert.deepEqual([again.started, again.ended], [2, 2])
  },
)
