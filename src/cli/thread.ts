import { parentPort, Worker, workerData } from 'node:worker_threads'
import { Problem } from '#base'
import { tasks } from '#operations/operations'
import type { TaskAnswer, TaskCall } from '#server'
import { realWorld } from './world.ts'

declare const MILLCERT_BUNDLED: string | undefined

/** The word that `main.ts` is started with in a thread. */
export const threadWord = '--thread'

/** Megabytes that a task may hold. */
const mostMemory = 768

/** A thread of this very program that does tasks: `#operations/operations` lists them. */
export function startThread(folder: string): Worker {
  const file = typeof MILLCERT_BUNDLED === 'string' ? './millcert.cjs' : './main.ts'
  return new Worker(new URL(file, import.meta.url), {
    argv: [threadWord],
    workerData: { folder },
    resourceLimits: { maxOldGenerationSizeMb: mostMemory },
    name: 'aside',
  })
}

/** Does the tasks this thread is sent, one at a time. */
export function thread(): void {
  const { world } = realWorld({ now: undefined, quiet: true, output: undefined, limits: [] })
  const { folder } = workerData as { folder: string }
  const port = parentPort!
  port.on('message', async ({ number, task, input }: TaskCall) => {
    port.postMessage(await answerOf(number, async () => (await tasks[task]!())({ ...world, folder }, input as never)))
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
