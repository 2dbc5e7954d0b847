import { decodeText, type Limits, parseJson } from '#base'
import { linesOfPlaces } from './lock-lines.ts'

/** An object of a foreign file: foreign keys, foreign values. */
export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own members; none of anything but an object. */
export function membersOf(value: unknown): [string, unknown][] {
  return isFields(value) ? Object.entries(value) : []
}

/** An own member of an object; undefined for anything else. */
export function fieldOf(value: unknown, key: string): unknown {
  return isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

export function textIn(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export function listIn(value: unknown, key: string): unknown[] {
  const found = fieldOf(value, key)
  return Array.isArray(found) ? found : []
}

/** A key as it stands in a JSON pointer (RFC 6901, clause 3). */
export function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A JSON file with the lines of the members of some of its objects: `dependencies`, then each of its keys. */
export function jsonWithLines(
  bytes: Uint8Array,
  limits: Limits,
  path: string,
  objects: readonly string[],
): { value: unknown; line(object: string, key: string): number | undefined } {
  const value = parseJson(bytes, limits, path)
  const places = objects.flatMap(object =>
    membersOf(fieldOf(value, object)).map(([key]) => `/${pointer(object)}/${pointer(key)}`),
  )
  const lines = linesOfPlaces('json', () => decodeText(bytes), places)
  return { value, line: (object, key) => lines.get(`/${pointer(object)}/${pointer(key)}`) }
}
