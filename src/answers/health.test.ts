import assert from 'node:assert/strict'
import fc from 'fast-check'
import { insertRows, type Ledger } from '#ledger'
import { assets as plantAssets } from '#plant/operations'
import { vendors as makers } from '#vendors/operations'
import { type Calling, calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { advisoriesOf, canary, site, twoSites } from '../../tools/databases/two-sites.ts'
import { measures } from './health-measure.ts'
import { health, vendors } from './operations.ts'

const files = advisoriesOf('2026-11-20')
const text = 'text' as const
const integer = 'integer' as const

/** All rows of a question, a few at a time. */
async function all(reader: Calling, asked: object) {
  const rows = []
  let after: string | undefined
  do {
    const page = await reader.ask(health.assets, { ...asked, limit: 13, ...(after !== undefined && { after }) })
    rows.push(...page.rows)
    after = page.next
  } while (after !== undefined)
  return rows
}

/** Every number of data health is as many rows. */
async function numbersAreRows(reader: Calling, siteId?: string) {
  const of = siteId === undefined ? {} : { siteId }
  const told = await reader.ask(health.show, of)
  const rows = await all(reader, of)
  assert.equal(rows.length, told.assets)
  assert.equal(new Set(rows.map(({ siteId, assetId }) => `${siteId} ${assetId}`)).size, rows.length, 'each once')
  for (const { level, assets, ...counts } of told.levels)
    for (const lacks of measures) {
      const at = level === null ? { levelless: true } : { level }
      const lacking = await all(reader, { ...of, ...at, lacks })
      assert.equal(lacking.length, assets - counts[lacks], `${level} ${lacks}`)
      assert.ok(lacking.every(row => !row[lacks] && row.level === level))
      assert.equal(rows.filter(row => row.level === level && row[lacks]).length, counts[lacks])
    }
  for (const { reason, assets } of told.reasons) {
    assert.equal((await all(reader, { ...of, reason })).length, assets, reason)
    assert.equal(rows.filter(({ reasons }) => reasons.includes(reason)).length, assets, reason)
  }
  for (const { field, filled } of told.fields)
    assert.equal((await all(reader, { ...of, field })).length, told.assets - filled, field)
  return told
}

/** Databases of tests are copies of one: what was counted of a site is kept by its head, which says nothing yet. */
async function begun(ledger: Ledger, word: string) {
  const everyone = calling(ledger)
  for (const id of ['a-plc', 'b-plc']) await everyone.act(plantAssets.change, { id, description: word })
}

interface Made {
  level: number | null
  vendor: string | null
  product: string | null
  gone: boolean
  bills: number[]
  approved: boolean
}

const made = fc.record<Made>({
  level: fc.constantFrom(0, 1, 2, 3, 3.5, 4, null),
  vendor: fc.constantFrom('Siemens', 'Moxa', null),
  product: fc.constantFrom('Panel', null),
  gone: fc.constantFrom(false, false, false, true),
  bills: fc.array(fc.constantFrom(101, 102, 103, 104, 105, 106), { maxLength: 3 }),
  approved: fc.boolean(),
})

/** Assets as they come, at both sites; doubts about components 3, 5 and 6, two of them of one rule. */
async function crowd(ledger: Ledger, seed: number) {
  const assets = fc
    .sample(made, { seed, numRuns: 60 })
    .map((one, n) => ({ ...one, n, siteId: n % 2 ? site.a : site.b }))
  const doubt = (component: number, rule: string, more: object) => [
    ...[component, 0, '', 'undecided', null, 'unknown', JSON.stringify({ rule, ...more }), 0, null, 0],
  ]
  await ledger.derive(async db => {
    await insertRows(
      db,
      'match',
      {
        ...{ component_id: integer, advisory_id: integer, vulnerability: text, verdict: text, confidence: text },
        ...{ severity: text, because: text, known_from: integer, known_until: integer, since: integer },
      },
      [
        doubt(3, 'no-identity', { found: 'M340', settle: 'Name it.' }),
        doubt(6, 'no-identity', { settle: 'Name it.' }),
        doubt(5, 'no-identity-at-all', { found: canary, settle: `Ask ${canary}.` }),
      ],
    )
    await insertRows(
      db,
      'bom',
      {
        ...{ id: integer, digest: text, format: text, kind: text, subject: text, components: integer, notes: text },
        ...{ received_at: integer, size: integer },
      },
      [[106, `sha256:${'6'.repeat(64)}`, 'cyclonedx-json', 'bom', 'empty', 0, '[]', 0, 1]],
    )
    await insertRows(
      db,
      'asset',
      {
        ...{ site_id: text, id: text, tag: text, path: text, level: 'real', vendor: text, product: text },
        ...{ simulated: integer, conflicts: integer, recorded_at: integer, gone_at: integer },
      },
      assets.map(({ siteId, n, level, vendor, product, gone }) => [
        ...[siteId, `made-${n}`, siteId === site.b ? `${canary}-${n}` : `made-${n}`, `A/made/${n % 5}`, level],
        ...[vendor, product, 1, 0, 0, gone ? 1 : null],
      ]),
    )
    await insertRows(
      db,
      'deployment',
      {
        ...{ site_id: text, id: text, asset_id: text, bom_id: integer, kind: text, part: text, source_id: text },
        ...{ confidence: text, valid_from: integer, valid_until: integer, recorded_at: integer, replaced_at: integer },
      },
      assets.flatMap(({ siteId, n, bills, approved }) => [
        // What the last bill holds is of the other site alone.
        ...bills.map((bom, place) => [
          ...[
            siteId,
            `made-${n}-${place}`,
            `made-${n}`,
            bom === 105 && siteId === site.a ? 104 : bom,
            'observed',
            bom === 103 ? 'firmware' : 'software',
          ],
          ...['people', 'stated', 0, place === 2 ? 5 : null, 0, null],
        ]),
        [
          ...[siteId, `made-${n}-approved`, `made-${n}`, 102, 'approved', 'software', 'people', 'stated', 0, null, 0],
          approved ? null : 1,
        ],
      ]),
    )
  })
}

for (const seed of [1, 2])
  onEachDatabase(`every number of data health is as many assets (${seed})`, async database => {
    const ledger = await database.ledger(roomSteps)
    await twoSites(ledger)
    await crowd(ledger, seed)
    await begun(ledger, `crowd ${seed}`)
    const reader = calling(ledger, { sites: [site.a], files })
    const everyone = calling(ledger, { files })
    const own = await numbersAreRows(reader)
    assert.ok(!JSON.stringify(own).includes(canary), 'nothing of the other site')
    assert.deepEqual(await numbersAreRows(everyone, site.a), own)
    const whole = await numbersAreRows(everyone)
    const other = await numbersAreRows(everyone, site.b)
    assert.equal(whole.assets, own.assets + other.assets)
    const identity = whole.reasons.find(({ reason }) => reason === 'no-identity')!
    assert.deepEqual([identity.components, identity.settle, identity.why], [2, 'Name it.', 'no identity'])
    assert.deepEqual(await everyone.ask(health.show, {}), whole, 'told again it is the same')
    const stale = calling(ledger, { files: advisoriesOf('2026-01-01') })
    assert.ok((await numbersAreRows(stale)).levels.every(({ feedLive }) => feedLive === 0))
  })

onEachDatabase('no feed speaks of a product whose maker no record is about, however fresh it is', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  await begun(ledger, 'covered')
  const reader = calling(ledger, { sites: [site.a], files: advisoriesOf('2026-11-20', ['product']) })
  const live = async () => (await numbersAreRows(reader)).levels.find(({ level }) => level === 1)!.feedLive
  assert.equal(await live(), 1)
  await ledger.derive(db =>
    insertRows(
      db,
      'match',
      {
        ...{ component_id: integer, advisory_id: integer, vulnerability: text, verdict: text, severity: text },
        ...{ because: text, known_from: integer, since: integer },
      },
      [[3, 0, '*', 'undecided', 'unknown', JSON.stringify({ rule: 'maker-not-covered', found: 'Schneider' }), 1, 1]],
    ),
  )
  await begun(ledger, 'not covered')
  assert.equal(await live(), 0)
})

onEachDatabase('data health is counted again where something was said', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  await begun(ledger, 'counted again')
  const reader = calling(ledger, { sites: [site.a], files })
  const before = await numbersAreRows(reader)
  assert.equal(before.reasons.find(({ reason }) => reason === 'nameless')?.assets, 1)
  await reader.act(plantAssets.change, { id: 'a-server', vendor: 'Siemens', product: 'IPC' })
  const after = await numbersAreRows(reader)
  assert.equal(after.levels[0]!.known, before.levels[0]!.known + 1)
  assert.equal(
    after.reasons.find(({ reason }) => reason === 'nameless'),
    undefined,
  )
  await assert.rejects(reader.ask(health.assets, { after: 'elsewhere' }), { code: 'answers/bad-page' })
  assert.deepEqual((await reader.ask(health.assets, { reason: 'nothing-of-the-kind' })).rows, [])
})

onEachDatabase('vendors that nobody knows are told with how many assets name them', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const reader = calling(ledger, { sites: [site.a], files })
  const told = await reader.ask(vendors.unmapped, {})
  assert.deepEqual(
    told.rows.map(({ text, assets, sites }) => [text, assets, sites]),
    [
      ['Moxa', 1, 1],
      ['Schneider Electric', 1, 1],
      ['Siemens', 1, 1],
      ['Siemens AG', 1, 1],
    ],
  )
  assert.deepEqual([told.texts, told.assets, told.missing], [4, 4, 1])
  for (const { text, assets } of told.rows)
    assert.equal((await reader.ask(health.assets, { vendor: text })).rows.length, assets, text)
  assert.equal(told.rows.at(-1)!.maker, 'Siemens')
  const first = await reader.ask(vendors.unmapped, { limit: 3 })
  const second = await reader.ask(vendors.unmapped, { limit: 3, after: first.next! })
  assert.deepEqual([...first.rows, ...second.rows], told.rows)
  await calling(ledger).act(makers.add, { name: 'Siemens', names: ['Moxa'] })
  const left = await reader.ask(vendors.unmapped, {})
  assert.deepEqual(
    left.rows.map(({ text }) => text),
    ['Schneider Electric'],
    'a name leads there in all its spellings',
  )
})
