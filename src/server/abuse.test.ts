import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { ask, raw, toyLedger, toyServer } from '../../tools/house/toy-server.ts'

const eve = { authorization: 'Bearer eve' }
const stack = '/api/v1/slips/weigh?siteId=site-a'
const started = async (context: TestContext, more = {}) => toyServer(await toyLedger(context), context, more)
const head = (port: number, more: string) =>
  `POST ${stack} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer eve\r\n${more}\r\n`

test('a stream is taken whole, and one that is too large not at all', async context => {
  const { port } = await started(context)
  const bytes = Buffer.alloc(20 * 1024 * 1024, 'paper ')
  const told = await ask(port, 'POST', stack, eve, bytes)
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  assert.deepEqual(told.json, { bytes: bytes.length, digest })
  const most = 64 * 1024 * 1024
  const large = await raw(port, head(port, `Content-Length: ${most + 1}\r\n`))
  assert.match(large, /^HTTP\/1\.1 413 .*"code":"server\/too-large"/s)
  const small = await ask(port, 'POST', stack, { ...eve, 'transfer-encoding': 'chunked' }, bytes)
  assert.equal(small.status, 200)
})

test('a sender that waits to be told to go on is told so, or why not', async context => {
  const { port } = await started(context)
  const sent = (authorization: string) =>
    new Promise<string[]>((resolve, reject) => {
      const seen: string[] = []
      const headers = { authorization, expect: '100-continue', 'content-length': '3' }
      const asked = request({ host: '127.0.0.1', port, method: 'POST', path: stack, headers, agent: false })
      asked.on('continue', () => {
        seen.push('continue')
        asked.end('abc')
      })
      asked.on('response', answer => {
        seen.push(String(answer.statusCode))
        answer.resume().on('end', () => resolve(seen))
        asked.destroy()
      })
      asked.on('error', error => (seen.length > 0 ? resolve(seen) : reject(error)))
      asked.flushHeaders()
    })
  assert.deepEqual(await sent('Bearer eve'), ['continue', '200'])
  assert.deepEqual(await sent('Bearer nobody'), ['401'])
})

test('bodies that stall or drip are cut, and the server answers others meanwhile', async context => {
  const { port } = await started(context, { pace: { idle: 400, grace: 400, rate: 1024 } })
  const stalled = raw(port, head(port, 'Content-Length: 1000\r\n'))
  const dripping = new Promise<string>(resolve => {
    let got = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(head(port, 'Content-Length: 100000\r\n')))
    const drip = setInterval(() => socket.write('x'), 50)
    socket.on('data', piece => {
      got += piece.toString()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(drip)
      resolve(got)
    })
  })
  assert.equal((await ask(port, 'GET', '/healthz')).status, 200)
  for (const told of await Promise.all([stalled, dripping])) {
    assert.match(told, /^HTTP\/1\.1 408 .*connection: close.*"code":"server\/slow"/is)
  }
})

test('so many uploads at once are taken and no more', async context => {
  const { port } = await started(context, { uploads: 1 })
  const first = ask(port, 'POST', `${stack}&pause=300`, eve, 'x')
  await wait(100)
  const second = await ask(port, 'POST', stack, eve, 'x')
  assert.deepEqual([second.status, second.json['code'], second.headers['retry-after']], [429, 'server/slow-down', '5'])
  assert.equal((await first).status, 200)
  assert.equal((await ask(port, 'POST', stack, eve, 'x')).status, 200)
  const events = { ...eve, accept: 'text/event-stream' }
  const streaming = ask(port, 'POST', `${stack}&pause=400`, events, 'x')
  await wait(250)
  assert.equal((await ask(port, 'POST', stack, eve, 'x')).status, 429)
  assert.equal((await streaming).status, 200)
  assert.equal((await ask(port, 'POST', stack, eve, 'x')).status, 200)
})

test('an address or an actor that asks too often is told when to come back', async context => {
  const rate = { burst: 5, perSecond: 0.1 }
  const wide = { burst: 1000, perSecond: 1000 }
  const byActor = await started(context, { rates: { address: wide, actor: rate, entry: wide } })
  const statuses = async (port: number, headers: object) => {
    const found: number[] = []
    for (let turn = 0; turn < 7; turn++) found.push((await ask(port, 'GET', '/api/v1/slips', { ...headers })).status)
    return found
  }
  assert.deepEqual(await statuses(byActor.port, eve), [200, 200, 200, 200, 200, 429, 429])
  const held = await ask(byActor.port, 'GET', '/api/v1/slips', eve)
  assert.ok(Number(held.headers['retry-after']) >= 1)
  assert.equal((await ask(byActor.port, 'GET', '/api/v1/slips', { authorization: 'Bearer ann' })).status, 200)
  const byAddress = await started(context, { rates: { address: rate, actor: wide, entry: wide } })
  const forged = { ...eve, 'x-forwarded-for': '10.9.8.7' }
  assert.deepEqual(await statuses(byAddress.port, forged), [200, 200, 200, 200, 200, 429, 429])
  assert.equal((await ask(byAddress.port, 'GET', '/healthz')).status, 200)
  const byEntry = await started(context, { rates: { address: wide, actor: wide, entry: { burst: 2, perSecond: 0.1 } } })
  const json = { 'content-type': 'application/json' }
  const enter = (word: string) => ask(byEntry.port, 'POST', '/api/v1/slips/unlock', json, JSON.stringify({ word }))
  const tried = [await enter('sesame'), await enter('sesame'), await enter('a'), await enter('b'), await enter('c')]
  assert.deepEqual(
    tried.map(({ status }) => status),
    [200, 200, 401, 401, 429],
  )
})

test('progress is told as events, and a refusal as any other', async context => {
  const { port } = await started(context)
  const events = { ...eve, accept: 'text/event-stream' }
  const bytes = Buffer.alloc(1024 * 1024, 'x')
  const told = await ask(port, 'POST', `${stack}&pause=20`, events, bytes)
  assert.equal(told.headers['content-type'], 'text/event-stream')
  const found = told.body.split('\n\n').filter(event => event.startsWith('event:'))
  assert.match(found[0]!, /^event: progress\ndata: \{"label":"weighing","done":\d+,"total":0\}$/)
  assert.match(found.at(-1)!, /^event: done\ndata: \{"status":200,"body":\{"bytes":1048576,/)
  const refused = await ask(port, 'POST', '/api/v1/slips/weigh?siteId=site-b', events, bytes)
  assert.deepEqual([refused.status, refused.headers['content-type']], [404, 'application/problem+json'])
})

test('an upload that its sender leaves is none, and the server goes on', async context => {
  const { port, lines } = await started(context)
  const socket = connect(port, '127.0.0.1', () => socket.write(`${head(port, 'Content-Length: 1000\r\n')}some`))
  await wait(100)
  socket.destroy()
  await wait(200)
  assert.ok(
    lines.some(line => line.includes('"operation":"slips.weigh"') && !line.includes('"status":200')),
    lines.join('\n'),
  )
  assert.equal((await ask(port, 'POST', stack, eve, 'x')).status, 200)
})

test('what ends in the middle, has endless headers, or is no HTTP is told so in the words of any refusal', async context => {
  const { port } = await started(context)
  const sent = (text: string) =>
    new Promise<string>(resolve => {
      let got = ''
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(text))
      socket.on('data', piece => {
        got += piece.toString()
      })
      socket.on('error', () => {})
      socket.on('close', () => resolve(got))
    })
  const told = await Promise.all([
    sent(`${head(port, 'Content-Length: 1000\r\n')}some`),
    sent(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(30_000)}\r\n\r\n`),
    sent('\u0016\u0003\u0001 hello'),
  ])
  for (const [at, code] of ['400 .*"server/cut"', '431 .*"server/headers"', '400 .*"server/not-http"'].entries())
    assert.match(told[at]!, new RegExp(`^HTTP/1\\.1 ${code}`, 's'))
  for (const text of told) assert.match(text, /content-type: application\/problem\+json/i)
  assert.equal((await ask(port, 'GET', '/healthz')).status, 200)
})

test('a server that is told to stop ends what is underway and takes nothing new', async context => {
  const server = await started(context)
  const { port } = server
  const slow = ask(port, 'POST', `${stack}&pause=300`, eve, 'x')
  await wait(100)
  const stopping = server.stop()
  await assert.rejects(ask(port, 'GET', '/healthz'), /ECONNREFUSED/)
  assert.equal((await slow).status, 200)
  await stopping
})
