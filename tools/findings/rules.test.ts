import assert from 'node:assert/strict'
import { openDatabase } from '#advisories'
import { db as advisories } from '#advisories/operations'
import { migrations as bomSteps, component } from '#boms'
import { findingsStore, migrations } from '#findings'
import { feeds } from '#findings/operations'
import type { Ledger } from '#ledger'
import { keptRules } from '#matching'
import { migrations as plantSteps } from '#plant'
import { sampleAdvisories } from '../../src/matching/product-rule-sample.ts'
import { calling } from '../databases/calling.ts'
import { onEachDatabase } from '../databases/each.ts'
import { memoryWorld } from '../memory/world.ts'
import { billOf, kept } from './keeping.ts'

const { matchesOfComponents } = await findingsStore()
const start = Date.parse('2026-11-21T10:00:00Z')

const drive = (ref: string, supplier: string, name: string, version: string) => ({
  ...component(ref, name, version),
  type: 'device' as const,
  supplier,
})
const rule = (means: string, until = '2027-06-01') => `[[rule]]
vendor = "Anlagenbau Süd"
means = { vendor = ${JSON.stringify(means)} }
reason = "the integrator's own plates"
review-by = ${until}
`

/** Advisories of the sample over a data folder, and the plant's rows. */
async function plantOf(ledger: Ledger) {
  const world = memoryWorld({ 'csaf.ndjson': sampleAdvisories() })
  const flags = new Map([
    ['db', ['data/advisories']],
    ['from', ['csaf.ndjson']],
  ])
  await advisories.build.run(world, { words: [], flags })
  const database = openDatabase(world.disk, 'data/advisories')!
  const said = async () => {
    const ids = await ledger.read(async db => {
      const { sql } = await import('kysely')
      const { rowsOf } = await import('#ledger')
      return rowsOf<{ id: number; name: string }>(db, sql`select id, name from component order by name`)
    })
    const rows = await ledger.read(db =>
      matchesOfComponents(
        db,
        ids.map(({ id }) => id),
      ),
    )
    const names = new Map(ids.map(({ id, name }) => [id, name]))
    return rows
      .map(row => {
        const because = JSON.parse(row.because) as { rule: string; how?: string }
        return `${names.get(row.component_id)} ${row.vulnerability} ${row.verdict} ${because.rule}${because.how ? ` (${because.how})` : ''}`
      })
      .sort()
  }
  return { world, database, said }
}

onEachDatabase(
  'rules about makers’ words work on kept components, and other rules judge what they touch',
  async base => {
    const ledger = await base.ledger([...bomSteps, ...plantSteps, ...migrations])
    const { world, database, said } = await plantOf(ledger)
    const bill = billOf([
      drive('D-1', 'Nordwerk Antriebe GmbH', 'Norda Drive ND-4400', '2.5'),
      drive('D-2', 'Anlagenbau Süd', 'ND-4400', '2.5'),
      drive('X-1', 'Kessel Nord', 'Ofen', '1'),
    ])
    await kept(ledger, bill, 'inventory', database, start)
    const with_ = (rules: string, now = '2026-11-21T10:00:00Z') =>
      calling(ledger, {
        files: { ...Object.fromEntries(world.files), ...(rules && { 'data/products.toml': rules }) },
        now,
      })
    const first = await with_('').act(feeds.rematch, {})
    assert.deepEqual([first.changed, first.rules], [true, null])
    const before = await said()
    assert.ok(before.includes('ND-4400 * undecided maker-not-covered'), before.join('\n'))

    const ruled = await with_(rule('Nordwerk Antriebe')).act(feeds.rematch, {})
    assert.deepEqual([ruled.changed, ruled.judged, ruled.rules], [true, 1, { inForce: 1, expired: 0, byRef: 0 }])
    const after = await said()
    const mended = after.filter(line => line.startsWith('ND-4400 CVE-2099-0001 affected'))
    assert.equal(mended.length, 1, after.join('\n'))
    assert.match(mended[0]!, /by rule 1 of products\.toml: "Anlagenbau Süd" means/)
    assert.equal((await with_(rule('Nordwerk Antriebe')).act(feeds.rematch, {})).changed, false)

    // A day later it has come to its end: what it said ends too.
    const expired = await with_(rule('Nordwerk Antriebe'), '2027-06-02T00:00:00Z').act(feeds.rematch, {})
    assert.deepEqual([expired.changed, expired.judged, expired.rules], [true, 1, null])
    assert.deepEqual(await said(), before)
    await assert.rejects(with_('[[rule]]\n').act(feeds.rematch, {}), { code: 'matching/bad-rules-file' })
  },
)

onEachDatabase('what comes in is judged by the rules, and a change of the maker’s advisories finds it', async base => {
  const ledger = await base.ledger([...bomSteps, ...plantSteps, ...migrations])
  const { world, database, said } = await plantOf(ledger)
  world.files.set('data/products.toml', Buffer.from(rule('Nordwerk Antriebe')))
  const rules = await keptRules({ ...world, folder: 'data' }, start)
  const files = Object.fromEntries(world.files)
  await calling(ledger, { files }).act(feeds.rematch, {})
  await kept(ledger, billOf([drive('D-2', 'Anlagenbau Süd', 'ND-4400', '2.5')]), 'inventory', database, start, rules)
  assert.ok((await said()).some(line => /^ND-4400 CVE-2099-0001 affected .*by rule 1/.test(line)))
  assert.equal((await calling(ledger, { files }).act(feeds.rematch, {})).changed, false)

  const [one] = sampleAdvisories().split('\n')
  const changed = one!.replaceAll('CVE-2099-0001', 'CVE-2099-0901').replaceAll(/"20\d\d-\d\d-\d\dT/g, '"2026-11-20T')
  world.files.set('more.ndjson', Buffer.from(`${changed}\n`))
  const flags = new Map([
    ['db', ['data/advisories']],
    ['from', ['more.ndjson']],
    ['add', ['']],
  ])
  await advisories.build.run(world, { words: [], flags })
  await calling(ledger, { files: Object.fromEntries(world.files) }).act(feeds.rematch, {})
  assert.ok(
    (await said()).some(line => /^ND-4400 CVE-2099-0901 affected .*by rule 1/.test(line)),
    (await said()).join('\n'),
  )
})
