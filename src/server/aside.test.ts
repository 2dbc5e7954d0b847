import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { type AsideBounds, asidePool } from './aside.ts'

/** A thread that gives back what it is sent, and does what a bad task does. */
const thread = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ number, task, input }) => {
  if (task === 'hang') for (;;);
  if (task === 'fill') { const all = []; for (;;) all.push(new Array(100000).fill(task + all.length)) }
  if (task === 'end') process.exit(1)
  if (task === 'throw') throw new Error('thrown')
  if (task === 'refuse') parentPort.postMessage({ number, problem: { code: 'toy/no', message: 'Cannot', detail: { at: '/x' } } })
  else if (task === 'fault') parentPort.postMessage({ number, fault: 'a bug' })
  else if (task === 'count') {
    for (let part = 1; part <= input; part++) parentPort.postMessage({ number, part })
    parentPort.postMessage({ number, out: 'counted' })
  } else setTimeout(() => parentPort.postMessage({ number, out: input }), input.wait ?? 0)
})`

const bounds: AsideBounds = { threads: 2, waiting: 3, time: 5000 }

function pool(context: TestContext, more: Partial<AsideBounds> = {}) {
  let started = 0
  const made = asidePool(
    () => {
      started++
      return new Worker(thread, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } })
    },
    { ...bounds, ...more },
  )
  context.after(() => made.close())
  return { ...made, started: () => started }
}

const refused = (code: string) => (error: unknown) => (error as { code?: string }).code === code

test('tasks are done by as many threads as there may be, each for more than one', async context => {
  const { run, started } = pool(context)
  const all = [1, 2, 3].map(number => run('echo', { number, wait: 20 }))
  assert.deepEqual(
    await Promise.all(all),
    [1, 2, 3].map(number => ({ number, wait: 20 })),
  )
  for (const number of [4, 5, 6]) assert.deepEqual(await run('echo', { number }), { number })
  assert.equal(started(), 2)
})

test('what a task tells before its end comes first, part by part, and to who asked for it alone', async context => {
  const { run } = pool(context, { threads: 1 })
  const told: number[] = []
  const [out, quiet] = await Promise.all([run('count', 3, (part: number) => void told.push(part)), run('count', 2)])
  assert.deepEqual([told, out, quiet], [[1, 2, 3], 'counted', 'counted'])
})

test('a task that fails says why, and one that ends or fills its thread harms no other', async context => {
  const { run } = pool(context)
  await assert.rejects(run('refuse', {}), (error: { code?: string; detail?: object }) => {
    assert.deepEqual([error.code, error.detail], ['toy/no', { at: '/x' }])
    return true
  })
  await assert.rejects(run('fault', {}), /a bug/)
  await assert.rejects(run('throw', {}), /thrown/)
  await assert.rejects(run('end', {}), /ended/)
  await assert.rejects(run('fill', {}), refused('server/too-much'))
  assert.deepEqual(await run('echo', { a: 1 }), { a: 1 })
})

test('a task that takes too long is ended', async context => {
  const { run } = pool(context, { time: 300 })
  await assert.rejects(run('hang', {}), refused('server/too-slow'))
  assert.deepEqual(await run('echo', { a: 1 }), { a: 1 })
})

test('so many tasks wait and no more', async context => {
  const { run } = pool(context, { threads: 1, waiting: 1 })
  const first = run('echo', { wait: 100 })
  const second = run('echo', {})
  await assert.rejects(run('echo', {}), refused('server/busy'))
  await Promise.all([first, second])
})
