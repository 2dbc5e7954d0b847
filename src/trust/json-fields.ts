import type { Buffer } from 'node:buffer'
import { type Limits, Problem, parseJson, quoted } from '#base'

/** A JSON object of a signature file, read field by field: what is not there, of another type or not known is a Problem with its place. */
export interface Fields {
  /** JSON pointer of the object. */
  readonly at: string
  readonly value: unknown
  has(key: string): boolean
  text(key: string): string
  optionalText(key: string): string | undefined
  /** A whole number that a JavaScript number holds exactly, not negative. */
  whole(key: string): number
  object(key: string): Fields
  optionalObject(key: string): Fields | undefined
  objects(key: string, most: number): Fields[]
  bytes(key: string, decode: (text: string) => Buffer | undefined): Buffer
  /** Refuses any other key. */
  only(...keys: string[]): void
  fault(what: string, key?: string): Problem
}

/** The top-level object of a signature file. A payload may be as long as an element may be. */
export function topFields(bytes: Uint8Array, limits: Limits, name: string, code: string): Fields {
  if (bytes.length > limits.element)
    throw new Problem('base/too-large', `Cannot read ${name}: larger than the limit of ${limits.element} bytes`, {
      next: `raise it with --limit element=${limits.element * 4}`,
    })
  const value = parseJson(bytes, { ...limits, text: limits.element }, name)
  return fieldsOf(value, '', name, code)
}

export function fieldsOf(value: unknown, at: string, name: string, code: string): Fields {
  const fault = (what: string, key?: string) => {
    const place = key === undefined ? at || '/' : `${at}/${key}`
    return new Problem(code, `Cannot read ${name}: ${what} at ${place}`, { at: place })
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw fault('an object is wanted')
  const object = value as Readonly<Record<string, unknown>>
  const has = (key: string) => Object.hasOwn(object, key) && object[key] !== null
  const text = (key: string): string => {
    const found = has(key) ? object[key] : undefined
    if (typeof found !== 'string') throw fault('a text is wanted', key)
    return found
  }
  const child = (key: string) => {
    if (!has(key)) throw fault('it is missing', key)
    return fieldsOf(object[key], `${at}/${key}`, name, code)
  }
  return {
    at,
    value,
    has,
    text,
    whole(key) {
      const found = has(key) ? object[key] : undefined
      if (!Number.isSafeInteger(found) || (found as number) < 0) throw fault('a whole number is wanted', key)
      return found as number
    },
    optionalText: key => (has(key) ? text(key) : undefined),
    object: child,
    optionalObject: key => (has(key) ? child(key) : undefined),
    objects(key, most) {
      const list = has(key) ? object[key] : []
      if (!Array.isArray(list)) throw fault('a list is wanted', key)
      if (list.length > most) throw fault(`${list.length} entries are more than the ${most} that are taken`, key)
      return list.map((one, index) => fieldsOf(one, `${at}/${key}/${index}`, name, code))
    },
    bytes(key, decode) {
      const found = decode(text(key))
      if (found === undefined) throw fault(`${quoted(text(key))} is no base64`, key)
      return found
    },
    only(...keys) {
      const odd = Object.keys(object).find(key => !keys.includes(key))
      if (odd !== undefined) throw fault(`${quoted(odd)} is no field that is known`)
    },
    fault,
  }
}
