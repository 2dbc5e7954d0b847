import type { Hash } from '#boms'
import type { RuleName } from './lock-rules.ts'

/** Something that is not pinned, not hashed, not what it should be, or cannot be told, with its place. */
export interface Finding {
  rule: RuleName
  /** Relative to the folder that was looked at, or as it was named. */
  file: string
  line: number | undefined
  /** What it is about: a package, an action, an image. */
  name: string | undefined
  version: string | undefined
  /** One sentence for a person, without a full stop. */
  message: string
}

/** A dependency as a lockfile pins it. */
export interface Pin {
  name: string
  /** Exact, or undefined where the lockfile has none. */
  version: string | undefined
  purl: string | undefined
  from: 'registry' | 'git' | 'url' | 'path'
  /** Address of a dependency that is of no registry, without secrets. */
  address: string | undefined
  /** The whole id of a commit of a git dependency. */
  commit: string | undefined
  hashes: readonly Hash[]
  /** Sums that are no plain digest of the package's file: `h1:…` of Go, checksums of yarn's own archives, revisions of recipes. */
  sums: readonly string[]
  /** Where in the lockfile, as its reader says it: `line 3`, a JSON pointer. */
  at: string | undefined
}

/** Whether a lockfile is what its manifest asks for. */
export interface Drift {
  manifest: string
  verdict: 'same' | 'differs' | 'undecided'
  /** Why it cannot be told, one sentence without a full stop. */
  because: string | undefined
}

/** What was looked at in one file. */
export interface FileReport {
  path: string
  kind: 'lockfile' | 'manifest' | 'references' | 'watcher'
  /** Id of the format: `package-lock`, `dockerfile`. */
  format: string
  /** Dependencies or references in it, what comes of the project itself not counted. */
  dependencies: number
  /** Of these, with an exact version or commit; of references, those that cannot move. */
  exact: number
  /** Of these, with a hash or a whole commit. */
  hashed: number
  drift: Drift[]
}

/** Everything that one check found out. */
export interface LockReport {
  path: string
  files: FileReport[]
  findings: Finding[]
  /** Hashes that were verified against a registry or a cache; undefined where nobody asked. */
  verified: { against: string; right: number; failed: number } | undefined
  /** Folders that were left out, as the policy of the tree says. */
  samples?: readonly string[]
  /** Pins by file, for who verifies them. */
  pins: readonly { file: string; pin: Pin }[]
}
