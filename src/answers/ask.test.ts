import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { insertRows, type Ledger, rowsOf } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisoriesOf, billDigest, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import type { Answer } from './answer.ts'
import { advisories, ask, health, lots, monoculture, paths } from './operations.ts'

const fresh = advisoriesOf('2026-11-20')

/** A reader of site a, with advisories of yesterday. */
function reader(ledger: Ledger, more: Parameters<typeof calling>[1] = {}) {
  return calling(ledger, { sites: [site.a], files: fresh, ...more })
}

const tallyOf = ({ affected, undecided, fixed, notAffected, notNamed }: Answer['counts']) => [
  ...[affected, undecided, fixed + notAffected, notNamed],
]
const lotsOf = (answer: Answer) => answer.lots.rows.map(({ number, verdict }) => `${number} ${verdict}`)

onEachDatabase('a CVE is told with its assets, lots, mend, window and reasons', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const answer = await reader(ledger).ask(ask, { question: ' cve-2026-44431 ' })
  assert.equal(answer.state, 'affected')
  assert.deepEqual(tallyOf(answer.counts), [1, 0, 1, 0])
  assert.equal(
    answer.sentence,
    'Affected: 1 asset on 1 line (exact), 0 undecided, 1 not affected. Of 1 asset it is not known what runs on it. 2 lots since 2026-04-01, 1 shipped. Fixed in 2.7.0. ' +
      'Vendor: Siemens AG. Next window A/area/line-1: CW 48 Sat 2026-11-28 06:00. Feeds as of 2026-11-20.',
  )
  assert.deepEqual(lotsOf(answer), ['lot-1 affected', 'lot-2 affected'])
  assert.deepEqual(
    answer.rows.map(({ tag, line, verdict }) => [tag, line, verdict]),
    [
      ['hmi-1', 'line-1', 'affected'],
      ['hmi-22', 'line-2', 'not_affected'],
    ],
  )
  const [component] = answer.rows[0]!.components
  assert.deepEqual(
    [component!.name, component!.version, component!.since],
    ['urllib3', '2.6.3', '2026-03-03T00:00:00Z'],
  )
  assert.equal(component!.findings[0]!.because.rule, 'purl+range')
  assert.equal(answer.evidence.advisories[0]!.name, 'GHSA-MADE-UPUP-ONES')
  assert.equal(answer.dontKnow[0]!.assets, 1)
  const tree = await reader(ledger).ask(paths.show, { bill: component!.bill, componentId: component!.componentId })
  assert.deepEqual(
    tree.paths.map(path => path.map(({ name }) => name)),
    [['requests', 'urllib3']],
  )
})

onEachDatabase('an advisory of several vulnerabilities and the name of one lead to the same doubt', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  for (const question of ['ICSA-26-001-01', 'CVE-2026-5000', 'advisory:icsa-26-001-01']) {
    const answer = await reader(ledger).ask(ask, { question })
    assert.deepEqual([answer.state, ...tallyOf(answer.counts)], ['undecided', 0, 1, 0, 0])
    assert.deepEqual(lotsOf(answer), ['lot-3 undecided', 'lot-2 undecided'], question)
    assert.equal(answer.lots.undecided, 2)
    assert.ok(answer.dontKnow.some(({ settle }) => settle === 'Read the version from the project.'))
  }
  const alias = await reader(ledger).ask(ask, { question: 'GHSA-made-upup-ones' })
  assert.deepEqual(tallyOf(alias.counts), [1, 0, 1, 0])
})

onEachDatabase('an advisory in a file is asked by the names in it and by its own products', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const record = {
    id: 'GHSA-made-upup-ones',
    modified: '2026-05-09T00:00:00Z',
    aliases: ['CVE-2026-44431'],
    affected: [{ package: { ecosystem: 'PyPI', name: 'urllib3' }, versions: ['2.6.3'] }],
  }
  const bytes = new TextEncoder().encode(JSON.stringify(record))
  const answer = await reader(ledger).act(advisories.ask, { name: 'mail.json' }, bytes)
  assert.deepEqual([answer.question, ...tallyOf(answer.counts)], ['mail.json', 1, 0, 1, 0])
  assert.equal(answer.evidence.advisories.length, 1, 'the same record is loaded')
  const notLaid = ({ dontKnow }: typeof answer) => dontKnow.find(({ code }) => code === 'file-not-laid')?.names
  const other = { ...record, id: 'GHSA-anot-herr-one2', aliases: ['CVE-2026-7777'] }
  const asked = (paper: object, more = {}) =>
    reader(ledger).act(advisories.ask, more, new TextEncoder().encode(JSON.stringify(paper)))
  const fresh = await asked(other)
  assert.deepEqual([...tallyOf(fresh.counts), fresh.state], [1, 0, 1, 0, 'affected'], 'it is not loaded')
  assert.deepEqual([answer.asked.file, fresh.asked.file], [undefined, true])
  assert.deepEqual(
    fresh.rows.map(({ tag, components: [first] }) => [tag, first?.version, first?.findings[0]?.because.rule]),
    [
      ['hmi-1', '2.6.3', 'purl+version'],
      ['hmi-22', '2.7.0', undefined],
    ],
  )
  assert.deepEqual(lotsOf(fresh), ['lot-1 affected', 'lot-2 affected'])
  assert.deepEqual(
    fresh.evidence.advisories.map(({ name, withdrawn }) => [name, withdrawn]),
    [['GHSA-anot-herr-one2', null]],
  )
  assert.equal(notLaid(fresh), undefined)
  const clean = await asked({
    ...other,
    affected: [{ package: { ecosystem: 'PyPI', name: 'urllib3' }, versions: ['1'] }],
  })
  assert.deepEqual([...tallyOf(clean.counts)], [0, 0, 0, 0])
  const then = await asked(other, { known: '2026-11-01T00:00:00Z' })
  assert.deepEqual([...tallyOf(then.counts), notLaid(then)], [0, 0, 0, 0, ['GHSA-ANOT-HERR-ONE2']])
  assert.deepEqual(tallyOf((await reader(ledger).ask(ask, { question: 'CVE-2026-7777' })).counts), [0, 0, 0, 0])
  const back = await asked({ ...other, withdrawn: '2026-05-10T00:00:00Z' })
  assert.deepEqual([...tallyOf(back.counts), notLaid(back)], [0, 0, 0, 0, undefined])
  const letter = new TextEncoder().encode('Dear all, please look at CVE-2026-44431 and CVE-2026-1234.')
  const read = await reader(ledger).act(advisories.ask, { name: 'letter.txt' }, letter)
  assert.deepEqual(read.asked, { kind: 'advisory', text: 'CVE-2026-44431 CVE-2026-1234', found: true })
  assert.deepEqual(tallyOf(read.counts), [1, 0, 1, 0])
  assert.equal(notLaid(read), undefined, 'a letter has no products')
  for (const other of ['{"hello": "CVE-2026-44431"}', '<bom>CVE-2026-44431</bom>', 'not json', ''])
    await assert.rejects(reader(ledger).act(advisories.ask, {}, new TextEncoder().encode(other)), {
      code: 'advisories/no-advisory',
    })
})

onEachDatabase('unknown is never clean', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const said = async (question: string, files: Record<string, string>) => {
    const { state, sentence } = await reader(ledger, { files }).ask(ask, { question })
    return [state, sentence]
  }
  assert.deepEqual(await said('CVE-2026-1', fresh), [
    'not_named',
    'No advisory known here names CVE-2026-1. Feeds as of 2026-11-20.',
  ])
  assert.deepEqual(await said('CVE-2026-6000', fresh), [
    'undecided',
    'Undecided: 1 advisory known here names CVE-2026-6000, and none says that anything that runs here is affected; but of 1 asset it is not known what runs on it. Feeds as of 2026-11-20.',
  ])
  const stale = advisoriesOf('2026-01-01')
  assert.equal((await said('CVE-2026-1', stale))[0], 'undecided')
  assert.equal((await said('CVE-2026-6000', stale))[0], 'undecided')
  assert.match((await said('CVE-2026-1', stale))[1]!, /^Undecided: .* 1 is stale: osv-pypa\.$/)
  assert.match((await said('CVE-2026-1', {}))[1]!, /no advisories on this machine/)
  assert.equal((await said('asset:server', fresh))[0], 'undecided')
  assert.equal((await said('pkg:pypi/colorama', fresh))[0], 'not_named')
  const npmOnly = { 'data/advisories/manifest.json': fresh['data/advisories/manifest.json']!.replaceAll('pypi', 'npm') }
  assert.equal((await said('pkg:pypi/colorama', npmOnly))[0], 'undecided')
  await ledger.derive(db => rowsOf(db, sql`update matched set print = -1 where component_id = 6`))
  assert.equal((await said('pkg:pypi/colorama', fresh))[0], 'undecided')
})

onEachDatabase('the floor is told as it was, and with what was known', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const told = async (question: string, when: object) =>
    tallyOf((await reader(ledger).ask(ask, { question, ...when })).counts)
  const cve = 'CVE-2026-44431'
  assert.deepEqual(await told(cve, { at: '2026-02-01T00:00:00Z' }), [1, 0, 0, 0])
  assert.deepEqual(await told(cve, { at: '2026-05-01T00:00:00Z' }), [2, 0, 0, 0])
  // The end does not belong to it.
  assert.deepEqual(await told(cve, { at: '2026-06-01T00:00:00Z' }), [1, 0, 1, 0])
  assert.deepEqual(await told(cve, { at: '2026-05-01T00:00:00Z', known: '2026-05-01T00:00:00Z' }), [0, 0, 0, 0])
  // Before anything was laid against advisories, or before anything was known to run, nobody could have called it clean.
  const stateOf = async (when: object) => {
    const { state, dontKnow } = await reader(ledger, { files: fresh }).ask(ask, { question: cve, ...when })
    return [state, dontKnow.map(({ why }) => why).join('; ')]
  }
  assert.match(
    (await stateOf({ known: '2020-01-01' })).join(': '),
    /^undecided: nothing was laid against advisories by 2020-01-01T00:00:00Z/,
  )
  assert.match((await stateOf({ at: '2020-01-01' })).join(': '), /^undecided: nothing is known to run on them/)
  const colorama = 'pkg:pypi/colorama@0.4.6'
  assert.deepEqual(await told(colorama, { at: '2026-06-30T00:00:00Z' }), [0, 0, 0, 1])
  assert.deepEqual(await told(colorama, { at: '2026-06-30T00:00:00Z', known: '2026-06-30T00:00:00Z' }), [0, 0, 0, 0])
})

onEachDatabase('one asks by package, name, product, digest, lot and asset too', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const told = async (question: string) => tallyOf((await reader(ledger).ask(ask, { question })).counts)
  assert.deepEqual(await told('pkg:pypi/urllib3'), [1, 0, 0, 1])
  assert.deepEqual(await told('pkg:pypi/urllib3@2.6.3'), [1, 0, 0, 0])
  assert.deepEqual(await told('urllib3@2.7.0'), [0, 0, 0, 1])
  assert.deepEqual(await told('Schneider:M340'), [0, 1, 0, 0])
  const series = (number: string) =>
    ledger.derive(db => rowsOf(db, sql`update component set order_number = ${number} where id = 3 returning id`))
  await series('BMXP342020/B')
  assert.deepEqual(await told('Schneider:BMXP342020'), [0, 1, 0, 0], 'any series of it')
  assert.deepEqual(await told('Schneider:BMXP342020/A'), [0, 0, 0, 0])
  assert.deepEqual(await told('Siemens:M340'), [0, 0, 0, 0])
  assert.deepEqual(await told(`sha256:${'ab'.repeat(32)}`), [1, 0, 0, 0])
  assert.deepEqual(await told(billDigest(102)), [0, 0, 0, 1])
  assert.deepEqual(await told('asset:HMI-1'), [0, 0, 0, 0])
  assert.deepEqual(await told('asset:hmi-1'), [1, 0, 0, 0])
  assert.deepEqual(await told('asset:SN-plc'), [0, 1, 0, 0])
  assert.deepEqual(await told('asset:10.0.0.5'), [1, 0, 0, 0])
  assert.deepEqual(await told('lot:lot-2'), [1, 1, 0, 0])
  assert.deepEqual(await told('lot:lot-9'), [0, 0, 0, 0])
  const lot = await reader(ledger).ask(ask, { question: 'lot:lot-2' })
  assert.match(lot.sentence, /^Made with 2 assets\. Affected by what is known: 1 asset/)
  await assert.rejects(reader(ledger).ask(ask, { question: '???' }), { code: 'answers/not-a-question' })
  await assert.rejects(reader(ledger).ask(ask, { question: 'CVE-2026-44431', after: '[1]' }), {
    code: 'answers/bad-page',
  })
})

onEachDatabase('a bill that came in and runs nowhere is known, where it came in', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const told = async () => (await reader(ledger).ask(ask, { question: billDigest(105) })).sentence
  assert.match(await told(), /^Nothing here is called that: no bill lists it\./)
  const columns = { site_id: 'text', bom_id: 'integer', name: 'text', received_at: 'integer' } as const
  await ledger.derive(db => insertRows(db, 'bom_site', columns, [[site.a, 105, null, 0]]))
  assert.match(await told(), /^No asset here is known to run it\./)
})

onEachDatabase('pages of assets follow each other without a gap', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const { ask: asks } = calling(ledger, { files: fresh })
  const question = 'CVE-2026-44431'
  const whole = await asks(ask, { question })
  const tags: string[] = []
  for (let after: string | undefined, turn = 0; turn < 9; turn++) {
    const { rows, next } = await asks(ask, { question, limit: 1, ...(after !== undefined && { after }) })
    tags.push(...rows.map(({ assetId }) => assetId))
    after = next
    if (next === undefined) break
  }
  assert.deepEqual(
    tags,
    whole.rows.map(({ assetId }) => assetId),
  )
  assert.equal(tags.length, 5)
})

onEachDatabase('the list is narrowed, and the counts stay whole', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const { ask: asks } = reader(ledger)
  const whole = await asks(ask, { question: 'CVE-2026-44431' })
  const [first, second] = whole.rows
  const listed = async (only: object) => {
    const { rows, counts } = await asks(ask, { question: 'CVE-2026-44431', ...only })
    assert.deepEqual(counts, whole.counts)
    return rows.map(({ assetId }) => assetId)
  }
  assert.deepEqual(await listed({ verdict: 'affected' }), [first!.assetId])
  assert.deepEqual(await listed({ verdict: 'not_affected' }), [second!.assetId])
  assert.deepEqual(await listed({ verdict: 'undecided' }), [])
  const line = first!.path.split('/').slice(0, -1).join('/')
  assert.deepEqual(await listed({ path: line }), [first!.assetId])
  assert.deepEqual(await listed({ path: line.slice(0, -1) }), [])
  if (first!.level !== null) assert.ok((await listed({ level: first!.level })).includes(first!.assetId))
  assert.deepEqual(await listed({ zoneId: 'no-such-zone' }), [])
})

onEachDatabase('all lots of an answer come in pages, in the order of the answer', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const { ask: asks } = reader(ledger)
  const question = 'CVE-2026-44431'
  const { lots: told } = await asks(ask, { question })
  const first = await asks(lots.touched, { question, limit: 1 })
  const second = await asks(lots.touched, { question, limit: 1, after: first.next })
  assert.deepEqual(
    [...first.rows, ...second.rows].map(({ quantity: _, unit: __, customers: ___, ...row }) => row),
    told.rows,
  )
  assert.equal(second.next, undefined)
  for (const { counts } of [first, second])
    assert.deepEqual(counts, { lots: told.count, shipped: told.shipped, undecided: told.undecided, since: told.since })
})

onEachDatabase('lots are asked for that met something on one asset', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const { ask: asks } = reader(ledger)
  const question = 'CVE-2026-44431'
  const on = async (asset: string) => (await asks(lots.touched, { question, asset })).rows.map(({ number }) => number)
  const [row] = (await asks(ask, { question })).rows
  assert.deepEqual(await on(row!.tag!), ['lot-1'], 'the other lot met it elsewhere')
  assert.deepEqual(await on(row!.assetId), ['lot-1'])
  assert.deepEqual(await on('no-such-tag'), [])
  assert.deepEqual(await on(`hmi-1${canary}`), [], 'an asset of another site is not there')
})

onEachDatabase('a reader of one site is told nothing of another', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const { ask: asks } = reader(ledger)
  const questions = [
    ...[
      'CVE-2026-44431',
      'ICSA-26-001-01',
      'GHSA-made-upup-ones',
      'pkg:pypi/urllib3',
      'urllib3@2.6.3',
      'Schneider:M340',
    ],
    ...[`sha256:${'ab'.repeat(32)}`, billDigest(101), 'asset:hmi-1', 'asset:10.0.0.5', 'lot:lot-2', 'lot:lot-1'],
  ]
  const told: unknown[] = [await asks(health.show, {}), await asks(monoculture.show, {})]
  for (const question of questions) told.push(await asks(ask, { question }))
  told.push(await asks(lots.record, { id: 'a-lot-2' }))
  assert.ok(!JSON.stringify(told).includes(canary))
  assert.ok(!JSON.stringify(told).includes(site.b))
  // What is asked for by its name stands in the question alone.
  for (const question of [
    `asset:plc${canary}`,
    `lot:lot-2${canary}`,
    `pkg:pypi/${canary}-lib`,
    `${canary}:${canary}-lib`,
    billDigest(105),
  ]) {
    const { sentence: _, understoodAs: __, question: ___, ...rest } = await asks(ask, { question })
    assert.ok(!JSON.stringify(rest).includes(canary), question)
    assert.deepEqual(tallyOf(rest.counts), [0, 0, 0, 0])
  }
  const nothing = await asks(ask, { question: 'CVE-2026-44431', siteId: site.b })
  assert.deepEqual(tallyOf(nothing.counts), [0, 0, 0, 0])
  await assert.rejects(asks(lots.record, { id: 'b-lot-2' }), { code: 'answers/not-found' })
  await assert.rejects(asks(paths.show, { bill: billDigest(105), componentId: 5 }), { code: 'answers/not-found' })
  const all = await calling(ledger, { files: fresh }).ask(ask, { question: 'CVE-2026-44431' })
  assert.ok(JSON.stringify(all).includes(canary))
})

onEachDatabase('the record of a lot tells what was known then and what is known now', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const record = await reader(ledger).ask(lots.record, { id: 'a-lot-1' })
  assert.deepEqual(
    record.assets.map(({ tag, software }) => [tag, software.map(({ bill, from, until }) => [bill, from, until])]),
    [['hmi-1', [[billDigest(101), '2026-04-01T00:00:00Z', '2026-04-03T00:00:00Z']]]],
  )
  assert.deepEqual([record.knownThen.affected, record.knownNow.affected], [0, 1])
  assert.deepEqual(record.came, ['CVE-2026-44431'])
  const later = await reader(ledger).ask(lots.record, { id: 'a-lot-1', decided: '2026-05-11T00:00:00Z' })
  assert.deepEqual([later.knownThen.affected, later.came], [1, []])
})

onEachDatabase('health begins with the DMZ and names what is missing', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const told = await reader(ledger).ask(health.show, {})
  assert.deepEqual(
    told.levels.map(({ level, assets, known, billHeld, judgeable, feedLive, approved }) => [
      ...[level, assets, known, billHeld, judgeable, feedLive, approved],
    ]),
    [
      [3.5, 1, 0, 0, 0, 0, 0],
      [1, 1, 1, 1, 1, 0, 0],
      [2, 2, 2, 2, 2, 2, 1],
      [4, 1, 1, 1, 1, 1, 0],
    ],
  )
  assert.deepEqual(
    told.reasons.map(({ rule, assets }) => [rule, assets]),
    [
      ['nothing-known', 1],
      ['version-missing', 1],
      ['vendor-missing', 1],
    ],
  )
  assert.equal(told.fields.find(({ field }) => field === 'manufacturer')?.filled, 4)
  const stale = await reader(ledger, { files: advisoriesOf('2026-01-01') }).ask(health.show, {})
  assert.ok(stale.levels.every(({ feedLive }) => feedLive === 0))
  const shares = await reader(ledger).ask(monoculture.show, {})
  assert.deepEqual(
    shares.vendors.map(({ name, assets }) => [name, assets]),
    [
      ['Siemens', 2],
      ['Moxa', 1],
      ['Schneider Electric', 1],
    ],
  )
  assert.equal(shares.unknown, 1)
})

onEachDatabase(
  'who sees several sites and asks about one is told what who sees that one alone is told',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await twoSites(ledger)
    // Alike at both sites, but for what the other one is not to add.
    await ledger.derive(async db => {
      await rowsOf(db, sql`update lot set number = 'lot-2' where number like 'lot-2%' returning id`)
      await rowsOf(db, sql`update asset set tag = 'hmi-1', serial = 'SN-hmi' where tag like 'hmi-1%' returning id`)
    })
    const everyone = reader(ledger, { sites: 'everywhere' })
    for (const question of [
      'lot:lot-2',
      'asset:hmi-1',
      'CVE-2026-44431',
      'urllib3@2.6.3',
      'Siemens:S7-1500',
      'lot:lot-1',
    ]) {
      const one = { question, siteId: site.a }
      assert.deepEqual(await everyone.ask(ask, one), await reader(ledger).ask(ask, one), question)
      assert.deepEqual(await everyone.ask(lots.touched, one), await reader(ledger).ask(lots.touched, one), question)
    }
  },
)
