import { Problem, quoted } from '#base'
import { fieldsOf, fieldValue, type Named } from '#operations/operations'
import { bodyOf, jsonOf, type Pace, type Sent } from './body.ts'
import type { Cursors } from './cursor.ts'

/** What a request brings for an operation: its input as JSON has it, and the stream of bytes where it takes one. */
export interface RequestInput {
  raw: Record<string, unknown>
  bytes: AsyncIterable<Uint8Array> | undefined
}

/**
 * Puts the input together: asks take parameters of the query, acts a body of JSON, acts with a file the body as it is and parameters
 * of the query; the id stands in the path. Throws `operations/input` for what stands twice or is no parameter, `server/encoding` for a
 * body that is coded, `server/media-type` for a form around a file.
 */
export async function requestInput(
  { name, operation }: Named,
  request: { sent: Sent; url: URL; id: string | undefined },
  { pages, pace }: { pages: Cursors; pace?: Pace | undefined },
): Promise<RequestInput> {
  const { sent, url, id } = request
  const file = operation.kind === 'act' ? operation.file : undefined
  const fromQuery = operation.kind === 'ask' || file !== undefined
  if (!fromQuery && url.search !== '')
    throw new Problem('operations/input', `Cannot do ${name}: it takes a body of JSON and no query`)
  if (operation.kind === 'act') {
    mustBePlain(sent)
    mustBeUnconditional(name, sent)
  }
  const found = fromQuery ? queryOf(name, operation, url.searchParams) : await jsonOf(sent, pace)
  const raw = isObject(found) ? found : { '': found }
  if (id !== undefined) {
    if (Object.hasOwn(raw, 'id') && raw['id'] !== id)
      throw new Problem('operations/input', `Cannot do ${name}: the path and the input have different ids`, {
        at: '/id',
      })
    raw['id'] = id
  }
  if (operation.kind === 'ask' && typeof raw['after'] === 'string') raw['after'] = pages.unwrap(url, raw['after'])
  if (!file) return { raw, bytes: undefined }
  mustBeNoForm(sent)
  return { raw, bytes: bodyOf(sent, file.most, pace) }
}

/** A body is taken as it comes: one that is coded would be kept as if it were what it codes (RFC 9110, 8.4 and 15.5.16). */
function mustBePlain({ incoming }: Sent): void {
  const coding = incoming.headers['content-encoding']
  if (coding === undefined || /^(?:\s*identity\s*,?)*$/i.test(coding)) return
  throw new Problem('server/encoding', `Cannot read the body: Content-Encoding ${quoted(coding)} is not taken`, {
    found: coding,
    next: 'send it without Content-Encoding; a file that is packed itself (.gz, .zst, .zip) is taken as it is where its reader opens it',
  })
}

/** Who sends a condition counts on it: an act that went on without looking would lose what another wrote (RFC 9110, 13.1.1). */
function mustBeUnconditional(name: string, { incoming }: Sent): void {
  const condition = ['if-match', 'if-unmodified-since'].find(header => incoming.headers[header] !== undefined)
  if (condition === undefined) return
  throw new Problem('operations/input', `Cannot do ${name} on a condition: ${condition} is not looked at`, {
    found: condition,
    next: 'leave the header out; an Idempotency-Key keeps an act from being done twice',
  })
}

/** A form has lines of its own around the bytes of a file: they would be read as the file's, and differ each time. */
function mustBeNoForm({ incoming }: Sent): void {
  const type = incoming.headers['content-type'] ?? ''
  if (!/^\s*multipart\//i.test(type)) return
  throw new Problem('server/media-type', 'Cannot take a form: the body is to be the bytes of the file alone', {
    found: type,
    wanted: 'any other Content-Type, or none',
    next: 'send the file itself: curl --data-binary @FILE, not -F file=@FILE',
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function queryOf(name: string, operation: Named['operation'], parameters: URLSearchParams): Record<string, unknown> {
  const fields = new Map(fieldsOf(operation.takes).map(field => [field.name, field]))
  const raw: Record<string, unknown> = {}
  for (const key of new Set(parameters.keys())) {
    const field = fields.get(key)
    if (!field)
      throw new Problem('operations/input', `Cannot do ${name}: it takes no ${quoted(key)}`, {
        next: `it takes ${[...fields.keys()].join(', ') || 'nothing'}`,
      })
    raw[key] = fieldValue(field, parameters.getAll(key))
  }
  return raw
}
