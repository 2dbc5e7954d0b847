import { fieldsOf } from './fields.ts'
import type { Named } from './named.ts'
import { kebab } from './table.ts'

/** Where an operation stands in the HTTP API. */
export interface Route {
  method: 'GET' | 'POST'
  /** Below `/api/v1`, with `{id}` where the id stands. */
  path: string
  /** Whether the path has the id. */
  id: boolean
}

/** Verbs that the method says already. */
const unsaid = new Set(['list', 'show', 'add'])

/**
 * The method and path of an operation: `assets.list` is `GET /assets`, `assets.history` with an id `GET /assets/{id}/history`,
 * `findings.triage` `POST /findings/{id}/triage`, the verb `ask` `GET /ask`.
 */
export function routeOf({ noun, verb, operation }: Named): Route {
  const id = fieldsOf(operation.takes).some(field => field.name === 'id' && field.required)
  const segments = noun === undefined ? [kebab(verb)] : [kebab(noun)]
  if (id) segments.push('{id}')
  if (noun !== undefined && !unsaid.has(verb)) segments.push(kebab(verb))
  return { method: operation.kind === 'ask' ? 'GET' : 'POST', path: `/${segments.join('/')}`, id }
}

/** The words of an operation on the command line: `assets history`, `ask`. */
export function commandOf({ noun, verb }: Named): string {
  return noun === undefined ? kebab(verb) : `${kebab(noun)} ${kebab(verb)}`
}

/** Operations in the order in which a router must try them: a word before an id in its place. */
export function inRouteOrder(named: readonly Named[]): readonly Named[] {
  const key = (one: Named) => routeOf(one).path.replaceAll('{', '~')
  return [...named].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** `siteId` as the word of a flag, `site`; `hardwareRevision` as `hardware-revision`. */
export function flagOf(field: string): string {
  return kebab(field.replace(/(?<=.)Ids?$/, ''))
}
