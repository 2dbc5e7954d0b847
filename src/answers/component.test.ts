import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertRows } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { billDigest, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { groupNamed, keyOf, searchOf } from './component-key.ts'
import { components } from './component-operations.ts'

onEachDatabase('packages and products are found by how they are called, with where they run', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  await ledger.derive(db =>
    insertRows(db, 'component_key', { key: 'text', component_id: 'integer' }, [
      ['product/vendor:schneider-electric', 3],
      [`product/vendor:${canary}works`, 5],
    ]),
  )
  const all = calling(ledger)
  const rows = async (input: object, who = all) =>
    (await who.ask(components.list, input)).rows.map(
      ({ key, versions, running, assets, verdict, listed }) =>
        `${key} ${running}/${versions} on ${assets}: ${verdict} (${listed})`,
    )
  const urllib3 = 'pkg:pypi/urllib3 2/2 on 2: affected (affected)'
  assert.deepEqual(await rows({ text: 'URLL' }, calling(ledger, { sites: [site.a] })), [urllib3])
  const keys = async (input: object, who = all) => (await who.ask(components.list, input)).rows.map(({ key }) => key)
  const m340 = 'product:Schneider%20Electric:modicon%20m340'
  const [colorama, lib] = ['pkg:pypi/colorama', `product:${canary}%20works:${canary}-lib`]
  assert.deepEqual(await keys({}), [lib, colorama, m340, 'pkg:pypi/requests', 'pkg:pypi/urllib3'])
  assert.deepEqual(await keys({}, calling(ledger, { sites: [site.a] })), [
    ...[colorama, m340, 'pkg:pypi/requests', 'pkg:pypi/urllib3'],
  ])
  assert.deepEqual(await keys({ text: 'pkg:pypi/ur' }), ['pkg:pypi/urllib3'])
  assert.deepEqual(await keys({ text: 'pkg:pypi/urllib3@2.7' }), ['pkg:pypi/urllib3'])
  assert.deepEqual(await keys({ text: 'urllib3@3' }), [])
  assert.deepEqual(await keys({ text: 'ab'.repeat(32) }), ['pkg:pypi/urllib3'])
  assert.deepEqual(await keys({ text: 'Schneider El' }), [m340])
  assert.deepEqual(await keys({ text: 'schneider:modi' }), [m340])
  assert.deepEqual(await keys({ text: 'rllib' }), [], 'a part in the middle is not looked for')
  assert.deepEqual(await keys({ verdict: 'affected' }), [lib, 'pkg:pypi/urllib3'])
  assert.deepEqual(await keys({ verdict: 'undecided' }), [m340])
  assert.deepEqual(await keys({ siteId: site.b, verdict: 'affected', running: true }), [lib, 'pkg:pypi/urllib3'])
  assert.deepEqual(await keys({ text: 'colo', running: true, at: '2020-01-01' }), [])
  const first = await all.ask(components.list, { limit: 2 })
  const second = await all.ask(components.list, { limit: 2, after: first.next })
  assert.deepEqual(
    [...first.rows, ...second.rows].map(({ key }) => key),
    [lib, colorama, m340, 'pkg:pypi/requests'],
  )
  await assert.rejects(all.ask(components.list, { after: 'x' }), { code: 'answers/bad-page' })
})

onEachDatabase('a package is told in all its versions, with what is wrong, why and where', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  const key = 'pkg:pypi/urllib3'
  const story = await reader.ask(components.story, { key })
  assert.deepEqual(
    story.versions.map(one => [one.version, one.verdict, one.assets, one.bills, one.affected, one.question]),
    [
      ['2.7.0', 'not_named', 1, 1, 0, 'pkg:pypi/urllib3@2.7.0'],
      ['2.6.3', 'affected', 1, 1, 1, 'pkg:pypi/urllib3@2.6.3'],
    ],
  )
  assert.deepEqual([story.counts.assets, story.counts.bills, story.verdict], [2, 2, 'affected'])
  assert.equal(story.versions[1]!.hashes[0]!.value, 'ab'.repeat(32))
  const [finding] = story.findings
  assert.deepEqual(
    [finding!.vulnerability, finding!.fixed, finding!.versions.map(one => one.because?.rule), finding!.advisories],
    [
      'CVE-2026-44431',
      ['2.7.0'],
      ['purl+range'],
      [{ name: 'GHSA-MADE-UPUP-ONES', source: 'osv-pypa', url: 'https://made.example/11' }],
    ],
  )
  const before = await reader.ask(components.story, { key, at: '2026-02-01', known: '2026-02-01' })
  assert.deepEqual([before.counts.affected, before.verdict === 'affected'], [0, false])

  const page = await reader.ask(components.assets, { key, limit: 1 })
  const rest = await reader.ask(components.assets, { key, limit: 1, after: page.next })
  assert.deepEqual(
    [...page.rows, ...rest.rows].map(one => [one.tag, one.version, one.verdict, one.digest]),
    [
      ['hmi-1', '2.6.3', 'affected', billDigest(101)],
      ['hmi-22', '2.7.0', 'not_named', billDigest(102)],
    ],
  )
  assert.deepEqual(
    (await reader.ask(components.assets, { key, version: '2.7.0' })).rows.map(({ tag }) => tag),
    ['hmi-22'],
  )
  const bills = await reader.ask(components.bills, { key, limit: 1 })
  const more = await reader.ask(components.bills, { key, limit: 1, after: bills.next })
  assert.deepEqual(
    [...bills.rows, ...more.rows].map(one => [one.bomId, one.version, one.number, one.assets]),
    [
      [101, '2.6.3', 2, 1],
      [102, '2.7.0', 2, 1],
    ],
  )
  assert.equal((await reader.ask(components.story, { key: 'component:2' })).key, key)
})

onEachDatabase('of a component that is at other sites alone nothing is told', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a] })
  for (const key of [`product:${canary}%20works:${canary}-lib`, 'component:5', 'component:99', 'pkg:npm/none'])
    for (const operation of [components.story, components.assets, components.bills] as const)
      await assert.rejects(
        reader.ask<unknown, unknown>(operation as never, { key }),
        { code: 'answers/not-found' },
        key,
      )
  assert.equal(JSON.stringify(await reader.ask(components.list, {})).includes(canary), false)
  const versionless = await reader.ask(components.assets, {
    key: 'product:Schneider%20Electric:modicon%20m340',
    versionless: true,
  })
  assert.deepEqual(
    versionless.rows.map(({ verdict }) => verdict),
    ['undecided'],
  )
})

test('a key names what it was made of, however it is written; a very long one goes by a component', () => {
  const group = { packageKey: null, name: 'a:b/ü <img>', supplier: 'X: Y', id: 7 }
  assert.deepEqual(groupNamed(keyOf(group)), { name: group.name, supplier: group.supplier })
  assert.equal(keyOf({ ...group, name: 'x'.repeat(10_000) }), 'component:7')
  for (const key of ['x', 'product:%zz:x', 'product:x', 'component:x'])
    assert.throws(() => groupNamed(key), { code: 'answers/bad-key' }, key)
})

test('what is typed is read as a package URL, a digest, an order number or words', () => {
  assert.deepEqual(searchOf('pkg:NPM/%40a/b@1.0?x=y'), { by: 'package', begin: 'pkg:npm/%40a/b', version: '1.0' })
  assert.deepEqual(searchOf('order: 6ES7'), { by: 'order', begin: '6ES7' })
  assert.equal(searchOf('f'.repeat(64)).by, 'hash')
  assert.deepEqual(searchOf(' '), { by: 'all' })
  const words = searchOf('Rockwell Automation:Panel@V2')
  assert.deepEqual(words, {
    ...{ by: 'words', begin: 'panel', version: 'V2', supplier: 'rockwell automation' },
    makers: ['rockwell-automation', 'rockwellautomation'],
  })
})
