import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from '#base'
import { claimJobs, failJob, finishJob, forgetJobs, type Job, renewJob } from '#ledger'
import { addJobNow, forgetAnswers, type JobKind, type JobWorld, jobKinds, keptFor } from '#operations/operations'

/** Milliseconds: between looks for work, for which a job is held, and between cleanings. */
export interface JobPace {
  look: number
  lease: number
  tidy: number
}

const usualPace: JobPace = { look: 2000, lease: 60_000, tidy: 3_600_000 }
/** Milliseconds for which an ended job can be looked up. */
const jobsKept = 30 * 24 * 3_600_000

/** Jobs that are being done until they are told to stop. */
export interface Running {
  /** Takes no new job, and waits for the one underway; another process, or the next start, does what is cut. */
  stop(): Promise<void>
}

/**
 * Does jobs, one at a time, the longest due first: a lease is renewed while one runs, and one that fails is tried again later. At the
 * start, each day, and when the advisories, their quarantine or the rules of the data folder are others, matches are brought up to date
 * with them; once an hour what is old is forgotten.
 */
export function runJobs(
  world: JobWorld,
  kinds: Readonly<Record<string, JobKind>> = jobKinds,
  pace: JobPace = usualPace,
): Running {
  const ending = new AbortController()
  const { signal } = ending
  const done = (async () => {
    let tidied = Number.NEGATIVE_INFINITY
    let matched: string | undefined
    const tried = quietly(world)
    while (!signal.aborted) {
      const worked = await tried(async () => {
        if (performance.now() - tidied >= pace.tidy) {
          tidied = performance.now()
          await tidy(world)
        }
        const state = stateOf(world)
        if (state !== matched && kinds['feeds.rematch']) {
          await addJobNow(world.house, 'feeds.rematch', 'advisories', {})
          matched = state
        }
        return workOnce(world, kinds, pace)
      })
      if (!worked) await wait(pace.look, undefined, { signal, ref: false }).catch(() => {})
    }
  })()
  return {
    async stop() {
      ending.abort()
      await done
    },
  }
}

/** A database that cannot be reached for a while is asked again later. */
function quietly({ house }: JobWorld): (work: () => Promise<boolean>) => Promise<boolean> {
  let said: string | undefined
  return async work => {
    try {
      const worked = await work()
      said = undefined
      return worked
    } catch (error) {
      const text = textOf(error)
      // The same with every look would fill the log.
      if (text !== said) house.world.say(JSON.stringify({ level: 'error', jobs: text }))
      said = text
      return false
    }
  }
}

async function tidy({ house }: JobWorld): Promise<void> {
  const { ledger, world } = house
  const now = world.now()
  await ledger.derive(async db => {
    await forgetAnswers(db, now - keptFor)
    await forgetJobs(db, now - jobsKept)
  })
}

/**
 * Tells whether the advisories or the rules of the data folder are others than before, whoever changed them; another one each day, on
 * which rules come to their end; undefined where there are no advisories.
 */
function stateOf({ house: { world } }: JobWorld): string | undefined {
  const names = ['advisories/manifest.json', 'products.toml', 'advisories/quarantine.json']
  const [advisories, ...rest] = names.map(name => {
    const found = world.disk.stat(`${world.folder}/${name}`)
    return found && `${found.size} ${found.modified}`
  })
  return advisories && `${advisories}; ${rest.join('; ')}; ${Math.floor(world.now() / 86_400_000)}`
}

/** Does one job, if one is due. */
async function workOnce(
  world: JobWorld,
  kinds: Readonly<Record<string, JobKind>>,
  { lease }: JobPace,
): Promise<boolean> {
  const { ledger, world: seen } = world.house
  const names = Object.keys(kinds)
  const [job] = await ledger.derive(db => claimJobs(db, { now: seen.now(), lease, most: 1, kinds: names }))
  if (job === undefined) return false
  const renewing = setInterval(() => {
    ledger.derive(db => renewJob(db, job, seen.now() + lease)).catch(() => {})
  }, lease / 3)
  try {
    const output = await kinds[job.kind]!(world, job.input)
    await ledger.derive(db => finishJob(db, job, output ?? null, seen.now()))
    told(world, job, 'done')
  } catch (error) {
    await ledger.derive(db => failJob(db, job, textOf(error), seen.now()))
    told(world, job, textOf(error))
  } finally {
    clearInterval(renewing)
  }
  return true
}

function told({ house }: JobWorld, { id, kind, attempts }: Job, result: string): void {
  const level = result === 'done' ? 'info' : 'error'
  house.world.say(
    JSON.stringify({ at: new Date(house.world.now()).toISOString(), level, job: id, kind, attempts, result }),
  )
}

/** No names of findings stand in codes; the message of a fault of ours is for the log as any other. */
function textOf(error: unknown): string {
  return error instanceof Problem ? `${error.code}: ${error.message}` : String((error as Error)?.message ?? error)
}
