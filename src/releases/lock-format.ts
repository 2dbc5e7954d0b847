import type { Limits } from '#base'
import type { Bom, Paper } from '#boms'
import type { Drift, Finding, Pin } from './lock-finding.ts'
import type { LineStyle } from './lock-lines.ts'

/** A lockfile that was read as a bill, with its own text and the files around it. */
export interface LockPaper {
  /** In the tree. */
  path: string
  /** Of the tree, empty for its root. */
  folder: string
  paper: Paper
  bom: Bom
  /** The whole paper as text, decoded once. */
  text(): string
  /** The paper as JSON, parsed once; a Problem where it is none. */
  json(): unknown
  /** Paths of all files of the tree. */
  files: readonly string[]
  /** Another file of the tree by its path there; undefined when it is not there, or larger than `limits.element`. */
  file(path: string): Uint8Array | undefined
  /** Whether a file of the tree is one of those that are checked. */
  isChecked(path: string): boolean
  limits: Limits
}

/** What a manifest and its lockfile have to say to each other, with what differs. */
export interface Compared extends Drift {
  differences: readonly Difference[]
  /** Other manifests that were read for it. */
  also?: readonly string[]
}

/** Something that a manifest and its lockfile do not agree on. */
export interface Difference extends Omit<Finding, 'rule' | 'file'> {
  /** The line is one of the lockfile, not of the manifest. */
  inLock?: true
}

/**
 * How a format of the room `boms` pins: a member of `locks/` for each lockfile format. The bill says what is listed; a member says what
 * of it is a hash or an anchor that no bill has a place for, and what the manifest is.
 */
export interface LockFormat {
  /** Id of the format in `#boms`. */
  readonly id: string
  /** How its reader says places. */
  readonly lines: LineStyle
  /** Its JSON may have comments, and commas before brackets. */
  readonly loose?: true
  /** Why an entry may have no hash, where the format itself is the reason: one sentence without a full stop. */
  readonly without?: string
  /** Why an entry may have no version, where the format itself is the reason. */
  readonly unversioned?: string
  /** Loads what `pins` and `drift` need; awaited before them. */
  prepare?(): Promise<unknown>
  /** Every dependency it pins. What the project makes itself is none. */
  pins(lock: LockPaper): Pin[]
  /** What it takes in from elsewhere that is not checked: the rest of what is installed is not known. */
  lost?(lock: LockPaper): { message: string; at: string }[]
  /** Against every manifest that the tree has for it; none where there is no manifest. */
  drift?(lock: LockPaper): Compared[]
}
