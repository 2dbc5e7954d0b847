import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { rowsOf } from '#ledger'
import { addJobNow, type House, type JobKind } from '#operations/operations'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { toyHouse, toyMigrations } from '../../tools/house/toy-room.ts'
import { runJobs } from './jobs.ts'

const pace = { look: 10, lease: 300, tidy: 3_600_000 }
const far = async () => Promise.reject(new Error('nothing is far here'))

const jobs = ({ ledger }: House) =>
  ledger.read(db =>
    rowsOf<{ kind: string; state: string; attempts: number; error: string | null; output: string | null }>(
      db,
      sql`select kind, state, attempts, error, output from job order by kind`,
    ),
  )

async function until(met: () => Promise<boolean> | boolean): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (await met()) return
    await wait(20)
  }
  assert.fail('it did not come to that')
}

onEachDatabase(
  'jobs are done once, one that fails is tried again, and a stop waits for the one underway',
  async database => {
    const toy = toyHouse(await database.ledger(await toyMigrations()))
    let late = 0
    const now = () => toy.world.now() + late
    const house: House = { ...toy, world: { ...toy.world, now } }
    const seen: string[] = []
    const kinds: Record<string, JobKind> = {
      count: async (_, input) => {
        seen.push(`count ${JSON.stringify(input)}`)
        return { counted: 1 }
      },
      stumble: async () => {
        seen.push('stumble')
        if (seen.filter(one => one === 'stumble').length === 1) throw new Error('once')
        return undefined
      },
      long: async () => {
        seen.push('long begins')
        await wait(200)
        seen.push('long ends')
      },
    }
    await addJobNow(house, 'count', 'a', { a: 1 })
    await addJobNow(house, 'count', 'a', { a: 1 })
    await addJobNow(house, 'stumble', 'b', {})
    await addJobNow(house, 'unknown', 'c', {})
    const running = runJobs({ house, far }, kinds, pace)
    await until(() => seen.includes('stumble') && seen.includes('count {"a":1}'))
    await until(async () => (await jobs(house)).some(({ error }) => error === 'once'))
    late = 60_000
    await until(async () => (await jobs(house)).filter(({ state }) => state === 'done').length === 2)
    await addJobNow(house, 'long', 'd', {})
    await until(() => seen.includes('long begins'))
    await running.stop()
    assert.deepEqual(seen.slice(0, 3).sort(), ['count {"a":1}', 'stumble', 'stumble'])
    assert.deepEqual(seen.slice(3), ['long begins', 'long ends'])
    assert.deepEqual(
      (await jobs(house)).map(({ kind, state, attempts }) => `${kind} ${state} ${attempts}`),
      ['count done 1', 'long done 1', 'stumble done 2', 'unknown waiting 0'],
    )
  },
)
