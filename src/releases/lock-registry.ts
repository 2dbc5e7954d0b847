import type { Hash } from '#boms'
import type { Pin } from './lock-finding.ts'

/** What a registry says of the files of one version: plain digests of them, and sums of another kind as the lockfile writes them. */
export interface Published {
  hashes: Hash[]
  sums: string[]
}

/** A registry that can be asked which hashes it has: a member of `registries/`. */
export interface Registry {
  /** The type of its package URLs. */
  readonly id: string
  /** Asked where no other origin is named. */
  readonly origin: string
  /** The path to ask for a pin; undefined where it is none of this registry. */
  path(pin: Pin): string | undefined
  /** Reads the answer; undefined where it does not know the version. Throws a Problem for an answer that is none. */
  read(text: string, pin: Pin): Published | undefined
}

/** JSON of an answer as an object; undefined for anything else. */
export function answerOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
