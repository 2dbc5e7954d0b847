import type { Limits, NoteList } from '#base'
import type { Advisory, Scores, Signal } from './advisory.ts'
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
  /**
   * Loads what `read` needs beside it (an XML or YAML reader); awaited before it. With `statements` nothing else of the file is
   * wanted, and what advisories need may stay unloaded.
   */
  prepare?(wanted?: 'statements'): Promise<unknown>
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
  /** Nothing but statements will be taken of it; advisories may be left out. */
  wanted?: 'statements'
}

/** A paper that makes several records, or none: its newest revision takes back what an older one said besides. */
export interface PaperTaken {
  feed: string
  /** Of the paper: its records have it as theirs, or begin with it and a colon. */
  id: string
  /** When it was changed, milliseconds since 1970 UTC. */
  modified: number | undefined
  /** Ids of its records. */
  records: readonly string[]
}

/** Where records go. */
export interface Taker {
  advisory(advisory: Advisory): void
  /** Told once all records of a paper are given. */
  paper?(paper: PaperTaken): void
  signal(signal: Signal): void
  scores(scores: Scores): void
  statement(statement: Statement): void
  /** A record that could not be taken, with the place (`line 3`). */
  refused(reason: string, at: string): void
  notes: NoteList
}
