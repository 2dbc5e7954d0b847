// For the harness of power cuts, over a server on SQLite: node powercut.ts make FOLDER lays a site into FOLDER/data; node powercut.ts run
// FOLDER COUNT adds assets and prints ACK TAG for each that was answered for; node powercut.ts list FOLDER verifies what is there after a
// cut, with a server that recovers, and prints the tags.
import { mkdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { done, setUp, startServer } from './served.ts'

const [what, folder, count] = process.argv.slice(2) as [string, string, string?]
const data = `${folder}/data`
const tokenFile = `${folder}/token`

async function make(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const served = await startServer({ data })
  writeFileSync(tokenFile, await setUp(served))
  done(await served.post('/sites', { body: { code: 'NH', name: 'Nordhafen' } }))
  await served.stop()
}

async function run(): Promise<void> {
  const served = await startServer({ data, token: readFileSync(tokenFile, 'utf8') })
  for (let n = 0; n < Number(count); n++) {
    const headers = { 'idempotency-key': `put-${n}` }
    done(await served.post('/assets', { body: { siteId: 'NH', tag: `T-${n}` }, headers }))
    writeSync(1, `ACK T-${n}\n`)
  }
  await served.kill()
}

async function list(): Promise<void> {
  const served = await startServer({ data, token: readFileSync(tokenFile, 'utf8') })
  const { rows } = done(await served.get('/assets', { query: { limit: '200' } })).json
  for (const { tag } of rows) writeSync(1, `${tag}\n`)
  // What came after the cut is taken as ever.
  done(await served.post('/assets', { body: { siteId: 'NH', tag: 'after' } }))
  for (const query of [{}, { siteId: 'NH' }]) {
    const { fault } = done(await served.get('/journal/check', { query })).json
    if (fault !== null) throw new Error(JSON.stringify(fault))
  }
  await served.kill()
}

await { make, run, list }[what as 'make' | 'run' | 'list']()
