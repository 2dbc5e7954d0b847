import { canonicalJson, type Digest, digest } from '#base'
import type { SiteId } from './operation.ts'

/** What an act tells the journal of what it changed. */
export interface Entry {
  /** The site whose facts changed; absent for facts of the enterprise: users, vendors, the catalogue of bills and advisories. */
  site?: SiteId | undefined
  /** What it was done to: the id of an asset, a lot, an import. */
  object: string
  /** What changed, old and new, as JSON; no secrets. */
  change: unknown
}

/** The chain of the journal that entries about no single site are in. */
export const enterpriseChain = 'enterprise'

/** An entry as it is kept: one line of canonical JSON, of which `hash` is over all other members. */
export interface JournalEntry {
  /** The journal's own id: entries of another one are no part of it. */
  journal: string
  /** A site's id or `enterprise`. */
  chain: string
  /** From 1, without gaps. */
  seq: number
  /** Milliseconds since 1970 UTC, of the clock as it stood; order is by `seq` alone. */
  at: number
  /** `user:…`, as `Actor` has it. */
  actor: string
  operation: string
  object: string
  result: 'done' | 'denied' | 'failed'
  /** Of the canonical JSON of what changed. */
  change: Digest
  /** The hash of the entry before; of the first one the digest of the journal's id and the chain's name. */
  prev: Digest
  hash: Digest
}

/** The hash an entry has, over its canonical JSON without the hash. */
export function hashOf(entry: Omit<JournalEntry, 'hash'>): Digest {
  return digest(canonicalJson(entry))
}

/** What stands before the first entry of a chain. */
export function startOf(journal: string, chain: string): Digest {
  return digest(canonicalJson({ journal, chain }))
}
