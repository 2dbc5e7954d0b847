import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cookieOf, secretIn } from './cookie.ts'
import { crossSite, type Origins } from './cross-site.ts'
import { longestWait, waitAfter, waitOf, withOneMore } from './lockout.ts'
import { rateLimit } from './rate-limit.ts'
import { sourceOf } from './source.ts'

const secret = 'A'.repeat(43)

test('the cookie is for this host alone, and no script reads it', () => {
  assert.equal(
    cookieOf({ text: secret, until: 61_500 }, { https: true, now: 1_000 }),
    `__Host-millcert=${secret}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure`,
  )
  assert.equal(
    cookieOf(undefined, { https: false, now: 1_000 }),
    'millcert=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
  )
})

test('a cookie is found among others, and not believed when it stands there twice or under the other name', () => {
  assert.equal(secretIn(`a=b; millcert=${secret}; c=d`, false), secret)
  assert.equal(secretIn(`__Host-millcert=${secret}`, true), secret)
  for (const header of [
    undefined,
    '',
    `millcert=${secret}; millcert=${secret}`,
    `millcert=${secret.slice(1)}`,
    `millcert=${secret}!`,
    `xmillcert=${secret}`,
    `__Host-millcert=${secret}`,
  ])
    assert.equal(secretIn(header, false), undefined, header)
  assert.equal(secretIn(`millcert=${secret}`, true), undefined)
})

const own: Origins = {
  method: 'POST',
  host: 'mes.plant:8470',
  https: true,
  origin: 'https://mes.plant:8470',
  fetchSite: 'same-origin',
  contentType: 'application/json',
  cookie: true,
  token: false,
}

test('a change asked from another site is refused', () => {
  const refused: Partial<Origins>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://mes.plant:8470' },
    { origin: 'https://mes.plant' },
    { origin: 'https://evil.example', fetchSite: undefined },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
    { fetchSite: 'none' },
    { origin: undefined, fetchSite: undefined },
    { contentType: 'text/plain' },
    { contentType: 'text/plain;charset=UTF-8' },
    { contentType: 'multipart/form-data; boundary=x' },
    { contentType: 'application/x-www-form-urlencoded' },
    { method: 'DELETE', fetchSite: 'cross-site' },
    { method: 'post', fetchSite: 'cross-site' },
    // Logging a browser in as somebody else is a change too.
    { cookie: false, origin: 'https://evil.example', fetchSite: 'cross-site' },
    { token: true, fetchSite: 'cross-site' },
  ]
  for (const odd of refused) assert.equal(crossSite({ ...own, ...odd })?.code, 'access/cross-site', JSON.stringify(odd))
})

test('what our own pages and programs ask is let in', () => {
  const taken: Partial<Origins>[] = [
    {},
    { fetchSite: undefined },
    { origin: undefined },
    { contentType: undefined },
    { contentType: 'application/octet-stream' },
    { method: 'GET', origin: undefined, fetchSite: 'cross-site', contentType: undefined },
    { cookie: false, origin: undefined, fetchSite: undefined },
    { cookie: false, token: true, origin: undefined, fetchSite: undefined, contentType: 'multipart/form-data' },
  ]
  for (const fine of taken) assert.equal(crossSite({ ...own, ...fine }), undefined, JSON.stringify(fine))
})

test('a forwarded address is believed as far as trusted proxies wrote it', () => {
  const proxies = ['127.0.0.1', '10.0.0.0/8', 'fd00::/16']
  const cases: [peer: string, forwarded: string | undefined, trusted: string[], source: string][] = [
    ['192.0.2.7', '203.0.113.1', [], '192.0.2.7'],
    ['192.0.2.7', '203.0.113.1', proxies, '192.0.2.7'],
    ['127.0.0.1', undefined, proxies, '127.0.0.1'],
    ['127.0.0.1', '203.0.113.1', proxies, '203.0.113.1'],
    ['::ffff:127.0.0.1', '198.51.100.9, 203.0.113.1, 10.1.2.3', proxies, '203.0.113.1'],
    ['127.0.0.1', '203.0.113.1, nonsense', proxies, '127.0.0.1'],
    ['127.0.0.1', '203.0.113.1:4711', proxies, '203.0.113.1'],
    ['fd00::1', '[2001:db8:1:2:3:4:5:6]:443', proxies, '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', undefined, proxies, '2001:db8:1:2::/64'],
    ['fe80::1%eth0', undefined, proxies, 'fe80:0:0:0::/64'],
    ['11.0.0.1', '203.0.113.1', proxies, '11.0.0.1'],
    ['', '203.0.113.1', proxies, 'unknown'],
    ['256.1.1.1', undefined, proxies, 'unknown'],
    ['1::2::3', undefined, proxies, 'unknown'],
  ]
  for (const [peer, forwarded, trusted, source] of cases)
    assert.equal(sourceOf(peer, forwarded, trusted), source, `${peer} ${forwarded}`)
})

test('a source asks as much as it may, and again after a while', () => {
  const limit = rateLimit({ burst: 3, perSecond: 0.5, most: 100 })
  assert.deepEqual(
    [0, 0, 0, 0, 0].map(at => limit.take('a', at)),
    [0, 0, 0, 2, 2],
  )
  assert.equal(limit.take('b', 0), 0)
  assert.equal(limit.take('a', 1_000), 1)
  assert.equal(limit.take('a', 2_000), 0)
  assert.equal(limit.take('a', 2_000), 2)
  limit.giveBack('a')
  assert.equal(limit.take('a', 2_000), 0)
  // A clock that is set back neither fills nor locks.
  assert.equal(limit.take('b', -1_000_000), 0)
})

test('sources in mind are bounded', () => {
  const limit = rateLimit({ burst: 1, perSecond: 1, most: 10 })
  for (let n = 0; n < 1000; n++) limit.take(`source-${n}`, 0)
  assert.equal(limit.size(), 10)
})

test('waiting doubles from a second on, and has an end', () => {
  assert.deepEqual([1, 4, 5, 6, 7].map(waitAfter), [0, 0, 1000, 2000, 4000])
  assert.equal(waitAfter(1000), longestWait)
  assert.equal(waitOf({ failures: 9, lastAt: 0, freeAt: 5_000 }, 4_999), 1)
  assert.equal(waitOf({ failures: 9, lastAt: 0, freeAt: 5_000 }, 5_000), 0)
  // The clock was set back by a year: nobody waits for it.
  assert.equal(waitOf({ failures: 9, lastAt: 0, freeAt: 5_000 }, -31_536_000_000), 0)
  const day = 24 * 3_600_000
  assert.equal(withOneMore({ failures: 9, lastAt: 0, freeAt: 0 }, day).failures, 1)
  assert.equal(withOneMore({ failures: 9, lastAt: 0, freeAt: 0 }, day - 1).failures, 10)
})
