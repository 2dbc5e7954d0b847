import type { Limits, NoteList } from '#base'
import type { Advisory, Signal } from './advisory.ts'
import type { Statement } from './statement.ts'

/** What can be seen of a feed file before it is read: name without folders, first bytes as text (at most 64 KiB). */
export interface FeedHead {
  name: string
  text: string
}

/** One way to write down advisories or signals. A member of `formats/` is one file. */
export interface AdvisoryFormat {
  readonly id: string
  readonly label: string
  readonly versions: readonly string[]
  /** What is taken of a record, and what is left: a line each for docs/formats.md. */
  readonly takes: string
  readonly leaves: string
  /** It carries VEX statements: beside advisories, or nothing else. */
  readonly vex?: 'too' | 'only'
  /** True for at most one format for any file: cheap, from the head alone. */
  sniff(head: FeedHead): boolean
  /** Loads what `read` needs beside it (an XML or YAML reader); awaited before it. */
  prepare?(): Promise<unknown>
  /**
   * Reads every record of a file. One bad record is `refused` with its reason and place, and the rest is taken; a file
   * that is not what its head said throws a Problem.
   */
  read(file: FeedFile, into: Taker): void
}

export interface FeedFile extends FeedHead {
  /** Decompressed and bounded. */
  bytes: Uint8Array
  /** The same bytes from the disk, from the start at each call, where the file need not be held whole. */
  pieces?: () => Iterable<Uint8Array>
  limits: Limits
  /** Milliseconds since 1970 UTC, for judging stated dates. */
  now: number
}

/** Where records go. */
export interface Taker {
  advisory(advisory: Advisory): void
  signal(signal: Signal): void
  statement(statement: Statement): void
  /** A record that could not be taken, with the place (`line 3`). */
  refused(reason: string, at: string): void
  notes: NoteList
}
