import * as http from 'node:http'
import * as https from 'node:https'
import { type NetworkRules, Problem, type Reply } from '#base'
import { build } from './version.ts'

/** One GET under the rules; proxies are those of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, certificates those that Node trusts. */
export function get(
  rules: NetworkRules,
  url: string,
  headers: Readonly<Record<string, string>>,
  mostBytes: number,
): Promise<Reply> {
  const target = allowed(rules, url)
  const { request } = target.protocol === 'https:' ? https : http
  const token = rules.tokens.get(target.origin)
  const asked = request(target, {
    agent: agentOf(rules, target),
    headers: {
      ...headers,
      'user-agent': `millcert/${build().version}`,
      // What is counted is then what is kept, and no coding is undone on the way.
      'accept-encoding': 'identity',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  })
  const clock = clockOf(rules, url, () => asked.destroy())
  return new Promise((resolve, reject) => {
    let answered = false
    asked.on('error', error => {
      clock.stop()
      // A connection that was kept may have been closed there meanwhile: that is no answer to this question.
      const left = asked.reusedSocket && !answered && (error as { code?: string }).code === 'ECONNRESET'
      if (left && clock.ended() === undefined) {
        const { connections: _, ...single } = rules
        resolve(get(single, url, headers, mostBytes))
        return
      }
      reject(clock.ended() ?? problemOf(url, error))
    })
    asked.once('response', answer => {
      answered = true
      clock.heard()
      resolve(replyOf(url, asked, answer, clock, mostBytes))
    })
    asked.end()
  })
}

function replyOf(
  url: string,
  asked: http.ClientRequest,
  answer: http.IncomingMessage,
  clock: Clock,
  mostBytes: number,
): Reply {
  return {
    status: answer.statusCode ?? 0,
    header: name => [answer.headers[name]].flat().at(0),
    body: bodyOf(url, answer, clock, mostBytes),
    close() {
      clock.stop()
      answer.on('error', () => {})
      // One that has come whole gives its connection back.
      if (answer.complete) answer.resume()
      else asked.destroy()
    },
  }
}

type Agents = Map<string, http.Agent>
const kept = new WeakMap<NetworkRules, Agents>()

/** What never leaves this machine goes through nobody: a proxy would read the token of a mirror without TLS. */
function agentOf(rules: NetworkRules, target: URL): http.Agent {
  const { Agent } = target.protocol === 'https:' ? https : http
  const proxied = !isLoopback(target) && { proxyEnv: proxies() }
  const { connections } = rules
  if (connections === undefined) return new Agent({ keepAlive: false, ...proxied })
  const agents: Agents = kept.get(rules) ?? new Map()
  kept.set(rules, agents)
  const agent = agents.get(target.origin) ?? new Agent({ keepAlive: true, maxSockets: connections, ...proxied })
  agents.set(target.origin, agent)
  return agent
}

/** The address, when its origin is one of those that may be asked. */
function allowed({ origins, tokens }: NetworkRules, url: string): URL {
  const target = URL.parse(url)
  const refused = (why: string) =>
    new Problem('base/network-refused', `Cannot fetch ${shown(url)}: ${why}`, { at: url })
  if (target === null || !/^https?:$/.test(target.protocol)) throw refused('an http or https address is wanted')
  if (target.username !== '' || target.password !== '') throw refused('an address with a name or password is not taken')
  if (!origins.includes(target.origin)) throw refused(`${target.origin} is not one of the origins that may be asked`)
  if (tokens.has(target.origin) && target.protocol !== 'https:' && !isLoopback(target))
    throw refused('a token is not sent without TLS')
  return target
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname)
}

/** An address for people: what may hold a secret is left out. */
function shown(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/]*@/, '$1').replace(/[?#].*$/s, '')
}

function proxies(): NodeJS.ProcessEnv {
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']
  return Object.fromEntries(names.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : [])))
}

interface Clock {
  /** Something came: the wait for the next piece begins. */
  heard(): void
  stop(): void
  /** Why it ended the connection, which then only says that it was cut. */
  ended(): Problem | undefined
}

function clockOf({ idle, whole }: NetworkRules, url: string, end: () => void): Clock {
  let ended: Problem | undefined
  const because = (problem: Problem) => {
    ended ??= problem
    end()
  }
  const silence = setTimeout(() => because(failed(url, `nothing came for ${idle / 1000} seconds`)), idle)
  const slow = () => because(failed(url, `not done after ${whole / 1000} seconds`, 'base/network-slow'))
  const total = setTimeout(slow, whole)
  return {
    heard: () => void silence.refresh(),
    stop() {
      clearTimeout(silence)
      clearTimeout(total)
    },
    ended: () => ended,
  }
}

async function* bodyOf(
  url: string,
  answer: http.IncomingMessage,
  clock: Clock,
  mostBytes: number,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const piece of answer) {
      clock.heard()
      bytes += (piece as Buffer).length
      if (bytes > mostBytes) throw failed(url, `larger than the limit of ${mostBytes} bytes`, 'base/network-too-large')
      yield piece as Buffer
    }
    if (!answer.complete) throw failed(url, 'the answer was cut')
  } catch (error) {
    throw clock.ended() ?? problemOf(url, error)
  } finally {
    clock.stop()
    answer.destroy()
  }
}

function failed(url: string, why: string, code = 'base/network'): Problem {
  return new Problem(code, `Cannot fetch ${shown(url)}: ${why}`, { at: shown(url) })
}

function problemOf(url: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  const { code, message, errors } = error as { code?: string; message: string; errors?: { message: string }[] }
  const reason = {
    ECONNREFUSED: 'nobody answers there',
    ECONNRESET: 'the connection was cut',
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up',
  }[code ?? '']
  return failed(
    url,
    reason ?? (message || errors?.[0]?.message || code || 'the connection failed').replace(/\s+/g, ' '),
  )
}
