import { Worker } from 'node:worker_threads'
import { type Limits, Problem } from '#base'
import type { TaskAnswer, TaskCall } from '#server'

declare const MILLCERT_BUNDLED: string | undefined

/** The word that `main.ts` is started with in a thread. */
const threadWord = '--thread'

/** What a thread's tasks are of: a request or a job of a server, or a command. */
export type ThreadKind = 'request' | 'job' | 'command'

/** What a thread has of the program that starts it. */
export interface ThreadGiven {
  folder: string
  kind: ThreadKind
  /** As `--limit` of the program set them; the usual ones where this is left out. */
  limits?: Limits
  /** Whether its tasks may ask the network; not of requests, which never do. */
  online: boolean
}

/** Megabytes that a task may hold. */
const mostMemory: Readonly<Record<ThreadKind, number>> = { request: 768, job: 2048, command: 2048 }

/** A thread of this very program that does tasks: `#operations/operations` lists them. */
export function startThread(given: ThreadGiven): Worker {
  const file = typeof MILLCERT_BUNDLED === 'string' ? './millcert.cjs' : './main.ts'
  return new Worker(new URL(file, import.meta.url), {
    argv: [threadWord],
    workerData: given,
    resourceLimits: { maxOldGenerationSizeMb: mostMemory[given.kind] },
    name: given.kind,
  })
}

/** Has a thread of its own do one task, and ends the thread. Rejects with the task's Problem, or with what ended the thread. */
export function doneAside<In, Out>(task: string, input: In): Promise<Out> {
  const worker = startThread({ folder: '', kind: 'command', online: true })
  const done = new Promise<Out>((resolve, reject) => {
    worker.once('message', (answer: TaskAnswer) => {
      if ('out' in answer) resolve(answer.out as Out)
      else if ('problem' in answer)
        reject(new Problem(answer.problem.code, answer.problem.message, answer.problem.detail))
      else reject(new Error(answer.fault))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error(`the thread of ${task} ended`)))
  })
  worker.postMessage({ number: 1, task, input } satisfies TaskCall)
  return done.finally(() => void worker.terminate())
}
