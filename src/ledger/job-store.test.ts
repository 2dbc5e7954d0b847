import assert from 'node:assert/strict'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { addJob, claimJobs, failJob, finishJob, forgetJobs, jobOf, listJobs, renewJob } from './job-store.ts'

const job = (id: string, more: object = {}) => ({
  id,
  kind: 'k',
  subject: id,
  input: { id },
  dueAt: 100,
  at: 50,
  ...more,
})

onEachDatabase('a job is done once: by who took it, until the lease ran out', async database => {
  const ledger = await database.ledger([])
  const claim = (now: number, most = 9) => ledger.derive(db => claimJobs(db, { now, lease: 10, most, kinds: ['k'] }))
  for (const id of ['a', 'b', 'c']) await ledger.derive(db => addJob(db, job(id)))
  assert.equal(await ledger.derive(db => addJob(db, job('d', { subject: 'a', dueAt: 90 }))), 'a', 'one waits already')
  await ledger.derive(db => addJob(db, job('other', { kind: 'x' })))
  assert.deepEqual(await claim(80), [])
  const [[first], rest, none] = [await claim(101, 1), await claim(101), await claim(101)]
  assert.deepEqual(
    [first!.id, first!.dueAt, first!.leasedUntil, first!.attempts, first!.input],
    ['a', 90, 111, 1, { id: 'a' }],
  )
  assert.deepEqual([rest.map(({ id }) => id), none], [['b', 'c'], []])
  assert.equal(await ledger.derive(db => renewJob(db, rest[0]!, 500, { done: 3 })), true)
  const again = await claim(150)
  assert.deepEqual(
    again.map(({ id, attempts }) => [id, attempts]),
    [
      ['a', 2],
      ['c', 2],
    ],
  )
  assert.equal(await ledger.derive(db => finishJob(db, first!, 1, 151)), false, 'another one has it now')
  assert.equal(await ledger.derive(db => finishJob(db, again[0]!, { found: 1 }, 152)), true)
  const ended = await ledger.read(db => jobOf(db, 'a'))
  assert.deepEqual([ended?.state, ended?.output, ended?.endedAt], ['done', { found: 1 }, 152])
  assert.deepEqual((await ledger.read(db => jobOf(db, 'b')))?.output, { done: 3 })
  await ledger.derive(db => addJob(db, job('e', { subject: 'a' })))
  const listed = await ledger.read(db => listJobs(db, { kind: 'k', limit: 2 }))
  assert.deepEqual(
    listed.map(({ id }) => id),
    ['e', 'c'],
  )
  assert.deepEqual(
    (await ledger.read(db => listJobs(db, { kind: 'k', limit: 2, after: 'c' }))).map(({ id }) => id),
    ['b', 'a'],
  )
  await ledger.derive(db => forgetJobs(db, 200))
  assert.equal(await ledger.read(db => jobOf(db, 'a')), undefined)
})

onEachDatabase('what fails is tried again later each time, until it has failed for good', async database => {
  const ledger = await database.ledger([])
  await ledger.derive(db => addJob(db, job('a', { dueAt: 0 })))
  const pauses: number[] = []
  let now = 1
  for (;;) {
    const [taken] = await ledger.derive(db => claimJobs(db, { now, lease: 10, most: 1, kinds: ['k'] }))
    if (!taken) break
    assert.ok(await ledger.derive(db => failJob(db, taken, 'no answer', now)))
    const { dueAt, state } = (await ledger.read(db => jobOf(db, 'a')))!
    if (state === 'waiting') pauses.push((dueAt - now) / 1000)
    now = dueAt
  }
  assert.deepEqual(pauses, [5, 10, 20, 40, 80, 160, 320])
  const failed = await ledger.read(db => jobOf(db, 'a'))
  assert.deepEqual([failed?.state, failed?.error, failed?.attempts], ['failed', 'no answer', 8])
})

onEachDatabase('many hands at once take every job once', async database => {
  const ledgers = [await database.ledger([]), await database.ledger([])]
  for (let n = 0; n < 40; n++) await ledgers[0]!.derive(db => addJob(db, job(`job-${n}`)))
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      ledgers[n % 2]!.derive(db => claimJobs(db, { now: 200, lease: 10, most: 2, kinds: ['k'] })),
    ),
  )
  const ids = taken.flat().map(({ id }) => id)
  assert.equal(ids.length, 40)
  assert.equal(new Set(ids).size, 40)
})
