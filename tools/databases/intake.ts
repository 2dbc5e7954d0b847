import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import type { Disk } from '#base'
import { insertRows, type Ledger, rowsOf } from '#ledger'
import { disk } from '../../src/cli/disk.ts'
import { type Calling, calling } from './calling.ts'
import type { TestDatabase } from './each.ts'
import { roomSteps } from './rooms.ts'

/** A house with one asset at each of two sites, and what lies aside there. */
export async function intakeHouse(database: TestDatabase, context: TestContext, now = '2026-11-21T10:00:00Z') {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-intake-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const ledger = await database.ledger(roomSteps)
  await assets(ledger)
  const at = (time: string, sites: 'everywhere' | string[] = 'everywhere', step = 0): Calling => {
    let clock = Date.parse(time)
    return calling(ledger, {
      sites,
      now: time,
      over: {
        disk,
        folder,
        // Some milliseconds later each time it is asked, as a real one may be.
        now: () => (clock += step),
      },
    })
  }
  return { ledger, folder, caller: at(now), at, left: () => disk.list(`${folder}/aside`)?.length ?? 0 }
}

async function assets(ledger: Ledger): Promise<void> {
  const columns = { site_id: 'text', id: 'text', tag: 'text', path: 'text' } as const
  const told = { simulated: 'integer', conflicts: 'integer', recorded_at: 'integer' } as const
  const rows = [
    ['site-a', 'asset-1', 'HMI-1', 'A/L1/HMI-1'],
    ['site-a', 'asset-2', 'HMI-2', 'A/L1/HMI-2'],
    ['site-a', 'asset-3', 'HMI-2', 'A/L2/HMI-2'],
    ['site-b', 'asset-4', 'HMI-4', 'B/L1/HMI-4'],
  ]
  await ledger.write({ ...doing, operation: 'assets' }, async db => {
    await insertRows(
      db,
      'site',
      { id: 'text', code: 'text', name: 'text', time_zone: 'text', simulated: 'integer', recorded_at: 'integer' },
      ['a', 'b'].map(site => [`site-${site}`, site.toUpperCase(), `Site ${site}`, 'Europe/Berlin', 0, 1]),
    )
    await insertRows(
      db,
      'asset',
      { ...columns, ...told },
      rows.map(row => [...row, 0, 0, 1]),
    )
    return { out: undefined, entry: { object: 'assets', change: rows.length } }
  })
}

const doing = { actor: { kind: 'house', id: 't', name: 't' }, operation: 't', at: 1, sites: 'everywhere' } as const

/** How many rows there are of everything that an upload may write. */
export async function counts(ledger: Ledger): Promise<Record<string, number>> {
  const tables = [
    'bom',
    'bom_site',
    'component',
    'bom_component',
    'deployment',
    'content',
    'content_piece',
    'journal_entry',
  ]
  const found: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await ledger.read(db =>
      rowsOf<{ count: number }>(db, sql`select count(*) as count from ${sql.table(table)}`),
    )
    found[table] = Number(row!.count)
  }
  return found
}

/** The real disk, for tests of rooms that do not reach the doors. */
export const realDisk: Disk = disk
