import assert from 'node:assert/strict'
import { migrations as bomSteps, component } from '#boms'
import { migrations as plantSteps } from '#plant'
import { assets, deployments, sites } from '#plant/operations'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { advise, billOf, kept } from '../../tools/findings/keeping.ts'
import { memoryWorld } from '../../tools/memory/world.ts'
import { migrations } from './index.ts'
import { feeds, findings } from './operations.ts'

const start = Date.parse('2026-11-21T10:00:00Z')

function osv(id: string, cve: string, name: string, fixed: string, score = '9.8') {
  const vector =
    score === '9.8' ? 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' : 'CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N'
  const ranges = [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed }] }]
  const severity = [{ type: 'CVSS_V3', score: vector }]
  const affected = [{ package: { ecosystem: 'npm', name }, ranges }]
  return { id, aliases: [cve], modified: '2026-10-01T00:00:00Z', severity, affected }
}
const records = [
  osv('GHSA-aaaa-aaaa-aaaa', 'CVE-2026-1001', 'valve', '2.0.0', '1.8'),
  osv('GHSA-bbbb-bbbb-bbbb', 'CVE-2026-1002', 'pump', '1.5.0'),
  osv('GHSA-cccc-cccc-cccc', 'CVE-2026-1003', 'valve', '3.0.0'),
]
const npm = (name: string, version?: string) =>
  component(`${name}@${version}`, name, version, `pkg:npm/${name}${version === undefined ? '' : `@${version}`}`)

onEachDatabase(
  'findings are what runs at the sites of who asks, the most urgent first, a page at a time',
  async database => {
    const ledger = await database.ledger([...bomSteps, ...plantSteps, ...migrations])
    const world = memoryWorld()
    const index = await advise(world, { osv: records }, 'whole')
    const files = Object.fromEntries(world.files)
    const call = calling(ledger, { files })
    assert.deepEqual((await call.ask(feeds.list, {})).matchedWith, null)
    assert.equal((await call.act(feeds.rematch, {})).changed, true)
    assert.equal((await call.act(feeds.rematch, {})).changed, false)
    const shown = await call.ask(feeds.list, {})
    assert.deepEqual([shown.matchedWith, shown.feeds.map(({ id }) => id)], [index.manifest.digest, ['osv-ghsa']])

    const bill = await kept(
      ledger,
      billOf([npm('valve', '1.0.0'), npm('pump', '1.0.0'), npm('seal', '1.0.0')]),
      'lockfile',
      index,
      start,
    )
    const other = await kept(ledger, billOf([npm('valve', '2.1.0'), npm('pump')]), 'lockfile', index, start)
    const north = await call.act(sites.add, { code: 'NH', name: 'North' })
    const south = await call.act(sites.add, { code: 'SH', name: 'South' })
    const running = [
      [north.id, 'HMI-1', bill.bomId],
      [north.id, 'HMI-2', bill.bomId],
      [north.id, 'HMI-3', other.bomId],
      [south.id, 'PC-1', other.bomId],
    ] as const
    for (const [siteId, tag, bomId] of running) {
      const asset = await call.act(assets.add, { siteId, tag, kind: 'hmi' })
      await call.act(deployments.observe, { assetId: asset.id, bomId, from: '2026-11-01T00:00:00Z' })
    }
    const line = (one: {
      siteId: string
      vulnerability: string
      verdict: string
      affected: number
      undecided: number
      fixed: string[]
    }) =>
      `${one.siteId === north.id ? 'NH' : 'SH'} ${one.vulnerability} ${one.verdict} ${one.affected} ${one.undecided} ${one.fixed}`
    const all = await call.ask(findings.list, {})
    assert.deepEqual(all.rows.map(line).sort(), [
      'NH CVE-2026-1001 affected 2 0 2.0.0',
      'NH CVE-2026-1002 affected 2 1 1.5.0',
      'NH CVE-2026-1003 affected 3 0 3.0.0',
      'SH CVE-2026-1002 undecided 0 1 1.5.0',
      'SH CVE-2026-1003 affected 1 0 3.0.0',
    ])
    assert.equal(all.rows.at(-1)?.vulnerability, 'CVE-2026-1001', 'the least severe comes last')
    const paged: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await call.ask(findings.list, { limit: 2, ...(after !== undefined && { after }) })
      paged.push(...page.rows.map(line))
      after = page.next
      if (after === undefined) break
    }
    assert.deepEqual(paged, all.rows.map(line))
    const southern = calling(ledger, { files, sites: [south.id] })
    const seen = await southern.ask(findings.list, {})
    assert.deepEqual(seen.rows.map(line).sort(), [
      'SH CVE-2026-1002 undecided 0 1 1.5.0',
      'SH CVE-2026-1003 affected 1 0 3.0.0',
    ])
    assert.deepEqual((await southern.ask(findings.list, { siteId: north.id })).rows, [])
    const critical = await call.ask(findings.list, { severity: 'critical', siteId: north.id, verdict: 'affected' })
    assert.deepEqual(critical.rows.map(line).sort(), [
      'NH CVE-2026-1002 affected 2 1 1.5.0',
      'NH CVE-2026-1003 affected 3 0 3.0.0',
    ])

    const { finding, components } = await call.ask(findings.show, {
      id: all.rows.find(row => line(row).startsWith('NH CVE-2026-1003'))!.id,
    })
    assert.deepEqual([finding.product, finding.affected], ['pkg:npm/valve', 3])
    assert.deepEqual(
      components.map(one => [
        one.version,
        one.assets.map(({ tag }) => tag),
        one.matches.map(({ advisory, verdict }) => `${advisory} ${verdict}`),
      ]),
      [
        ['1.0.0', ['HMI-1', 'HMI-2'], ['GHSA-cccc-cccc-cccc affected']],
        ['2.1.0', ['HMI-3'], ['GHSA-cccc-cccc-cccc affected']],
      ],
    )
    assert.equal(components[0]?.matches[0]?.because['rule'], 'purl+range')
    await assert.rejects(southern.ask(findings.show, { id: finding.id }), { code: 'findings/not-found' })
    for (const id of ['x', 'bm90aGluZw', Buffer.from('["a"]').toString('base64url')])
      await assert.rejects(call.ask(findings.show, { id }), { code: 'findings/not-found' })
  },
)

onEachDatabase('without advisories a rematch says how to get some, and the list is empty', async database => {
  const ledger = await database.ledger([...bomSteps, ...plantSteps, ...migrations])
  const call = calling(ledger)
  await assert.rejects(call.act(feeds.rematch, {}), { code: 'advisories/no-database' })
  assert.deepEqual((await call.ask(feeds.list, {})).feeds, [])
  assert.deepEqual((await call.ask(findings.list, {})).rows, [])
})
