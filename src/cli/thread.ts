import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Problem } from '#base'
import { tasks } from '#operations/operations'
import type { TaskAnswer, TaskCall } from '#server'
import { realWorld } from './world.ts'

declare const MILLCERT_BUNDLED: string | undefined

/** The word that `main.ts` is started with in a thread. */
const threadWord = '--thread'

/** Megabytes that a task may hold, of a request and of a job. */
const mostMemory = { request: 768, job: 2048 }

/** A thread of this very program that does tasks: `#operations/operations` lists them. */
export function startThread(folder: string, kind: 'request' | 'job'): Worker {
  const file = typeof MILLCERT_BUNDLED === 'string' ? './millcert.cjs' : './main.ts'
  return new Worker(new URL(file, import.meta.url), {
    argv: [threadWord],
    workerData: { folder, kind },
    resourceLimits: { maxOldGenerationSizeMb: mostMemory[kind] },
    name: kind,
  })
}

/** Does the tasks this thread is sent, one at a time. */
export function thread(): void {
  if (parentPort === null) {
    process.stderr.write('millcert: Cannot run this: --thread is for Millcert itself\n')
    process.exit(2)
  }
  // Only what jobs pull comes from outside.
  const { folder, kind } = workerData as { folder: string; kind: string }
  const { world } = realWorld({ now: undefined, quiet: true, output: undefined, limits: [], online: kind === 'job' })
  const quiet = { ...world, out: () => {} }
  const port = parentPort
  port.on('message', async ({ number, task, input }: TaskCall) => {
    port.postMessage(await answerOf(number, async () => (await tasks[task]!())({ ...quiet, folder }, input as never)))
  })
}

async function answerOf(number: number, run: () => Promise<unknown>): Promise<TaskAnswer> {
  try {
    return { number, out: await run() }
  } catch (error) {
    if (!(error instanceof Problem)) return { number, fault: String((error as Error).stack ?? error) }
    const { code, message, detail } = error
    return { number, problem: { code, message, detail } }
  }
}
