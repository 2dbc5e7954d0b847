import type { Worker } from 'node:worker_threads'
import { Problem, type ProblemDetail } from '#base'

/** What a thread is sent, and what it sends back. */
export interface TaskCall {
  number: number
  task: string
  input: unknown
}
/** What it sends before its answer. */
export interface TaskPart {
  number: number
  part: unknown
}
export type TaskAnswer =
  | { number: number; out: unknown }
  | { number: number; problem: { code: string; message: string; detail: ProblemDetail } }
  | { number: number; fault: string }

/** Threads beside the one that answers requests. */
export interface Aside {
  /** @param told is told of each part before the answer */
  run<In, Out, Part = never>(task: string, input: In, told?: (part: Part) => void): Promise<Out>
  close(): Promise<void>
}

/** How many threads, how many tasks wait for one, and how long a task may take. */
export interface AsideBounds {
  threads: number
  waiting: number
  /** Milliseconds. */
  time: number
}

export const usualBounds: AsideBounds = { threads: 2, waiting: 32, time: 300_000 }

interface Waiting {
  call: TaskCall
  told?: ((part: never) => void) | undefined
  resolve(out: never): void
  reject(error: unknown): void
}

/**
 * A pool of threads, each started with the first task it is needed for; one that takes too long or more memory than it is given is
 * ended, its task with a Problem, and another one started in its place.
 *
 * @param start a thread that answers each `TaskCall` with a `TaskAnswer`, one at a time, and may send any `TaskPart` before
 */
export function asidePool(start: () => Worker, bounds: AsideBounds = usualBounds): Aside {
  const queue: Waiting[] = []
  const idle: Worker[] = []
  const all = new Set<Worker>()
  let numbers = 0
  const next = () => {
    if (queue.length === 0) return
    const worker = idle.pop() ?? (all.size < bounds.threads ? start() : undefined)
    if (worker === undefined) return
    all.add(worker)
    give(worker, queue.shift()!, bounds.time, whole => {
      if (whole) idle.push(worker)
      else all.delete(worker)
      next()
    })
  }
  return {
    run: (task, input, told) =>
      new Promise((resolve, reject) => {
        if (queue.length >= bounds.waiting) return reject(busy(task))
        queue.push({ call: { number: ++numbers, task, input }, told, resolve, reject })
        next()
      }),
    async close() {
      for (const { reject } of queue.splice(0))
        reject(new Problem('server/busy', 'Cannot do this: the server is stopping'))
      await Promise.all([...all].map(worker => worker.terminate()))
    },
  }
}

/** Has a thread do a task; `over` is told whether the thread can do another one. */
function give(
  worker: Worker,
  { call, told, resolve, reject }: Waiting,
  time: number,
  over: (whole: boolean) => void,
): void {
  worker.ref()
  const answered = (answer: TaskAnswer | TaskPart) => {
    if ('part' in answer) return told?.(answer.part as never)
    ended()
    worker.unref()
    if ('out' in answer) resolve(answer.out as never)
    else reject(errorOf(answer))
    over(true)
  }
  const failed = (error: NodeJS.ErrnoException) =>
    gone(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(call.task) : error)
  const exited = () => gone(new Error(`the thread of ${call.task} ended`))
  const timer = setTimeout(() => gone(tooSlow(call.task, time)), time)
  // One by one: the thread has listeners of its own, without which it says nothing more.
  const ended = () => {
    clearTimeout(timer)
    worker.off('message', answered).off('error', failed).off('exit', exited)
  }
  const gone = (error: unknown) => {
    ended()
    // What is said of a thread that is being ended is of no interest.
    worker.on('error', () => {})
    void worker.terminate()
    reject(error)
    over(false)
  }
  worker.on('message', answered).on('error', failed).on('exit', exited)
  worker.postMessage(call)
}

function errorOf(answer: Exclude<TaskAnswer, { out: unknown }>): Error {
  if ('fault' in answer) return new Error(answer.fault)
  const { code, message, detail } = answer.problem
  return new Problem(code, message, detail)
}

function busy(task: string): Problem {
  return new Problem('server/busy', `Cannot do ${task} now: too much of it is waiting`, { wanted: '10 s' })
}

function tooSlow(task: string, time: number): Problem {
  return new Problem('server/too-slow', `Cannot do ${task}: it took more than ${time / 1000} seconds`)
}

function tooMuch(task: string): Problem {
  return new Problem('server/too-much', `Cannot do ${task}: it takes more memory than one task may`)
}
