import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { openDatabase, openLedger, rowsOf } from '#ledger'
import { everyMigration } from '#operations/operations'
import { onEachDatabase, type TestDatabase } from '../../tools/databases/each.ts'
import { millcert, setUp, startServer } from '../../tools/story/served.ts'

function folderOf(context: { after(run: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-older-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const envOf = ({ place }: TestDatabase): Record<string, string> =>
  'address' in place ? { MILLCERT_DATABASE_URL: place.address } : {}

async function run(cwd: string, args: readonly string[], env: Record<string, string>) {
  const program = millcert(args, { cwd, env })
  return { code: await program.ended, out: program.out(), err: program.err() }
}

onEachDatabase(
  'a journal that has less than was seen is not served, but where the older is meant',
  async (database, context) => {
    const data = folderOf(context)
    const env = envOf(database)
    const add = (code: string) => run(data, ['sites', 'add', '--code', code, '--name', code, '--data', data], env)
    assert.equal((await add('NH')).code, 0)
    assert.equal((await add('SA')).code, 0)
    const file = join(data, 'millcert.db')
    const seenFile = join(data, 'journal.seen')
    const seen = JSON.parse(readFileSync(seenFile, 'utf8')) as { chains: { size: number }[] }
    assert.equal(statSync(seenFile).mode & 0o777, 0o600)
    assert.deepEqual(
      seen.chains.map(({ size }) => size),
      [2],
    )

    // As a copy of the database from before the second site would be.
    const place = 'address' in database.place ? database.place : { file }
    const ledger = await openLedger(await openDatabase(place), await everyMigration(), { journal: 'none', now: 0 })
    await ledger.derive(async db => {
      await rowsOf(db, sql`delete from journal_entry where seq = 2`)
      await rowsOf(db, sql`update journal_head set seq = 1, hash = (select hash from journal_entry)`)
    })
    await ledger.close()
    const refused = await run(data, ['serve', '--data', data, '--port', '0'], env)
    assert.deepEqual([refused.code, refused.out], [4, ''])
    assert.match(refused.err, /ends with entry 1 of enterprise, and entry 2 was seen here.*serve --older/)
    assert.equal((await add('KF')).code, 4)
    assert.equal((await run(data, ['sites', 'list', '--data', data], env)).code, 0)

    const served = await startServer({ data, env, args: ['--older'] })
    context.after(() => served.stop())
    assert.match(served.err(), /An older database is taken: it ends with entry 1/)
    const token = await setUp(served)
    const { json } = await served.get('/journal', { token, query: { limit: '50' } })
    const told = json.entries.find(({ operation }: { operation: string }) => operation === 'serve.older')
    assert.deepEqual(told.change, { seen: [{ chain: 'enterprise', here: 1, seen: 2 }] })
    await wait(1300)
    const now = JSON.parse(readFileSync(seenFile, 'utf8')) as { chains: { size: number }[] }
    assert.ok(now.chains[0]!.size > 2)
    await served.stop()
    assert.equal((await add('KF')).code, 0)
  },
)

test('a database that is gone, or an older copy of its file, is no new plant', async context => {
  const data = folderOf(context)
  const file = join(data, 'millcert.db')
  const add = (code: string) => run(data, ['sites', 'add', '--code', code, '--name', code, '--data', data], {})
  assert.equal((await add('NH')).code, 0)
  copyFileSync(file, join(data, 'older'))
  assert.equal((await add('SA')).code, 0)
  copyFileSync(file, join(data, 'newer'))
  const serve = () => run(data, ['serve', '--data', data, '--port', '0'], {})
  copyFileSync(join(data, 'older'), file)
  assert.match((await serve()).err, /was seen here/)
  rmSync(file)
  const gone = await serve()
  assert.equal(gone.code, 4)
  assert.match(gone.err, /there is none, and entry 2 of enterprise was seen here/)
  assert.equal(existsSync(file), false)
  writeFileSync(join(data, 'journal.seen'), '{}')
  copyFileSync(join(data, 'newer'), file)
  assert.match((await serve()).err, /journal\.seen: it names no journal/)
})
