import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { everyOperation, routeOf } from '#operations/operations'
import { act, ask, fileAddress, isRefusal, type Progress, pathOf, secretActs } from './api.ts'

test('the pages ask every operation where the server answers it', async () => {
  for (const named of await everyOperation()) {
    const route = routeOf(named)
    const { path } = pathOf(named.name, route.id ? { id: '{id}' } : {})
    assert.equal(decodeURIComponent(path), `/api/v1${route.path}`, named.name)
  }
})

test('acts with a secret are told without a key, all others with one', async () => {
  const acts = (await everyOperation()).filter(({ operation }) => operation.kind === 'act' && operation.secret)
  assert.deepEqual(acts.map(({ name }) => name).sort(), [...secretActs].sort())
})

/** Answers every request with this, and keeps what was asked. */
function answering(context: TestContext, body: string, init: ResponseInit = {}) {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  context.mock.method(globalThis, 'fetch', async (url: string, sent?: RequestInit) => {
    asked.push({ url, init: sent })
    return new Response(body, init)
  })
  return asked
}

test('a question is asked with what is known of it, lists as often as they have members', async context => {
  const asked = answering(context, '{"rows":[]}')
  await ask('assets.list', { siteId: 'NH', words: 'Ä & b' })
  await ask('drift.show', { id: 'asset-1' })
  assert.deepEqual(
    asked.map(({ url }) => url),
    ['/api/v1/assets?siteId=NH&words=%C3%84+%26+b', '/api/v1/drift/asset-1'],
  )
  assert.equal(
    fileAddress('drift.list', { states: ['drifted', 'not-observed'] }),
    '/api/v1/drift?states=drifted&states=not-observed',
  )
})

test('an act that tells how far it is gives its end, or the problem it ended in', async context => {
  const events = { headers: { 'content-type': 'text/event-stream' } }
  const step = 'event: progress\ndata: {"label":"matching","done":1,"total":2}\n\n: \n\n'
  const told: Progress[] = []
  const asked = answering(context, `${step}event: done\ndata: {"status":200,"body":{"id":"x"}}\n\n`, events)
  const onProgress = (progress: Progress) => void told.push(progress)
  const out = await act('feeds.rematch', {}, { onProgress })
  assert.deepEqual([out, told], [{ id: 'x' }, [{ label: 'matching', done: 1, total: 2 }]])
  const headers = new Headers(asked[0]!.init!.headers)
  assert.match(headers.get('accept')!, /text\/event-stream/)
  assert.match(headers.get('idempotency-key')!, /^[0-9a-f]{32}$/)
  const problem = '{"code":"server/busy","status":503,"detail":"Cannot do it now"}'
  answering(context, `${step}event: problem\ndata: ${problem}\n\n`, events)
  await assert.rejects(act('feeds.rematch', {}, { onProgress }), error => isRefusal(error) && error.status === 503)
  answering(context, step, events)
  await assert.rejects(act('feeds.rematch', {}, { onProgress }), error => isRefusal(error) && error.status === 0)
})

test('a refusal has what the server says of it', async context => {
  const problem = { code: 'plant/not-found', status: 404, title: 'Not Found', detail: 'Cannot show it', next: 'look' }
  answering(context, JSON.stringify(problem), { status: 404 })
  await assert.rejects(ask('assets.show', { id: 'x' }), error => {
    assert.ok(isRefusal(error))
    assert.deepEqual(
      [error.code, error.status, error.detail, error.next],
      ['plant/not-found', 404, 'Cannot show it', 'look'],
    )
    return true
  })
})

test('what is no answer of the server, and no server, is told as such', async context => {
  const asked = answering(context, '<html>', { status: 502 })
  await assert.rejects(ask('sites.list', {}), error => isRefusal(error) && error.code === 'web/unreadable')
  assert.equal(asked.length, 1)
  context.mock.method(globalThis, 'fetch', async () => {
    throw new TypeError('failed to fetch')
  })
  await assert.rejects(ask('sites.list', {}), error => isRefusal(error) && error.code === 'web/unreachable')
})
