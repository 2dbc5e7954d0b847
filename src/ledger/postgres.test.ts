import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { addressOf } from '../../tools/databases/cluster.ts'
import { rowsOf } from './handle.ts'
import { type Ledger, openLedger } from './ledger.ts'
import { postgres } from './postgres.ts'

const cluster = process.env['MILLCERT_TEST_POSTGRES']
const skip = cluster === undefined && 'there is no PostgreSQL: MILLCERT_TEST_POSTGRES is not set'

/** A way to a database that can be cut. */
interface Way {
  address: string
  ledger: Ledger
  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): Promise<void>
  mend(): Promise<void>
  /** Breaks the connection behind which this goes to the server, before or after it did. */
  cutAt(words: string, when: 'before' | 'after'): void
}

async function way(): Promise<Way> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: cluster! })
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  await admin(`create database ${name}`)
  const address = new URL(addressOf(cluster!, name))
  const path = `${address.searchParams.get('host')}/.s.PGSQL.5432`
  const open = new Set<Socket>()
  let words = ''
  let when = 'before'
  const server = createServer(from => {
    const to = connect(path)
    for (const socket of [from, to]) {
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        from.destroy()
        to.destroy()
      })
    }
    to.pipe(from)
    from.on('data', piece => {
      const found = words !== '' && piece.includes(words)
      if (found && when === 'before') return void from.destroy()
      if (found) to.unpipe(from)
      to.write(piece, () => found && setTimeout(() => from.destroy(), 200))
      if (found) words = ''
    })
  })
  const listen = (port: number) => new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as { port: number }
  address.host = `127.0.0.1:${port}`
  address.searchParams.delete('host')
  const ledger = await openLedger(postgres(address.href), [], { journal: 'journal-1', now: 1 })
  after(async () => {
    await ledger.close()
    server.close()
    await admin(`drop database ${name} with (force)`)
  })
  return {
    address: address.href,
    ledger,
    async cut() {
      const closed = new Promise(resolve => server.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
    mend: () => listen(port),
    cutAt(text, at) {
      words = text
      when = at
    },
  }
}

const doing = {
  actor: { kind: 'local', id: 'somebody', name: 'Somebody' },
  operation: 'things.add',
  at: 5,
  sites: 'everywhere',
} as const
const act = (ledger: Ledger, object: string, before?: () => Promise<void>) =>
  ledger.write(doing, async () => {
    await before?.()
    return { out: object, entry: { object, change: 1 } }
  })
const objects = async (ledger: Ledger) =>
  (
    await ledger.read(db => rowsOf<{ object: string }>(db, sql`select object from journal_entry order by chain, seq`))
  ).map(({ object }) => object)

test('a database that cannot be reached is told, and works again when it is back', { skip }, async () => {
  const { ledger, cut, mend } = await way()
  await act(ledger, 'one')
  await assert.rejects(act(ledger, 'two', cut), { code: 'ledger/unreachable' })
  await assert.rejects(act(ledger, 'three'), { code: 'ledger/unreachable' })
  await assert.rejects(objects(ledger), { code: 'ledger/unreachable' })
  await mend()
  await act(ledger, 'four')
  await cut()
  await mend()
  await act(ledger, 'five')
  assert.deepEqual(await objects(ledger), ['one', 'four', 'five'])
})

test('a connection that is lost at the commit leaves open whether it was kept, and says so', { skip }, async () => {
  const { ledger, cutAt } = await way()
  cutAt('commit\0', 'after')
  await assert.rejects(act(ledger, 'kept'), { code: 'ledger/commit-unknown' })
  cutAt('commit\0', 'before')
  await assert.rejects(act(ledger, 'not kept'), { code: 'ledger/commit-unknown' })
  cutAt('', 'before')
  await act(ledger, 'next')
  assert.deepEqual(await objects(ledger), ['kept', 'next'])
})

test('more reads at once than connections wait for each other', { skip }, async () => {
  const { ledger } = await way()
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, n) => ledger.read(db => rowsOf<{ n: number }>(db, sql`select ${n} + 0 as n`))),
  )
  assert.deepEqual(
    all.map(([row]) => row!.n),
    Array.from({ length: 50 }, (_, n) => n),
  )
})

test('a statement that takes too long is ended, and the next one is answered', { skip }, async () => {
  const { ledger } = await way()
  const slow = ledger.read(async db => {
    await rowsOf(db, sql`set local statement_timeout = 50`)
    return rowsOf(db, sql`select pg_sleep(30)`)
  })
  await assert.rejects(slow, { code: 'ledger/slow' })
  assert.deepEqual(await objects(ledger), [])
})

test('a server that says too early that something is kept is told not to', { skip }, async context => {
  const { ledger, address } = await way()
  const careless = `do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`
  await ledger.derive(db => rowsOf(db, sql.raw(careless)))
  const connections = postgres(address)
  context.after(() => connections.close())
  const { rows } = await connections.write(connection => connection.run('show synchronous_commit', []))
  assert.deepEqual(rows, [{ synchronous_commit: 'on' }])
})
