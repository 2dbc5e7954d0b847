import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { onEachDatabase, type TestDatabase } from '../databases/each.ts'
import { layMadeAdvisory, madeBill, madeCve } from './made.ts'
import { done, homeOf, type Served, setUp, startServer } from './served.ts'

/** One plant whose server runs at one day after another. */
async function days(database: TestDatabase, context: TestContext) {
  const { data, env } = homeOf(database.place, context)
  let token = ''
  return {
    data,
    /** Starts the server on a day and stops it when the work is done. */
    async on(day: string, work: (served: Served) => Promise<void>) {
      const served = await startServer({ data, env, token, now: `${day}T09:00:00Z` })
      context.after(() => served.kill())
      if (token === '') token = await setUp(served)
      await work(served)
      assert.equal(await served.stop(), 0)
      assert.doesNotMatch(served.err(), /"level":"error"/)
    },
  }
}

const query = { siteId: 'NH', assetId: 'HMI-7', part: 'software', name: 'bom.json' }

async function versionAt(served: Served, at?: string, known?: string): Promise<string[]> {
  const moment = { ...(at && { at: `${at}T12:00:00Z` }), ...(known && { known: `${known}T12:00:00Z` }) }
  const { rows } = done(await served.get('/ask', { query: { question: 'pkg:pypi/made-mixer', ...moment } })).json
  return rows.flatMap((row: { components: { version: string }[] }) => row.components.map(({ version }) => version))
}

onEachDatabase('what ran is asked as of a day on the floor and as of a day of knowledge', async (database, context) => {
  const plant = await days(database, context)
  await plant.on('2026-03-01', async served => {
    done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
    done(await served.post('/assets', { body: { siteId: 'NH', tag: 'HMI-7' } }))
    done(
      await served.post('/boms/upload', {
        file: madeBill('1.0'),
        query: { ...query, validFrom: '2026-01-01T00:00:00Z' },
      }),
    )
    const runs = [{ asset: 'HMI-7', from: '2026-02-15T06:00:00Z', until: '2026-02-15T14:00:00Z' }]
    done(await served.post('/lots', { body: { siteId: 'NH', number: 'L-1', runs } }))
    done(
      await served.post('/lots', {
        body: {
          siteId: 'NH',
          number: 'L-0',
          runs: [{ asset: 'HMI-7', from: '2026-01-15T06:00:00Z', until: '2026-01-15T14:00:00Z' }],
        },
      }),
    )
  })
  await layMadeAdvisory(plant.data)
  await plant.on('2026-04-01', async served => {
    done(await served.post('/feeds/rematch'))
    assert.deepEqual(await lotsOf(served), ['L-0', 'L-1'])
  })
  // Somebody finds out that another version had run since February.
  await plant.on('2026-05-01', async served => {
    done(
      await served.post('/boms/upload', {
        file: madeBill('2.0'),
        query: { ...query, validFrom: '2026-02-01T00:00:00Z' },
      }),
    )
  })
  await plant.on('2026-06-01', async served => {
    const told = [
      [undefined, undefined, ['2.0']],
      ['2025-12-01', undefined, []],
      ['2026-01-15', undefined, ['1.0']],
      ['2026-02-15', undefined, ['2.0']],
      ['2026-02-15', '2026-04-01', ['1.0']],
      ['2026-02-15', '2026-05-02', ['2.0']],
      ['2026-02-15', '2026-02-20', []],
    ] as const
    for (const [at, known, versions] of told)
      assert.deepEqual(await versionAt(served, at, known), versions, `at ${at}, known ${known}`)
    assert.deepEqual(await lotsOf(served), ['L-0'], 'the lot of February was made with the repaired version')
    assert.deepEqual(await lotsOf(served, '2026-04-15'), ['L-0', 'L-1'], 'as it was believed in April')
    await deploymentsAsOf(served)
    await recordOfLot(served)
  })
})

async function lotsOf(served: Served, known?: string): Promise<string[]> {
  const moment = known ? { at: `${known}T12:00:00Z`, known: `${known}T12:00:00Z` } : {}
  const { lots } = done(await served.get('/ask', { query: { question: madeCve, ...moment } })).json
  return lots.rows.map((lot: { number: string }) => lot.number).sort()
}

async function deploymentsAsOf(served: Served): Promise<void> {
  const [asset] = done(await served.get('/assets')).json.rows
  const list = async (query: Record<string, string>) =>
    done(await served.get(`/deployments/${asset.id}`, { query })).json.rows.map(
      (row: { validFrom: string; validUntil?: string }) => [
        row.validFrom.slice(0, 10),
        row.validUntil?.slice(0, 10) ?? null,
      ],
    )
  const noon = (day: string) => `${day}T12:00:00Z`
  assert.deepEqual(await list({ at: noon('2026-02-15') }), [['2026-02-01', null]])
  assert.deepEqual(await list({ at: noon('2026-02-15'), knownAt: noon('2026-04-01') }), [['2026-01-01', null]])
  assert.deepEqual(await list({ at: noon('2026-01-15') }), [['2026-01-01', '2026-02-01']])
}

/** What was known when the lot was decided on stays what it was. */
async function recordOfLot(served: Served): Promise<void> {
  const [lot] = done(await served.get('/lots', { query: { number: 'L-1' } })).json.lots
  const record = done(await served.get(`/lots/${lot.id}/record`, { query: { decided: '2026-04-15T12:00:00Z' } })).json
  assert.equal(record.knownThen.affected, 1)
  assert.equal(record.knownNow.affected, 0)
}
