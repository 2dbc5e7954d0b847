import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ask, post, raw, toyLedger, toyServer } from '../../tools/house/toy-server.ts'

const eve = { authorization: 'Bearer eve' }
const started = async (context: TestContext, more = {}) => toyServer(await toyLedger(context), context, more)

test('methods, spellings of a path and hosts that are not ours are refused before anything else', async context => {
  const { port } = await started(context)
  const told = async (method: string, path: string, headers = {}) => {
    const { status, json, headers: given } = await ask(port, method, path, { ...eve, ...headers })
    if (status >= 400 && method !== 'HEAD') {
      assert.equal(given['content-type'], 'application/problem+json', `${method} ${path}`)
      assert.deepEqual([json['status'], typeof json['instance']], [status, 'string'])
    }
    return [status, json['code']]
  }
  assert.deepEqual(await told('GET', '/api/v1/slips'), [200, undefined])
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])
    assert.deepEqual(await told(method, '/api/v1/slips'), [405, 'server/method'])
  assert.deepEqual(await told('POST', '/api/v1/slips/open'), [405, 'server/method'])
  for (const header of ['x-http-method-override', 'x-http-method', 'x-method-override'])
    assert.deepEqual(await told('GET', '/api/v1/slips', { [header]: 'POST' }), [400, 'server/path'])
  for (const path of [
    '//api/v1/slips',
    '/api//v1/slips',
    '/api/v1/slips/',
    '/api/v1/slips/.',
    '/api/v1/../v1/slips',
    '/api/v1/slips/%2e%2e/x',
    '/api/v1/slips%2fopen',
    '/api/v1/slips;x=1',
    '/api\\v1\\slips',
    '/api/v1/slips%00',
    'http://127.0.0.1/api/v1/slips',
    '/api/v1/%73lips',
    '*',
  ])
    assert.deepEqual([path, ...(await told('GET', path))], [path, 400, 'server/path'])
  for (const path of ['/API/v1/slips', '/api/V1/slips', '/api/v1/nothing', '/api', '/nothing', '/api/v1/__proto__'])
    assert.deepEqual([path, ...(await told('GET', path))], [path, 404, 'server/not-found'])
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1', `127.0.0.1:${port + 1}`, 'localhost:'])
    assert.deepEqual([host, ...(await told('GET', '/api/v1/slips', { host }))], [host, 421, 'server/host'])
  assert.deepEqual(await told('GET', '/api/v1/slips', { host: `localhost:${port}` }), [200, undefined])
  assert.deepEqual(await told('GET', `/api/v1/slips?after=${'x'.repeat(9000)}`), [414, 'server/too-long'])
})

test('a method that a path does not take is told those that it takes, whoever asks; where nothing is, there is nothing', async context => {
  const { port } = await started(context)
  const told = async (method: string, path: string, headers = {}, body = '') => {
    const { status, json, headers: given } = await ask(port, method, path, headers, body)
    return [status, json['code'], given['allow']]
  }
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])
    for (const headers of [eve, {}, { authorization: 'Bearer nobody' }])
      for (const [path, allow] of [
        ['/api/v1/slips', 'GET, HEAD, POST'],
        ['/api/v1/slips/open', 'GET, HEAD'],
        ['/api/v1/slips/a/rewrite', 'POST'],
        ['/api/openapi.json', 'GET, HEAD'],
        ['/healthz', 'GET, HEAD'],
        ['/', 'GET, HEAD'],
      ] as const)
        assert.deepEqual(await told(method, path, headers), [405, 'server/method', allow], `${method} ${path}`)
  assert.deepEqual(await told('PUT', '/api/v1/slips', { 'content-length': '2' }, '{}'), [
    405,
    'server/method',
    'GET, HEAD, POST',
  ])
  assert.deepEqual(await told('POST', '/metrics', { 'content-length': '0' }), [405, 'server/method', 'GET, HEAD'])
  for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'POST'])
    assert.deepEqual(await told(method, '/api/v1/nothing'), [404, 'server/not-found', undefined], method)
})

test('wrong types, unknown fields, odd bodies and parameters are refused with their place', async context => {
  const { port } = await started(context)
  const json = { ...eve, 'content-type': 'application/json' }
  const sent = async (body: string, headers: Record<string, string> = json) => {
    const { status, json: told } = await ask(port, 'POST', '/api/v1/slips', headers, body)
    return [status, told['code']]
  }
  const site = '"siteId":"site-a"'
  for (const body of [
    '[]',
    '"x"',
    'null',
    '3',
    `{${site},"words":3}`,
    `{${site},"words":"x","admin":true}`,
    `{${site},"words":"x","__proto__":{"admin":true}}`,
    `{${site},"words":["x"]}`,
    `{${site},"words":""}`,
  ])
    assert.deepEqual([body, ...(await sent(body))], [body, 400, 'operations/input'])
  for (const body of [
    '{',
    `{${site},"words":"x"} x`,
    `{${site},${site},"words":"x"}`,
    '['.repeat(100_000),
    '{"a":1e999}',
  ])
    assert.deepEqual([body.slice(0, 40), ...(await sent(body))], [body.slice(0, 40), 400, 'server/body'])
  assert.deepEqual(await sent(`{${site},"words":"x"}`, { ...eve, 'content-type': 'text/plain' }), [
    415,
    'server/media-type',
  ])
  assert.deepEqual(await sent(`{${site},"words":"${'x'.repeat(1024 * 1024)}"}`), [413, 'server/too-large'])
  for (const coding of ['gzip', 'GZIP', 'br', 'identity, gzip', 'x'])
    assert.deepEqual(
      [coding, ...(await sent(`{${site},"words":"x"}`, { ...json, 'content-encoding': coding }))],
      [coding, 415, 'server/encoding'],
    )
  for (const condition of ['if-match', 'if-unmodified-since'])
    assert.deepEqual(
      [condition, ...(await sent(`{${site},"words":"x"}`, { ...json, [condition]: '"a"' }))],
      [condition, 400, 'operations/input'],
    )
  const plain = await sent(`{${site},"words":"plain"}`, { ...json, 'content-encoding': 'identity' })
  assert.deepEqual(plain, [201, undefined])
  const asked = async (query: string) => {
    const { status, json: told } = await ask(port, 'GET', `/api/v1/slips?${query}`, eve)
    return [query, status, told['code']]
  }
  for (const query of [
    'limit=1e9',
    'limit=-1',
    'limit=NaN',
    'limit=1000',
    'limit=1&limit=2',
    'sort=x',
    'limit[]=1',
    'limit=',
  ])
    assert.deepEqual(await asked(query), [query, 400, 'operations/input'])
  const injected = encodeURIComponent("x') or 1=1; drop table slip; --")
  assert.deepEqual(await asked(`words=${injected}&siteId=site-a`), [`words=${injected}&siteId=site-a`, 200, undefined])
  const get = await ask(port, 'GET', '/api/v1/slips', { ...eve, 'content-length': '2' }, '{}')
  assert.deepEqual([get.status, get.json['code']], [400, 'server/body'])
  const query = await ask(port, 'POST', '/api/v1/slips?words=x', json, '{}')
  assert.deepEqual([query.status, query.json['code']], [400, 'operations/input'])
  const ids = await post(port, '/api/v1/slips/a/rewrite', 'eve', { id: 'b', words: 'x' })
  assert.deepEqual([ids.status, ids.json['pointer']], [400, '/id'])
})

test('an error of ours tells its id and nothing of the machine; the log tells the rest, and no secret', async context => {
  const { port, lines } = await started(context)
  const told = await post(port, '/api/v1/slips/burn', 'eve', {})
  assert.equal(told.status, 500)
  assert.doesNotMatch(told.body, /secret|home|select|toy-room|at /)
  const fault = lines.find(line => line.includes('secret of'))!
  assert.ok(told.json['instance'] === `urn:millcert:request:${(JSON.parse(fault) as { request: string }).request}`)
  await ask(port, 'GET', '/api/v1/count?question=CVE-2026-0001', eve)
  await post(port, '/api/v1/slips/unlock', 'eve', { word: 'sesame' })
  const log = lines.join('\n')
  assert.match(log, /"operation":"count","status":200/)
  assert.doesNotMatch(log, /CVE-2026-0001|sesame|Bearer|secret-of-eve/)
  const { body } = await ask(port, 'GET', '/metrics')
  assert.match(body, /millcert_requests_total\{operation="slips\.burn",status="500"\} 1/)
  assert.match(body, /millcert_request_seconds_count\{operation="count"\} 1/)
  assert.doesNotMatch(body, /CVE-2026-0001/)
})

test('every answer has headers that let a browser run, frame and sniff nothing', async context => {
  const { port } = await started(context)
  for (const path of [
    '/',
    '/api/v1/slips',
    '/api/v1/nothing',
    '//',
    '/metrics',
    '/healthz',
    '/readyz',
    '/api/openapi.json',
  ]) {
    const { headers } = await ask(port, 'GET', path)
    assert.match(headers['content-security-policy']!, /^default-src 'none'/, path)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['server'], undefined)
    assert.match(headers['x-request-id']!, /^request-/)
  }
})

test('a session is a cookie that only our own pages can use', async context => {
  const { port } = await started(context)
  const login = await ask(
    port,
    'POST',
    '/api/v1/slips/unlock',
    { 'content-type': 'application/json' },
    '{"word":"sesame"}',
  )
  assert.match(
    login.headers['set-cookie']!,
    /^millcert=secret-of-eve; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/,
  )
  const wrong = await ask(port, 'POST', '/api/v1/slips/unlock', { 'content-type': 'application/json' }, '{"word":"x"}')
  assert.deepEqual([wrong.status, wrong.headers['set-cookie']], [401, undefined])
  const key = await ask(
    port,
    'POST',
    '/api/v1/slips/unlock',
    { 'content-type': 'application/json', 'idempotency-key': 'k' },
    '{"word":"sesame"}',
  )
  assert.deepEqual([key.status, key.json['code'], key.headers['set-cookie']], [400, 'operations/no-key', undefined])
  const cookie = { cookie: 'millcert=eve', 'content-type': 'application/json' }
  const body = '{"siteId":"site-a","words":"x"}'
  const own = { origin: `http://127.0.0.1:${port}` }
  const sent = async (headers: Record<string, string>) =>
    (await ask(port, 'POST', '/api/v1/slips', { ...cookie, ...headers }, body)).status
  assert.equal(await sent(own), 201)
  assert.equal(await sent({ 'sec-fetch-site': 'same-origin' }), 201)
  assert.equal(await sent({}), 403)
  assert.equal(await sent({ origin: 'https://evil.example' }), 403)
  assert.equal(await sent({ origin: 'null' }), 403)
  assert.equal(await sent({ ...own, 'sec-fetch-site': 'cross-site' }), 403)
  assert.equal(await sent({ ...own, 'content-type': 'text/plain' }), 403)
  assert.equal((await ask(port, 'GET', '/api/v1/slips', { cookie: 'millcert=eve' })).status, 200)
  assert.equal((await ask(port, 'GET', '/api/v1/slips', { cookie: 'millcert=nobody' })).status, 401)
})

test('what is no HTTP, or two lengths of one body, is refused and the connection ends', async context => {
  const { port } = await started(context)
  const head = `POST /api/v1/slips HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer eve\r\nContent-Type: application/json\r\n`
  const smuggled = 'GET /api/v1/slips HTTP/1.1\r\nHost: x\r\n\r\n'
  for (const text of [
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}\r\n\r\n${smuggled}`,
    `${head}Content-Length: -1\r\n\r\n{}`,
    `${head}Content-Length: 1e3\r\n\r\n{}`,
    `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `${head}X: a\r\n b\r\nX : c\r\n\r\n`,
    'HELLO\r\n\r\n',
    `GET /api/v1/slips HTTP/1.1\r\n\r\n`,
  ]) {
    const told = await raw(port, text)
    assert.match(told, /^HTTP\/1\.1 400 /, text)
    assert.equal(told.match(/^HTTP\/1\.1 /gm)?.length, 1, told)
  }
})

test('an id may be written as programs escape it, and is then read once', async context => {
  const { port } = await started(context)
  const told = async (id: string) => {
    const { json } = await ask(port, 'GET', `/api/v1/slips/${id}`, eve)
    return json['detail'] ?? json['code']
  }
  for (const id of ['sha256%3Aab', 'sha256%3aab', 'sha256:ab'])
    assert.equal(await told(id), 'Cannot find the slip sha256:ab', id)
  assert.equal(await told('a%40b%2Cc%2Bd'), 'Cannot find the slip a@b,c+d')
  for (const id of ['a%253Ab', 'a%2Fb', 'a%5Cb', 'a%3', 'a%3Bb', '%2e%2e', 'a%00'])
    assert.equal((await ask(port, 'GET', `/api/v1/slips/${id}`, eve)).json['code'], 'server/path', id)
})
