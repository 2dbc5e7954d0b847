import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { onEachDatabase } from '../databases/each.ts'
import { done, millcert, type Served, withSite } from './served.ts'

const mutations = `${process.env['MILLCERT_HOSTILE']}/open/mutate-ledger.mjs`
const nh = { siteId: 'NH' }

onEachDatabase(
  'a journal that was exported is verified elsewhere, and every forgery of it is found',
  async (database, context) => {
    if (!existsSync(mutations)) return context.skip('MILLCERT_HOSTILE is not set')
    const { served, env } = await withSite(database, context)
    for (let n = 0; n < 12; n++) done(await served.post('/assets', { body: { ...nh, tag: `T-${n}` } }))
    const { note, key, size } = await signedNow(served)
    const folder = join(dirname(served.data), 'audit')
    const run = async (...args: string[]) => {
      const program = millcert(args, { cwd: dirname(served.data), env })
      return { code: await program.ended, out: program.out(), err: program.err() }
    }
    const exported = await run('journal', 'export', '--to', folder, '--data', served.data)
    assert.equal(exported.code, 0, exported.err)
    const chain = readdirSync(folder).find(name => name.startsWith('site-') && name.endsWith('.jsonl'))!
    const kept = join(folder, 'kept.checkpoint')
    writeFileSync(kept, note)
    // What the checkpoint vouches for; the entry of the checkpoint itself is newer.
    const lines = readFileSync(join(folder, chain), 'utf8').split('\n')
    writeFileSync(join(folder, chain), `${lines.slice(0, size).join('\n')}\n`)
    const verify = (file: string) => run('journal', 'verify', file, '--against', kept, '--key', key)
    assert.equal((await verify(join(folder, chain))).code, 0)
    assert.equal((await run('journal', 'verify', '--data', served.data)).code, 0)
    // A file is a file, whatever database it came from.
    if (database.kind === 'postgres') return
    const out = join(folder, 'forged')
    mkdirSync(out)
    const made = spawnSync(process.execPath, [mutations, join(folder, chain), out, '--prev', 'prev'], {
      encoding: 'utf8',
    })
    assert.equal(made.status, 0, made.stderr)
    const { cases } = JSON.parse(readFileSync(join(out, 'INDEX.open.mutate-ledger.json'), 'utf8'))
    assert.equal(cases.length, 12)
    const wanted: Record<string, number> = { accept: 0, reject: 4, 'accept-with-warning': 3 }
    for (const { id, file, outcome } of cases) assert.equal((await verify(join(out, file))).code, wanted[outcome], id)
  },
)

/** A checkpoint of the site's chain and the public key that signed it. */
async function signedNow(served: Served): Promise<{ note: string; key: string; size: number }> {
  const { rows } = done(await served.get('/sites')).json
  const siteId = rows[0].id
  done(await served.post('/journal/checkpoint', { body: { siteId } }))
  const { checkpoints, keys } = done(await served.get('/journal/checkpoints', { query: { siteId } })).json
  const { note, size } = checkpoints[0]
  return { note, size, key: keys[0].publicKey }
}
