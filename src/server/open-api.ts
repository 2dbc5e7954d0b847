import { fieldsOf, inRouteOrder, type JsonSchema, jsonSchemaOf, type Named, routeOf } from '#operations/operations'

/** Statuses that any operation may answer an error with. */
const refusals = {
  '400': 'what came is not what the operation takes',
  '401': 'nobody is logged in, or the token is not known',
  '403': 'no role gives the permission',
  '404': 'there is no such thing, or it is none of the asker’s',
  '409': 'what is there does not allow it',
  '413': 'more than is taken',
  '422': 'what came was understood and cannot be done',
  '429': 'too many requests; Retry-After tells when to ask again',
  '503': 'not now; Retry-After tells when to ask again',
} as const

/** The description of the API in OpenAPI 3.1, made of the schemas of the operations. */
export function openApi(operations: readonly Named[]): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const named of inRouteOrder(operations)) {
    const { method, path } = routeOf(named)
    paths[`/api/v1${path}`] = { ...paths[`/api/v1${path}`], [method.toLowerCase()]: operationOf(named) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millcert',
      version: '1',
      summary: 'What is in the software that runs a factory, what is wrong with it, and what could not be decided',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'millcert' },
      },
      schemas: { Problem: problem },
      responses: Object.fromEntries(Object.entries(refusals).map(([status, why]) => [status, refusalOf(why)])),
    },
  }
}

function operationOf(named: Named): object {
  const { operation, name, noun } = named
  const { method, id } = routeOf(named)
  const file = operation.kind === 'act' ? operation.file : undefined
  const gets = operation.kind === 'act' ? operation.gets : undefined
  const made = method === 'POST' && noun !== undefined && named.verb === 'add'
  const given = {
    description: operation.about,
    content: {
      'application/json': { schema: jsonSchemaOf(operation.gives, 'output') },
      ...(gets
        ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary', description: gets.about } } }
        : {}),
      ...(operation.csv ? { 'text/csv': { schema: { type: 'string' } } } : {}),
    },
  }
  return {
    operationId: name,
    summary: operation.about,
    tags: [noun ?? name],
    'x-permission': operation.can,
    ...(operation.can === 'open' ? { security: [] } : {}),
    ...parametersOf(named, id, operation.kind === 'ask' || file !== undefined),
    ...(operation.kind === 'act' ? { requestBody: bodyOf(operation, file) } : {}),
    responses: {
      [made ? '201' : '200']: given,
      ...Object.fromEntries(
        Object.keys(refusals).map(status => [status, { $ref: `#/components/responses/${status}` }]),
      ),
    },
  }
}

function parametersOf({ operation }: Named, id: boolean, fromQuery: boolean): object {
  const { properties = {} } = jsonSchemaOf(operation.takes, 'input')
  const parameters: object[] = fieldsOf(operation.takes)
    .filter(field => (field.name === 'id' && id) || fromQuery)
    .map(({ name, required, about }) => ({
      name,
      in: name === 'id' && id ? 'path' : 'query',
      required,
      ...(about ? { description: about } : {}),
      schema: withoutDescription(properties[name]!),
    }))
  if (operation.kind === 'act' && !operation.secret)
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'a name for this act: sent again within a day, it is answered as before and not done again',
      schema: { type: 'string', maxLength: 200 },
    })
  return parameters.length > 0 ? { parameters } : {}
}

function withoutDescription({ description: _, ...schema }: JsonSchema): JsonSchema {
  return schema
}

function bodyOf({ takes }: Named['operation'], file: { about: string; most: number } | undefined): object {
  if (file)
    return {
      required: true,
      description: `${file.about}; at most ${file.most} bytes`,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    }
  const schema = jsonSchemaOf(takes, 'input')
  const { id: _, ...properties } = schema.properties ?? {}
  const required = schema.required?.filter(name => name !== 'id')
  return {
    required: (required?.length ?? 0) > 0,
    content: { 'application/json': { schema: { ...schema, properties, ...(required ? { required } : {}) } } },
  }
}

const text = { type: 'string' }

/** `ProblemDocument`, RFC 9457. */
const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: { ...text, description: 'what could not be done, what was found and what was wanted' },
    code: { ...text, description: 'stable, for programs' },
    instance: { ...text, description: 'of the request, as the log of the server has it' },
    pointer: { ...text, description: 'the place in the input, a JSON pointer' },
    next: { ...text, description: 'what to do next' },
  },
}

function refusalOf(description: string): object {
  return { description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
}
