import type { World } from './world.ts'

/**
 * An operation is an act or a question as data: what it takes, what it does. The command line with its help and
 * completion is derived from it. `tool` is the kind that runs on the command line with no database; the kinds that read
 * and write the ledger come with the ledger.
 */
export interface Tool {
  readonly kind: 'tool'
  /** One sentence, no full stop: the first line of the help. */
  readonly about: string
  /** More help, a few lines. */
  readonly more?: string
  /** Words after the command, in order. */
  readonly words: readonly Word[]
  readonly flags: Readonly<Record<string, Flag>>
  /** Three real uses, as typed after `millcert `, each with what it is for. */
  readonly examples: readonly (readonly [command: string, purpose: string])[]
  /** Gives the exit code (CLI.md); a Problem becomes one by its code. */
  run(world: World, input: Input): number | Promise<number>
}

export interface Word {
  name: string
  about: string
  /** `one` must be there, `maybe` may, `many` takes one or more, `any` none or more. */
  count: 'one' | 'maybe' | 'many' | 'any'
}

export interface Flag {
  about: string
  /** Absent: a switch without a value. */
  value?: string
  /** May stand more than once. */
  repeat?: boolean
  /** The only values there are. */
  choices?: readonly string[]
  /** One letter. */
  short?: string
}

/** What the user wrote, checked against `words` and `flags`; every flag is a list, a switch that is on is `['']`. */
export interface Input {
  words: readonly string[]
  flags: ReadonlyMap<string, readonly string[]>
}
