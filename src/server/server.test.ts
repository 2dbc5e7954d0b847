import assert from 'node:assert/strict'
import { onEachDatabase } from '../../tools/databases/each.ts'
import { toyMigrations } from '../../tools/house/toy-room.ts'
import { ask, post, toyServer } from '../../tools/house/toy-server.ts'

const eve = { authorization: 'Bearer eve' }

onEachDatabase(
  'acts and asks over HTTP, with tags, pages and the same answer for the same key',
  async (database, context) => {
    const { port } = await toyServer(await database.ledger(await toyMigrations()), context)
    const made = await post(
      port,
      '/api/v1/slips',
      'eve',
      { siteId: 'site-a', words: 'hello' },
      { 'idempotency-key': 'k1' },
    )
    assert.equal(made.status, 201)
    assert.equal(made.headers['location'], `/api/v1/slips/${made.json['id']}`)
    const again = await post(
      port,
      '/api/v1/slips',
      'eve',
      { siteId: 'site-a', words: 'hello' },
      { 'idempotency-key': 'k1' },
    )
    assert.deepEqual(again.json, made.json)
    const other = await post(
      port,
      '/api/v1/slips',
      'eve',
      { siteId: 'site-a', words: 'bye' },
      { 'idempotency-key': 'k1' },
    )
    assert.deepEqual([other.status, other.json['code']], [422, 'operations/key-used'])

    const shown = await ask(port, 'GET', made.headers['location'], eve)
    assert.deepEqual(shown.json, made.json)
    const tag = shown.headers['etag']!
    assert.match(tag, /^"[\w-]{32}"$/)
    const same = await ask(port, 'GET', made.headers['location'], { ...eve, 'if-none-match': tag })
    assert.deepEqual([same.status, same.body, same.headers['etag']], [304, '', tag])
    await post(port, `/api/v1/slips/${made.json['id']}/rewrite`, 'eve', { words: 'other' })
    assert.equal((await ask(port, 'GET', made.headers['location'], { ...eve, 'if-none-match': tag })).status, 200)
    const head = await ask(port, 'HEAD', made.headers['location'], eve)
    assert.deepEqual([head.status, head.body], [200, ''])

    for (const words of ['b', 'c', 'd']) await post(port, '/api/v1/slips', 'eve', { siteId: 'site-a', words })
    const first = await ask(port, 'GET', '/api/v1/slips?limit=3', eve)
    const link = /^<(.*)>; rel="next"$/.exec(first.headers['link']!)![1]!
    const second = await ask(port, 'GET', link, eve)
    assert.equal((first.json['slips'] as unknown[]).length + (second.json['slips'] as unknown[]).length, 4)
    assert.equal(second.headers['link'], undefined)
    const cursor = String(first.json['next'])
    for (const after of [cursor.slice(1), `${cursor}A`, 'slip-0', '', cursor.toUpperCase(), "' or 1=1 --"]) {
      const refused = await ask(port, 'GET', `/api/v1/slips?after=${encodeURIComponent(after)}`, eve)
      assert.deepEqual([after, refused.status, refused.json['code']], [after, 400, 'server/cursor'])
    }
    for (const [query, status] of [
      ['limit=1', 200],
      ['words=c', 400],
    ] as const)
      assert.equal((await ask(port, 'GET', `/api/v1/slips?${query}&after=${cursor}`, eve)).status, status, query)
  },
)

onEachDatabase('another site is not there, for reads and for changes', async (database, context) => {
  const { port } = await toyServer(await database.ledger(await toyMigrations()), context)
  const made = await post(port, '/api/v1/slips', 'eve', { siteId: 'site-a', words: 'canary' })
  const path = `/api/v1/slips/${made.json['id']}`
  const ann = { authorization: 'Bearer ann' }
  const told = [
    await ask(port, 'GET', path, ann),
    await ask(port, 'GET', '/api/v1/slips?siteId=site-a', ann),
    await post(port, `${path}/rewrite`, 'ann', { words: 'mine' }),
    await post(port, '/api/v1/slips', 'ann', { siteId: 'site-a', words: 'mine' }),
    await ask(port, 'POST', '/api/v1/slips/weigh?siteId=site-a', ann, 'stack'),
  ]
  assert.deepEqual(
    told.map(({ status }) => status),
    [404, 404, 404, 404, 404],
  )
  assert.ok(told.every(({ body }) => !body.includes('canary')))
  assert.equal((await post(port, '/api/v1/slips', 'rob', { siteId: 'site-a', words: 'x' })).status, 403)
  assert.equal((await ask(port, 'GET', path)).status, 401)
  assert.equal((await ask(port, 'GET', path, { authorization: 'Bearer nobody' })).status, 401)
  assert.deepEqual((await ask(port, 'GET', '/api/v1/slips/open')).json, { paper: 'white' })
  assert.deepEqual((await ask(port, 'GET', path, eve)).json, { ...made.json, words: 'canary' })
})
