import { addJob, type Job, type Ledger } from '#ledger'
import { everyOperation } from './named.ts'
import { type House, type Known, perform } from './perform.ts'
import type { PullOrder } from './pull-task.ts'

/** What a job is handed. */
export interface JobWorld {
  house: House
  /** Runs a task in a thread of the jobs, which may take hours and much memory. */
  far<In, Out>(task: string, input: In): Promise<Out>
}

/** Work beside the answers; may be begun again where a process ended in the middle of it. */
export type JobKind = (world: JobWorld, input: unknown) => Promise<unknown>

/** Every kind of job by name, one line each. */
export const jobKinds: Readonly<Record<string, JobKind>> = {
  'backups.make': ({ far }, input) => far('database.backup', input),
  'feeds.rematch': ({ house }) => asHouse(house, 'feeds.rematch', {}),
  'feeds.pull': async ({ house, far }, input) => {
    const out = await far('feeds.pull', input as PullOrder)
    await addJobNow(house, 'feeds.rematch', 'advisories', {})
    return out
  },
}

/** The house itself, which does what nobody asked for at that moment. */
export const houseKnown: Known = {
  actor: { kind: 'house', id: 'jobs', name: 'the jobs of the house' },
  scopeFor: () => 'everywhere',
}

/** Performs an operation as the house. */
export async function asHouse(house: House, name: string, input: unknown): Promise<unknown> {
  const named = (await everyOperation()).find(one => one.name === name)
  if (named === undefined) throw new Error(`there is no operation ${name}`)
  return perform(house, named, houseKnown, input)
}

/** Adds a job that is due now; one of its kind and subject that waits already is enough. */
export function addJobNow(
  { ledger, world }: { ledger: Pick<Ledger, 'derive'>; world: Pick<House['world'], 'now' | 'random'> },
  kind: string,
  subject: string,
  input: Job['input'],
): Promise<string> {
  const at = world.now()
  const id = `job-${Buffer.from(world.random(12)).toString('hex')}`
  return ledger.derive(db => addJob(db, { id, kind, subject, input, dueAt: at, at }))
}
