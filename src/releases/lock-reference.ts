import type { Limits } from '#base'
import type { RuleName } from './lock-rules.ts'

/** Something of another place that a file of the project runs or takes in: an action, an image, a chart, other configuration. */
export interface Reference {
  /** As written. */
  written: string
  line: number
  kind: 'action' | 'image' | 'include' | 'chart'
  state: 'pinned' | 'floating' | 'unknown'
  /** What it is taken by, for a person: `the tag v4`. */
  by: string
}

/** A file of the tree that may hold references. */
export interface ReferencePaper {
  /** In the tree, and as it is called in messages. */
  path: string
  bytes: Uint8Array
  text(): string
  /** Whether the tree has a file at a path in the same folder. */
  beside(name: string): Uint8Array | undefined
  limits: Limits
}

/** One way to name what is run or taken in; a member of `floating/`. */
export interface ReferenceFormat {
  readonly id: string
  readonly label: string
  /** Where in the tree such files lie; the path starts with `/`. */
  readonly paths: RegExp
  /** Whether a file at such a path is one, by its first bytes; left out where the path is enough. */
  sniff?(start: string): boolean
  /** Loads what `read` needs; awaited before it. */
  prepare?(): Promise<unknown>
  /** Throws a Problem when the file cannot be read. */
  read(paper: ReferencePaper): Reference[]
}

/** The rule of a reference that can move. */
export const floatingRule: Readonly<Record<Reference['kind'], RuleName>> = {
  action: 'action-floating',
  image: 'image-floating',
  include: 'include-floating',
  chart: 'chart-floating',
}

/**
 * What an image is taken by (the grammar of distribution/reference): a digest pins it, whatever tag stands before; without one the tag can
 * move, and where there is none it is `latest`.
 */
export function imageReference(written: string, line: number): Reference {
  const text = written.trim()
  const made = (state: Reference['state'], by: string): Reference => ({
    written: text.slice(0, 500),
    line,
    kind: 'image',
    state,
    by,
  })
  if (/@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/i.test(text)) return made('pinned', 'its digest')
  if (/[$]|\{\{/.test(text)) return made('unknown', 'a variable without a value')
  const tag = /:([^:/@]+)$/.exec(text)?.[1]
  return made('floating', tag === undefined ? 'no tag, so the tag latest' : `the tag ${tag.slice(0, 128)}`)
}

/**
 * A text with shell variables put in: `${NAME}`, `$NAME`, `${NAME:-else}`. One that is not known and has no value to fall back on stays as
 * it is written.
 */
export function withVariables(text: string, known: ReadonlyMap<string, string>): string {
  let made = text
  // A value may hold variables itself, a few deep.
  for (let depth = 0; depth < 5 && made.includes('$') && made.length < 4096; depth++) {
    const next = made.replace(
      /\$(?:\{([A-Za-z_]\w*)(?:(:?[-+?])((?:[^{}]|\{[^{}]*\})*))?\}|([A-Za-z_]\w*))/g,
      (whole, braced?: string, sign?: string, other?: string, bare?: string) => {
        const value = known.get(braced ?? bare ?? '')
        if (value !== undefined && value !== '') return sign?.endsWith('+') ? (other ?? '') : value
        return sign?.endsWith('-') ? (other ?? '') : whole
      },
    )
    if (next === made) break
    made = next
  }
  return made
}
