// What the kill -9 harness drives: a server over HTTP, asked as a program asks. Started by kill9.ts and kill9.test.ts.
// On SQLite in the harness's folder; with MILLCERT_HARNESS_POSTGRES=ADDRESS on a new database of that cluster.
import type { ChildProcess } from 'node:child_process'
import pg from 'pg'
import { addressOf } from '../databases/cluster.ts'
import { call, done, millcert, type Served, setUp, startServer } from './served.ts'

const cluster = process.env['MILLCERT_HARNESS_POSTGRES']
/** What every lot was made on; no write of the harness. */
const mixer = 'mixer'
let env: Record<string, string> = {}
let served: Served | undefined
let token = ''

/** Starts the server; resolves when it listens. */
export async function start(folder: string): Promise<ChildProcess> {
  const first = token === ''
  if (first && cluster !== undefined) env = { MILLCERT_DATABASE_URL: await newDatabase(cluster) }
  served = await startServer({ data: `${folder}/data`, env, token })
  if (first) {
    token = await setUp(served)
    done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
    done(await served.post('/assets', { body: { siteId: 'NH', tag: mixer } }))
  }
  return served.child
}

/** Adds an asset with this tag, or a lot with this number; resolves when the server said that it is kept. */
export async function put(number: string): Promise<void> {
  const runs = [{ asset: mixer, from: '2026-11-20T06:00:00Z' }]
  const isLot = Number(number) % 4 === 0
  const body = isLot ? { siteId: 'NH', number, runs } : { siteId: 'NH', tag: number }
  done(
    await call(served!, 'POST', isLot ? '/lots' : '/assets', { body, headers: { 'idempotency-key': `put-${number}` } }),
  )
}

/** The tags and numbers of everything that is kept. */
export async function list(): Promise<Set<string>> {
  const tags = await everyRow('/assets', 'rows')
  const numbers = await everyRow('/lots', 'lots')
  return new Set(
    [...tags.map(row => String(row['tag'])), ...numbers.map(row => String(row['number']))].filter(tag => tag !== mixer),
  )
}

/** Throws where the journal is not whole, or a second one under a name was kept. */
export async function verify(folder: string): Promise<void> {
  const tags = (await everyRow('/assets', 'rows')).map(row => row['tag'])
  if (new Set(tags).size !== tags.length) throw new Error('an act was done twice')
  const program = millcert(['journal', 'verify', '--data', `${folder}/data`], { cwd: folder, env })
  if ((await program.ended) !== 0) throw new Error(program.out() + program.err())
}

async function everyRow(path: string, noun: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for (let after: string | undefined; ; ) {
    const { json } = done(await served!.get(path, { query: { limit: '200', ...(after && { after }) } }))
    rows.push(...json[noun])
    after = json.next
    if (after === undefined) return rows
  }
}

async function newDatabase(cluster: string): Promise<string> {
  const name = `story_${process.pid}_${Date.now()}`
  const client = new pg.Client({ connectionString: cluster })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return addressOf(cluster, name)
}
