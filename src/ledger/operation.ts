import type { ZodType } from 'zod'
import type { World } from '#base'
import type { Entry } from './entry.ts'
import type { Derive, Read, Write } from './handle.ts'

/** The id of a site, to which people's rights and chains of the journal belong. */
export type SiteId = string & { readonly site: unique symbol }

/** The sites an operation may see, or change when it is an act. Facts of the enterprise (users, vendors) ask for `everywhere`. */
export type Scope = 'everywhere' | ReadonlySet<SiteId>

/** Who asks: a person, a program with a token, somebody at the command line of the machine itself, or the house. */
export interface Actor {
  kind: 'user' | 'token' | 'local' | 'house'
  /** Of the user or token; `local:NAME` of the command line. Written into the journal. */
  id: string
  /** To show. */
  name: string
}

/** `noun.verb`: what roles give (`#access`). */
export type Permission = `${string}.${'read' | 'write' | 'approve' | 'admin'}`

/** How somebody came in from outside; there is none on the command line of the machine itself. */
export interface Entrance {
  /** The address of who asks, as the server knows it: of the connection, or what a proxy that is trusted says. */
  readonly source: string
  /** The id of the session, no secret, when the request came with one. */
  readonly session?: string | undefined
  /**
   * Gives the browser the secret of a new session that ends at `until` (milliseconds since 1970 UTC), or takes it back (undefined).
   * The last call counts, and none does when the operation fails.
   */
  hand(secret: { text: string; until: number } | undefined): void
}

/** What an operation is handed of the world: with who asks, where they may, and the folder that everything is kept in. */
export interface Seen extends World {
  readonly actor: Actor
  /** Where the actor has the permission that the operation names; `everywhere` for `self` and `open`. */
  readonly sites: Scope
  readonly entrance?: Entrance | undefined
  /** The data folder: `FOLDER/advisories` is the compiled index, `FOLDER/aside` holds what is being taken in. */
  readonly folder: string
  /**
   * Runs a task of the house (`src/operations/tasks.ts`) away from the thread that answers requests; what goes in and comes out is
   * copied. Bounded in memory and time.
   *
   * @param told is told of what the task gives before its end, part by part
   */
  aside<In, Out, Part = never>(task: string, input: In, told?: (part: Part) => void): Promise<Out>
}

interface Door<In, Out> {
  /** One sentence, no full stop: the help, and the summary in OpenAPI. */
  readonly about: string
  /** `self`: whoever is known, about themselves; `open`: anybody at all. */
  readonly can: Permission | 'self' | 'open'
  /** What it takes or gives holds a secret: neither is logged or kept, so that an `Idempotency-Key` is refused. */
  readonly secret?: true
  /** What it takes: a `z.strictObject`. */
  readonly takes: ZodType<In>
  readonly gives: ZodType<Out>
  /** The answer as a file of CSV to save and work on; left out where there is none. */
  readonly csv?: { name(out: Out): string; text(out: Out): string }
  /**
   * The answer for a person, where its members do not tell it: a sentence or two, and what to type next. A question that says nothing is
   * shown by its members.
   *
   * @param said what was asked, as it was typed: sites by the code they were named by
   */
  tell?(out: Out, said: Readonly<Record<string, unknown>>): Told
}

/** What a person is told of an answer. */
export interface Told {
  /** Sentences, each a line. */
  says: readonly string[]
  /** Commands that go on from here, without `millcert`. */
  next?: readonly string[]
}

/** A question: reads one consistent state. */
export interface Ask<In = unknown, Out = unknown> extends Door<In, Out> {
  readonly kind: 'ask'
  /** The act that answers the same about a file, by its name: on the command line a path may stand in place of what is asked. */
  readonly ofFile?: string
  run(world: Seen & { db: Read }, input: In): Promise<Out>
}

/** What an act did; without an entry it changed nothing, and the ledger keeps nothing. */
export interface Done<Out> {
  out: Out
  entry?: Entry | undefined
}

/** A change of facts: one act, one entry of the journal. */
export interface Act<In = unknown, Out = unknown, Ready = unknown> extends Door<In, Out> {
  readonly kind: 'act'
  /** A stream of bytes beside the input: what it is, and the most bytes of it. */
  readonly file?: { about: string; most: number }
  /** A file of the data folder, for who accepts `application/octet-stream` over HTTP: once the act is done, in place of what it gives. */
  readonly gets?: {
    about: string
    path(out: Out, folder: string): string
    name(out: Out): string
    digest(out: Out): string
  }
  /** The slow part, before the transaction: reads the stream, parses, computes. */
  prepare?(world: Preparing, input: In): Promise<Ready>
  /** Short; may be run again when another act was faster. */
  run(world: Seen & { db: Write }, input: In, ready: Ready): Promise<Done<Out>>
  /** When the act is over, whatever became of it: takes away what `prepare` laid aside. */
  after?(world: Seen, ready: Ready): void | Promise<void>
}

/** What `prepare` is handed: reads in a state of its own, changes of what is no fact, and the bytes of the stream where the act takes one. */
export type Preparing = Seen & {
  look<T>(run: (db: Read) => Promise<T>): Promise<T>
  /** Durable whatever becomes of the act: counts of what failed. */
  derive<T>(run: (db: Derive) => Promise<T>): Promise<T>
  bytes?: AsyncIterable<Uint8Array> | undefined
}

export function ask<In, Out>(operation: Omit<Ask<In, Out>, 'kind'>): Ask<In, Out> {
  return { kind: 'ask', ...operation }
}

export function act<In, Out, Ready = undefined>(operation: Omit<Act<In, Out, Ready>, 'kind'>): Act<In, Out, Ready> {
  return { kind: 'act', ...operation }
}
