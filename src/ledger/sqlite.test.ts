import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { build } from 'rolldown'
import { insertRows, type Migration, openLedger, rowsOf } from './index.ts'
import { sqlite } from './sqlite.ts'

const things: Migration = {
  id: 'things/0001',
  sql: 'create table thing (id integer not null primary key, name text not null) strict;',
}
const doing = {
  actor: { kind: 'local', id: 'somebody', name: 'Somebody' },
  operation: 'things.add',
  at: 5,
  sites: 'everywhere',
} as const

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-sqlite-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
async function ledgerAt(context: TestContext, path: string, steps: readonly Migration[] = [things]) {
  const connections = sqlite(path)
  context.after(() => connections.close())
  return { ...(await openLedger(connections, steps, { journal: 'journal-1', now: 1 })), file: connections.file! }
}
type Opened = Awaited<ReturnType<typeof ledgerAt>>
const add = (ledger: Opened, from: number, count: number, text = 'x'.repeat(1000)) =>
  ledger.write(doing, async db => {
    const rows = Array.from({ length: count }, (_, n) => [from + n, text] as const)
    await insertRows(db, 'thing', { id: 'integer', name: 'text' }, rows)
    return { out: undefined, entry: { object: `${from}`, change: count } }
  })
const count = async (ledger: Opened) =>
  (await ledger.read(db => rowsOf<{ n: number }>(db, sql`select count(*) as n from thing`)))[0]!.n

test('a full disk refuses what is written, answers go on, and with room it is written again', async context => {
  const ledger = await ledgerAt(context, join(folderFor(context), 'db'))
  await add(ledger, 0, 10)
  const room = (pages: number) => ledger.derive(db => rowsOf(db, sql.raw(`pragma max_page_count = ${pages}`)))
  await room(40)
  for (let turn = 0; turn < 3; turn++) {
    await assert.rejects(add(ledger, 100, 1000), { code: 'ledger/disk-full' })
    assert.equal(await count(ledger), 10)
  }
  await room(1_000_000)
  await add(ledger, 100, 1000)
  assert.equal(await count(ledger), 1010)
})

test('what a full disk took is not written without its act, even where a store goes on', async context => {
  const ledger = await ledgerAt(context, join(folderFor(context), 'db'))
  await ledger.derive(db => rowsOf(db, sql`pragma max_page_count = 40`))
  const act = ledger.write(doing, async db => {
    const big = sql`insert into thing select value, ${'x'.repeat(1000)} from json_each(${JSON.stringify(Array.from({ length: 900 }, (_, n) => n))})`
    await assert.rejects(rowsOf(db, big))
    await rowsOf(db, sql`insert into thing values (5000, 'alone')`).catch(() => {})
    return { out: undefined, entry: { object: 'o', change: 1 } }
  })
  await act.catch(() => {})
  const [{ rows, entries }] = (await ledger.read(db =>
    rowsOf(db, sql`select (select count(*) from thing) as rows, (select count(*) from journal_entry) as entries`),
  )) as [{ rows: number; entries: number }]
  assert.equal(rows > 0, entries > 0, 'both or none')
})

test('reads go on beside a long act and each other, and see no half of it', async context => {
  const ledger = await ledgerAt(context, join(folderFor(context), 'db'))
  await add(ledger, 0, 1)
  let beat = 0
  const beats = setInterval(() => beat++, 5)
  const seen = new Set<number>()
  let over = false
  const act = add(ledger, 10, 200_000, 'y').finally(() => {
    over = true
  })
  while (!over) seen.add(await count(ledger))
  await act
  clearInterval(beats)
  assert.deepEqual(
    [...seen].filter(n => n !== 1 && n !== 200_001),
    [],
  )
  assert.ok(seen.has(1) && beat > 0)
  assert.equal(await count(ledger), 200_001)
})

test('the file is for its user alone', { skip: process.platform === 'win32' }, async context => {
  const folder = folderFor(context)
  const ledger = await ledgerAt(context, join(folder, 'db'))
  await add(ledger, 0, 1)
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name)
})

test('a database that was closed is one file, whoever read it at the end', async context => {
  const folder = folderFor(context)
  for (let turn = 0; turn < 20; turn++) {
    const ledger = await ledgerAt(context, join(folder, 'db'))
    await add(ledger, turn, 1)
    await Promise.all([count(ledger), count(ledger), count(ledger)])
    await ledger.close()
    assert.deepEqual(readdirSync(folder), ['db'])
  }
})

test('a damaged file is refused with its name, and one that is not there is not made by a reader', async context => {
  const folder = folderFor(context)
  const path = join(folder, 'db')
  const ledger = await ledgerAt(context, path)
  await add(ledger, 0, 2000)
  assert.deepEqual(await ledger.file.damage(), [])
  await ledger.close()
  const bytes = readFileSync(path)
  for (const [name, change] of Object.entries({
    head: () => bytes.fill(7, 0, 100),
    schema: () => bytes.fill(7, 100, 2000),
    text: () => bytes.fill('a'),
  })) {
    const before = Buffer.from(bytes)
    change()
    writeFileSync(path, bytes)
    before.copy(bytes)
    await assert.rejects(ledgerAt(context, path), { code: 'ledger/damaged' }, name)
  }
  writeFileSync(path, bytes)
  truncateSync(path, bytes.length >> 1)
  const half = sqlite(path)
  context.after(() => half.close())
  const found = await half.file!.damage().catch(error => [String(error.code)])
  assert.notDeepEqual(found, [], 'half of a file is told')
  const none = sqlite(join(folder, 'none'), { make: false })
  await assert.rejects(
    none.read(async () => 1),
    { code: 'ledger/no-database' },
  )
  assert.ok(!readdirSync(folder).includes('none'))
})

test('a copy of a database in use is one whole state of it', async context => {
  const folder = folderFor(context)
  const ledger = await ledgerAt(context, join(folder, 'db'))
  await add(ledger, 0, 1000)
  let over = false
  const acts = (async () => {
    for (let n = 1; !over; n++) await add(ledger, n * 1000, 7)
  })()
  await wait(20)
  await ledger.file.copy(join(folder, 'copy'))
  over = true
  await acts
  const copy = await ledgerAt(context, join(folder, 'copy'))
  assert.equal((await count(copy)) % 7, 1000 % 7)
  assert.deepEqual(await copy.file.damage(), [])
  const entries = await copy.read(db => rowsOf<{ n: number }>(db, sql`select count(*) as n from journal_entry`))
  assert.equal(entries[0]!.n, ((await count(copy)) - 1000) / 7 + 1)
})

test('before a database takes a new step a copy of it is kept; a newer one is refused', async context => {
  const folder = folderFor(context)
  const path = join(folder, 'db')
  const ledger = await ledgerAt(context, path)
  await add(ledger, 0, 3)
  await ledger.close()
  assert.deepEqual(readdirSync(folder), ['db'])
  const second: Migration = { id: 'things/0002', sql: 'alter table thing add column more text;' }
  const [one, two] = await Promise.all([
    ledgerAt(context, path, [things, second]),
    ledgerAt(context, path, [things, second]),
  ])
  assert.equal(await count(one), 3)
  // In turn: of two that close at once, each may take the other for one who still reads, and leave the log in place.
  await one.close()
  await two.close()
  assert.deepEqual(readdirSync(folder), ['db', 'db.before-things-0002'])
  await assert.rejects(ledgerAt(context, path), { code: 'ledger/newer' })
  const before = await ledgerAt(context, join(folder, 'db.before-things-0002'))
  assert.equal(await count(before), 3)
  const broken: Migration = {
    id: 'things/0003',
    sql: 'create table other (id integer) strict;\ncreate table thing (id integer) strict;',
  }
  await assert.rejects(ledgerAt(context, path, [things, second, broken]))
  await ledgerAt(context, path, [things, second])
})

test('acts of two processes on one file wait for each other', async context => {
  const folder = folderFor(context)
  const path = join(folder, 'db')
  const ledger = await ledgerAt(context, path)
  const source = JSON.stringify(new URL('.', import.meta.url).href)
  const program = `
    import { openLedger } from ${source.slice(0, -1)}index.ts"
    import { sqlite } from ${source.slice(0, -1)}sqlite.ts"
    const ledger = await openLedger(sqlite(${JSON.stringify(path)}), [${JSON.stringify(things)}], { journal: 'other', now: 1 })
    await Promise.all(Array.from({ length: 50 }, (_, n) => ledger.write(${JSON.stringify(doing)}, async () => ({ out: 1, entry: { object: 'b' + n, change: 1 } }))))
    await ledger.close()`
  const { spawn } = await import('node:child_process')
  const other = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise<number | null>(resolve => other.on('exit', resolve))
  for (let n = 0; n < 50; n++)
    await ledger.write(doing, async () => ({ out: 1, entry: { object: `a${n}`, change: 1 } }))
  assert.equal(await ended, 0)
  const [row] = await ledger.read(db =>
    rowsOf<{ n: number; last: number }>(db, sql`select count(*) as n, max(seq) as last from journal_entry`),
  )
  assert.deepEqual(row, { n: 100, last: 100 })
})

test('in one file with everything else the threads start too', async context => {
  const folder = folderFor(context)
  const door = JSON.stringify(join(import.meta.dirname, 'index.ts'))
  const own = JSON.stringify(join(import.meta.dirname, 'sqlite.ts'))
  writeFileSync(
    join(folder, 'main.ts'),
    `import { openLedger } from ${door}\nimport { sqlite } from ${own}
    const ledger = await openLedger(sqlite(process.argv[2]), [], { journal: 'journal-1', now: 1 })
    await ledger.write(${JSON.stringify(doing)}, async () => ({ out: 1, entry: { object: 'o', change: 1 } }))
    console.log(await ledger.read(async () => 'read'), ledger.journal)
    await ledger.close()`,
  )
  await build({
    input: join(folder, 'main.ts'),
    platform: 'node',
    logLevel: 'silent',
    external: ['pg'],
    output: { file: join(folder, 'main.mjs'), format: 'esm', minify: true },
  })
  copyFileSync(join(folder, 'main.mjs'), join(folder, 'moved.mjs'))
  const args = [join(folder, 'moved.mjs'), join(folder, 'db')]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  assert.equal(stdout, 'read journal-1\n', stderr)
})

test('what was committed is written back from the journal beside once it is much, after the answer', async context => {
  const path = join(folderFor(context), 'db')
  const ledger = await ledgerAt(context, path)
  await add(ledger, 0, 1000)
  await add(ledger, 1000, 1)
  const before = statSync(path).size
  assert.ok(before < 1e6, `${before} bytes: a little waits in the journal beside`)
  await add(ledger, 2000, 80_000)
  // Asked of the same thread, so answered when that is done.
  await add(ledger, 1001, 1)
  const after = statSync(path).size
  assert.ok(after > 80e6, `${after} bytes`)
  assert.equal(await count(ledger), 81_002)
})
