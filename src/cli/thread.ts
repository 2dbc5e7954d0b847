import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { Problem } from '#base'
import { tasks } from '#operations'
import type { TaskAnswer, TaskCall, TaskPart } from '#server'
import type { ThreadGiven } from './thread-start.ts'
import { realWorld } from './world.ts'

export { startThread } from './thread-start.ts'

/** Does the tasks this thread is sent, one at a time. */
export function thread(): void {
  if (parentPort === null) {
    process.stderr.write('millcert: Cannot run this: --thread is for Millcert itself\n')
    process.exit(2)
  }
  const { folder, kind, limits, online } = workerData as ThreadGiven
  if (kind !== 'command') yieldToAnswers()
  const { world } = realWorld({
    now: undefined,
    quiet: true,
    output: undefined,
    limits: [],
    online,
  })
  const quiet = { ...world, limits: limits ?? world.limits, out: () => {} }
  const port = parentPort
  port.on('message', async ({ number, task, input }: TaskCall) => {
    const tell = (part: unknown) => port.postMessage({ number, part } satisfies TaskPart)
    const run = async () => (await tasks[task]!())({ ...quiet, folder }, input as never, tell)
    port.postMessage(await answerOf(number, run))
  })
}

/** Asks for less of the processors than the threads that answer and that keep: a number that Linux calls nice. */
const niceness = 5

/** Where processors are short, a server reads bills and builds indexes with what its answers leave. */
function yieldToAnswers(): void {
  // Elsewhere it would be said of the whole program.
  if (process.platform !== 'linux') return
  try {
    setPriority(niceness)
  } catch {
    // Where that is forbidden, all threads are equal.
  }
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
