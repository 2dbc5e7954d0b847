import type { Act, Ask } from '#ledger'
import { type HouseRoom, houseRooms } from './table.ts'

/** An operation of any shape, as the table holds it: its input is known once `takes` has read it. */
// biome-ignore lint/suspicious/noExplicitAny: inputs differ by operation, and only `takes` knows them
export type Operation = Ask<any, any> | Act<any, any, any>

/** An operation under its name. */
export interface Named {
  /** `assets.list`, or `ask` for a verb that stands alone. */
  readonly name: string
  /** Absent for a verb that stands alone. */
  readonly noun: string | undefined
  readonly verb: string
  readonly operation: Operation
}

/** The operations that a room exports under some of its names, in the order they are written. */
export function namedIn(exported: object, names: readonly string[]): Named[] {
  return names.flatMap((name): Named[] => {
    const found = (exported as Record<string, unknown>)[name]
    if (isOperation(found)) return [{ name, noun: undefined, verb: name, operation: found }]
    return Object.entries((found ?? {}) as object)
      .filter((entry): entry is [string, Operation] => isOperation(entry[1]))
      .map(([verb, operation]) => ({ name: `${name}.${verb}`, noun: name, verb, operation }))
  })
}

/** Every operation of the server: loads every room. */
export async function everyOperation(rooms: readonly HouseRoom[] = houseRooms): Promise<readonly Named[]> {
  const found = await Promise.all(rooms.map(async room => namedIn(await room.load(), room.names)))
  return found.flat()
}

function isOperation(value: unknown): value is Operation {
  const kind = (value as { kind?: unknown } | undefined | null)?.kind
  return kind === 'ask' || kind === 'act'
}
