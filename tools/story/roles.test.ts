import assert from 'node:assert/strict'
import { onEachDatabase } from '../databases/each.ts'
import { layMadeAdvisory, madeBill, madeCve } from './made.ts'
import { done, logIn, password, type Served, tokenFor, withSite } from './served.ts'

const canary = 'canary'
const expires = '2027-02-01T00:00:00Z'

/** Facts of a site whose every name has the canary in it. */
async function foreign(served: Served): Promise<void> {
  done(await served.post('/sites', { body: { code: `${canary}-site`, name: `${canary} site` } }))
  const siteId = `${canary}-site`
  const csv = `asset_id,vendor,product,version,area\n${canary}-1,${canary} maker,${canary} panel,1.0,${canary}-hall\n`
  done(await served.post('/import', { file: Buffer.from(csv), query: { siteId, name: `${canary}.csv` } }))
  const bill = { assetId: `${canary}-1`, part: 'software', name: `${canary}.json`, validFrom: '2026-01-01T00:00:00Z' }
  done(await served.post('/boms/upload', { file: madeBill('1.0', `${canary}-valve`), query: { siteId, ...bill } }))
  const runs = [{ asset: `${canary}-1`, from: '2026-02-01T06:00:00Z' }]
  done(await served.post('/lots', { body: { siteId, number: `${canary}-L`, product: canary, runs } }))
}

async function own(served: Served): Promise<void> {
  done(await served.post('/assets', { body: { siteId: 'NH', tag: 'HMI-1' } }))
  const bill = { siteId: 'NH', assetId: 'HMI-1', part: 'software', name: 'b.json', validFrom: '2026-01-01T00:00:00Z' }
  done(await served.post('/boms/upload', { file: madeBill('1.0'), query: bill }))
}

/** The account of somebody who was invited and has a role at one site; gives a token of theirs. */
async function invited(served: Served, name: string, role: string): Promise<string> {
  const added = done(await served.post('/accounts', { body: { name, display: name } })).json
  const link = added.link ?? done(await served.post(`/accounts/${added.id}/invite`)).json.link
  done(await served.post(`/accounts/${added.id}/grant`, { body: { role, siteId: 'NH' } }))
  done(await served.post('/setup/finish', { body: { link, password }, token: '' }))
  const cookie = await logIn(served, name, password)
  return tokenFor(served, cookie, { name: 'own', role, siteId: 'NH', expires })
}

onEachDatabase(
  'who has a role at one site sees nothing of another and writes nothing there',
  async (database, context) => {
    const { served } = await withSite(database, context)
    await layMadeAdvisory(served.data)
    done(await served.post('/feeds/rematch'))
    await foreign(served)
    await own(served)
    const token = await invited(served, 'vera', 'viewer')
    await listsSeeOne(served, token)
    await asksSeeOne(served, token)
    await writesRefused(served, token)
    await programs(served)
  },
)

interface Described {
  paths: Record<string, { get?: { parameters?: { name: string; required?: boolean }[] } }>
}

/** Every question that needs no word is asked by both: what an administrator is told of the other site, a viewer is not. */
async function listsSeeOne(served: Served, token: string): Promise<void> {
  const described = (await (await fetch(`${served.address}/api/openapi.json`)).json()) as Described
  const asks = Object.entries(described.paths)
    .filter(([, { get }]) => get && !get.parameters?.some(({ required }) => required))
    .map(([path]) => path.replace('/api/v1', ''))
  assert.ok(asks.length > 15)
  let told = 0
  for (const path of asks) {
    const all = (await served.get(path)).text
    const seen = await served.get(path, { token })
    assert.ok(seen.status === 200 || seen.status === 403 || seen.status === 404, `${path}: ${seen.text}`)
    assert.ok(!seen.text.includes(canary), `${path}: ${seen.text}`)
    if (all.includes(canary)) told++
  }
  assert.ok(told >= 6, `only ${told} asks tell an administrator of the other site`)
}

async function asksSeeOne(served: Served, token: string): Promise<void> {
  for (const question of [
    madeCve,
    'pkg:pypi/made-mixer',
    `lot:${canary}-L`,
    `asset:${canary}-1`,
    `${canary} maker:${canary} panel`,
  ]) {
    const all = done(await served.get('/ask', { query: { question } })).json
    assert.ok(JSON.stringify({ ...all, question: '', understoodAs: '' }).includes(canary), question)
    const one = done(await served.get('/ask', { query: { question }, token })).json
    // What was asked is said again; nothing else may tell of the other site.
    const told = JSON.stringify({ ...one, question: '', understoodAs: '', sentence: '' })
    assert.ok(!told.includes(canary), `${question}: ${told}`)
    const foreign = await served.get('/ask', { query: { question, siteId: `${canary}-site` }, token })
    assert.equal(foreign.status, 404, foreign.text)
  }
  const { counts } = done(await served.get('/ask', { query: { question: madeCve }, token })).json
  assert.equal(counts.affected, 1)
  const [asset] = done(await served.get('/assets', { query: { words: canary } })).json.rows
  assert.equal((await served.get(`/assets/${asset.id}`, { token })).status, 404)
  assert.equal((await served.get(`/deployments/${asset.id}`, { token })).status, 404)
}

async function writesRefused(served: Served, token: string): Promise<void> {
  const before = done(await served.get('/assets')).text
  const tries = [
    await served.post('/assets', { body: { siteId: 'NH', tag: 'X' }, token }),
    await served.post('/sites', { body: { code: 'X', name: 'X' }, token }),
    await served.post('/import', { file: Buffer.from('asset_id\nX\n'), query: { siteId: 'NH', name: 'x.csv' }, token }),
    await served.post('/boms/upload', { file: madeBill('9'), query: { siteId: 'NH' }, token }),
    await served.post('/feeds/rematch', { token }),
    await served.post('/accounts', { body: { name: 'mallory', display: 'M' }, token }),
  ]
  for (const { status, json, text } of tries) assert.deepEqual([status, json.code], [403, 'operations/forbidden'], text)
  assert.equal((await served.get('/journal', { token })).status, 403)
  assert.equal((await served.get('/assets', { token: '' })).status, 401)
  assert.equal((await served.get('/assets', { token: 'mct_nobody' })).status, 401)
  assert.equal(done(await served.get('/assets')).text, before)
}

/** A program's token loads papers at its site, and does nothing else. */
async function programs(served: Served): Promise<void> {
  const cookie = await logIn(served, 'admin', password)
  const token = await tokenFor(served, cookie, { name: 'mes', role: 'integration', siteId: 'NH', expires })
  const upload = (siteId: string) =>
    served.post('/boms/upload', { file: madeBill('3.0'), query: { siteId, name: 'b.json' }, token })
  done(await upload('NH'))
  assert.equal((await upload(`${canary}-site`)).status, 404)
  const paper = {
    file: Buffer.from('asset_id,vendor,product,version\nMES-1,Talwerk,FillView,2.1\n'),
    query: { siteId: 'NH', name: 'mes.csv' },
    token,
  }
  done(await served.post('/import', paper))
  assert.equal((await served.post('/assets', { body: { siteId: 'NH', tag: 'X' }, token })).status, 403)
  assert.equal((await served.post('/boms/approve', { ...paper, query: { siteId: 'NH' } })).status, 403)
  assert.equal(
    (await served.post('/tokens', { body: { name: 'more', role: 'admin', everywhere: true, expires }, token })).status,
    403,
  )
  const inSession = { token: '', headers: { cookie, origin: served.address } }
  const { tokens } = done(await served.get('/tokens', inSession)).json
  const { id } = tokens.find(({ name }: { name: string }) => name === 'mes')
  done(await served.post(`/tokens/${id}/revoke`, inSession))
  assert.equal((await upload('NH')).status, 401)
}
