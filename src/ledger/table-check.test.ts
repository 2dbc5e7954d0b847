import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { type Digest, digest } from '#base'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { checkpointKey, isSignedBy, keptCheckpoint } from './checkpoint.ts'
import { keepContent, type Ledger, rowsOf, type SiteId } from './index.ts'
import { journal } from './operations.ts'
import { checkTables } from './table-check-store.ts'

const site = 'site-a' as SiteId
const actor = { kind: 'user', id: 'u-1', name: 'Somebody' } as const
const doing = { actor, operation: 'boms.upload', at: 1_700_000_000_000, sites: 'everywhere' as const }

async function keep(ledger: Ledger, text: string): Promise<Digest> {
  const bytes = Buffer.from(text)
  await ledger.write(doing, async db => {
    await keepContent(db, digest(text), [bytes], doing.at)
    return { out: 1, entry: { site, object: digest(text), change: { name: 'x' } } }
  })
  return digest(text)
}

onEachDatabase(
  'rows that no longer say what the journal vouches for are named, and what is not compared too',
  async database => {
    const ledger = await database.ledger([
      { id: 'toy/0001', sql: 'create table toy (id text not null primary key) strict' },
    ])
    const first = await keep(ledger, 'one')
    await keep(ledger, 'two')
    const called = calling(ledger)
    await called.act(journal.checkpoint, { siteId: site })
    await keep(ledger, 'three')
    await called.act(journal.checkpoint, { siteId: site })
    const seen = () => ledger.read(checkTables)
    assert.deepEqual(await seen(), { faults: [], compared: { content: 3, checkpoint: 2 }, uncompared: ['toy'] })
    const after = async (...statements: string[]) => {
      for (const statement of statements) await ledger.derive(db => rowsOf(db, sql.raw(statement)))
      return (await seen()).faults.map(({ message }) => message)
    }
    const two = await called.ask(journal.checkpoints, { siteId: site })
    const [newest, oldest] = [two.checkpoints[0]!, two.checkpoints[1]!]
    assert.deepEqual([newest.size, oldest.size], [4, 2])
    assert.deepEqual(await after(`update checkpoint set note = '${oldest.note}' where size = 4`), [
      'table checkpoint, row site-a 4: it is not the one that entry 5 of site-a tells of',
    ])
    assert.deepEqual(await after(`update checkpoint set note = '${newest.note}', size = 3 where size = 4`), [
      'table checkpoint, row site-a 3: no entry tells of it',
    ])
    assert.deepEqual(await after('delete from checkpoint where size = 3'), [
      'table checkpoint: the row that entry 5 of site-a tells of is gone',
    ])
    const restored = `insert into checkpoint select chain, 4, at, '${newest.note}', subtrees from checkpoint`
    assert.deepEqual(await after(restored, "insert into journal_key (public_key, at) values ('AAAA', 1)"), [
      'table journal_key, row AAAA: no entry tells of it',
    ])
    const other = digest('two')
    const [bad] = await after(
      "delete from journal_key where public_key = 'AAAA'",
      `delete from content_piece where digest = '${first}'`,
      `insert into content_piece select '${first}', number, bytes from content_piece where digest = '${other}'`,
    )
    assert.match(bad!, new RegExp(`^table content, row ${first}: .* they have the digest ${other} now`))
    await after(`delete from content_piece where digest = '${first}'`)
    assert.match((await seen()).faults[0]!.message, /piece 1 of 1 cannot be read/)
  },
)

onEachDatabase('a checkpoint is read out of the answer it was printed in', async database => {
  const ledger = await database.ledger([])
  await keep(ledger, 'one')
  const made = await calling(ledger).act(journal.checkpoint, { siteId: site })
  const { note, verifierKey } = made
  for (const text of [
    note,
    `size  1\nat    2026\n\nnote\n\n${note}`,
    `size  1\n\nnote\n\n${note}\n`,
    JSON.stringify({ schema: 'millcert-journal-checkpoint/1', ...made }, null, 2),
    JSON.stringify(made),
  ]) {
    const kept = keptCheckpoint(Buffer.from(text), 'kept')
    assert.deepEqual([kept.size, isSignedBy(kept, checkpointKey(verifierKey, 'key'))], [1, true], text)
  }
  for (const text of ['', '{}', '{"note":"x"}', '{"note":"\\x"}', note.slice(0, -20).replace('—', '-')])
    assert.throws(() => keptCheckpoint(Buffer.from(text), 'kept'), /^Problem: Cannot read kept: /, text)
})
