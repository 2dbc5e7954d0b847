import type { Act, Actor, Ask, Ledger, Preparing, Scope, Seen, SiteId } from '#ledger'
import { tasks } from '../../src/operations/tasks.ts'
import { memoryWorld } from '../memory/world.ts'

/** Calls operations as one person at one time, as the doors do, without a door. For tests. */
export interface Calling {
  ask<In, Out>(operation: Ask<In, Out>, input: unknown): Promise<Out>
  act<In, Out, Ready>(operation: Act<In, Out, Ready>, input: unknown, bytes?: Uint8Array): Promise<Out>
}

/**
 * @param sites where the person may, everywhere by default
 * @param now as a date and time
 * @param files of the data folder, which is `data`
 * @param over what of the world is another one: a real disk, the clock
 */
export function calling(
  ledger: Ledger,
  {
    sites = 'everywhere',
    now = '2026-11-21T10:00:00Z',
    files = {},
    over = {},
  }: {
    sites?: Scope | readonly string[]
    now?: string
    files?: Record<string, string | Uint8Array>
    over?: Partial<Seen>
  } = {},
): Calling {
  const actor: Actor = { kind: 'local', id: 'local:test', name: 'a test' }
  const scope = typeof sites === 'string' ? sites : new Set(sites as Iterable<SiteId>)
  const world: Seen = {
    ...memoryWorld(files, now),
    actor,
    sites: scope,
    folder: 'data',
    aside: async (task, input, told) => {
      const tell = (part: unknown) => told?.(structuredClone(part) as never)
      return structuredClone(await (await tasks[task]!())(world, structuredClone(input) as never, tell)) as never
    },
    ...over,
  }
  return {
    async ask(operation, input) {
      const taken = operation.takes.parse(input)
      return operation.gives.parse(await ledger.read(db => operation.run({ ...world, db }, taken)))
    },
    async act(operation, input, bytes) {
      const taken = operation.takes.parse(input)
      const preparing = {
        ...world,
        look: run => ledger.read(run),
        derive: run => ledger.derive(run),
        bytes: bytes && piecesOf(bytes),
      } as Preparing
      const ready = await operation.prepare?.(preparing, taken)
      const doing = { actor, operation: 'test', at: world.now(), sites: scope }
      try {
        return operation.gives.parse(
          await ledger.write(doing, db => operation.run({ ...world, db }, taken, ready as never)),
        )
      } finally {
        await operation.after?.(world, ready as never)
      }
    },
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
