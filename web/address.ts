import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

/** A value in the search part of an address: what it is where it is missing or is none we know. */
export interface Part<T extends string> {
  usual: T
  /** Whether a text may stand there. */
  takes(value: string): value is T
}

/** Any text. */
export function text(usual = ''): Part<string> {
  return { usual, takes: (value): value is string => typeof value === 'string' && value.length <= 4000 }
}

/** One of a few; the first where it is missing. */
export function oneOf<const T extends string>(first: T, ...others: T[]): Part<T> {
  return { usual: first, takes: (value): value is T => value === first || others.includes(value as T) }
}

/** A date, `2026-03-03`, or a time, `2026-03-03T06:00:00Z`; nothing where it is missing. */
export function time(): Part<string> {
  const takes = (value: string): value is string =>
    /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z)?$/.test(value) && !Number.isNaN(Date.parse(value))
  return { usual: '', takes }
}

type Values<S extends Readonly<Record<string, Part<string>>>> = {
  [K in keyof S]: S[K] extends Part<infer T> ? T : never
}

/** Changes the address: what is usual is left out of it. The place in the history is replaced, or one added with `push`. */
export type Go<V> = (change: Partial<V>, how?: { push?: boolean }) => void

/** The state of a page, which is in the search part of its address: other values there stay as they are. */
export function useAddress<const S extends Readonly<Record<string, Part<string>>>>(
  parts: S,
): readonly [Values<S>, Go<Values<S>>] {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string>>
  const navigate = useNavigate()
  const values: Record<string, string> = {}
  for (const [key, part] of Object.entries(parts)) {
    const value = search[key]
    values[key] = value !== undefined && part.takes(value) ? value : part.usual
  }
  const go: Go<Record<string, string>> = (change, { push = false } = {}) => {
    const next = (before: Readonly<Record<string, string>>) => {
      const after: Record<string, string | undefined> = { ...before, ...change }
      for (const key of Object.keys(change)) if (after[key] === (parts[key]?.usual ?? '')) delete after[key]
      return after
    }
    void navigate({ to: '.', search: next as never, replace: !push, resetScroll: false })
  }
  return [values as Values<S>, go as Go<Values<S>>]
}

/** A part of the path: `usePart('id')` of `/assets/$id`. */
export function usePart(name: string): string {
  return (useParams({ strict: false }) as Readonly<Record<string, string>>)[name] ?? ''
}
