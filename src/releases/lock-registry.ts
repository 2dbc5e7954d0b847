import { type NetworkRules, Problem, quoted } from '#base'
import type { Hash } from '#boms'
import type { Vouched } from './gate.ts'
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
  /**
   * Who vouches for the very bytes of a pin: signed statements as `carriedIn` reads them, which are judged here, or the judgement of a log
   * that has them. Left out where the registry has neither.
   */
  vouchers?(pin: Pin, ask: AskRegistry): Promise<readonly unknown[] | Vouched>
}

/** Asks a registry for a path, in a media type: the bytes of its answer, undefined where it has nothing there. */
export type AskRegistry = (path: string, accept: string) => Promise<Uint8Array | undefined>

/** An origin that so often gave no answer is not asked again. */
const patience = 3

/** Origins that gave no answer: one that did not so often is `has`, and nobody waits for it again. */
export interface SilentOrigins {
  has(origin: string): boolean
  add(origin: string): void
}

export function silentOrigins(): SilentOrigins {
  const times = new Map<string, number>()
  return {
    has: origin => (times.get(origin) ?? 0) >= patience,
    add: origin => void times.set(origin, (times.get(origin) ?? 0) + 1),
  }
}

/** Asks the same question once: questions of one key are the same. */
export function askedOnce<Words extends readonly unknown[], Answer>(
  ask: (...words: Words) => Promise<Answer>,
  keyOf: (...words: Words) => string,
): (...words: Words) => Promise<Answer> {
  const asked = new Map<string, Promise<Answer>>()
  return (...words) => {
    const key = keyOf(...words)
    const answer = asked.get(key) ?? ask(...words)
    asked.set(key, answer)
    return answer
  }
}

/** How registries are asked, but for their origins: without a token, with few connections. */
export const registryRules: Omit<NetworkRules, 'origins'> = {
  tokens: new Map(),
  idle: 30_000,
  whole: 300_000,
  connections: 6,
}

/** The origin of each registry: what is named for its type (`npm=https://registry.example`), else its own. */
export function originsOf(
  named: readonly string[],
  registries: readonly { id: string; origin: string }[],
): Map<string, string> {
  const origins = new Map(registries.map(({ id, origin }) => [id, origin]))
  for (const text of named) {
    const [, type, origin] = /^([a-z]+)=(https?:\/\/[^/?#@]+)\/?$/.exec(text) ?? []
    if (type === undefined || !origins.has(type))
      throw new Problem('cli/usage', `Cannot ask the registry ${quoted(text)}: TYPE=ORIGIN is wanted`, {
        wanted: `${[...origins.keys()].join(', ')} and an origin: npm=https://registry.example`,
      })
    origins.set(type, new URL(origin!).origin)
  }
  return origins
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

/** A module’s path or version as Go asks for it: upper case is `!` and lower case, since paths may be kept where case does not count. */
export function escapedModule(text: string): string {
  return text
    .replace(/[A-Z]/g, letter => `!${letter.toLowerCase()}`)
    .split('/')
    .map(part => encodeURIComponent(part).replaceAll('%2B', '+').replaceAll('%21', '!'))
    .join('/')
}
