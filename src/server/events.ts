import type { ProblemDocument } from './problem-document.ts'

/** Milliseconds between two events of progress, and between signs of life. */
const pause = 200
const sign = 10_000

/** What comes at the end of a stream of events. */
export type Ending = { event: 'done'; data: unknown } | { event: 'problem'; data: ProblemDocument }

/**
 * A stream of server-sent events: `progress` with what `run` tells, at most five a second and none to a slow reader, and one event at
 * the end. What `run` does goes on when the reader leaves.
 */
export function eventStream(
  run: (progress: (label: string, done: number, total: number) => void) => Promise<Ending>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let open = true
  let told = 0
  return new ReadableStream({
    start(controller) {
      const send = (event: string, data: unknown) => {
        if (open) controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
      }
      const alive = setInterval(() => open && controller.enqueue(encoder.encode(': \n\n')), sign)
      const progress = (label: string, done: number, total: number) => {
        const now = performance.now()
        if (now - told < pause || (controller.desiredSize ?? 0) <= 0) return
        told = now
        send('progress', { label, done, total })
      }
      void run(progress).then(({ event, data }) => {
        clearInterval(alive)
        send(event, data)
        if (open) controller.close()
        open = false
      })
    },
    cancel() {
      open = false
    },
  })
}
