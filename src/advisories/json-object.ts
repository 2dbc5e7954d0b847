import { Problem, quoted } from '#base'

/** An object as JSON gives it: what is not asked for by name is never looked at. */
export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list, or none where nothing stands; a Problem for anything else. */
export function listAt(value: unknown, at: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badStatement(`a list is wanted, found ${quoted(value)}`, at)
  return value
}

/** A text that is not empty, of at most 2,000 characters; a Problem for anything else. */
export function textAt(value: unknown, at: string): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 2000)
    throw badStatement(`a text is wanted, found ${quoted(value ?? null)}`, at)
  return value
}

export function fieldsAt(value: unknown, at: string): Fields {
  if (!isFields(value)) throw badStatement(`an object is wanted, found ${quoted(value ?? null)}`, at)
  return value
}

export function badStatement(what: string, at: string): Problem {
  return new Problem('advisories/bad-statement', `${what} at ${at}`, { at })
}
