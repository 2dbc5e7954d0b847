import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Problem } from '#base'
import { calling } from '../../tools/databases/calling.ts'
import { onEachDatabase } from '../../tools/databases/each.ts'
import {
  behindOf,
  chainsDue,
  endFaults,
  journalSeen,
  type Ledger,
  readSeen,
  rowsOf,
  type SiteId,
  seenText,
  wentBack,
} from './index.ts'
import { journal } from './operations.ts'

const site = 'site-a' as SiteId
const actor = { kind: 'user', id: 'u-1', name: 'Somebody' } as const

async function work(ledger: Ledger, times: number): Promise<void> {
  for (let n = 0; n < times; n++)
    await ledger.write(
      { actor, operation: 'assets.add', at: 1_700_000_000_000 + n, sites: 'everywhere' },
      async () => ({
        out: n,
        entry: { site, object: `asset-${n}`, change: { n } },
      }),
    )
}

/** Changes rows behind the back of the ledger. */
const behind = async (ledger: Ledger, ...statements: string[]) => {
  for (const statement of statements) await ledger.derive(db => rowsOf(db, sql.raw(statement)))
}

onEachDatabase(
  'a database that goes on from what was seen is not behind; an older or another one is',
  async database => {
    const ledger = await database.ledger([])
    await work(ledger, 5)
    await calling(ledger).act(journal.checkpoint, { siteId: site })
    const seen = readSeen(Buffer.from(seenText(await ledger.read(journalSeen))), 'journal.seen')
    assert.deepEqual(seen, await ledger.read(journalSeen))
    assert.deepEqual([seen.chains.length, seen.chains[0]!.size], [1, 6])
    assert.match(seen.chains[0]!.note!, /^millcert\/journal-(?:sqlite|postgres)\/site-a\n5\n/)
    const told = (from = seen) => ledger.read(db => behindOf(db, from))
    assert.deepEqual(await told(), [])
    await work(ledger, 2)
    assert.deepEqual(await told(), [])
    const later = await ledger.read(journalSeen)
    assert.deepEqual(wentBack(seen, later), [])
    assert.equal(wentBack(later, seen)[0]!.message, 'site-a is at entry 6, and was at entry 8')
    assert.deepEqual(
      (await told({ ...seen, journal: 'journal-other' })).map(({ message }) => message),
      [`it is of ${seen.journal}, and journal-other was seen here`],
    )
    const more = { ...later.chains[0]!, size: 9 }
    assert.deepEqual(
      (await told({ ...later, chains: [more] })).map(({ seen, here, message }) => [seen, here, message]),
      [[9, 8, 'it ends with entry 8 of site-a, and entry 9 was seen here']],
    )
    await behind(ledger, `update journal_entry set hash = 'sha256:${'0'.repeat(64)}' where seq = 6`)
    assert.deepEqual(
      (await told()).map(({ message }) => message),
      ['entry 6 of site-a is another one than was seen here'],
    )
    await behind(
      ledger,
      `update journal_entry set hash = '${seen.chains[0]!.hash}' where seq = 6`,
      'delete from checkpoint',
    )
    assert.deepEqual(
      (await told()).map(({ message }) => message),
      ['a checkpoint of site-a that was seen here is not in it'],
    )
  },
)

onEachDatabase('what does not fit at the end of a chain is found without reading it', async database => {
  const ledger = await database.ledger([])
  await work(ledger, 5)
  await calling(ledger).act(journal.checkpoint, { siteId: site })
  const faults = () => ledger.read(endFaults)
  assert.deepEqual(await faults(), [])
  await behind(ledger, 'delete from journal_entry where seq = 6')
  assert.deepEqual(await faults(), ['the head of site-a names entry 6, and the last entry is another one'])
  const hash = (
    await ledger.read(db => rowsOf<{ hash: string }>(db, sql`select hash from journal_entry where seq = 4`))
  )[0]!
  await behind(ledger, `update journal_head set seq = 4, hash = '${hash.hash}'`)
  assert.deepEqual(await faults(), ['the head of site-a names entry 4, and the last entry is another one'])
  await behind(ledger, 'delete from journal_entry where seq = 5')
  assert.deepEqual(await faults(), ['site-a ends with entry 4, and a checkpoint of it is of 5'])
})

onEachDatabase('a chain is due to be signed by time, or by how much was done', async database => {
  const ledger = await database.ledger([])
  const start = 1_700_000_000_000
  const due = (entries: number, before?: number) => ledger.read(db => chainsDue(db, { entries, before }))
  assert.deepEqual(await due(1, start + 1e9), [])
  await work(ledger, 3)
  assert.deepEqual([await due(3), await due(4), await due(0)], [[site], [], []])
  assert.deepEqual([await due(0, start), await due(0, start - 1)], [[site], []])
  const now = '2026-11-21T10:00:00Z'
  await calling(ledger, { now }).act(journal.checkpoint, { siteId: site })
  // Nothing but the entry of the checkpoint itself.
  assert.deepEqual(await due(1, Date.parse(now) + 1e9), [])
  await work(ledger, 1)
  assert.deepEqual(
    [await due(1), await due(2), await due(2, Date.parse(now)), await due(2, Date.parse(now) - 1)],
    [[site], [], [site], []],
  )
})

test('a file of what was seen that is not as it was written is refused', () => {
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"journal":"j"}',
    '{"journal":"j","chains":[{"chain":"c","size":1}]}',
    '\u0000',
  ])
    assert.throws(
      () => readSeen(Buffer.from(text), 'x/journal.seen'),
      (error: Problem) => error.code === 'ledger/bad-seen' && error.message.startsWith('Cannot read x/journal.seen: '),
      text,
    )
})
