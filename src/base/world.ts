import type { Limits } from './limits.ts'
import type { Network, NetworkRules } from './network.ts'

/**
 * Everything outside the program: clock, disk, process, terminal. Only operations and the door rooms may touch it, and
 * only through the World they are handed; the real one is made in `cli/world.ts`, tests make their own.
 *
 * Reading is synchronous: the command line does one thing at a time, and servers read papers off the request thread.
 */
export interface World {
  /** Now, in milliseconds since 1970-01-01T00:00:00Z; fixed by `--now`. */
  now(): number
  /** Milliseconds since some moment, which never go back and which `--now` does not fix: how long something took is told by them. */
  elapsed(): number
  /** So many bytes that nobody can guess. */
  random(bytes: number): Uint8Array
  /** A setting from the environment (`MILLCERT_…`) or undefined. */
  env(name: string): string | undefined
  limits: Limits
  disk: Disk
  /** Opens the network for what the rules name; undefined under `--offline`, and wherever nothing may be asked. */
  network?: ((rules: NetworkRules) => Network) | undefined
  /** The result, and nothing else: standard output, or the file of `--output`. */
  out(text: string | Uint8Array): void
  /** Progress, notes and errors for a person: standard error. Silent with `--quiet`. */
  say(line: string): void
  /** Progress of long work; `total` 0 means unknown. Shown only on a terminal. */
  progress(label: string, done: number, total: number): void
  /** Columns of the terminal the result goes to; 0 when it is none. */
  width: number
  /** The version of Millcert. */
  version: string
  /** How many threads may work beside this one; none where it is left out. */
  threads?(): number
  /** Runs a task (`src/operations/tasks.ts`) on another thread; what goes in and comes out is copied. Where there are such threads. */
  aside?<In, Out>(task: string, input: In): Promise<Out>
  /** Asks for a secret on the terminal, which shows nothing of it; undefined where there is no terminal. Who asked fills it with zero. */
  secret?(question: string): Promise<Uint8Array | undefined>
  /** Starts a program that the user named, without a shell. Where that may be. */
  start?(program: Program): Promise<Uint8Array>
  /** The files that run: this program and its runtime. On the command line. */
  tools?(): readonly { name: string; version: string; path: string }[]
  /** What a program may depend on and should not, by name: system, time zone, locale, folder. On the command line. */
  surroundings?(): Readonly<Record<string, string>>
  /** Folders of this user. */
  home: { cache: string; data: string }
}

/** Paths are as the user wrote them or joined by `/`; every method but `list`, `stat` and `exists` throws a Problem with the path. */
export interface Disk {
  /** The file's bytes in pieces of at most `piece` bytes; a piece is only valid until the next one is asked for. `-` is standard input. */
  chunks(path: string, piece?: number): Iterable<Uint8Array>
  /** The whole file, refused over `max` bytes; `limit` names the limit to raise then, `bytes` when it is left out. */
  read(path: string, max: number, limit?: keyof Limits): Uint8Array
  /** Opens a file for reads at any place. */
  open(path: string): OpenFile
  /** Entries of a folder, sorted by name in code unit order; links are named as links and never followed. Undefined if it cannot be read. */
  list(path: string): Entry[] | undefined
  /** What is at a path, following links; undefined when nothing is there. */
  stat(path: string): { kind: 'file' | 'folder' | 'other'; size: number; modified: number } | undefined
  /** Writes beside, syncs and renames: the file is whole or as it was. Never writes through a link. */
  write(path: string, pieces: Iterable<Uint8Array | string>): void
  /** Opens a file to be written on at its end; an empty one where there is none. Never writes through a link. */
  append(path: string): GrowingFile
  /** Puts a file in the place of another, or where none was, and syncs: either the old one stands there or the new one. */
  rename(from: string, to: string): void
  makeFolder(path: string): void
  /**
   * Holds a file that says who works here, until what it gives is called. A Problem `base/locked` while another process holds it;
   * what a process left that is no more is taken over.
   */
  lock(path: string): () => void
  remove(path: string): void
}

/** A program that the user named. */
export interface Program {
  /** Its name or path, and what it is called with; no part of it is read by a shell. */
  readonly words: readonly string[]
  /** What it gets on standard input. */
  readonly input: Uint8Array
  /** Settings from the environment that it does not get. */
  readonly without: readonly string[]
  /** Milliseconds after which it is ended. */
  readonly most: number
  /** Bytes of standard output that are taken; what it says on standard error the user sees as it is. */
  readonly mostBytes: number
  /** Whether nobody sees what it says on standard error: paths may be in it. */
  readonly quiet?: boolean
}

export interface Entry {
  name: string
  kind: 'file' | 'folder' | 'link' | 'other'
}

export interface OpenFile {
  readonly size: number
  /** Fills `into` from `at` on; returns how many bytes were there. */
  read(into: Uint8Array, at: number): number
  close(): void
}

/** A file that is written as its bytes come. */
export interface GrowingFile {
  readonly size: number
  write(bytes: Uint8Array): void
  /** Syncs and closes. */
  close(): void
}
