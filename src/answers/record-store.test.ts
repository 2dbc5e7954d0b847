import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { canonicalJson, digest } from '#base'
import { insertRows, type Ledger, rowsOf } from '#ledger'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { roomSteps } from '../../tools/databases/rooms.ts'
import { site, twoSites } from '../../tools/databases/two-sites.ts'
import { lots } from './operations.ts'
import { billsNamed } from './record-store.ts'

onEachDatabase('a bill without a subject is about the one thing that stands in it', async database => {
  const ledger = await database.ledger(roomSteps)
  await twoSites(ledger)
  const [row] = await ledger.read(db =>
    rowsOf<{ name: string; version: string | null }>(db, sql`select name, version from component where id = 6`),
  )
  await ledger.derive(db => rowsOf(db, sql`update bom set subject = null, components = 1 where id = 104`))
  await ledger.derive(db => rowsOf(db, sql`update bom set subject = null where id = 102`))
  const named = await ledger.read(db => billsNamed(db, [102, 104]))
  assert.deepEqual([named.get(104)?.subject, named.get(104)?.version], [row!.name, row!.version])
  assert.equal(named.get(102)?.subject, null)
})

/** One lot goes to a customer. */
async function ship(ledger: Ledger): Promise<void> {
  const shipment = {
    site_id: 'text',
    lot_id: 'text',
    number: 'integer',
    customer: 'text',
    shipped_at: 'integer',
  } as const
  const row = [site.a, 'a-lot-1', 1, 'A customer', Date.parse('2026-04-05T00:00:00Z')]
  await ledger.derive(db => insertRows(db, 'shipment', shipment, [row]))
}

onEachDatabase(
  'the record of a lot names where it was made and what went to whom, and what is found in which component',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await twoSites(ledger)
    await ship(ledger)
    const { ask } = calling(ledger, { sites: [site.a] })
    const record = await ask(lots.record, { id: 'a-lot-1' })
    assert.equal(record.site.timeZone, 'Europe/Berlin')
    assert.equal(record.runs.length, 1)
    assert.ok(record.runs[0]!.path!.startsWith(`${record.site.code}/`), record.runs[0]!.path!)
    assert.deepEqual(
      record.shipped.map(({ customer, shippedAt }) => [customer, shippedAt]),
      [['A customer', '2026-04-05T00:00:00Z']],
    )
    const [found] = record.knownNow.first
    assert.deepEqual(
      found?.in.map(({ name, version, assets, assetIds }) => [name, version, assets, assetIds]),
      [['urllib3', '2.6.3', 1, [record.assets[0]!.assetId]]],
    )
    assert.ok(record.assets[0]!.software[0]!.since <= record.assets[0]!.software[0]!.from)
  },
)

onEachDatabase(
  'a record asked for with the same times is the same, and has the digest of what it says',
  async database => {
    const ledger = await database.ledger(roomSteps)
    await twoSites(ledger)
    await ship(ledger)
    const { ask } = calling(ledger, { sites: [site.a] })
    const times = { id: 'a-lot-1', decided: '2026-05-01T00:00:00Z', known: '2026-06-01T00:00:00Z' }
    const record = await ask(lots.record, times)
    assert.deepEqual(await ask(lots.record, times), record)
    const { digest: told, ...rest } = record
    assert.equal(told, digest(canonicalJson(rest)))
    assert.equal(record.knownNow.known, '2026-06-01T00:00:00Z')
    assert.deepEqual(record.came, ['CVE-2026-44431'])
    const before = await ask(lots.record, { ...times, known: '2026-05-02T00:00:00Z' })
    assert.deepEqual([before.knownNow.affected, before.came], [0, []])
    assert.notEqual(before.digest, told)
  },
)
