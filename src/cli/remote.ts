import * as http from 'node:http'
import * as https from 'node:https'
import { Readable } from 'node:stream'
import { Problem, type World } from '#base'
import { fieldsOf, type Named, routeOf } from '#operations/operations'
import type { Answering } from './derived-run.ts'

/** Milliseconds without a byte after which a server is given up. */
const patience = 120_000
const mostAnswer = 256 * 1024 * 1024

/** This machine, whatever it resolves names to: `localhost` and names under it (RFC 6761, 6.3), 127.0.0.0/8, ::1. */
const loopback = /^(?:(?:[^.]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])\.?$/i

/**
 * A server that is asked over HTTP with the token of `MILLCERT_TOKEN`. Over plain http a token goes to this machine alone: a Problem
 * `cli/plain-http` elsewhere.
 *
 * @param plain whether somebody said that the token may be read on the way: `--plain-http`
 */
export function atServer(world: World, named: Named, address: string, plain = false): Answering {
  const origin = URL.parse(address)
  if (!origin || !/^https?:$/.test(origin.protocol) || origin.pathname !== '/' || origin.search !== '')
    throw new Problem(
      'cli/usage',
      `Cannot take --server ${JSON.stringify(address)}: as http://127.0.0.1:8470 it is wanted`,
    )
  if (world.network === undefined)
    throw new Problem('base/network-refused', `Cannot ask ${origin.origin}: --offline opens no socket`)
  const token = world.env('MILLCERT_TOKEN')
  if (token !== undefined && origin.protocol === 'http:' && !plain && !loopback.test(origin.hostname))
    throw new Problem(
      'cli/plain-http',
      `Cannot send the token to ${origin.origin}: over plain http everybody on the way can read it`,
      {
        at: origin.origin,
        next: 'name the server as https://…; where the way is trusted, as inside a tunnel, --plain-http sends it all the same',
      },
    )
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const { method, path } = routeOf(named)
  const target = (raw: Record<string, unknown>, query: boolean) => {
    const url = new URL(`/api/v1${path.replace('{id}', encodeURIComponent(String(raw['id'] ?? '')))}`, origin)
    if (query) for (const [name, text] of parametersOf(named, raw)) url.searchParams.append(name, text)
    return url
  }
  return {
    ask: raw => answered(target(raw, true), { method, headers }, undefined),
    act(raw, bytes) {
      // Sent again by a proxy or by hand it is done once.
      const key = { 'idempotency-key': Buffer.from(world.random(18)).toString('base64url') }
      const all = named.operation.kind === 'act' && named.operation.secret ? headers : { ...headers, ...key }
      if (bytes) return answered(target(raw, true), { method, headers: all }, Readable.from(bytes))
      const { id: _, ...body } = raw
      const json = { ...all, 'content-type': 'application/json' }
      return answered(target(raw, false), { method, headers: json }, Readable.from([JSON.stringify(body)]))
    },
    close: async () => {},
  }
}

function parametersOf({ operation }: Named, raw: Record<string, unknown>): [string, string][] {
  const inPath = new Set(['id'])
  return fieldsOf(operation.takes)
    .filter(({ name, required }) => raw[name] !== undefined && !(inPath.has(name) && required))
    .flatMap(({ name, type }) => {
      const value = raw[name]
      const all = Array.isArray(value) && type !== 'json' ? value : [value]
      return all.map((one): [string, string] => [name, typeof one === 'string' ? one : JSON.stringify(one)])
    })
}

function answered(url: URL, options: http.RequestOptions, body: Readable | undefined): Promise<unknown> {
  const { request } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const sent = request(url, { ...options, timeout: patience }, answer => {
      const pieces: Buffer[] = []
      let bytes = 0
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece)
        bytes += piece.length
        if (bytes > mostAnswer) sent.destroy(new Error('the answer is too large'))
      })
      answer.on('error', error => reject(unreachable(url, error)))
      answer.on('end', () => {
        body?.destroy()
        try {
          resolve(outOf(url, answer.statusCode ?? 0, Buffer.concat(pieces).toString()))
        } catch (error) {
          reject(error)
        }
      })
    })
    sent.on('timeout', () => sent.destroy(new Error('no answer for two minutes')))
    sent.on('error', error => reject(unreachable(url, error)))
    if (body) body.pipe(sent)
    else sent.end()
  })
}

function unreachable(url: URL, error: Error): Problem {
  return new Problem(
    'base/network',
    `Cannot ask ${url.origin}: ${error.message || (error as NodeJS.ErrnoException).code}`,
    {
      at: url.origin,
    },
  )
}

function outOf(url: URL, status: number, text: string): unknown {
  let answer: Record<string, unknown>
  try {
    answer = JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new Problem('base/network', `Cannot ask ${url.origin}: its answer (${status}) is not one of Millcert`)
  }
  if (status < 300) return answer
  const { code, detail, pointer, next } = answer
  throw new Problem(String(code ?? 'base/network'), String(detail ?? `Cannot ask ${url.origin}: ${status}`), {
    ...(typeof pointer === 'string' ? { at: pointer } : {}),
    ...(typeof next === 'string' ? { next } : {}),
  })
}
