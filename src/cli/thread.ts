import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '#base'
import { tasks } from '#operations'
import type { TaskAnswer, TaskCall, TaskPart } from '#server'
import { realWorld } from './world.ts'

export { startThread } from './thread-start.ts'

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
    const tell = (part: unknown) => port.postMessage({ number, part } satisfies TaskPart)
    const run = async () => (await tasks[task]!())({ ...quiet, folder }, input as never, tell)
    port.postMessage(await answerOf(number, run))
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
