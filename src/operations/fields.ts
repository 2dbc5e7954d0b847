import { type ZodType, z } from 'zod'

/** One member of what an operation takes, as a query parameter or a flag. */
export interface Field {
  /** As it stands in JSON: `siteId`. */
  name: string
  about: string
  required: boolean
  type: 'text' | 'number' | 'boolean' | 'json'
  /** Whether it is a list of values of the type. */
  list: boolean
  /** The only values there are. */
  choices: readonly string[] | undefined
  preset: unknown
}

/** A schema in JSON Schema 2020-12 words, as far as it is looked at. */
export interface JsonSchema {
  type?: string | readonly string[]
  description?: string
  enum?: readonly unknown[]
  default?: unknown
  properties?: Readonly<Record<string, JsonSchema>>
  required?: readonly string[]
  items?: JsonSchema
  anyOf?: readonly JsonSchema[]
}

/** What a schema says in JSON Schema 2020-12: of what goes in, or of what comes out. */
export function jsonSchemaOf(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema & {
    $schema?: string
  }
  return rest
}

const known = new WeakMap<ZodType, readonly Field[]>()

/** The members of what an operation takes, in the order they are written. */
export function fieldsOf(takes: ZodType): readonly Field[] {
  const before = known.get(takes)
  if (before) return before
  const { properties = {}, required = [] } = jsonSchemaOf(takes, 'input')
  const fields = Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
  known.set(takes, fields)
  return fields
}

function fieldOf(name: string, schema: JsonSchema, required: boolean): Field {
  const plain = withoutNull(schema)
  const list = plain.type === 'array'
  const one = list ? withoutNull(plain.items ?? {}) : plain
  const choices = one.enum?.filter((value): value is string => typeof value === 'string')
  return {
    name,
    about: schema.description ?? plain.description ?? '',
    required,
    type: typeOf(one),
    list: list && typeOf(one) !== 'json',
    choices: choices && choices.length > 0 ? choices : undefined,
    preset: schema.default,
  }
}

function typeOf({ type, enum: values }: JsonSchema): Field['type'] {
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'string' || values !== undefined ? 'text' : 'json'
}

/** What may be null is, in a parameter, left out. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const one = schema.anyOf?.filter(part => part.type !== 'null')
  if (one?.length === 1) return one[0]!
  if (typeof schema.type === 'string' || schema.type === undefined) return schema
  return { ...schema, type: schema.type.find(type => type !== 'null')! }
}

/** A value as its text says it; one that the text does not say stays a text, and the schema refuses it. */
export function fieldValue({ type, list }: Field, texts: readonly string[]): unknown {
  if (list) return texts.map(text => single(type, text))
  return texts.length === 1 ? single(type, texts[0]!) : texts
}

/** A number as it is written; undefined for what a number here cannot hold, as a whole one beyond 2^53. */
function numberOf(text: string): number | undefined {
  if (!/^-?\d{1,16}(?:\.\d{1,15})?$/.test(text)) return undefined
  const number = Number(text)
  return text.includes('.') || Number.isSafeInteger(number) ? number : undefined
}

function single(type: Field['type'], text: string): unknown {
  if (type === 'number') return numberOf(text) ?? text
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if (type === 'text') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
