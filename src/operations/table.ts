import type { Tool } from '#base'

/**
 * Every command, by the room that does it: one line a room. A room is loaded only when one of its commands is called, so
 * that `scan` starts without the rest of the house.
 */
export interface RoomEntry {
  /** Commands it answers: `scan`, `db build`. */
  readonly commands: readonly string[]
  /** Its operations, `db build` under `db.build`. */
  load(): Promise<Operations>
}

/** A room's `operations.ts`: its nouns among what it lends to operations above. */
export type Operations = object

/** The operation of a command: `db build` is `build` of the noun `db`. */
export function operationOf(operations: Operations, command: string): Tool {
  const [noun, verb] = command.split(' ')
  const found = (operations as Record<string, Tool | Record<string, Tool>>)[noun!]
  return (verb === undefined ? found : (found as Record<string, Tool>)[verb]) as Tool
}

export const rooms: readonly RoomEntry[] = [
  { commands: ['scan'], load: () => import('#matching/operations') },
  {
    commands: ['products try', 'products worklist'],
    load: async () => ({ products: await (await import('#matching/operations')).products() }),
  },
  { commands: ['sbom', 'diff', 'grade'], load: () => import('#boms/operations') },
  {
    commands: ['sign', 'keys make', 'keys show'],
    load: async () => (await import('#trust/operations')).signing(),
  },
  { commands: ['verify'], load: () => import('#trust/operations') },
  { commands: ['inspect'], load: () => import('#intake/operations') },
  { commands: ['intake check'], load: async () => (await import('#intake/operations')).checking() },
  { commands: ['intake stick'], load: async () => (await import('#intake/operations')).carrying() },
  {
    commands: ['db build', 'db export', 'db import', 'db quarantine', 'db status', 'db update'],
    load: () => import('#advisories/operations'),
  },
  {
    commands: [
      'lock check',
      'release build',
      'release gate',
      'release updates',
      'repro compare',
      'repro record',
      'verify release',
    ],
    load: () => import('#releases/operations'),
  },
  { commands: ['journal export', 'journal verify', 'backup', 'restore'], load: () => import('#ledger/operations') },
]

/** A room with operations of the server, asks and acts: loaded when one of its names is called. */
export interface HouseRoom {
  /** Nouns, and verbs that stand alone as `ask` does: what its `operations.ts` exports under these names. */
  readonly names: readonly string[]
  /** False for what only a browser or a program at the server's door can do: no commands. */
  readonly commands?: false
  load(): Promise<Operations>
}

/** A name as it stands in paths and commands: `asOf` as `as-of`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** Every room of the server: one line a room. */
export const houseRooms: readonly HouseRoom[] = [
  { names: ['journal', 'backups'], load: () => import('#ledger/operations') },
  { names: ['accounts', 'tokens'], load: () => import('#access/operations') },
  { names: ['session', 'sessions', 'password', 'setup'], commands: false, load: () => import('#access/operations') },
  { names: ['boms'], load: async () => (await import('#boms/operations')).keptBoms() },
  { names: ['vendors', 'support'], load: () => import('#vendors/operations') },
  {
    names: [
      'sites',
      'places',
      'zones',
      'conduits',
      'assets',
      'conflicts',
      'deployments',
      'drift',
      'windows',
      'imports',
    ],
    load: () => import('#plant/operations'),
  },
  { names: ['findings', 'feeds'], load: () => import('#findings/operations') },
  { names: ['lots'], load: () => import('#lots/operations') },
  {
    names: ['import', 'imports', 'boms', 'intake', 'vendors'],
    load: async () => (await import('#intake/operations')).papers(),
  },
  {
    names: [
      'ask',
      'advisories',
      'components',
      'paths',
      'plant',
      'health',
      'monoculture',
      'lots',
      'assets',
      'boms',
      'vendors',
    ],
    load: () => import('#answers/operations'),
  },
]
