import type { Limits } from '#base'
import type { Bom } from './bom.ts'
import type { Facts } from './facts.ts'
import type { InstalledLayout } from './installed.ts'

/** What can be seen of a paper before it is read. */
export interface Head {
  /** The file's name without folders; empty for standard input. */
  name: string
  /** The name of the folder it lies in; absent where that is not known. */
  folder?: string
  /** The first bytes, at most 64 KiB. */
  bytes: Uint8Array
  /** The same as text: UTF-8, UTF-16, and Windows-1252 for what is neither. */
  text: string
}

/** A paper to read: foreign, unbounded until a reader bounds it. */
export interface Paper extends Head {
  /** All bytes from the start, in pieces; can be asked for once for each reading. A piece is valid until the next one. */
  pieces(): Iterable<Uint8Array>
  /** A file in the same folder (`go.sum` beside `go.mod`), undefined when it is not there. */
  beside(name: string): Uint8Array | undefined
  limits: Limits
  /** For judging stated dates: milliseconds since 1970 UTC. */
  now: number
}

/** One way to write down components. A member of `formats/` is one file; nothing else knows its spelling. */
export interface BomFormat {
  /** Kebab-case, shown to users and accepted by `--format`: `cyclonedx-json`, `package-lock`. */
  readonly id: string
  /** For people: `CycloneDX JSON`. */
  readonly label: string
  /** `installed`: one paper describes one package that is installed, and says nothing of others. `system`: all of a system. */
  readonly kind: 'bom' | 'lockfile' | 'inventory' | 'installed' | 'system' | 'image'
  /** The format's versions that are read. */
  readonly versions: readonly string[]
  /** What is taken of a paper, and what is left: a line each for docs/formats.md. */
  readonly takes: string
  readonly leaves: string
  /** File names that a walk through a folder picks up; undefined when only named files are read. */
  readonly names: RegExp | undefined
  /** Files whose folder has to say what they may be, as `folder/name`: one that is in no format that is read is left there. */
  readonly namesInFolder?: RegExp
  /** A paper with nothing in it lists nothing; where it is absent, such a paper is damaged. */
  readonly mayBeEmpty?: boolean
  /** Where a walk finds papers of this format, one for each package; only of kind `installed`. */
  readonly installed?: InstalledLayout
  /** True for exactly one format for any paper: cheap, from the head alone. */
  sniff(head: Head): boolean
  /** Loads what `read` needs beside it (an XML or YAML reader); awaited before it. Most scans need none, and start sooner. */
  prepare?(): Promise<unknown>
  /** Throws a Problem when the paper cannot be read; otherwise everything odd is a note. */
  read(paper: Paper): Bom
  /** What a paper answers to what profiles ask; absent where its bill says all there is (`factsOfBom`). */
  facts?(paper: Paper): Facts
  /** Versions that `write` can write, the default first; undefined when it cannot. */
  readonly writes?: readonly string[]
  /** The same bill gives the same text: no clock, no randomness. */
  write?(bom: Bom, specVersion: string): Iterable<string>
}
