import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { onEachDatabase } from '../databases/each.ts'
import { layAdvisories, noAdvisories } from './advisories.ts'
import { done, type Served, withSite } from './served.ts'

const testdata = process.env['MILLCERT_TESTDATA']
const read = (path: string) => readFileSync(`${testdata}/${path}`)

const nh = { siteId: 'NH' }

async function asked(served: Served, question: string, more: Record<string, string> = {}) {
  return done(await served.get('/ask', { query: { question, limit: '500', ...more } })).json
}

async function inventoryTaken(served: Served): Promise<void> {
  const sent = { file: read('ot-pairs/assets.csv'), query: { ...nh, name: 'assets.csv' } }
  const preview = done(await served.post('/import', { ...sent, query: { ...sent.query, dryRun: 'true' } })).json
  assert.equal(preview.plant.dryRun, true)
  assert.deepEqual(done(await served.get('/assets')).json.rows, [], 'a preview keeps nothing')
  const taken = done(await served.post('/import', sent)).json
  assert.equal(taken.changed, true)
  assert.equal(taken.plant.counts.rows, 3000)
  assert.deepEqual(taken.plant.counts, preview.plant.counts, 'the preview said what would be done')
  const again = done(await served.post('/import', sent)).json
  assert.equal(again.changed, false)
  const { same, refused } = again.plant.counts
  assert.equal(same, taken.plant.counts.new)
  assert.equal(same + refused, 3000)
  const kept = done(await served.get('/imports/quarantine', { query: { ...nh, limit: '200' } })).json
  assert.equal(kept.rows.length, refused, 'a row that was not taken is kept to be mended')
}

/** Every lock of a release of a real project onto an asset of its own: says how many of them list urllib3 2.6.3. */
async function locksTaken(served: Served): Promise<void> {
  const release = 'lockfiles/OpenSecOps-Org+SOAR@v3.1.6'
  const locks = readdirSync(`${testdata}/${release}`, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('/requirements.txt'))
    .sort()
  assert.equal(locks.length, 80)
  const listed = done(await served.get('/assets', { query: { limit: '200', words: 'A0' } })).json.rows
  let pinned = 0
  for (const [number, lock] of locks.entries()) {
    const file = read(`${release}/${lock}`)
    const query = {
      ...nh,
      assetId: listed[number].id,
      part: 'software',
      name: 'requirements.txt',
      validFrom: '2026-01-01T00:00:00Z',
    }
    const told = await served.post('/boms/upload', { file, query })
    if (/^urllib3==2\.6\.3\b/m.test(file.toString())) pinned++
    assert.ok(told.status === 200 || /empty/.test(told.json.code), told.text)
  }
  assert.equal(pinned, 65)
  const answer = await asked(served, 'CVE-2026-44431')
  assert.equal(answer.state, 'affected')
  assert.equal(answer.counts.affected, 65)
  assert.equal(answer.rows.length, 65)
  assert.deepEqual(answer.fix.versions, ['2.7.0'])
  const where = (question: string) =>
    asked(served, question).then(({ rows }) => rows.map((row: { assetId: string }) => row.assetId).sort())
  const affected = answer.rows.map((row: { assetId: string }) => row.assetId).sort()
  for (const question of ['pkg:pypi/urllib3', 'pkg:pypi/urllib3@2.6.3', 'urllib3@2.6.3', 'CVE-2026-44432'])
    assert.deepEqual(await where(question), affected, question)
}

onEachDatabase('a plant is loaded with real papers through HTTP alone, and asked', async (database, context) => {
  if (noAdvisories) return context.skip(noAdvisories)
  const { served } = await withSite(database, context)
  await context.test('the inventory is previewed, taken, and taken again without a change', () =>
    inventoryTaken(served),
  )
  await layAdvisories(served.data)
  done(await served.post('/feeds/rematch'))
  // The server sees new advisories by itself too, and may have been first: the journal has what was done, whoever did it.
  const { entries } = done(await served.get('/journal', { query: { operation: 'feeds.rematch' } })).json
  assert.equal(entries.length, 1)
  const { judged, started } = entries[0].change
  assert.ok(judged > 1000 && started > 1000, JSON.stringify(entries[0]))
  assert.equal(done(await served.post('/feeds/rematch')).json.changed, false)
  await context.test('all of 65 locks that pin a version are found, and each way to ask finds the same', () =>
    locksTaken(served),
  )
  await context.test('answers agree with labels that were made from the advisories themselves', () =>
    labelsHold(served),
  )
  await context.test('bills of many formats are kept as they came', () => billsTaken(served))
  await context.test('a lot is reached by what ran while it was made, and only by that', () => lotsReached(served))
  await context.test('an active scan gives its two devices, and a warning', () => scanTaken(served))
  await context.test('events of a simulated factory load, and their lot stays marked', () => eventsTaken(served))
  assert.equal(await served.stop(), 0)
  assert.doesNotMatch(served.err(), /"level":"error"|\bat file:/)
})

async function labelsHold(served: Served): Promise<void> {
  const pairs = read('ot-pairs/pairs.ndjson').toString().split('\n').filter(Boolean).slice(0, 20)
  const wrong: string[] = []
  for (const line of pairs) {
    const { asset_id: tag, advisory, expect } = JSON.parse(line)
    const { rows } = await asked(served, `asset:${tag}`)
    if (rows.length === 0) continue
    const named = await asked(served, advisory)
    const found = named.rows.find((row: { tag: string }) => row.tag === tag)?.verdict ?? 'not_named'
    const agrees = expect === 'not_affected' ? found !== 'affected' : found === expect
    if (!agrees) wrong.push(`${tag} ${advisory} ${expect}: ${found}`)
  }
  assert.deepEqual(wrong, [])
}

async function billsTaken(served: Served): Promise<void> {
  const bills = [
    ['boms/CycloneDX+bom-examples/SBOM/laravel-7.12.0/bom.1.4.json', 'bom.json'],
    ['boms/CycloneDX+bom-examples/SBOM/laravel-7.12.0/bom.1.2.xml', 'bom.xml'],
    ['boms/in-toto+go-witness/attestation/sbom/boms/spdx-2.2/alpine.spdx-2-2.json', 'alpine.spdx.json'],
    [
      'boms/anchore+syft/syft/pkg/cataloger/bitnami/testdata/json/opt/bitnami/postgresql/.spdx-postgresql.spdx',
      'postgresql.spdx.json',
    ],
  ] as const
  for (const [path, name] of bills) {
    const file = read(path)
    const query = { ...nh, assetId: 'A01000', part: path, name }
    const taken = done(await served.post('/boms/upload', { file, query })).json
    assert.equal(taken.isNew, true)
    const same = done(await served.post('/boms/upload', { file, query })).json
    assert.deepEqual([same.id, same.isNew, same.changed], [taken.id, false, false], path)
    const original = done(await served.get(`/boms/${taken.id}/original`)).json
    assert.deepEqual(Buffer.from(original.base64 ?? original.bytes, 'base64'), file)
    const byDigest = await asked(served, taken.digest)
    assert.deepEqual(
      byDigest.rows.map((row: { tag: string }) => row.tag),
      ['A01000'],
    )
  }
}

async function lotsReached(served: Served): Promise<void> {
  const lot = (number: string, asset: string, from: string, until: string) =>
    served.post('/lots', { body: { ...nh, number, product: 'Oat drink', runs: [{ asset, from, until }] } })
  const reached = (await asked(served, 'CVE-2026-44431')).rows[0].tag
  done(await lot('L-1', reached, '2026-02-01T06:00:00Z', '2026-02-01T14:00:00Z'))
  done(await lot('L-2', reached, '2025-12-01T06:00:00Z', '2025-12-01T14:00:00Z'))
  done(await lot('L-3', 'A02900', '2026-02-01T06:00:00Z', '2026-02-01T14:00:00Z'))
  const { lots } = await asked(served, 'CVE-2026-44431')
  assert.deepEqual(
    lots.rows.map((one: { number: string }) => one.number),
    ['L-1'],
  )
  assert.equal((await asked(served, 'lot:L-1')).rows[0].tag, reached)
  assert.equal((await asked(served, 'CVE-1999-9999')).lots.count, 0)
}

async function scanTaken(served: Served): Promise<void> {
  const taken = done(
    await served.post('/import', { file: read('captures/nmap-ot.xml'), query: { ...nh, name: 'nmap-ot.xml' } }),
  ).json
  assert.equal(taken.plant.counts.new, 2)
  assert.ok(taken.plant.notes.some(({ code }: { code: string }) => code === 'active-scan'))
  const rows = done(await served.get('/assets', { query: { words: '00A1B2C3' } })).json.rows
  const { vendor, orderNumber, hardwareRevision, firmware } = rows[0]
  assert.deepEqual(
    [rows.length, vendor, orderNumber, hardwareRevision, firmware],
    [1, 'Rockwell Automation', '1756-L81E', 'B', '33.11'],
  )
  const [modicon] = done(await served.get('/assets', { query: { words: 'BMX P34' } })).json.rows
  assert.deepEqual([modicon.vendor, modicon.product, modicon.firmware], ['Schneider Electric', 'BMX P34 2020', 'v2.9'])
}

async function eventsTaken(served: Served): Promise<void> {
  for (const name of readdirSync(`${testdata}/events`))
    done(await served.post('/import', { file: read(`events/${name}`), query: { ...nh, name } }))
  const [lot] = done(await served.get('/lots', { query: { number: 'lot_demo_20260101' } })).json.lots
  assert.equal(lot.simulated, true)
  const csv =
    'asset_id,vendor,product,version,area,line\nPLC-1,SIEMENS AG,RUGGEDCOM RS930W,FW V4.2.0,area_packaging,line_1\n'
  const query = { ...nh, name: 'line-1.csv', observedAt: '2025-12-01T00:00:00Z' }
  const before = await asked(served, 'ICSA-23-222-12')
  assert.ok(!before.lots.rows.some((one: { simulated: boolean }) => one.simulated))
  done(await served.post('/import', { file: Buffer.from(csv), query }))
  const { lots } = await asked(served, 'ICSA-23-222-12')
  const found = lots.rows.find((one: { number: string }) => one.number === 'lot_demo_20260101')
  assert.equal(found?.simulated, true)
}
