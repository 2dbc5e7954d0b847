import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Connections, type DatabasePlace, type Ledger, type Migration, openLedger } from '#ledger'
import { postgres } from '../../src/ledger/postgres.ts'
import { sqlite } from '../../src/ledger/sqlite.ts'
import { inCluster, newDatabase } from './cluster.ts'

/** An empty database of either kind, for one test. */
export interface TestDatabase {
  kind: 'sqlite' | 'postgres'
  /** Where it is; a file of SQLite is `millcert.db`, alone in its folder. */
  place: DatabasePlace
  /** Opens it, again after it was closed too. */
  connect(): Connections
  /** Opens it as a ledger with the steps of rooms. */
  ledger(steps: readonly Migration[], now?: number): Promise<Ledger>
}

const cluster = process.env['MILLCERT_TEST_POSTGRES']

/** One test on both databases; on PostgreSQL where `MILLCERT_TEST_POSTGRES` is the address of a cluster (`npm test` starts one). */
export function onEachDatabase(
  name: string,
  work: (database: TestDatabase, context: TestContext) => Promise<void>,
): void {
  test(`${name} (SQLite)`, async context => {
    const folder = mkdtempSync(join(tmpdir(), 'millcert-sqlite-'))
    context.after(() => rmSync(folder, { recursive: true, force: true }))
    await work(databaseOf('sqlite', { file: join(folder, 'millcert.db') }, context), context)
  })
  test(`${name} (PostgreSQL)`, {
    skip: cluster === undefined && 'there is no PostgreSQL: MILLCERT_TEST_POSTGRES is not set',
  }, async context => {
    const name = `test_${randomBytes(8).toString('hex')}`
    const address = await newDatabase(cluster!, name)
    context.after(() => inCluster(cluster!, `drop database ${name} with (force)`))
    await work(databaseOf('postgres', { address }, context), context)
  })
}

function databaseOf(kind: TestDatabase['kind'], place: DatabasePlace, context: TestContext): TestDatabase {
  const connect = () => {
    const opened = 'file' in place ? sqlite(place.file) : postgres(place.address)
    // Before what the test itself takes away: the folder, the database.
    context.after(() => opened.close().catch(() => {}))
    return opened
  }
  return {
    kind,
    place,
    connect,
    ledger: (steps, now = Date.parse('2026-11-21T10:00:00Z')) =>
      openLedger(connect(), steps, { journal: `journal-${kind}`, now }),
  }
}
