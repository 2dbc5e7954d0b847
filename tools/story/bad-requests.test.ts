import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { onEachDatabase } from '../databases/each.ts'
import { madeBill } from './made.ts'
import { done, type Served, type Told, withSite } from './served.ts'

type Try = [name: string, status: readonly number[], send: () => Promise<Told>]

/** What people and programs get wrong, at the doors of a whole plant. */
function tries(served: Served, ids: { lot: string; asset: string }): Try[] {
  const add = (body: unknown, headers = {}) => served.post('/assets', { body, headers })
  const text = (tag: string) => add({ siteId: 'NH', tag })
  const file = (bytes: Uint8Array | string, query: Record<string, string> = {}) =>
    served.post('/import', { file: Buffer.from(bytes), query: { siteId: 'NH', name: 'x.csv', ...query } })
  const form = (text: string) =>
    served.post('/import', {
      file: Buffer.from(text),
      query: { siteId: 'NH', name: 'x.csv' },
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
  const bill = { siteId: 'NH', assetId: 'T-1', name: 'bom.json' }
  const run = { asset: 'T-1', from: '2026-01-02T00:00:00Z' }
  const lot = (more: object) => served.post('/lots', { body: { siteId: 'NH', number: 'L-9', runs: [run], ...more } })
  return [
    ['no body at all', [400, 411, 415], () => served.post('/assets', { file: new Uint8Array() })],
    ['an array', [400], () => add([])],
    ['a number for a tag', [400], () => add({ siteId: 'NH', tag: 7 })],
    ['a field that nobody knows', [400], () => add({ siteId: 'NH', tag: 'T-2', colour: 'red' })],
    ['a name of prototypes', [400], () => add(JSON.parse('{"siteId":"NH","tag":"T-2","__proto__":{"x":1}}'))],
    ['text with NUL', [400], () => text('T\u0000X')],
    ['half a character', [400], () => text('T\ud800X')],
    ['text without end', [400, 413], () => text('x'.repeat(3_000_000))],
    ['a blank tag', [400], () => text('   ')],
    ['no such site', [404], () => add({ siteId: 'site-nowhere', tag: 'T-2' })],
    [
      'a token for a site that is not there',
      [404],
      () =>
        served.post('/tokens', {
          body: { name: 'x', role: 'viewer', siteId: 'nowhere', expires: '2027-01-01T00:00:00Z', account: 'nobody' },
        }),
    ],
    ['no such place', [404, 400, 422], () => add({ siteId: 'NH', tag: 'T-2', place: 'nowhere' })],
    ['a code that is taken', [409], () => served.post('/sites', { body: { code: 'NH', name: 'x' } })],
    ['no such asset', [404], () => served.get('/assets/asset-nowhere')],
    ['an id that is no id', [404, 400], () => served.get(`/assets/${encodeURIComponent('../../etc/passwd')}`)],
    ['an id of another noun', [404], () => served.get(`/assets/${ids.lot}`)],
    ['a page that no page ended at', [400], () => served.get('/assets', { query: { after: 'Zm9v' } })],
    ['too many at once', [400], () => served.get('/assets', { query: { limit: '100000' } })],
    ['a parameter twice', [400], () => served.get('/assets', { query: { siteId: ['NH', 'SA'] } })],
    ['a parameter that nobody knows', [400], () => served.get('/assets', { query: { sort: 'name' } })],
    ['a question that is none', [400, 422], () => served.get('/ask', { query: { question: '?' } })],
    ['a question with NUL', [400, 422], () => served.get('/ask', { query: { question: 'asset:T\u0000' } })],
    ['a lot with NUL', [400], () => lot({ number: 'L\u0000' })],
    ['a day that is none', [400], () => served.get('/ask', { query: { question: 'asset:T-1', at: '2026-02-31' } })],
    ['a lot that ends before it begins', [400, 422], () => lot({ runs: [{ ...run, until: '2026-01-01T00:00:00Z' }] })],
    ['a lot on no asset', [400, 404, 422], () => lot({ runs: [{ ...run, asset: 'nothing' }] })],
    ['a quantity below nothing', [400], () => lot({ quantity: -1 })],
    ['a file in a form', [415], () => form(`--x\r\n\r\ntag,product\r\nF-9,G120\r\n--x--\r\n`)],
    ['a paper of no kind', [422], () => file('\u0001\u0002\u0003')],
    ['an empty paper', [422, 400], () => file('')],
    ['a table of nothing', [422], () => file('a;b;c\n1;2;3\n')],
    [
      'XML that calls for files',
      [422],
      () => file('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', { name: 'x.xml' }),
    ],
    ['JSON without end', [422], () => file('['.repeat(100_000), { name: 'x.json' })],
    ['half a bill', [422], () => served.post('/boms/upload', { file: madeBill('1.0').slice(0, 90), query: bill })],
    [
      'a bill for no asset',
      [404, 422],
      () => served.post('/boms/upload', { file: madeBill('1.0'), query: { ...bill, assetId: 'none' } }),
    ],
    [
      'a bill until before it was',
      [400, 422],
      () =>
        served.post('/boms/upload', {
          file: madeBill('1.0'),
          query: { ...bill, validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
        }),
    ],
    ['a key that is no key', [400, 422], () => add({ siteId: 'NH', tag: 'T-2' }, { 'idempotency-key': '' })],
    [
      'JSON sent as a form',
      [415, 400],
      () => add({ siteId: 'NH', tag: 'T-2' }, { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    ['a path that is none', [404], () => served.get('/nothing')],
    ['a method that is none', [405], () => served.post(`/deployments/${ids.asset}`)],
    ['a name of Object', [404], () => served.get('/constructor')],
  ]
}

onEachDatabase(
  'whatever is sent, a refusal is a problem that says what is wrong, and nothing is lost',
  async (database, context) => {
    const { served } = await withSite(database, context)
    const asset = done(await served.post('/assets', { body: { siteId: 'NH', tag: 'T-1' } })).json
    const runs = [{ asset: 'T-1', from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }]
    const lot = done(await served.post('/lots', { body: { siteId: 'NH', number: 'L-1', runs } })).json
    const state = async () => {
      const told = await Promise.all(['/assets', '/lots', '/places', '/boms', '/imports'].map(path => served.get(path)))
      return told.map(one => done(one).text).join('\n')
    }
    const before = await state()
    const wrong: string[] = []
    for (const [name, statuses, send] of tries(served, { lot: lot.id, asset: asset.asset?.id ?? asset.id })) {
      const told = await send()
      const isProblem = /^application\/problem\+json/.test(told.headers.get('content-type') ?? '')
      const { code, detail, status, title } = told.json ?? {}
      const spoken =
        isProblem && code && detail && title && status === told.status && !/node:|\.ts\b|node_modules/.test(told.text)
      if (!statuses.includes(told.status) || !spoken) wrong.push(`${name}: ${told.status} ${told.text.slice(0, 300)}`)
    }
    assert.deepEqual(wrong, [])
    await slow(served)
    assert.equal(await state(), before)
    assert.equal(await served.stop(), 0)
    assert.doesNotMatch(served.err(), /"level":"error"/)
  },
)

/** A body that stops in the middle takes nothing with it. */
async function slow(served: Served): Promise<void> {
  const { port } = new URL(served.address)
  const head = `POST /api/v1/assets HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${served.token}\r\n`
  await new Promise<void>(resolve => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"siteId":`)
      setTimeout(() => socket.destroy(), 200)
    })
    socket.on('close', () => resolve())
  })
}
