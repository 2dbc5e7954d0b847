import assert from 'node:assert/strict'
import pg from 'pg'
import { onEachDatabase } from '../databases/each.ts'
import { done, type Served, withSite } from './served.ts'

/** An inventory of so many devices, each with a version of its own. */
function inventory(devices: number): Buffer {
  const rows = Array.from({ length: devices }, (_, n) => `PLC-${n},Talwerk,FillView,1.0.${n}`)
  return Buffer.from(['asset_id,vendor,product,version', ...rows, ''].join('\n'))
}

const sent = { file: inventory(3000), query: { siteId: 'NH', name: 'devices.csv' } }

async function previewed(served: Served): Promise<void> {
  done(await served.post('/import', { ...sent, query: { ...sent.query, dryRun: 'true' } }))
}

/** Asks PostgreSQL itself. */
async function rowsOf(address: string, query: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  const { rows } = await client.query(query)
  await client.end()
  return rows
}

onEachDatabase(
  'an import is taken though the database counted its tables while they were empty',
  async (database, context) => {
    const { served } = await withSite(database, context)
    await previewed(served)
    // What autovacuum does by itself a minute after a preview: the rows of the preview are dead, and none is left.
    if ('address' in database.place) await rowsOf(database.place.address, 'analyze')
    const { counts } = done(await served.post('/import', sent)).json.plant
    // Versions that a spreadsheet may have made of others wait to be mended.
    assert.ok(counts.new > 2000 && counts.new + counts.refused === 3000, JSON.stringify(counts))
  },
)

onEachDatabase(
  'after an import the database knows what its columns hold, previewed or not',
  async (database, context) => {
    const { served } = await withSite(database, context)
    await previewed(served)
    done(await served.post('/import', sent))
    if (!('address' in database.place)) return
    const known = await rowsOf(database.place.address, 'select distinct tablename from pg_stats')
    const names = known.map(({ tablename }) => tablename)
    for (const table of ['asset', 'deployment', 'component']) assert.ok(names.includes(table), table)
  },
)
