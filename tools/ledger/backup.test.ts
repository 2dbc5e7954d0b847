import assert from 'node:assert/strict'
import {
  copyFileSync,
  existsSync,
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
import { sql } from 'kysely'
import { digest, type Input, type Tool } from '#base'
import { contentOf, keepContent, type Ledger, openDatabase, openLedger, rowsOf } from '#ledger'
import { backup, journal, restore } from '#ledger/operations'
import { realWorld } from '../../src/cli/world.ts'
import { onEachDatabase, type TestDatabase } from '../databases/each.ts'

const steps = [
  {
    id: 'odd/0001',
    sql: `create table "grant" (id integer not null, "from" text, weight real, bytes blob, primary key (id)) strict;
insert into "grant" values (1, 'seed', null, null);`,
  },
  { id: 'odd/0002', sql: 'alter table "grant" add column more text;' },
]
const actor = { kind: 'local', id: 'somebody', name: 'Somebody' } as const
const bytes = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, n) => (n * n) >> 9))

/** A database with odd values, content of several pieces, and a journal of two chains. */
async function fill(ledger: Ledger): Promise<void> {
  const doing = { actor, operation: 'odd.add', at: 1_700_000_000_000, sites: 'everywhere' } as const
  for (let n = 2; n < 30; n++)
    await ledger.write(doing, async db => {
      const row = [n, n % 3 ? `Ä "${n}"\n\t'` : null, n / 7, n % 2 ? Buffer.from([n, 0, 255]) : null, null]
      await rowsOf(db, sql`insert into "grant" values (${sql.join(row)})`)
      return { out: 1, entry: { ...(n % 2 && { site: 'site-a' as never }), object: `o${n}`, change: { n, text: 'ü' } } }
    })
  await rowsOfAct(ledger, sql`update "grant" set "from" = 'changed since' where id = 1`)
  await ledger.write(doing, async db => {
    await keepContent(db, digest(bytes), [bytes], 7)
    return { out: 1, entry: { object: 'paper', change: 1 } }
  })
}
const rowsOfAct = (ledger: Ledger, statement: Parameters<typeof rowsOf>[1]) =>
  ledger.derive(db => rowsOf(db, statement))

async function state(ledger: Ledger): Promise<unknown> {
  return ledger.read(async db => {
    const pieces: Uint8Array[] = []
    for await (const piece of contentOf(db, digest(bytes))) pieces.push(piece)
    assert.ok(Buffer.concat(pieces).equals(bytes))
    const rows = await rowsOf<Record<string, unknown>>(db, sql`select * from "grant" order by id`)
    const entries = await rowsOf(db, sql`select * from journal_entry order by chain, seq`)
    return [
      rows.map(row => ({ ...row, bytes: row['bytes'] && Buffer.from(row['bytes'] as Uint8Array).toString('hex') })),
      entries,
    ]
  })
}

/** Runs a tool in the real world, on the database of the test or in a folder. */
async function run(
  tool: Tool,
  where: TestDatabase['place'] | string,
  words: string[],
  flags: Record<string, string[]> = {},
) {
  let out = ''
  const { world } = realWorld({ now: '2026-11-21T10:00:00Z', quiet: true, output: undefined, limits: [] })
  const place = typeof where === 'string' ? { file: join(where, 'millcert.db') } : where
  const env = (name: string) => (name === 'MILLCERT_DATABASE_URL' && 'address' in place ? place.address : undefined)
  const folder = 'file' in place ? place.file.replace(/\/[^/]*$/, '') : 'nowhere'
  const input: Input = { words, flags: new Map(Object.entries({ data: [folder], ...flags })) }
  const take = (text: string | Uint8Array) => {
    out += text
  }
  const code = await tool.run({ ...world, env, out: take }, input)
  return { code, out }
}

function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'millcert-backup-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
async function opened(context: TestContext, place: TestDatabase['place']): Promise<Ledger> {
  const connections = await openDatabase(place)
  context.after(() => connections.close())
  return openLedger(connections, steps, { journal: 'another', now: 1 })
}

onEachDatabase('a portable backup goes into either kind of database, whole', async (database, context) => {
  const folder = temporary(context)
  const ledger = await database.ledger(steps)
  await fill(ledger)
  const file = join(folder, 'plant.jsonl')
  const written = await run(backup, database.place, [file], { portable: [''] })
  assert.equal(written.code, 0)
  assert.equal(statSync(file).mode & 0o077, 0)
  await assert.rejects(run(backup, database.place, [file], { portable: [''] }), { code: 'ledger/exists' })
  const into = join(folder, 'new')
  const back = await run(restore, into, [file])
  assert.equal(back.code, 0, back.out)
  assert.match(
    back.out,
    /^\S+ is back: 9 tables, \d+ rows\ngood {2}enterprise: 15 entries.*\ngood {2}site-a: 14 entries/,
  )
  const other = await opened(context, { file: join(into, 'millcert.db') })
  assert.equal(other.journal, ledger.journal)
  assert.deepEqual(await state(other), await state(ledger))
  await other.write({ actor, operation: 'x.y', at: 5, sites: 'everywhere' }, async () => ({
    out: 1,
    entry: { object: 'o', change: 1 },
  }))
  await assert.rejects(run(restore, into, [file]), { code: 'ledger/not-empty' })
  await assert.rejects(run(restore, database.place, [file]), { code: 'ledger/not-empty' })
})

onEachDatabase('a backup from SQLite fills an empty database of this kind', async (database, context) => {
  const folder = temporary(context)
  const from = { file: join(folder, 'millcert.db') }
  const ledger = await opened(context, from)
  await fill(ledger)
  const file = join(folder, 'plant.jsonl')
  await run(backup, from, [file], { portable: [''] })
  const { code, out } = await run(restore, database.place, [file])
  assert.equal(code, 0, out)
  assert.deepEqual(await state(await opened(context, database.place)), await state(ledger))
})

test('a copy is taken while acts go on, and comes back with its journal whole', async context => {
  const folder = temporary(context)
  const from = { file: join(folder, 'millcert.db') }
  const ledger = await opened(context, from)
  await fill(ledger)
  let over = false
  const acts = (async () => {
    const doing = { actor, operation: 'odd.add', at: 5, sites: 'everywhere' } as const
    while (!over) await ledger.write(doing, async () => ({ out: 1, entry: { object: 'o', change: 1 } }))
  })()
  const file = join(folder, 'backup.db')
  await run(backup, from, [file])
  over = true
  await acts
  const { code, out } = await run(restore, join(folder, 'new'), [file])
  assert.equal(code, 0, out)
  assert.ok(!existsSync(join(folder, 'new/millcert.db.new')))
  await opened(context, { file: join(folder, 'new/millcert.db') })
})

test('a flipped bit that no check of the database sees is found by the sum beside the backup', async context => {
  const folder = temporary(context)
  const from = { file: join(folder, 'millcert.db') }
  await fill(await opened(context, from))
  const file = join(folder, 'copy.db')
  await run(backup, from, [file])
  const copy = readFileSync(file)
  const at = copy.indexOf('changed since')
  copy[at]! ^= 1
  writeFileSync(file, copy)
  const into = join(folder, 'new')
  await assert.rejects(run(restore, into, [file]), { code: 'ledger/damaged-backup' })
  assert.deepEqual(readdirSync(into), [])
  copy[at]! ^= 1
  writeFileSync(file, copy)
  assert.equal((await run(restore, into, [file])).code, 0)
})

test('a damaged backup is refused and leaves nothing behind that is taken for a database', async context => {
  const folder = temporary(context)
  const from = { file: join(folder, 'millcert.db') }
  const ledger = await opened(context, from)
  await fill(ledger)
  const [dump, copy, other] = [join(folder, 'a.jsonl'), join(folder, 'b.db'), join(folder, 'c')]
  await run(backup, from, [dump], { portable: [''] })
  await run(backup, from, [copy])
  const text = readFileSync(dump, 'utf8')
  const lines = text.trimEnd().split('\n')
  const row = lines.findIndex(line => line.startsWith('[2,'))
  for (const changed of [
    text.slice(0, text.length >> 1),
    lines.slice(0, -1).join('\n').concat('\n'),
    lines.toSpliced(row, 1).join('\n').concat('\n'),
    text.replace('[2,', '[99,'),
    text.replace('create table checkpoint', 'create table checkpoints'),
    `${text}{}\n`,
    '{"head":{"schema":"millcert-backup/2"}}\n',
    '<html>',
    '',
  ]) {
    writeFileSync(other, changed)
    await assert.rejects(
      run(restore, join(folder, 'new'), [other]),
      { code: 'ledger/damaged-backup' },
      changed.slice(0, 40),
    )
    assert.ok(!existsSync(join(folder, 'new/millcert.db')))
  }
  copyFileSync(copy, other)
  truncateSync(other, statSync(other).size >> 1)
  await assert.rejects(run(restore, join(folder, 'new'), [other]), /Cannot /)
  assert.ok(!existsSync(join(folder, 'new/millcert.db')))
  await rowsOfAct(ledger, sql`update journal_entry set detail = 'null' where chain = 'site-a' and seq = 3`)
  const tampered = join(folder, 'tampered.jsonl')
  await run(backup, from, [tampered], { portable: [''] })
  const { code, out } = await run(restore, join(folder, 'new'), [tampered])
  assert.equal(code, 4)
  assert.match(out, /entry 3/)
  assert.equal((await run(journal.verify, join(folder, 'new'), [])).code, 4)
})
